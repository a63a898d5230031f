import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import Busy, CannotOpen, Damaged
from storage.outbox import Delivery, Outbox, Priority, Report
from storage.people import People
from storage.schema import bring_up_to_date, migrations
from storage.soundness import Contents, check
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, from_outside, in_words, said
from tests.storage.test_processes import WITHOUT_END, acknowledged, chatting


@pytest.fixture
async def used(path: Path) -> Path:
    """A database with two people in it, of every kind of row some."""
    async with Database.open(path) as database:
        for revision in range(3):
            for person in ("mother", "father"):
                await Turns(database).commit(said(str(revision), person=person, revision=revision))
        await Outbox(database).owe("web", "mother", [in_words("提醒", Priority.REMINDER, not_before=LATER)], NOON)
        await Outbox(database).settle(Report(1, Delivery.SENT, LATER, receipt="4711"))
        await People(database).note_reachable("web", "father", False, NOON)
    return path


def test_what_is_sound_is_counted(used: Path) -> None:
    assert check(used) == Contents(sessions=2, events=6, messages=7)


def test_a_new_database_is_sound(path: Path, database: Database) -> None:
    assert check(path) == Contents(0, 0, 0)


async def test_it_is_checked_while_others_write_and_nothing_is_changed(path: Path, database: Database) -> None:
    await Turns(database).commit(said("1"))
    checking = [asyncio.create_task(asyncio.to_thread(check, path)) for _ in range(5)]
    for revision in range(1, 50):
        await Turns(database).commit(said(str(revision + 1), revision=revision))
    for found in await asyncio.gather(*checking):
        assert found.sessions == 1
        assert found.events == found.messages in range(1, 51)


def test_what_a_killed_process_left_in_its_log_stays_there(used: Path) -> None:
    with chatting(used, "later", "aunt", WITHOUT_END) as process:
        acknowledged(process, 5)
        process.kill()
    log = used.with_name("canbao.db-wal")
    before = used.read_bytes(), log.read_bytes()
    assert check(used).sessions == 3
    assert (used.read_bytes(), log.read_bytes()) == before


def test_a_constraint_that_is_broken_is_found(used: Path) -> None:
    with from_outside(used) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE deliveries SET delivery = 'owee' WHERE message_id = 3")
    with pytest.raises(Damaged, match="CHECK constraint failed in deliveries"):
        check(used)


DAMAGE = {
    "a state": "UPDATE sessions SET state = replace(state, 'newborn', 'newbom')",
    "a name in a session": "UPDATE sessions SET person = 'aunt' WHERE person = 'father'",
    "a revision": "UPDATE sessions SET revision = revision + 1",
    "the last event": "UPDATE sessions SET last_event = 2 WHERE person = 'mother'",
    "what was heard": "UPDATE inbox SET heard = '' WHERE id = 3",
    "when it was heard": "UPDATE inbox SET received_at = 0 WHERE id = 3",
    "what was told": "UPDATE texts SET body = replace(body, '宝', '玉')",
    "whom it was told": "UPDATE outbox SET person = 'father' WHERE inbox_id IS NULL",
    "when it is told": "UPDATE deliveries SET not_before = not_before - 1 WHERE not_before IS NOT NULL",
    "when it arrived": "UPDATE deliveries SET sent_at = sent_at - 1 WHERE sent_at IS NOT NULL",
    "a receipt": "UPDATE deliveries SET receipt = '4712' WHERE receipt IS NOT NULL",
    "who can be reached": "UPDATE people SET reachable = 1",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_row_that_is_not_what_was_written_is_found(used: Path, damage: str) -> None:
    with from_outside(used) as connection:
        connection.execute(DAMAGE[damage])
    with pytest.raises(
        Damaged, match=r"canbao\.db is damaged: .* (written|last event)\. It was left as it is"
    ) as found:
        check(used)
    assert not any(text in str(found.value) for text in ("mother", "father", "宝", "4711"))


CONTRADICTIONS = {
    "an event is missing": ("DELETE FROM inbox WHERE id = 3", "refers to one that is missing|not one chain"),
    "an event is linked past another": ("UPDATE inbox SET previous = 1 WHERE id = 5", "not one chain"),
    "the last event is missing": ("DELETE FROM inbox WHERE id = 6", "missing|does not end with its last event"),
    "a session is missing": ("DELETE FROM sessions WHERE person = 'father'", "does not end with its last event"),
    "an answer to an event is missing": ("DELETE FROM outbox WHERE id = 3", "refers to one that is missing"),
    "a delivery is missing": ("DELETE FROM deliveries WHERE message_id = 3", "not delivered as it was written"),
    "a delivery on another channel": ("UPDATE deliveries SET channel = 'wec' WHERE message_id = 3", "not delivered as"),
    "a delivery of another priority": ("UPDATE deliveries SET priority = 3 WHERE message_id = 3", "not delivered as"),
    "an answer to somebody else": ("UPDATE outbox SET inbox_id = 2 WHERE id = 3", "answers somebody else's event"),
}


@pytest.mark.parametrize("contradiction", CONTRADICTIONS)
def test_what_contradicts_itself_is_found_also_without_reading_every_row(used: Path, contradiction: str) -> None:
    statement, problem = CONTRADICTIONS[contradiction]
    with from_outside(used) as connection:
        connection.execute(statement)  # a connection from outside keeps no promises between tables
    with pytest.raises(Damaged, match=problem):
        check(used, every_row=False)


def test_an_index_that_lost_somebody_is_found_also_without_reading_every_row(used: Path) -> None:
    """They would be taken for a stranger, and nothing that is read of them would say that it is damaged."""
    content = used.read_bytes()
    places = [found.start() for found in re.finditer(b"webfather", content)]
    lost = 0
    for place in places:
        used.write_bytes(content[:place] + b"webfathes" + content[place + 9 :])
        with from_outside(used) as connection:
            by_index = "SELECT 1 FROM sessions INDEXED BY sqlite_autoindex_sessions_1 WHERE channel = ? AND person = ?"
            if connection.execute(by_index, ("web", "father")).fetchone():
                continue
        lost += 1
        with pytest.raises(Damaged, match="index"):
            check(used, every_row=False)
    assert lost == 1


def test_without_every_row_the_rows_are_left_to_whoever_reads_them(used: Path) -> None:
    with from_outside(used) as connection:
        connection.execute(DAMAGE["a state"])
    assert (check(used, every_row=False)).sessions == 2


async def test_rows_from_before_there_were_checksums_are_believed(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.row_factory = sqlite3.Row
        bring_up_to_date(old, migrations()[:1], path)
        old.execute("INSERT INTO sessions VALUES ('web', 'mother', 1, '{}', 0)")
        old.execute("INSERT INTO inbox VALUES (1, 'web', 'mother', '1', '{}', 0)")
    assert check(path) == Contents(1, 1, 0)
    async with Database.open(path) as database:
        await Turns(database).commit(said("2", revision=1))
    assert check(path) == Contents(1, 2, 1)


def test_a_file_that_is_not_there_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"There is no database .*canbao\.db"):
        check(path)
    assert not path.exists()


def test_an_empty_file_is_not_taken_for_a_new_database(path: Path) -> None:
    path.touch()
    with pytest.raises(Damaged, match=r"is empty\. Restore a backup, or delete the file"):
        check(path)


def test_the_database_of_another_program_is_not_taken_for_ours(path: Path) -> None:
    with from_outside(path) as connection:
        connection.execute("CREATE TABLE recipes (text TEXT)")
    with pytest.raises(Damaged, match="not one of Canbao's databases"):
        check(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("尊敬的参保人:\n" * 100, encoding="utf-8")
    with pytest.raises(Damaged, match="not a sound SQLite database"):
        check(path)


def test_a_file_of_a_newer_sqlite_is_refused(used: Path) -> None:
    content = bytearray(used.read_bytes())
    content[47] = 9  # its schema format, of which this SQLite knows four
    used.write_bytes(content)
    with pytest.raises(Damaged, match="unsupported file format"):
        check(used)


def test_a_file_that_another_program_holds_is_said_to_be_busy(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.soundness._PATIENCE", 0.05)
    with from_outside(used) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy):
            check(used)
