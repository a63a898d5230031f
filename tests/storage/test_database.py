import asyncio
import logging
import os
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import Busy, CannotOpen, Damaged, StorageError
from storage.forgetting import Forgetting
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.people import People
from storage.sessions import Sessions
from storage.transaction import Transaction
from storage.turns import Turns
from tests.storage.examples import NOON, count, from_outside, said

NOBODY = 65534
NEW_SESSION = "INSERT INTO sessions (channel, person, revision, state, updated_at)"


async def open_and_close(path: Path) -> None:
    async with Database.open(path, patience=0.05):
        pass


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write everywhere; step down from it, if that is who runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def folder_of_others() -> Iterator[Path]:
    """A folder that everybody may look into and nobody without privileges may write in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o700)


@pytest.fixture
def file_of_others(folder_of_others: Path) -> Path:
    """A file that nobody without privileges may write, in a folder in which they may."""
    path = folder_of_others / "canbao.db"
    path.touch(0o444)
    folder_of_others.chmod(0o777)
    return path


LETTER = "尊敬的参保人:\n" * 100


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A file that is no database at all."""
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


async def test_what_is_acknowledged_is_on_the_disk_and_what_is_deleted_is_overwritten(database: Database) -> None:
    def settings(transaction: Transaction) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        return [transaction.execute(f"PRAGMA {name}")[0][0] for name in names]

    full = 2
    assert await database.write(settings) == ["wal", full, 1, 1, 5000]


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError, match="readonly"):
        await database.read("DELETE FROM sessions")
    with pytest.raises(StorageError, match="readonly"):
        database.look_up("DELETE FROM sessions")


async def test_what_is_looked_up_is_what_was_committed_last(database: Database) -> None:
    def tell(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO people VALUES ('web', 'mother', 1, 1, 0, 0)")

    asked, mother = "SELECT person FROM people WHERE channel = 'web' AND person = :person", "mother"
    assert database.look_up(asked, person=mother) == []
    await database.write(tell)
    assert [row["person"] for row in database.look_up(asked, person=mother)] == [mother]


async def test_a_missing_folder_is_named(path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"There is no folder .*/nowhere to keep canbao.db in\. Create it"):
        await open_and_close(path.parent / "nowhere" / "canbao.db")


async def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"is a folder\. Give the path of a file in it"):
        await open_and_close(tmp_path)


async def test_a_folder_that_may_not_be_written_in_is_named(folder_of_others: Path) -> None:
    with without_privileges(), pytest.raises(CannotOpen, match=r"may not write in .*Give it permission"):
        await open_and_close(folder_of_others / "canbao.db")


async def test_a_file_that_may_not_be_written_is_named(file_of_others: Path) -> None:
    with without_privileges(), pytest.raises(CannotOpen, match=r"may not read and write .*canbao.db\. Give it"):
        await open_and_close(file_of_others)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a place where even root can make no file")
async def test_a_place_that_takes_no_files_is_refused_in_words() -> None:
    with pytest.raises(CannotOpen):
        await open_and_close(Path("/proc/self/canbao.db"))


def test_another_kind_of_file_is_refused_and_left_as_it_is(letter: Path) -> None:
    with pytest.raises(Damaged, match=r"not a sound SQLite database.*Restore a backup, or choose another path"):
        asyncio.run(open_and_close(letter))
    assert letter.read_text(encoding="utf-8") == LETTER


async def test_a_file_that_another_program_holds_is_said_to_be_busy(path: Path) -> None:
    await open_and_close(path)
    with from_outside(path) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy, match=r"Another process is writing to .*canbao.db"):
            await open_and_close(path)


async def test_many_that_start_on_a_new_file_at_once_all_get_it(tmp_path: Path) -> None:
    for number in range(20):
        async with AsyncExitStack() as stack:
            opening = (Database.open(tmp_path / f"{number}.db") for _ in range(6))
            await asyncio.gather(*(stack.enter_async_context(one) for one in opening))


async def test_while_another_program_writes_reading_goes_on_and_writing_waits_only_so_long(path: Path) -> None:
    async with Database.open(path, patience=0.05) as database:
        await Turns(database).commit(said("1"))
        with from_outside(path) as other:
            other.execute("BEGIN IMMEDIATE")
            assert await Sessions(database).load("web", "mother") is not None
            with pytest.raises(Busy, match="Try again"):
                await Turns(database).commit(said("2", revision=1))
            other.execute("ROLLBACK")
        await Turns(database).commit(said("2", revision=1))


async def test_a_writer_waits_for_another_program_to_finish(path: Path, database: Database) -> None:
    with from_outside(path) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(Turns(database).commit(said("1")))
        assert await Sessions(database).load("web", "mother") is None
        assert not waiting.done()
        other.execute("COMMIT")
        assert not (await waiting).repeated


async def test_transactions_do_not_mix_and_keep_their_order(database: Database) -> None:
    order: list[str] = []

    def work(name: str) -> Callable[[Transaction], None]:
        def do(transaction: Transaction) -> None:
            order.append(f"{name} begins")
            transaction.execute("SELECT 1")
            order.append(f"{name} ends")

        return do

    await asyncio.gather(*(database.write(work(name)) for name in "abc"))
    assert order == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


async def test_cancelled_in_the_middle_of_its_transaction_it_is_done_as_a_whole(path: Path, database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(transaction: Transaction) -> None:
        transaction.execute(f"{NEW_SESSION} VALUES ('web', 'mother', 1, '', 0)")
        begun.set()
        go_on.wait()
        transaction.execute(f"{NEW_SESSION} VALUES ('web', 'father', 1, '', 0)")

    task = asyncio.create_task(database.write(work))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()

    await Turns(database).commit(said("1", person="aunt"))
    assert count(path, "sessions") == 3


async def test_cancelled_before_its_turn_came_it_is_done_as_a_whole_or_not_at_all(
    path: Path, database: Database
) -> None:
    go_on = threading.Event()
    first = asyncio.create_task(database.write(lambda _: go_on.wait()))
    others = [asyncio.create_task(Turns(database).commit(said("1", person=str(number)))) for number in range(5)]
    await asyncio.sleep(0)  # all are handed to the writer
    for one in others[:3]:
        one.cancel()
    go_on.set()
    await first
    ended = await asyncio.gather(*others, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in ended] == [True, True, True, False, False]
    assert count(path, "sessions") == count(path, "inbox") == count(path, "outbox") in range(2, 6)


async def test_what_was_handed_over_is_done_before_the_database_closes(path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(transaction: Transaction) -> None:
        begun.set()
        go_on.wait()
        transaction.execute(f"{NEW_SESSION} VALUES ('web', 'mother', 1, '', 0)")

    async with Database.open(path) as database:
        task = asyncio.create_task(database.write(work))
        await asyncio.to_thread(begun.wait)
        go_on.set()
    await task
    assert count(path, "sessions") == 1


async def test_who_is_asked_about_is_not_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await Turns(database).commit(said("1", person="wx-7f3a", text="我的手机号"))
    await Sessions(database).load("web", "wx-7f3a")
    assert "wx-7f3a" not in caplog.text
    assert "我的手机号" not in caplog.text


QUESTIONS: dict[str, Callable[[Database], Awaitable[object]]] = {
    "a session": lambda database: Sessions(database).load("web", "mother"),
    "a turn": lambda database: Turns(database).commit(said("1", revision=0, replies=("一", "二"))),
    "whether an event was seen": lambda database: Inbox(database).seen("web", "mother", "1"),
    "what was heard": lambda database: Inbox(database).last("web", "mother", 10),
    "what a channel owes": lambda database: Outbox(database).owed("web", NOON, 10),
    "what is about to be sent": lambda database: Outbox(database).claim([1, 2]),
    "what became of a message": lambda database: Outbox(database).mark_sent([1, 2], NOON),
    "what is of no more use": lambda database: Outbox(database).expire("web", NOON),
    "what was being sent": lambda database: Outbox(database).recover("web"),
    "what was said": lambda database: Outbox(database).last("web", "mother", 10),
    "whether somebody can be reached": lambda database: People(database).can_be_reached("web", "mother"),
    "forgetting": lambda database: Forgetting(database).forget("web", "mother"),
    "whether somebody wants news": lambda database: People(database).wants_news("web", "mother"),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_no_question_looks_at_everybodys_rows(statements: list[str], path: Path, question: str) -> None:
    async with Database.open(path) as database:
        statements.clear()
        await QUESTIONS[question](database)
        # Texts that nobody was told any more go when the whole file is written anew.
        asked = [statement for statement in statements if not statement.startswith("DELETE FROM texts")]
        plans = [steps for statement in asked if (steps := plan(path, statement))]
    with from_outside(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert any(step.startswith("SEARCH") for steps in plans for step in steps)
    assert [step for steps in plans for step in steps if step.startswith("SCAN") and step.split()[1] in tables] == []


async def test_what_is_owed_is_found_in_order_without_looking_at_what_was_sent(
    statements: list[str], path: Path
) -> None:
    async with Database.open(path) as database:
        statements.clear()
        await Outbox(database).owed("web", NOON, 10)
        (steps,) = [plan(path, statement) for statement in statements]
    due, *_ = (step for step in steps if step.startswith("SEARCH"))
    assert due == "SEARCH deliveries USING INDEX deliveries_unsettled (channel=? AND delivery=? AND priority<?)"
    assert steps.index("SCAN due") < steps.index("USE TEMP B-TREE FOR ORDER BY")  # only what is due is put in order


def plan(path: Path, statement: str) -> list[str]:
    """How SQLite goes about a statement; nothing for one that only begins or ends something."""
    with from_outside(path) as connection:
        return [detail for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


async def test_closing_leaves_one_file(path: Path) -> None:
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
        await Forgetting(database).forget("web", "mother")
    assert [file.name for file in path.parent.iterdir()] == ["canbao.db"]
