import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.errors import DiskFull, StaleRevision, StorageError
from storage.outbox import Reply
from storage.sessions import Sessions
from storage.turns import Committed, Turns
from tests.storage.examples import LATER, NOON, count, from_outside, said, text_of, written

TABLES = ("sessions", "inbox", "outbox")


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


async def test_a_committed_turn_is_on_the_disk_as_a_whole(path: Path, turns: Turns) -> None:
    committed = await turns.commit(said("1", replies=("好的。", "宝宝是哪天出生的?")))
    assert [text_of(reply) for reply in committed.replies] == ["好的。", "宝宝是哪天出生的?"]
    assert not committed.repeated
    assert [count(path, table) for table in TABLES] == [1, 1, 2]


async def test_a_turn_may_say_nothing(path: Path, turns: Turns) -> None:
    assert await turns.commit(said("1", replies=())) == Committed(replies=(), event=1)
    assert [count(path, table) for table in TABLES] == [1, 1, 0]


async def test_a_retry_gets_the_answer_of_the_first_time_and_changes_nothing(
    path: Path, database: Database, turns: Turns
) -> None:
    first = await turns.commit(said("1", state={"born": "2025-02-05"}, replies=("上户口了吗?",)))
    again = await turns.commit(said("1", state={"born": "1999-01-01"}, replies=("别的",), at=LATER))

    assert again == Committed(first.replies, first.event, repeated=True)
    assert [count(path, table) for table in TABLES] == [1, 1, 1]
    session = await Sessions(database).load("web", "mother")
    assert session is not None
    assert (session.revision, session.state) == (1, written({"born": "2025-02-05"}))


async def test_a_retry_is_recognised_long_after_the_conversation_went_on(turns: Turns) -> None:
    first = await turns.commit(said("1"))
    for revision in range(1, 5):
        await turns.commit(said(f"later {revision}", revision=revision))
    assert await turns.commit(said("1", revision=5)) == Committed(first.replies, first.event, repeated=True)


async def test_a_turn_worked_out_from_an_old_session_is_refused_and_nothing_of_it_kept(
    path: Path, turns: Turns
) -> None:
    await turns.commit(said("1"))
    await turns.commit(said("2", revision=1))
    for revision in (0, 1, 3):
        with pytest.raises(StaleRevision, match="Load it again"):
            await turns.commit(said("3", revision=revision))
    assert [count(path, table) for table in TABLES] == [1, 2, 2]


async def test_a_turn_worked_out_before_its_person_was_forgotten_does_not_bring_them_back(
    path: Path, turns: Turns
) -> None:
    with pytest.raises(StaleRevision):
        await turns.commit(said("7", revision=6))
    assert [count(path, table) for table in TABLES] == [0, 0, 0]


async def test_fifty_tasks_for_one_person_each_get_their_turn_exactly_once(database: Database, turns: Turns) -> None:
    async def add(name: str) -> Committed:
        while True:
            session = await Sessions(database).load("web", "mother")
            revision, state = (session.revision, json.loads(session.state)) if session else (0, {})
            try:
                return await turns.commit(said(name, revision=revision, state={**state, name: revision}))
            except StaleRevision:
                continue

    await asyncio.gather(*(add(f"task {number}") for number in range(50)))

    session = await Sessions(database).load("web", "mother")
    assert session is not None
    assert session.revision == 50
    state = json.loads(session.state)
    assert sorted(state) == sorted(f"task {number}" for number in range(50))
    assert sorted(state.values()) == list(range(50))


async def test_fifty_people_at_once_do_not_get_in_each_others_way(path: Path, turns: Turns) -> None:
    committed = await asyncio.gather(*(turns.commit(said("1", person=f"person {number}")) for number in range(50)))
    assert len({reply.id for one in committed for reply in one.replies}) == 50
    assert [count(path, table) for table in TABLES] == [50, 50, 50]


async def test_fifty_retries_at_once_apply_it_once(path: Path, turns: Turns) -> None:
    committed = await asyncio.gather(*(turns.commit(said("1")) for _ in range(50)))
    assert sorted(one.repeated for one in committed) == [False] + [True] * 49
    assert len({one.replies[0].id for one in committed}) == 1
    assert [count(path, table) for table in TABLES] == [1, 1, 1]


FAILURES = {
    "a new session": "CREATE TRIGGER fail AFTER INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "a known session": "CREATE TRIGGER fail AFTER UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "the inbox": "CREATE TRIGGER fail AFTER INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "the first reply": "CREATE TRIGGER fail AFTER INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "the second reply": "CREATE TRIGGER fail AFTER INSERT ON outbox WHEN (SELECT count(*) FROM outbox) % 2 = 0 "
    "BEGIN SELECT RAISE(ABORT, 'broken'); END",
    # A promise that is only checked, and found broken, when everything else has been written.
    "the commit": "CREATE TRIGGER fail AFTER INSERT ON outbox BEGIN INSERT INTO promises VALUES (-1); END",
}


@pytest.mark.parametrize("failing", FAILURES)
async def test_when_a_statement_fails_nothing_of_the_turn_is_kept_and_the_next_one_works(
    path: Path, turns: Turns, failing: str
) -> None:
    await turns.commit(said("1", replies=("一", "二")))
    person, revision = ("father", 0) if failing == "a new session" else ("mother", 1)
    turn = said("2", person=person, revision=revision, replies=("三", "四"))
    with from_outside(path) as connection:
        connection.execute("CREATE TABLE promises (id INTEGER REFERENCES inbox (id) DEFERRABLE INITIALLY DEFERRED)")
        connection.execute(FAILURES[failing])

    with pytest.raises(StorageError, match=r"broken|FOREIGN KEY"):
        await turns.commit(turn)
    assert [count(path, table) for table in (*TABLES, "promises")] == [1, 1, 2, 0]

    with from_outside(path) as connection:
        connection.execute("DROP TRIGGER fail")
    assert not (await turns.commit(turn)).repeated


async def test_when_the_disk_is_full_nothing_is_lost_and_it_goes_on_when_there_is_room(
    path: Path, database: Database, turns: Turns
) -> None:
    await turns.commit(said("1"))
    too_long = said("2", revision=1, state={"text": "字" * 100_000})
    await database.write(lambda transaction: transaction.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(DiskFull, match="Free some space"):
        await turns.commit(too_long)
    assert [count(path, table) for table in TABLES] == [1, 1, 1]

    await database.write(lambda transaction: transaction.execute("PRAGMA max_page_count = 1000000"))
    await turns.commit(too_long)
    assert [count(path, table) for table in TABLES] == [1, 2, 2]


@pytest.mark.parametrize("wrong", [{"event_id": "\ud83d"}, {"person": "\ud83d"}, {"channel": "\ud83d"}])
async def test_a_name_that_is_not_unicode_is_refused_and_nothing_of_it_kept(
    path: Path, turns: Turns, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        await turns.commit(said("1")._replace(**wrong))  # type: ignore[arg-type]
    assert [count(path, table) for table in TABLES] == [0, 0, 0]


@pytest.mark.parametrize("wrong", [{"heard": "\ud83d"}, {"state": "\ud83d"}, {"replies": (Reply("\ud83d"),)}])
async def test_a_text_that_is_not_unicode_is_refused_and_nothing_of_it_kept(
    path: Path, turns: Turns, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        await turns.commit(said("1")._replace(**wrong))
    assert [count(path, table) for table in TABLES] == [0, 0, 0]


async def test_a_time_without_its_zone_is_refused_and_nothing_of_it_kept(path: Path, turns: Turns) -> None:
    for turn in (
        said("1", at=NOON.replace(tzinfo=None)),
        said("1")._replace(replies=(Reply("", not_before=NOON.replace(tzinfo=None)),)),
    ):
        with pytest.raises(ValueError, match="time zone"):
            await turns.commit(turn)
    assert [count(path, table) for table in TABLES] == [0, 0, 0]
