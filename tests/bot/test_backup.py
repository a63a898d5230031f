"""What a clerk sees of backups, and the backup that is made every day."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot import backup
from bot.backup import check_before_serving, keep_backups
from storage.database import Database
from storage.errors import CannotOpen, Damaged
from storage.soundness import Contents, check
from storage.turns import Turns
from tests.storage.examples import said

NIGHT = datetime(2026, 8, 9, 19, 15, tzinfo=UTC)
"""A quarter past three in China, on the tenth."""

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "canbao.db"
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
    return path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def canbao(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", "from bot.command import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_clerk_backs_up_checks_and_restores(path: Path, folder: Path) -> None:
    made = canbao("backup", folder, "--database", path)
    assert (made.returncode, made.stderr) == (0, "")
    (name,) = names(folder)
    assert made.stdout == (
        f"已备份到 {folder / name}：1 个人的进度，收到的 1 条消息，发出和要发的 1 条消息。读回来核对过，没有问题。\n"
    )

    path.write_bytes(path.read_bytes().replace("宝宝".encode(), "宝玉".encode()))
    found = canbao("check", path)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith(f"canbao: {path} is damaged: ")

    done = canbao("restore", folder, "--database", path)
    assert (done.returncode, done.stderr) == (0, "")
    restored, kept, doubt, since = done.stdout.splitlines()
    assert restored == (f"已用 {folder / name} 恢复 {path}：1 个人的进度，收到的 1 条消息，发出和要发的 1 条消息。")
    assert kept.startswith(f"原来的文件没有删，改名为 {path}.replaced-2")
    assert doubt.startswith("备份那一刻还没发出的 1 条消息不再发")
    assert since.startswith("备份以后的事都不在里面")

    sound = canbao("check", path)
    assert (sound.returncode, sound.stdout) == (
        0,
        f"{path} 完好：1 个人的进度，收到的 1 条消息，发出和要发的 1 条消息。\n",
    )


def test_without_a_place_for_it_a_clerk_is_told_what_to_write(path: Path) -> None:
    asked = canbao("backup", "--database", path)
    assert asked.returncode == 2
    assert "CANBAO_BACKUPS" in asked.stderr


def test_a_backup_is_named_after_the_time_in_china(path: Path, folder: Path) -> None:
    backup.back_up(path, folder, None, NIGHT)
    assert names(folder) == ["canbao-20260810-031500.db"]


def test_only_the_newest_are_kept_and_nothing_else_is_touched(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = ["canbao.db", "canbao-20200101-000000.db.bak", "notes.txt", "canbao-20200101-000000.db.part"]
    for name in others:
        (folder / name).touch()
    for day in range(5):
        backup.back_up(path, folder, 3, NIGHT + timedelta(days=day))
    assert names(folder) == sorted([*others, *(f"canbao-202608{day}-031500.db" for day in (12, 13, 14))])
    assert capsys.readouterr().out.count("删掉了旧的 canbao-202608") == 2


def test_what_a_killed_backup_left_is_removed_when_it_is_a_day_old(path: Path, folder: Path) -> None:
    (folder / "canbao-20260809-031500.db.part").touch()
    now = datetime.now(UTC)
    backup.back_up(path, folder, 1, now)
    assert len(names(folder)) == 2
    backup.back_up(path, folder, 1, now + timedelta(days=1, minutes=1))
    assert len(names(folder)) == 1


def test_an_old_backup_is_not_removed_for_one_that_failed(path: Path, folder: Path) -> None:
    backup.back_up(path, folder, 1, NIGHT)
    path.write_bytes(path.read_bytes().replace("宝宝".encode(), "宝玉".encode()))
    with pytest.raises(Damaged):
        backup.back_up(path, folder, 1, NIGHT + timedelta(days=1))
    assert names(folder) == ["canbao-20260810-031500.db"]


def test_of_a_folder_the_newest_sound_backup_is_restored(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in range(3):
        backup.back_up(path, folder, None, NIGHT + timedelta(days=day))
    (folder / "canbao-20260812-031500.db").write_bytes(b"damaged")
    backup.restore(folder, path, NIGHT)
    said = capsys.readouterr()
    assert "canbao-20260811-031500.db 恢复" in said.out
    assert "跳过 canbao-20260812-031500.db" in said.err
    assert check(path) == Contents(1, 1, 1)


def test_of_a_folder_without_backups_nothing_is_restored(path: Path, folder: Path) -> None:
    with pytest.raises(CannotOpen, match="没有可以用的备份"):
        backup.restore(folder, path, NIGHT)
    assert check(path) == Contents(1, 1, 1)


def test_a_damaged_database_is_not_served_and_the_backup_to_restore_is_named(path: Path, folder: Path) -> None:
    check_before_serving(path, folder)
    backup.back_up(path, folder, None, NIGHT)
    content = path.read_bytes()
    path.write_bytes(content[: 3 * 4096] + bytes(4096) + content[4 * 4096 :])
    with pytest.raises(Damaged, match=r"is damaged.*canbao restore .*canbao-20260810-031500\.db$"):
        check_before_serving(path, folder)
    with pytest.raises(Damaged, match=r"Restore a backup, or choose another path\.$"):
        check_before_serving(path, None)


def test_a_database_that_is_missing_is_not_made_anew_where_there_are_backups_of_it(path: Path, folder: Path) -> None:
    backup.back_up(path, folder, None, NIGHT)
    path.unlink()
    with pytest.raises(CannotOpen, match=r"不见了.*canbao restore .*canbao-20260810-031500\.db"):
        check_before_serving(path, folder)
    check_before_serving(path, None)
    (folder / "canbao-20260810-031500.db").unlink()
    check_before_serving(path, folder)


@pytest.fixture
def logged() -> Iterator[list[structlog.types.EventDict]]:
    with structlog.testing.capture_logs() as logged:
        yield logged


async def days(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: int, keep: int = 2
) -> tuple[list[datetime], list[float]]:
    """Keep backups for so many looks, on a clock that goes on only while it waits: when it waited, and how long."""
    now: list[datetime] = [NIGHT]
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        if len(waits) == looks:
            raise asyncio.CancelledError
        waits.append(seconds)
        now.append(now[-1] + timedelta(seconds=seconds))

    async def make(database: Path, folder: Path, keep: int) -> None:
        backup.back_up(database, folder, keep, now[-1])

    monkeypatch.setattr(backup, "sleep", wait)
    monkeypatch.setattr(backup, "_back_up_beside", make)
    async with Database.open(path) as database:
        with pytest.raises(asyncio.CancelledError):
            await keep_backups(database, folder, keep, lambda: now[-1])
    return now, waits


async def test_a_backup_is_made_at_once_and_then_every_day(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await days(path, folder, monkeypatch, looks=24 * 3 + 1, keep=7)
    assert names(folder) == [f"canbao-202608{day}-031500.db" for day in (10, 11, 12, 13)]


async def test_after_a_restart_the_next_one_is_made_when_its_day_is_over(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.back_up(path, folder, None, NIGHT - timedelta(hours=22, minutes=30))
    _, waits = await days(path, folder, monkeypatch, looks=2)
    assert waits == [3600, 1800]
    assert names(folder) == ["canbao-20260809-044500.db", "canbao-20260810-044500.db"]


async def test_a_folder_that_is_missing_is_made_and_not_taken_for_a_file_to_be_made(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await days(path, tmp_path / "backups", monkeypatch, looks=25)
    assert names(tmp_path / "backups") == ["canbao-20260810-031500.db", "canbao-20260811-031500.db"]


async def test_a_backup_from_the_future_does_not_stop_the_next_one(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.back_up(path, folder, None, NIGHT + timedelta(days=400))
    await days(path, folder, monkeypatch, looks=25, keep=1)
    assert names(folder) == ["canbao-20260811-031500.db"]


async def test_the_daily_backup_is_made_beside_those_who_talk(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, logged: list[structlog.types.EventDict]
) -> None:
    async def wait(_: float) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(backup, "sleep", wait)
    async with Database.open(path) as database:
        with pytest.raises(asyncio.CancelledError):
            await keep_backups(database, folder, 2, lambda: NIGHT)
        (name,) = names(folder)
        assert check(folder / name) == Contents(1, 1, 1)
        assert [entry["event"] for entry in logged] == ["backup.made"]

        with pytest.raises(asyncio.CancelledError):
            await keep_backups(database, folder / "nowhere" / "deeper", 2, lambda: NIGHT)
        assert [entry["event"] for entry in logged] == ["backup.made", "backup.failed"]
        assert "There is no folder" in logged[1]["error"]
