"""Group commit: what gathers while one transaction is written shares the next, and each succeeds or fails by itself."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DiskFull, StaleRevision, StorageError
from storage.outbox import Delivery, Outbox, Report
from storage.sessions import Sessions
from storage.transaction import Transaction
from storage.turns import Committed, Turn, Turns
from tests.storage.examples import LATER, NOON, count, from_outside, in_words, said

TABLES = ("sessions", "inbox", "outbox")
Ended = list[Committed | BaseException]


@asynccontextmanager
async def gathering(database: Database) -> AsyncIterator[None]:
    """Keep the writer occupied for as long as the block lasts, so that what is asked for in it is one group."""
    begun, go_on = threading.Event(), threading.Event()

    def occupy(_: Transaction) -> None:
        begun.set()
        go_on.wait()

    occupied = asyncio.create_task(database.write(occupy))
    await asyncio.to_thread(begun.wait)
    try:
        yield
    finally:
        go_on.set()
        await occupied


async def together(database: Database, *asked: Awaitable[object]) -> list[object]:
    """What becomes of things that are asked for in this order while the writer is occupied."""
    async with gathering(database):
        tasks = [asyncio.ensure_future(one) for one in asked]
        await asyncio.sleep(0)  # each runs up to where it waits for the writer
    return await asyncio.gather(*tasks, return_exceptions=True)


async def commit_together(database: Database, turns: Sequence[Turn]) -> Ended:
    ended = await together(database, *(Turns(database).commit(turn) for turn in turns))
    assert all(isinstance(one, Committed | BaseException) for one in ended)
    return ended  # type: ignore[return-value]


def commits(statements: Sequence[str]) -> int:
    return sum(statement == "COMMIT" for statement in statements)


def forgetful(transaction: Transaction, names: Sequence[str]) -> list[str]:
    """Deals with all of them, and speaks of the first only."""
    for name in names:
        transaction.execute("INSERT INTO silences (channel, until) VALUES (:name, 0)", name=name)
    return [*names[:1]]


async def test_whoever_would_wait_for_an_outcome_for_ever_is_told(database: Database, path: Path) -> None:
    asked = (database.write_together(forgetful, name) for name in ("web", "telegram"))
    ended = await together(database, *asked)
    assert [str(one) for one in ended] == ["forgetful had 1 outcomes for 2 items"] * 2
    assert count(path, "silences") == 0


@pytest.mark.parametrize(("turns", "groups"), [(2, 1), (64, 1), (65, 1), (256, 1), (257, 2), (700, 3)])
async def test_what_arrives_together_is_committed_together(
    statements: list[str], path: Path, turns: int, groups: int
) -> None:
    async with Database.open(path) as database:
        statements.clear()
        ended = await commit_together(database, [said("1", person=str(number)) for number in range(turns)])
    assert all(isinstance(one, Committed) for one in ended)
    assert commits(statements) == 1 + groups  # the first is that of the one who kept the writer occupied
    assert [count(path, table) for table in TABLES] == [turns, turns, turns]


async def test_everybody_gets_their_own_answer_and_only_that(database: Database) -> None:
    """People with no reply, one and several, mixed, and more than one statement takes."""
    turns = [
        said("1", person=str(number), replies=tuple(f"{number} {reply}" for reply in range(number % 4)))
        for number in range(200)
    ]
    for turn, committed in zip(turns, await commit_together(database, turns), strict=True):
        assert isinstance(committed, Committed)
        assert [reply.body for reply in committed.replies] == [reply.body for reply in turn.replies]
        assert {reply.person for reply in committed.replies} <= {turn.person}
        stored = await Outbox(database).last("web", turn.person, 10)
        assert stored == committed.replies


async def test_a_group_is_kept_as_it_would_have_been_one_by_one(path: Path) -> None:
    """First turns, later turns, retries and refused ones together leave what they leave one after another."""
    beginning = [said("1", person=str(number)) for number in range(6)]
    mixed = [
        said("2", "二", person="0", revision=1),
        said("1", person="6"),
        said("1", person="1"),  # a retry
        said("2", person="2", revision=5),  # from a session that moved on
        said("2", "二", person="3", revision=1, replies=("一", "二", "三"), at=LATER),
        said("2", person="7", revision=2),  # from a person forgotten meanwhile
        said("2", person="4", revision=1, replies=()),
    ]

    def comparable(one: Committed | BaseException) -> object:
        return one if isinstance(one, Committed) else type(one)

    outcomes, stored = [], []
    for name in ("group.db", "one-by-one.db"):
        async with Database.open(path.with_name(name)) as database:
            await commit_together(database, beginning)
            if name == "group.db":
                ended = await commit_together(database, mixed)
            else:
                ended = [one for turn in mixed for one in await commit_together(database, [turn])]
            outcomes.append([comparable(one) for one in ended])
        with from_outside(path.with_name(name)) as connection:
            stored.append([connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES])  # noqa: S608

    assert outcomes[0] == outcomes[1]
    assert outcomes[0].count(StaleRevision) == 2
    assert stored[0] == stored[1]


async def test_one_that_is_refused_does_not_undo_the_others(path: Path, database: Database) -> None:
    refused, other, kept = await commit_together(
        database, [said("2", revision=5), said("\ud83d", person="father"), said("3", person="aunt")]
    )
    assert isinstance(refused, StaleRevision)
    assert isinstance(other, ValueError)
    assert isinstance(kept, Committed)
    assert [count(path, table) for table in TABLES] == [1, 1, 1]


async def test_two_turns_of_one_person_in_a_group_follow_each_other(path: Path, database: Database) -> None:
    first, second, stale = await commit_together(
        database, [said("1"), said("2", revision=1, state={"turns": 2}), said("3", revision=1)]
    )
    assert isinstance(first, Committed)
    assert isinstance(second, Committed)
    assert isinstance(stale, StaleRevision)
    session = await Sessions(database).load("web", "mother")
    assert session is not None
    assert session.revision == 2
    assert [count(path, table) for table in TABLES] == [1, 2, 2]


async def test_an_event_that_comes_twice_in_a_group_is_taken_once(path: Path, database: Database) -> None:
    await Turns(database).commit(said("0", person="father"))
    ended = await commit_together(
        database, [said("1"), said("0", person="father"), said("1"), said("1", person="aunt"), said("1")]
    )
    assert [isinstance(one, Committed) and one.repeated for one in ended] == [False, True, True, False, True]
    first, _, again, other, _ = ended
    assert isinstance(first, Committed)
    assert isinstance(again, Committed)
    assert isinstance(other, Committed)
    assert again.replies == first.replies != other.replies
    assert [count(path, table) for table in TABLES] == [3, 3, 3]


async def test_mixed_kinds_are_done_in_the_order_they_were_asked_for(database: Database) -> None:
    await Turns(database).commit(said("1"))
    seen: list[int] = []

    def look(transaction: Transaction) -> None:
        seen.append(len(transaction.execute("SELECT 1 FROM messages WHERE delivery = 'owed'")))

    outbox, turns = Outbox(database), Turns(database)
    await together(
        database,
        database.write(look),
        turns.commit(said("2", revision=1, replies=("一", "二"))),
        database.write(look),
        outbox.mark_sent([1], LATER),
        outbox.settle(Report(2, Delivery.FAILED, LATER)),
        database.write(look),
        turns.commit(said("1", person="father")),
        outbox.owe("web", "father", [in_words("提醒")], NOON),
        database.write(look),
    )
    assert seen == [1, 3, 1, 3]


async def test_work_that_fails_undoes_itself_and_nothing_else(path: Path, database: Database) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.execute("DELETE FROM sessions")
        raise LookupError("nobody")

    before, failed, after = await together(
        database, Turns(database).commit(said("1")), database.write(fail), Turns(database).commit(said("2", revision=1))
    )
    assert isinstance(before, Committed)
    assert isinstance(failed, LookupError)
    assert isinstance(after, Committed)
    assert [count(path, table) for table in TABLES] == [1, 2, 2]


async def test_a_commit_that_fails_fails_for_everybody_and_the_next_goes_well(path: Path, database: Database) -> None:
    with from_outside(path) as other:
        # A promise that is only checked, and found broken, when everything else has been written.
        other.execute("CREATE TABLE promises (id INTEGER REFERENCES inbox (id) DEFERRABLE INITIALLY DEFERRED)")

    def break_promise(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO promises VALUES (-1)")

    turns = [said("1", person=str(number)) for number in range(100)]
    *failed, broken = await together(
        database, *(Turns(database).commit(turn) for turn in turns), database.write(break_promise)
    )
    assert all(isinstance(one, StorageError) and "FOREIGN KEY" in str(one) for one in [*failed, broken])
    assert len({id(one) for one in failed}) == 100  # each can be told apart, and logged, by itself
    assert [count(path, table) for table in TABLES] == [0, 0, 0]

    ended = await commit_together(database, turns)
    assert not any(isinstance(one, BaseException) or one.repeated for one in ended)


async def test_a_full_disk_fails_for_everybody_in_the_group_and_nothing_is_half_kept(
    path: Path, database: Database
) -> None:
    await Turns(database).commit(said("0"))
    await database.write(lambda transaction: transaction.execute("PRAGMA max_page_count = 1"))
    turns = [said("1", "字" * 5000, person=str(number)) for number in range(20)]
    failed = await together(
        database, *(Turns(database).commit(turn) for turn in turns), Outbox(database).mark_sent([1], LATER)
    )
    assert [type(one) for one in failed] == [DiskFull] * 21
    assert [count(path, table) for table in TABLES] == [1, 1, 1]
    assert len(await Outbox(database).owed("web", NOON, 10)) == 1

    await database.write(lambda transaction: transaction.execute("PRAGMA max_page_count = 1000000"))
    ended = await commit_together(database, turns)
    assert not any(isinstance(one, BaseException) or one.repeated for one in ended)


async def test_those_who_stopped_waiting_hold_nobody_up(path: Path, database: Database) -> None:
    async with gathering(database):
        waiting = [asyncio.create_task(Turns(database).commit(said("1", person=str(number)))) for number in range(300)]
        await asyncio.sleep(0)
        for one in waiting[::2]:
            one.cancel()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended[::2])
    assert all(isinstance(one, Committed) for one in ended[1::2])

    again = await commit_together(database, [said("1", person=str(number)) for number in range(300)])
    assert not any(isinstance(one, BaseException) for one in again)
    assert [count(path, table) for table in TABLES] == [300, 300, 300]


async def test_sessions_looked_up_together_go_to_those_who_asked(database: Database) -> None:
    people = [(channel, str(number)) for number in range(100) for channel in ("web", "telegram")]
    for number, (channel, person) in enumerate(people[::3]):
        await Turns(database).commit(said("1", channel=channel, person=person, state={"number": number}))
    asked = [*people, *people[:7]]
    found = await asyncio.gather(*(Sessions(database).load(*person) for person in asked))
    assert [session and (session.channel, session.person) for session in found] == [
        person if person in people[::3] else None for person in asked
    ]
