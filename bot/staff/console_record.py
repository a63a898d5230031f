"""The record of what staff did, from the command line: print it, write it to a file, verify it."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from bot.staff.accounted import Unaccounted, unaccounted
from bot.staff.cells import cell, visible
from bot.staff.console import in_the_office, look, said
from bot.staff.office import Office, place_of
from bot.staff.people import ROLES
from bot.staff.record import ACTIONS
from bot.staff.roles import Command
from bot.staff.spreadsheet import as_csv
from bot.staff.times import moment
from storage.announcements import Announcement
from storage.audit import Head, Kept
from storage.chain import Checked, Finding, Wrong, verify
from storage.staff import Member

_COLUMNS = ("序号", "时间", "谁", "身份", "做了什么", "哪里", "细节")

_WRONG = {
    Wrong.CHANGED: "{entries}被改过：内容和指纹对不上",
    Wrong.MISSING: "{entries}没有了：前后两条都还在，中间被删掉了",
    Wrong.UNLINKED: "{entries}接不上前一条：前一条被换过",
    Wrong.OUT_OF_PLACE: "{entries}不该在这里：是后来塞进来的",
    Wrong.OTHER_KEY: "{entries}不是用现在的密钥封的：密钥换过（CANBAO_AUDIT_KEY），或者是别人写进去的",
    Wrong.EMPTIED: "记录是空的，可是有同事、邀请码、海报或者通知，这些都会记下来：整个记录被删掉了",
    Wrong.CUT_OFF: "{entries}没有了：末尾被截掉了",
    Wrong.ADDED: "{entries}是绕过程序加到末尾的",
    Wrong.HEAD: "末尾的记号（到{entries}为止）被改过",
    Wrong.UNSEALED: "末尾还没有用现在的密钥封过：刚设好 CANBAO_AUDIT_KEY 时是这样，再有一次操作就好；不是刚设的，就是被人换过",
    Wrong.NOTED: "{entries}和抄下来的指纹不一样：整个记录被换过，或者退回到了以前",
    Wrong.SEEN_BROKEN: "{entries}：程序当时就发现记录被改过",
}


def show(settings: Settings, last: int, csv: Path | None, now: datetime) -> int:
    """Print the newest entries, or write all of them to a file that any spreadsheet opens."""
    kept, head = in_the_office(settings, partial(_read, last=1 << 40 if csv else last, now=now))
    if csv:
        csv.write_bytes(as_csv(_COLUMNS, (_row(one) for one in kept)))
        typer.echo(f"写好了：{csv}（{len(kept)} 条）")
    else:
        table = Table()
        for name in _COLUMNS:
            table.add_column(name, no_wrap=name in ("序号", "时间"), overflow="fold")
        for one in kept:
            table.add_row(*map(cell, _row(one)))
        Console().print(table)
    for line in _note(head):
        typer.echo(line)
    return 0


async def _read(office: Office, last: int, now: datetime) -> tuple[tuple[Kept, ...], Head]:
    kept = await office.audit.last(last)
    await look(office, Command.SHOW_AUDIT, now)
    return kept, await office.audit.head()


def check(settings: Settings, noted: str | None) -> int:
    """Verify the whole record; 1 where anything is wrong, 2 where the note cannot be read."""
    known = _noted(noted) if noted else None
    if noted and known is None:
        typer.echo(f"{noted} 看不懂：请照抄 canbao audit show 最后的末条指纹，像 57:3fa9c2d10b7e55aa。", err=True)
        return 2
    checked, lost = in_the_office(settings, partial(_verified, known=known))
    for line in (*map(_told, checked.findings), *map(_of_a_role, lost.roles), *map(_of_a_sending, lost.announcements)):
        typer.echo(line, err=True)
    if wrong := len(checked.findings) + len(lost):
        typer.echo(f"有 {wrong} 处对不上。先把数据库文件复制一份留着，再查是谁动的。", err=True)
        return 1
    for line in _sound(checked):
        typer.echo(line)
    return 0


def _noted(text: str) -> tuple[int, str] | None:
    """The number and the hash that somebody copied: by themselves, with the line around them, or as told in chat."""
    folded = unicodedata.normalize("NFKC", text).lower()
    found = next(filter(None, (way.search(folded) for way in _NOTED)), None)
    return (int(found[1]), found[2]) if found else None


_NOTED = (
    re.compile(r"(?<![0-9a-z])([0-9]{1,18})\s*:\s*([0-9a-f]{8,64})(?![0-9a-z])"),
    re.compile(
        r"(?<![0-9a-z])([0-9]{1,18})(?![0-9a-z])(?:(?![0-9]).){0,60}?(?<![0-9a-z])([0-9a-f]{16,64})(?![0-9a-z])"
    ),
)


async def _verified(office: Office, known: tuple[int, str] | None) -> tuple[Checked, Unaccounted]:
    return await verify(office.audit, known), await unaccounted(office)


def _of_a_role(one: Member) -> str:
    who, place = visible(f"「{one.name}」（{one.who}）"), said(place_of(one.region))
    return f"{who}在{place}的「{ROLES[one.role]}」：记录里没有他用邀请码加入，是绕过程序加的"


def _of_a_sending(one: Announcement) -> str:
    by = f"（写着 {visible(one.approved.by)} 审核）" if one.approved else ""
    return f"第 {one.number} 号通知发了{by}：记录里没有这次审核，是绕过程序改的"


def _told(finding: Finding) -> str:
    entries = f"第 {finding.seq} 条" if finding.seq == finding.last else f"第 {finding.seq} 到 {finding.last} 条"
    return _WRONG[finding.wrong].format(entries=entries if finding.last else "有的记录")


def _sound(checked: Checked) -> Iterator[str]:
    head = checked.head
    yield f"核对过了：{checked.entries} 条，没有一条被改过、删过、插过。"
    if head.cut_seq:
        yield f"第 {head.cut_seq} 条和更早的到了保留期，已经清理。"
    if checked.keyed_from > head.cut_seq + 1:
        yield f"第 {checked.keyed_from} 条起用密钥封过，更早的没有。"
    elif checked.entries and not checked.keyed_from:
        yield "没有设 CANBAO_AUDIT_KEY：能改数据库的人也能重做整串指纹，只有和抄下来的指纹比才看得出。"
    yield from _note(head)


def _note(head: Head) -> Iterator[str]:
    if head.last_seq:
        yield f"末条指纹：{head.last_seq}:{head.last_hash[:16]}"
        yield "抄下来或者发给同事，以后可以核对：canbao audit verify --noted 这一串"
    else:
        yield "还没有记录。"


def _row(one: Kept) -> tuple[int | str, ...]:
    entry = one.entry
    return (
        one.seq,
        moment(entry.at),
        entry.who,
        ROLES.get(entry.role, entry.role),
        ACTIONS.get(entry.action, entry.action),
        said(place_of(entry.region)),
        "，".join(f"{name}={value}" for name, value in entry.what.items()),
    )
