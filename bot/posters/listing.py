"""The list of posters: what each brought, which are to be replaced, and which were withdrawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.posters.code import spaced
from bot.posters.posters import signer_for
from bot.posters.quoting import Subject, outdated
from bot.staff.cells import cell, visible
from bot.staff.times import today_in_china
from flows.journeys import JOURNEYS
from flows.policy.rulebook import Rulebook
from flows.regions import is_region, region
from storage.database import Database
from storage.posters import Poster, PosterRegister
from storage.statistics import Counted, Statistics, Window


@dataclass(frozen=True, slots=True)
class Listed:
    """A poster, what it brought, why it is to be replaced, if it is, and whether it was withdrawn."""

    poster: Poster
    counted: Counted
    why_replace: tuple[str, ...]
    withdrawn: bool = False


async def listed(database: Database, rules: Rulebook, link_key: SecretStr | None, now: datetime) -> list[Listed]:
    """Every poster, the newest last. Raises StorageError."""
    register = PosterRegister(database)
    signer = await signer_for(register, link_key)
    posters = [poster for _, poster in await register.since(0)]
    counted = await counts(database, [poster.code for poster in posters], now)
    today, withdrawn = today_in_china(now), await register.withdrawn()
    return [
        Listed(
            poster,
            counted[poster.code],
            tuple(_why_replace(poster, rules, today, ours=signer.knows(poster))),
            poster.code in withdrawn,
        )
        for poster in posters
    ]


async def counts(database: Database, codes: Iterable[str], now: datetime) -> dict[str, Counted]:
    """What each of these posters brought: scans, and the visits begun, concluded and done. Raises StorageError."""
    counted = await Statistics(database).counts("poster", Window(), left_before=now)
    found = {one.key: one for one in counted}
    return {code: found.get(code, Counted("", code)) for code in codes}


def _why_replace(poster: Poster, rules: Rulebook, today: date, *, ours: bool) -> Iterator[str]:
    if not ours:
        yield "签名对不上：登记被改过，或者签名的钥匙（CANBAO_LINK_KEY）换了，扫了不认"
    if poster.is_old(today):
        yield f"有效期到 {poster.expires}，已经过了"
    if poster.journey not in JOURNEYS or not is_region(poster.region):
        yield "海报上的事项或地区现在没有了"
        return
    yield from outdated(poster, Subject(poster.journey, rules.at(poster.region), today, poster.answers.get("group")))


def show(posters: Iterable[Listed], console: Console) -> None:
    """Print the posters as a table, and below it those that are to be replaced."""
    posters = list(posters)
    if not posters:
        console.print("还没有海报。用 canbao poster new 做一张。", markup=False, highlight=False, soft_wrap=True)
        return
    table = Table()
    table.add_column("参保码", no_wrap=True)
    table.add_column("海报", overflow="fold")
    table.add_column("印制，有效至", no_wrap=True)
    for name in ("扫码", "开始", "有结论", "办完"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in posters:
        poster, counted = one.poster, one.counted
        table.add_row(
            spaced(poster.code),
            Text(f"{_journey(poster)}，{_where(poster)}\n{visible(poster.place)}"),
            f"{poster.printed_on}\n{'停用了' if one.withdrawn else poster.expires}",
            *map(str, (counted.scans, counted.started, counted.concluded, counted.done)),
        )
    console.print(table)
    to_replace = [one for one in posters if one.why_replace and not one.withdrawn]
    if to_replace:
        console.print("要换新的：", markup=False, highlight=False, soft_wrap=True)
    for one in to_replace:
        console.print(cell(f"{spaced(one.poster.code)}（{one.poster.place}）"), soft_wrap=True)
        for why in one.why_replace:
            console.print(cell(f"    {why}"), soft_wrap=True)


def _journey(poster: Poster) -> str:
    flow = JOURNEYS.get(poster.journey)
    return flow.title if flow else poster.journey


def _where(poster: Poster) -> str:
    return region(poster.region).path if is_region(poster.region) else poster.region
