"""The clerk's desk: make a poster and write its files, and list what hangs."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import typer
from rich.console import Console

from bot.app import clock_for
from bot.conversation import today_in_china
from bot.posters.code import spaced
from bot.posters.listing import Listed, listed, show
from bot.posters.order import Order, PosterRefused
from bot.posters.poster import Made, make_poster
from bot.posters.printing import CannotPrint
from bot.settings import Settings
from flows.answers.answer import Asked, Understood, WhichOne
from flows.answers.place import place
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.regions import region
from storage.database import Database


def new(order: Order, folder: Path, settings: Settings, today: date | None) -> int:
    """Make a poster from an order whose `where` may be a name; 0 where it was made, else 1 and why not."""
    on = today_in_china(clock_for(today)())
    try:
        if not folder.is_dir():
            raise PosterRefused(f"没有 {folder} 这个文件夹。请先建好，或者换一个。")
        made = asyncio.run(_make(replace(order, where=_code(order.where, on)), settings, on))
    except (PosterRefused, CannotPrint) as why:
        typer.echo(str(why), err=True)
        return 1
    for line in _told(made, folder):
        typer.echo(line)
    return 0


def list_all(settings: Settings, today: date | None) -> int:
    """Print every poster."""
    show(asyncio.run(_list(settings, clock_for(today)())), Console())
    return 0


async def _make(order: Order, settings: Settings, today: date) -> Made:
    rules = Rulebook(Library.open(settings.packs))
    async with Database.open(settings.database) as database:
        return await make_poster(order, database=database, rules=rules, settings=settings, today=today)


async def _list(settings: Settings, now: datetime) -> list[Listed]:
    rules = Rulebook(Library.open(settings.packs))
    async with Database.open(settings.database) as database:
        return await listed(database, rules, settings.link_key, now)


def _code(where: str, today: date) -> str:
    """The code of a region that a clerk named. Raises PosterRefused."""
    outcome = place().read(where, Asked(today))
    if isinstance(outcome, Understood):
        return outcome.value
    names = "、".join(region(code).path for code in outcome.candidates) if isinstance(outcome, WhichOne) else ""
    raise PosterRefused(f"「{where}」是哪里？" + (f"可能是：{names}。" if names else "请写地区的名字或六位代码。"))


def _told(made: Made, folder: Path) -> Iterator[str]:
    """Write the files, and say what was made."""
    poster = made.poster
    yield f"登记好了：参保码 {spaced(poster.code)}，有效至 {poster.expires}。"
    for kind, content in (("pdf", made.paper.pdf), ("png", made.paper.png)):
        file = folder / f"poster-{poster.code}.{kind}"
        file.write_bytes(content)
        yield f"写好了：{file}"
    yield from (f"二维码：{one.url}" for one in made.addresses)
    yield from (f"注意：{remark}" for remark in made.remarks)
    yield "张贴以前，请自己先扫一扫。"
