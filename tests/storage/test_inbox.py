from pathlib import Path

import pytest

from storage.columns import to_time
from storage.database import Database
from storage.forgetting import Forgetting
from storage.inbox import Heard, Inbox
from storage.outbox import Outbox
from storage.turns import Turns
from tests.storage.examples import from_outside, said, text_of


async def test_an_event_is_seen_once_its_turn_is_committed(database: Database) -> None:
    inbox = Inbox(database)
    assert not await inbox.seen("web", "mother", "1")
    await Turns(database).commit(said("1"))
    assert await inbox.seen("web", "mother", "1")


async def test_an_event_is_seen_for_its_own_person_and_channel_only(database: Database) -> None:
    await Turns(database).commit(said("1"))
    assert not await Inbox(database).seen("web", "father", "1")
    assert not await Inbox(database).seen("telegram", "mother", "1")


async def test_the_last_things_heard_come_oldest_first(database: Database) -> None:
    for revision, text in enumerate(["你好", "新生儿", "二月五号"]):
        await Turns(database).commit(said(str(revision), text, revision=revision))
    assert [text_of(heard) for heard in await Inbox(database).last("web", "mother", 2)] == ["新生儿", "二月五号"]


DAMAGE = [
    "heard = 'half a sen'",
    "heard = CAST(x'7bff7d' AS TEXT)",
    "event_id = '3'",
    "received_at = 1 << 62",
    "received_at = 'noon'",
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_what_was_heard_and_is_damaged_says_so(path: Path, database: Database, damage: str) -> None:
    await Turns(database).commit(said("1"))
    await Turns(database).commit(said("2", "二月五号", revision=1))
    with from_outside(path) as connection:
        connection.execute(f"UPDATE inbox SET {damage} WHERE id = 1")  # noqa: S608 - that is the damage
    damaged, sound = await Inbox(database).last("web", "mother", 10)
    assert damaged == Heard(id=1, event_id="", body="", received_at=to_time(0), damaged=True)
    assert (text_of(sound), sound.damaged) == ("二月五号", False)


LINKS = {
    "the session leads to somebody else": ("UPDATE sessions SET last_event = 1 WHERE person = 'mother'", []),
    "the session leads nowhere": ("UPDATE sessions SET last_event = 4711 WHERE person = 'mother'", []),
    "an event leads to somebody else": ("UPDATE inbox SET previous = 1 WHERE id = 4", ["三"]),
    "an event leads to itself": ("UPDATE inbox SET previous = 4 WHERE id = 4", ["三"]),
    "an event leads forward": ("UPDATE inbox SET previous = 4 WHERE id = 3", ["二", "三"]),
    "an event leads nowhere": ("UPDATE inbox SET previous = 4711 WHERE id = 3", ["二", "三"]),
}


@pytest.mark.parametrize("link", LINKS)
async def test_a_damaged_link_leads_neither_in_a_circle_nor_to_anybody_else(
    path: Path, database: Database, link: str
) -> None:
    damage, left = LINKS[link]
    await Turns(database).commit(said("1", "别人的", person="father"))
    for revision, text in enumerate(["一", "二", "三"]):
        await Turns(database).commit(said(str(revision), text, revision=revision))
    with from_outside(path) as connection:
        connection.execute(damage)

    assert [text_of(line) for line in await Inbox(database).last("web", "mother", 10)] == left
    assert len(await Outbox(database).last("web", "mother", 10)) == len(left)
    await Forgetting(database).forget("web", "mother")
    assert [text_of(line) for line in await Inbox(database).last("web", "father", 10)] == ["别人的"]
