"""Backups made from a database in use, and restored over one that is damaged, gone or merely older."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.backup import Restored, back_up, restore
from storage.database import Database
from storage.errors import Busy, CannotOpen, Damaged, DiskFull
from storage.outbox import Delivery, Outbox, Priority
from storage.people import People
from storage.schema import bring_up_to_date, migrations
from storage.sessions import Sessions
from storage.soundness import Contents, check
from storage.transcript import Transcript
from storage.turns import Turns
from tests.storage.chatting import take
from tests.storage.examples import LATER, NOON, count, from_outside, in_words, said
from tests.storage.test_processes import WITHOUT_END, acknowledged, chatting

TABLES = ("sessions", "inbox", "outbox", "deliveries", "people", "migrations")
LONG_AFTER = NOON + timedelta(days=1)


@pytest.fixture
async def used(path: Path) -> Path:
    async with Database.open(path) as database:
        for revision in range(3):
            for person in ("mother", "father"):
                await Turns(database).commit(said(str(revision), person=person, revision=revision))
        await People(database).note_reachable("web", "father", False, NOON)
    return path


@pytest.fixture
def backup(used: Path) -> Path:
    copy = used.with_name("backup.db")
    back_up(used, copy)
    return copy


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with from_outside(path) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES}  # noqa: S608


def files(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


def test_a_backup_is_everything_and_nobody_elses_to_read(used: Path) -> None:
    copy = used.with_name("backup.db")
    assert back_up(used, copy) == Contents(sessions=2, events=6, messages=6)
    assert everything(copy) == everything(used)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert files(used) == {"canbao.db", "backup.db"}


async def test_a_backup_made_while_people_write_is_one_moment_of_it(path: Path, database: Database) -> None:
    copies = [path.with_name(f"backup {number}.db") for number in range(3)]
    copying = [asyncio.create_task(asyncio.to_thread(back_up, path, copy)) for copy in copies]
    turns = 0
    while turns < 4 or not all(one.done() for one in copying):
        await take(database, str(turns), "mother")
        turns += 1
    for one, copy in zip(copying, copies, strict=True):
        found = one.result()
        assert found.events == found.messages == count(copy, "inbox")
        with from_outside(copy) as connection:
            assert connection.execute("SELECT coalesce(max(revision), 0) FROM sessions").fetchone() == (found.events,)


def test_a_file_that_is_there_is_not_written_over(used: Path) -> None:
    copy = used.with_name("notes.txt")
    copy.write_text("不要动", encoding="utf-8")
    with pytest.raises(CannotOpen, match=r"There is a file .*notes\.txt already"):
        back_up(used, copy)
    with pytest.raises(CannotOpen, match=r"There is a file .*canbao\.db already"):
        back_up(used, used)
    assert copy.read_text(encoding="utf-8") == "不要动"


def test_there_is_no_backup_of_nothing(path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"There is no database .*canbao\.db"):
        back_up(path, path.with_name("backup.db"))
    assert files(path) == set()


DAMAGE = {
    "a row": lambda content: content.replace("宝宝".encode(), "宝玉".encode(), 1),
    "a page": lambda content: content[: 3 * 4096] + bytes(4096) + content[4 * 4096 :],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_of_a_damaged_database_there_is_no_backup(used: Path, damage: str) -> None:
    used.write_bytes(DAMAGE[damage](used.read_bytes()))
    with pytest.raises(Damaged, match=r"canbao\.db"):
        back_up(used, used.with_name("backup.db"))
    assert files(used) == {"canbao.db"}


def test_what_a_backup_that_was_killed_left_behind_is_no_hindrance(used: Path) -> None:
    part = used.with_name("backup.db.part")
    part.write_bytes(b"half")
    back_up(used, used.with_name("backup.db"))
    assert files(used) == {"canbao.db", "backup.db"}


def test_without_room_there_is_no_backup_and_nothing_is_left_of_it(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(sqlite3.Connection):
        def execute(self, *_: object) -> sqlite3.Cursor:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    monkeypatch.setattr("storage.backup.connect", lambda path, *_: sqlite3.connect(path, factory=Full))
    with pytest.raises(DiskFull, match=r"no room left for .*backup\.db"):
        back_up(used, used.with_name("backup.db"))
    assert files(used) == {"canbao.db"}


def test_a_database_that_is_gone_comes_back(used: Path, backup: Path) -> None:
    before = everything(used)
    used.unlink()
    assert (restore(backup, used, LATER)).replaced is None
    after = everything(used)
    assert {table: after[table] for table in after if table != "deliveries"} == {
        table: before[table] for table in before if table != "deliveries"
    }
    assert files(used) == {"canbao.db", "backup.db"}


def test_the_file_that_is_replaced_stays_beside_it(used: Path, backup: Path) -> None:
    used.write_bytes(b"damaged")
    used.chmod(0o640)
    restored = restore(backup, used, LATER)
    assert restored == Restored(
        Contents(2, 6, 6), used.with_name("canbao.db.replaced-20250305-120500"), in_doubt=6, paused=0
    )
    assert restored.replaced is not None
    assert restored.replaced.read_bytes() == b"damaged"
    assert check(used) == Contents(2, 6, 6)
    assert used.stat().st_mode & 0o777 == 0o640
    assert files(used) == {"canbao.db", "backup.db", "canbao.db.replaced-20250305-120500"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_restored_database_belongs_to_whom_the_old_one_belonged(used: Path, backup: Path) -> None:
    os.chown(used, 1234, 1234)
    restore(backup, used, LATER)
    assert (used.stat().st_uid, used.stat().st_gid) == (1234, 1234)


def test_the_log_of_the_replaced_database_is_not_taken_for_that_of_the_backup(used: Path, backup: Path) -> None:
    """A process that was killed leaves its log behind."""
    with chatting(used, "later", "aunt", WITHOUT_END) as process:
        acknowledged(process, 20)
        process.kill()
    assert used.with_name("canbao.db-wal").stat().st_size > 0
    restored = restore(backup, used, LATER)
    assert check(used) == Contents(2, 6, 6)

    assert restored.replaced is not None
    assert check(restored.replaced).events >= 26  # it can still be opened, with everything that was acknowledged


def test_the_log_of_a_database_that_is_gone_is_put_aside_too(used: Path, backup: Path) -> None:
    with chatting(used, "later", "aunt", WITHOUT_END) as process:
        acknowledged(process, 20)
        process.kill()
    used.unlink()
    restore(backup, used, LATER)
    assert check(used) == Contents(2, 6, 6)
    assert "canbao.db.replaced-20250305-120500-wal" in files(used)


def test_a_database_in_use_is_not_replaced(used: Path, backup: Path) -> None:
    with chatting(used, "now", "aunt", WITHOUT_END) as process:
        acknowledged(process, 1)
        with pytest.raises(Busy, match="Stop the server"):
            restore(backup, used, LATER)
        said = acknowledged(process, 5)  # it goes on undisturbed
    assert len(said) == 5
    assert {"canbao.db.restoring"}.isdisjoint(files(used))
    assert check(used).sessions == 3


def test_a_backup_that_is_damaged_is_not_restored(used: Path, backup: Path) -> None:
    before = everything(used)
    content = backup.read_bytes()
    backup.write_bytes(content.replace("宝宝".encode(), "宝玉".encode(), 1))
    with pytest.raises(Damaged, match=r"backup\.db is damaged"):
        restore(backup, used, LATER)
    assert everything(used) == before
    assert files(used) == {"canbao.db", "backup.db"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("nowhere.db", r"There is no backup .*nowhere\.db"), ("canbao.db", "is the database itself"), ("", "no backup")],
)
def test_what_is_no_backup_is_not_restored(used: Path, name: str, sentence: str) -> None:
    before = everything(used)
    with pytest.raises(CannotOpen, match=sentence):
        restore(used.parent / name, used, LATER)
    assert everything(used) == before


async def test_what_was_owed_when_the_backup_was_made_is_in_doubt_and_not_sent_again(path: Path) -> None:
    async with Database.open(path) as database:
        await Turns(database).commit(said("1", replies=("一",)))
        await Turns(database).commit(said("2", revision=1, replies=("二",), sent_at_once=True))
        await Outbox(database).owe("web", "mother", [in_words("公告", Priority.ANNOUNCEMENT)], NOON)
        await Outbox(database).owe(
            "web",
            "mother",
            [in_words("今天", Priority.REMINDER, not_before=LATER), in_words("明天", not_before=LONG_AFTER)],
            NOON,
        )
    back_up(path, path.with_name("backup.db"))
    restored = restore(path.with_name("backup.db"), path, LATER)
    assert restored.in_doubt == 4
    async with Database.open(path) as database:
        await Outbox(database).recover("web")
        assert await Outbox(database).owed("web", LATER, 10) == ()
        told = await Outbox(database).last("web", "mother", 10)
        assert [message.delivery for message in told] == [Delivery.UNKNOWN] * 4 + [Delivery.OWED]
        assert not any(message.damaged for message in told)
        assert len(await Transcript(database).last("web", "mother", 10)) == 7  # whoever has a page open sees it all


def test_an_announcement_that_was_going_when_the_backup_was_made_waits_for_somebody_to_look(
    used: Path, backup: Path
) -> None:
    with from_outside(backup) as connection:
        for number, state in enumerate(("draft", "going", "paused", "cancelled", "finished")):
            connection.execute(
                "INSERT INTO announcements (number, state, region, written, said, audience, not_after, fingerprint, "
                "written_by, written_at) VALUES (?, ?, '610100', '{}', '{}', '{}', 0, '', 'telegram:1', 0)",
                (number, state),
            )
    assert restore(backup, used, LATER).paused == 1
    with from_outside(used) as connection:
        states = connection.execute("SELECT state FROM announcements ORDER BY number").fetchall()
    assert states == [("draft",), ("paused",), ("paused",), ("cancelled",), ("finished",)]


async def test_a_backup_that_an_older_canbao_made_is_brought_up_to_date(path: Path) -> None:
    backup = path.with_name("old.db")
    with closing(sqlite3.connect(backup, isolation_level=None)) as old:
        old.row_factory = sqlite3.Row
        bring_up_to_date(old, migrations()[:1], backup)
        old.execute("INSERT INTO sessions VALUES ('web', 'mother', 1, '{}', 0)")
        old.execute("INSERT INTO inbox VALUES (1, 'web', 'mother', '1', '{}', 0)")
    content = backup.read_bytes()
    assert (restore(backup, path, LATER)).contents == Contents(1, 1, 0)
    assert backup.read_bytes() == content
    async with Database.open(path) as database:
        session = await Sessions(database).load("web", "mother")
        assert session is not None
        assert (await Turns(database).commit(said("2")._replace(revision=session.revision))).event == 2
