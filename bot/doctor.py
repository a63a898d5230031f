"""The doctor: looks at a deployment, says what is well and what is not, and what to do about it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import typer

from bot.backup import check_before_serving, newest_backup
from bot.settings import Settings
from bot.staff.owners import read_owners, why_nobody
from flows.policy.library import Library, problems
from flows.policy.problem import BadPack
from storage.connection import check_place
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Inbox

Grade = Literal["好", "留意", "要改"]

_ROOM = 1 << 30
"""Bytes of disk that should be free: a backup and a rewritten database need room beside the database itself."""

_LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and what to do."""

    grade: Grade
    told: str

    def __str__(self) -> str:
        return f"{self.grade}　{self.told}"


async def diagnose(settings: Settings, now: datetime) -> int:
    """Print what was found; 1 where something has to be mended, else 0."""
    wrong = 0
    async for finding in examine(settings, now):
        typer.echo(str(finding))
        wrong += finding.grade == "要改"
    typer.echo(f"有 {wrong} 处要改。" if wrong else "可以开始服务。")
    return 1 if wrong else 0


async def examine(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Everything that is looked at, one after another."""
    for finding in (*_packs(settings, now), *_clock(settings, now), *_disk(settings)):
        yield finding
    yield await _database(settings)
    for finding in (*_backups(settings, now), *_page(settings), *_keys(settings), *_owners(settings)):
        yield finding
    if settings.telegram_token is None:
        yield Finding("留意", "没有设 CANBAO_TELEGRAM_TOKEN，不启动 Telegram 机器人。需要的话找 BotFather 要一个。")
    else:
        from bot.channels.telegram.examination import telegram_findings

        async for finding in telegram_findings(settings, now):
            yield finding


def _packs(settings: Settings, now: datetime) -> Iterator[Finding]:
    found = problems(settings.packs, now.date())
    if found:
        yield Finding("要改", f"政策资料包有 {len(found)} 处要改，运行 canbao policy check 看是哪些。")
    else:
        yield Finding("好", "政策资料包没有问题。")


def _clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The clock decides every deadline. It cannot be before the day on which the newest source was read."""
    try:
        newest = max(source.checked for source in Library.open(settings.packs).sources.values())
    except BadPack:
        return
    if now.date() < newest:
        yield Finding(
            "要改",
            f"这台机器的时间是 {now:%Y-%m-%d %H:%M}，比最新资料的查阅日期 {newest} 还早，期限会算错。请校准时间。",
        )
    else:
        yield Finding("好", f"时间是 {now:%Y-%m-%d %H:%M}（北京时间）。")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.database.absolute().parent
    if not folder.is_dir():
        yield Finding("要改", f"没有 {folder} 这个文件夹。请先建好，或者改 CANBAO_DATABASE。")
        return
    free = shutil.disk_usage(folder).free
    size = settings.database.stat().st_size if settings.database.exists() else 0
    if free < max(_ROOM, 2 * size):
        yield Finding(
            "要改",
            f"{folder} 只剩 {free // 2**20} MB。删除数据和备份都要另外的地方，请腾出 {max(_ROOM, 2 * size) // 2**20} MB。",
        )
    else:
        yield Finding("好", f"磁盘还有 {free // 2**30} GB。")


async def _database(settings: Settings) -> Finding:
    try:
        check_before_serving(settings.database, settings.backups)
        if not settings.database.exists():  # made here by mistake, it would look like one that has lost everything
            check_place(settings.database)
            where = settings.database.absolute()
            return Finding(
                "留意", f"还没有数据库 {where}，第一次 canbao serve 时会建好。它在别处的，请改 CANBAO_DATABASE。"
            )
        async with Database.open(settings.database) as database:
            await Inbox(database).seen("", "", "")
    except StorageError as error:
        return Finding("要改", f"数据库：{error}")
    return Finding("好", f"数据库 {settings.database} 能读能写。")


def _backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.backups is None:
        yield Finding("留意", "没有设 CANBAO_BACKUPS，不会每天备份。请指到另一块磁盘上的文件夹。")
        return
    if why := _no_folder(settings.backups):
        yield Finding("要改", f"每天的备份没处放：{why}。请先建好，或者改 CANBAO_BACKUPS。")
        return
    newest = newest_backup(settings.backups)
    if newest is None:
        yield Finding("留意", f"{settings.backups} 里还没有备份。服务开着会每天做一份，现在就要：canbao backup。")
    elif now - newest[1] > _LATE:
        yield Finding("要改", f"最近的备份是 {newest[1]:%Y-%m-%d} 的。服务开着应该每天有一份，请看日志里的 backup。")
    else:
        yield Finding("好", f"最近的备份是 {newest[0].name}。")


def _no_folder(folder: Path) -> str:
    """Why there can be nothing in a folder; empty where there can. One that only has to be made, the service makes."""
    if folder.exists() and not folder.is_dir():
        return f"{folder} 不是文件夹"
    there = folder if folder.exists() else folder.absolute().parent
    if not there.is_dir():
        return f"没有 {there} 这个文件夹"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"这个账号不能往 {there} 里写"


def _page(settings: Settings) -> Iterator[Finding]:
    if settings.public_address is None:
        yield Finding("留意", "没有设 CANBAO_PUBLIC_ADDRESS，海报上印不了网页的二维码。")
    elif not settings.public_address.startswith("https://"):
        yield Finding(
            "要改", f"{settings.public_address} 不是 https 开头的，别人能看到居民写的话。请放到 HTTPS 代理后面。"
        )
    elif not settings.secure_cookies:
        yield Finding("要改", "网页用 HTTPS，就要设 CANBAO_SECURE_COOKIES=true。")
    else:
        yield Finding("好", f"居民从 {settings.public_address} 打开网页。")


def _keys(settings: Settings) -> Iterator[Finding]:
    if settings.audit_key is None:
        yield Finding("留意", "没有设 CANBAO_AUDIT_KEY，能改数据库的人也能改操作记录而不被发现。")
    if settings.link_key is None:
        yield Finding("留意", "没有设 CANBAO_LINK_KEY，海报用数据库里自带的密钥签名；换数据库以前请设一个。")


def _owners(settings: Settings) -> Iterator[Finding]:
    owners = read_owners(settings.owners)
    if not owners:
        yield Finding("留意", "没有设 CANBAO_OWNERS，谁都不能在聊天里做管理。")
    for who in owners:
        if why := why_nobody(who):
            yield Finding(
                "要改",
                f"CANBAO_OWNERS 里的 {who} 不会是谁：{why}。自己的编号这样看：用邀请码加入一次，再 canbao staff list。",
            )
