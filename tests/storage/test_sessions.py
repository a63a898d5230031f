import asyncio
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import Damaged
from storage.sessions import Session, Sessions
from storage.turns import Turns
from tests.storage.examples import LATER, from_outside, said, written


async def test_nothing_is_known_of_a_stranger(database: Database) -> None:
    assert await Sessions(database).load("web", "stranger") is None


async def test_a_session_is_what_the_last_turn_made_it(database: Database) -> None:
    await Turns(database).commit(said("1", state={"born": "2025-02-05"}))
    await Turns(database).commit(said("2", revision=1, state={"born": "2025-02-05", "hukou": "not_yet"}, at=LATER))

    assert await Sessions(database).load("web", "mother") == Session(
        channel="web",
        person="mother",
        revision=2,
        state=written({"born": "2025-02-05", "hukou": "not_yet"}),
        updated_at=LATER,
    )


async def test_the_same_name_on_two_channels_is_two_people(database: Database) -> None:
    await Turns(database).commit(said("1", channel="web", state={"on": "web"}))
    await Turns(database).commit(said("1", channel="telegram", state={"on": "telegram"}))

    for channel in ("web", "telegram"):
        session = await Sessions(database).load(channel, "mother")
        assert session is not None
        assert session.state == written({"on": channel})


async def test_a_session_is_still_there_after_a_restart(path: Path) -> None:
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
    async with Database.open(path) as database:
        assert await Sessions(database).load("web", "mother") is not None


DAMAGE = [
    "state = '{\"born\":'",
    "state = ''",
    "state = CAST(x'7bff7d' AS TEXT)",
    "state = replace(state, '05', '06')",
    "revision = 7",
    "updated_at = updated_at + 1",
    "updated_at = 'noon'",
    "last_event = 2",
    "visit = 'another'",
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_session_that_is_no_longer_what_was_written_is_not_served(
    path: Path, database: Database, damage: str
) -> None:
    await Turns(database).commit(said("1", state={"born": "2025-02-05"}))
    await Turns(database).commit(said("1", person="father"))
    with from_outside(path) as connection:
        connection.execute(f"UPDATE sessions SET {damage} WHERE person = 'mother'")  # noqa: S608 - that is the damage

    both = await asyncio.gather(
        *(Sessions(database).load("web", person) for person in ("mother", "father")), return_exceptions=True
    )
    assert isinstance(both[0], Damaged)
    assert isinstance(both[1], Session)  # although the two were looked up together
