"""Backups: where they lie and how long they are kept, the one that is made every day, and the commands around them."""

import asyncio
import re
import sys
from asyncio import sleep
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog
import typer

from bot.conversation import CHINA, Clock
from storage.backup import Restored
from storage.backup import back_up as copy_to
from storage.backup import restore as restore_from
from storage.database import Database
from storage.errors import CannotOpen, Damaged
from storage.soundness import Contents
from storage.soundness import check as check_file

log = structlog.get_logger()

KEPT = 7
"""How many daily backups are kept."""

_EVERY = timedelta(days=1)
_LOOKED_AT_EVERY = timedelta(hours=1)
"""Between looks whether a backup is due; the clock of the machine may be set meanwhile."""

_NAME = re.compile(r"canbao-(\d{8}-\d{6})\.db")
_WHEN = "%Y%m%d-%H%M%S"


def back_up(database: Path, where: Path, keep: int | None, now: datetime) -> None:
    """Make a backup: a file of this name, or one named after the time in this folder, where only so many are kept.

    Raises StorageError.
    """
    copy = where / f"canbao-{now.astimezone(CHINA):{_WHEN}}.db" if where.is_dir() else where
    contents = copy_to(database, copy)
    typer.echo(f"已备份到 {copy}：{_in_words(contents)}。读回来核对过，没有问题。")
    if keep is not None and where.is_dir():
        for old in _outdated(copy, keep, now):
            old.unlink()
            typer.echo(f"删掉了旧的 {old.name}。")


def restore(backup: Path, database: Path, now: datetime) -> None:
    """Put a backup in the place of the database; of a folder the newest that is sound. Raises StorageError."""
    if backup.is_dir():
        backup = _newest_sound(backup)
    restored = restore_from(backup, database, now.astimezone(CHINA))
    for line in _told(restored, backup, database):
        typer.echo(line)


def check(database: Path) -> None:
    """Read everything in a database or a backup, and say how much it is. Raises StorageError."""
    typer.echo(f"{database} 完好：{_in_words(check_file(database))}。")


def check_before_serving(database: Path, backups: Path | None) -> None:
    """Make sure that the database may be served from, and is not missing where there are backups of it.

    The rows of conversations are checked when they are read. Raises StorageError, which names the backup to restore.
    """
    newest = next(_made(backups), None) if backups else None
    advice = f"最近的备份是 {newest}，恢复它：canbao restore {newest}" if newest else ""
    if database.exists():
        try:
            check_file(database, every_row=False)
        except Damaged as error:
            raise Damaged(f"{error} {advice}".strip()) from error
    elif newest:
        raise CannotOpen(f"{database} 不见了，可是有它的备份。{advice}；真要从头开始，就把备份挪到别处。")


async def keep_backups(database: Database, folder: Path, keep: int, clock: Clock) -> None:
    """Make a backup whenever the newest is a day old, for as long as this runs, and keep only so many.

    The folder is made where only it is missing. What goes wrong is logged, and tried again after an hour.
    """
    while True:
        wait = _due_in(folder, clock())
        if not wait:
            _make(folder)
            await _back_up_beside(database.path, folder, keep)
            wait = _LOOKED_AT_EVERY
        await sleep(min(wait, _LOOKED_AT_EVERY).total_seconds())


def _make(folder: Path) -> None:
    """Make a folder where only it is missing. Why it cannot be made, the backup says."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)


async def _back_up_beside(database: Path, folder: Path, keep: int) -> None:
    """Make it in a process of its own: reading everything back would keep this one from answering."""
    command = ("backup", str(folder), "--keep", str(keep), "--database", str(database))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.command import main; main()", *command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, complaint = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        log.error("backup.failed", folder=str(folder), error=complaint.decode(errors="replace").strip())
    else:
        log.info("backup.made", said=said.decode(errors="replace").strip())


def _due_in(folder: Path, now: datetime) -> timedelta:
    """How long until the next backup. Those from the future are from before the clock was set back."""
    ages = (now - _when(backup) for backup in _made(folder))
    youngest = min((age for age in ages if age >= timedelta(0)), default=_EVERY)
    return max(_EVERY - youngest, timedelta(0))


def newest_backup(folder: Path) -> tuple[Path, datetime] | None:
    """The newest backup in a folder, and when it was made; `None` where there is none."""
    newest = next(_made(folder), None)
    return (newest, _when(newest)) if newest else None


def _made(folder: Path) -> Iterator[Path]:
    """The backups in a folder, the newest first."""
    return iter(sorted((file for file in folder.glob("canbao-*.db") if _NAME.fullmatch(file.name)), reverse=True))


def _when(backup: Path) -> datetime:
    return datetime.strptime(backup.name, f"canbao-{_WHEN}.db").replace(tzinfo=CHINA)


def _outdated(just_made: Path, keep: int, now: datetime) -> Iterator[Path]:
    """The backups that are too many beside the newest, and what one that was killed left behind."""
    others = [backup for backup in _made(just_made.parent) if backup != just_made]
    yield from others[max(keep - 1, 0) :]
    for part in just_made.parent.glob("canbao-*.db.part*"):
        if now.timestamp() - part.stat().st_mtime > _EVERY.total_seconds():
            yield part


def _newest_sound(folder: Path) -> Path:
    for backup in _made(folder):
        try:
            check_file(backup)
        except Damaged as error:
            typer.echo(f"跳过 {backup.name}：{error}", err=True)
        else:
            return backup
    raise CannotOpen(f"{folder} 里没有可以用的备份。")


def _told(restored: Restored, backup: Path, database: Path) -> Iterator[str]:
    yield f"已用 {backup} 恢复 {database}：{_in_words(restored.contents)}。"
    if restored.replaced:
        yield f"原来的文件没有删，改名为 {restored.replaced}；确认不再需要以后，请自己删掉。"
    if restored.in_doubt:
        yield f"备份那一刻还没发出的 {restored.in_doubt} 条消息不再发，免得有人收到两遍；它们记为「不知道有没有送到」。"
    if restored.paused:
        yield f"正在发的 {restored.paused} 份通知已经暂停：备份以后可能又发给了一些人，请看清楚再继续。"
    yield "备份以后的事都不在里面：新的对话没有了；备份以后要求删除记录的人又回来了，请再删一次。"


def _in_words(contents: Contents) -> str:
    return f"{contents.sessions} 个人的进度，收到的 {contents.events} 条消息，发出和要发的 {contents.messages} 条消息"
