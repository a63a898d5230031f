"""Posters from the command line: make one and write its files, print it again, list what hangs, withdraw one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from bot.app import clock_for
from bot.posters.code import spaced, typed_code
from bot.posters.listing import Listed, listed, show
from bot.posters.order import Order
from bot.posters.poster import Made, make_poster, print_again, withdrawal
from bot.posters.printing import CannotPrint, Paper
from bot.posters.refusal import NoSuchPoster, PosterRefused
from bot.settings import Settings
from bot.staff.cells import visible
from bot.staff.console import in_the_office, look, whoever_types
from bot.staff.office import Office
from bot.staff.roles import Command
from bot.staff.times import today_in_china
from flows.answers.answer import Asked, Understood, WhichOne
from flows.answers.place import place
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.regions import region
from storage.audit import Entry, append
from storage.errors import StaleRevision
from storage.posters import Poster, PosterRegister, withdraw
from storage.seal import Seal
from storage.transaction import Transaction


def new(order: Order, folder: Path, settings: Settings, today: date | None) -> int:
    """Make a poster from an order whose `where` may be a name; 0 where it was made, else 1 and why not."""
    now = clock_for(today)()
    try:
        _check(folder)
        wanted = replace(order, where=_code(order.where, today_in_china(now)))
        made = in_the_office(settings, partial(_make, order=wanted, now=now))
    except (PosterRefused, CannotPrint) as why:
        typer.echo(str(why), err=True)
        return 1
    poster = made.poster
    typer.echo(f"登记好了：参保码 {spaced(poster.code)}，有效至 {poster.expires}。")
    if not _write(poster, made.paper, folder):
        return 1
    for line in _told(made):
        typer.echo(line)
    return 0


def print_one(code: str, folder: Path, settings: Settings, today: date | None) -> int:
    """Write the files of a poster again; 1 where what stands on it no longer holds, or there is none."""
    now = clock_for(today)()
    try:
        _check(folder)
        poster, paper = in_the_office(settings, partial(_print_again, code=code, now=now))
    except (PosterRefused, CannotPrint) as why:
        typer.echo(str(why), err=True)
        return 1
    return 0 if _write(poster, paper, folder) else 1


def withdraw_one(code: str, settings: Settings, today: date | None) -> int:
    """Withdraw a poster: whoever scans it is greeted, and counted no more. 1 where there is none that hangs."""
    now = clock_for(today)()
    try:
        poster = in_the_office(settings, partial(_withdraw, code=code, now=now))
    except PosterRefused as why:
        typer.echo(str(why), err=True)
        return 1
    typer.echo(
        f"停用了：{spaced(poster.code)}（{visible(poster.place)}）。扫它的人还能接着办，会听到海报停用了；不再计数。"
    )
    return 0


def list_all(settings: Settings, today: date | None) -> int:
    """Print every poster."""
    show(in_the_office(settings, partial(_list, now=clock_for(today)())), Console())
    return 0


async def _make(office: Office, order: Order, now: datetime) -> Made:
    return await make_poster(order, office=office, actor=whoever_types(), rules=_rules(office), now=now)


async def _print_again(office: Office, code: str, now: datetime) -> tuple[Poster, Paper]:
    poster = await _found(office, code)
    paper = await print_again(poster, office=office, rules=_rules(office), today=today_in_china(now))
    await look(office, Command.PRINT_POSTER, now, poster.region, {"poster": poster.code, "place": poster.place})
    return poster, paper


async def _withdraw(office: Office, code: str, now: datetime) -> Poster:
    poster = await _found(office, code)
    entry = withdrawal(whoever_types(), poster, now)
    try:
        await office.database.write(partial(_take_down, code=poster.code, entry=entry, seal=office.seal))
    except StaleRevision:
        raise PosterRefused(f"海报 {spaced(poster.code)} 以前就停用了。") from None
    return poster


def _take_down(transaction: Transaction, code: str, entry: Entry, seal: Seal) -> None:
    withdraw(transaction, code, entry.who, entry.at)
    append(transaction, entry, seal)


async def _found(office: Office, code: str) -> Poster:
    typed = typed_code(code)
    posters = [poster for _, poster in await PosterRegister(office.database).since(0) if poster.code == typed]
    if not posters:
        raise NoSuchPoster(code)
    return posters[0]


async def _list(office: Office, now: datetime) -> list[Listed]:
    await look(office, Command.LIST_POSTERS, now)
    return await listed(office.database, _rules(office), office.settings.link_key, now)


def _rules(office: Office) -> Rulebook:
    return Rulebook(Library.open(office.settings.packs))


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise PosterRefused(f"没有 {folder} 这个文件夹。请先建好，或者换一个。")


def _code(where: str, today: date) -> str:
    """The code of a region that a clerk named. Raises PosterRefused."""
    outcome = place().read(where, Asked(today))
    if isinstance(outcome, Understood):
        return outcome.value
    names = "、".join(region(code).path for code in outcome.candidates) if isinstance(outcome, WhichOne) else ""
    raise PosterRefused(f"「{where}」是哪里？" + (f"可能是：{names}。" if names else "请写地区的名字或六位代码。"))


def _told(made: Made) -> Iterator[str]:
    """What its maker should know."""
    yield from (f"二维码：{one.url}" for one in made.addresses)
    yield from (f"注意：{remark}" for remark in made.remarks)
    yield "张贴以前，请自己先扫一扫。"


def _write(poster: Poster, paper: Paper, folder: Path) -> bool:
    """Write the files of a poster, and say where they are; where they cannot be written, how to get them all the same.

    False where they cannot.
    """
    for kind, content in (("pdf", paper.pdf), ("png", paper.png)):
        file = folder / f"poster-{poster.code}.{kind}"
        try:
            file.write_bytes(content)
        except OSError as why:
            typer.echo(f"文件写不进去：{file}（{why.strerror}）。海报已经登记，不用重做。", err=True)
            typer.echo(f"换一个文件夹再印：canbao poster print {poster.code} --folder 文件夹", err=True)
            return False
        typer.echo(f"写好了：{file}")
    return True
