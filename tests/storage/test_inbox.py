from pathlib import Path

from storage.database import Database
from storage.inbox import Heard, Inbox
from storage.turns import Turns
from tests.storage.examples import NOON, from_outside, said


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
    assert [heard.body for heard in await Inbox(database).last("web", "mother", 2)] == [
        {"said": "新生儿"},
        {"said": "二月五号"},
    ]


async def test_what_was_heard_and_is_damaged_says_so(path: Path, database: Database) -> None:
    await Turns(database).commit(said("1"))
    with from_outside(path) as connection:
        connection.execute("UPDATE inbox SET heard = 'half a sen'")
    assert await Inbox(database).last("web", "mother", 10) == (
        Heard(id=1, event_id="1", body={}, received_at=NOON, damaged=True),
    )
