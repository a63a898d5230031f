from pathlib import Path

import pytest

from storage.database import Database
from storage.sessions import Session, Sessions
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, from_outside, said


async def test_nothing_is_known_of_a_stranger(database: Database) -> None:
    assert await Sessions(database).load("web", "stranger") is None


async def test_a_session_is_what_the_last_turn_made_it(database: Database) -> None:
    await Turns(database).commit(said("1", state={"born": "2025-02-05"}))
    await Turns(database).commit(said("2", revision=1, state={"born": "2025-02-05", "hukou": "not_yet"}, at=LATER))

    assert await Sessions(database).load("web", "mother") == Session(
        channel="web",
        person="mother",
        revision=2,
        state={"born": "2025-02-05", "hukou": "not_yet"},
        updated_at=LATER,
    )


async def test_the_same_name_on_two_channels_is_two_people(database: Database) -> None:
    await Turns(database).commit(said("1", channel="web", state={"on": "web"}))
    await Turns(database).commit(said("1", channel="telegram", state={"on": "telegram"}))

    for channel in ("web", "telegram"):
        session = await Sessions(database).load(channel, "mother")
        assert session is not None
        assert session.state == {"on": channel}


async def test_a_session_is_still_there_after_a_restart(path: Path) -> None:
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
    async with Database.open(path) as database:
        assert await Sessions(database).load("web", "mother") is not None


@pytest.mark.parametrize("damage", ["'{\"born\":'", "'[]'", "''", "CAST(x'7bff7d' AS TEXT)"])
async def test_a_damaged_session_is_empty_and_says_so_and_the_next_turn_mends_it(
    path: Path, database: Database, damage: str
) -> None:
    await Turns(database).commit(said("1", state={"born": "2025-02-05"}))
    with from_outside(path) as connection:
        connection.execute(f"UPDATE sessions SET state = {damage}")  # noqa: S608 - damage is what this test does

    damaged = await Sessions(database).load("web", "mother")
    assert damaged == Session("web", "mother", revision=1, state={}, updated_at=NOON, damaged=True)

    await Turns(database).commit(said("2", revision=1, state={"born": "2025-02-06"}))
    mended = await Sessions(database).load("web", "mother")
    assert mended is not None
    assert (mended.state, mended.damaged) == ({"born": "2025-02-06"}, False)
