"""The list: what each poster brought, and which are to be replaced."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from rich.console import Console

from bot.posters.listing import Listed, listed, show
from bot.posters.posters import signer_for
from bot.posters.quoting import hotline, printed
from flows.policy.rulebook import Rulebook
from storage.database import Database
from storage.events import Event, add_events, as_row
from storage.posters import Poster, PosterRegister, Printed
from tests.bot.posters.examples import RULES, poster, rules_where

NOON = datetime(2026, 8, 20, 4, tzinfo=UTC)
CALL = printed({}, hotline(RULES.at("450100"))[0])


async def hang(database: Database, *posters: Poster) -> None:
    """Register posters, signed with the key of this database."""
    register = PosterRegister(database)
    signer = await signer_for(register, None)
    for one in posters:
        await register.enter(signer.signed(one))


async def all_of(database: Database, rules: Rulebook = RULES, now: datetime = NOON) -> list[Listed]:
    return await listed(database, rules, None, now)


def shown(posters: list[Listed], width: int = 80) -> str:
    out = StringIO()
    show(posters, Console(file=out, width=width))
    return out.getvalue()


async def test_scans_starts_conclusions_and_done_are_counted_for_each_poster(database: Database) -> None:
    busy, quiet = poster(1, printed=CALL), poster(2, printed=CALL)
    await hang(database, busy, quiet)
    steps = {"a": ("scan", "start", "conclusion", "done"), "b": ("scan", "start", "conclusion"), "c": ("scan", "start")}
    events = [
        Event(NOON, "web", kind, "newborn", "where", "450100", visit, busy.code)  # type: ignore[arg-type]
        for visit, kinds in steps.items()
        for kind in kinds
    ]
    events += [Event(NOON, "web", "scan", "newborn", "", "450100", "d", busy.code)]
    events += [Event(NOON, "web", "start", "newborn", "where", "450100", "e")]  # nobody's poster
    await database.write(lambda transaction: add_events(transaction, list(map(as_row, events))))
    first, second = await all_of(database)
    counted = first.counted
    assert (counted.scans, counted.started, counted.concluded, counted.done) == (4, 3, 2, 1)
    assert (second.counted.scans, second.counted.started) == (0, 0)
    assert "武鸣区妇幼保健院" in shown([first, second])


async def test_a_place_is_plain_text_with_nothing_hidden_in_it(database: Database) -> None:
    await hang(
        database, poster(1, printed=CALL, place="[red]大厅[/red] [/x]\x1b[2J :warning:", expires=date(2026, 8, 1))
    )
    printed_twice = shown(await all_of(database), 160)
    assert printed_twice.count("[red]大厅[/red] [/x]\\u001b[2J :warning:") == 2
    assert "\x1b" not in printed_twice


async def test_a_poster_that_still_holds_is_left_to_hang(database: Database) -> None:
    await hang(database, poster(printed=CALL))
    [one] = await all_of(database)
    assert one.why_replace == ()
    assert "要换新的" not in shown([one])


async def test_a_poster_whose_printed_figure_has_changed_is_listed_for_replacing(database: Database) -> None:
    limit = {"deadline": Printed("birth 90d 0m", "办理期限 出生后90天内")}
    await hang(database, poster(region="610100", answers={"where": "610100"}, printed={**CALL, **limit}))
    [before] = await all_of(database)
    assert before.why_replace == ()
    [after] = await all_of(database, rules_where("610000", "newborn.limit", days=60))
    assert after.why_replace == ("印的是「办理期限 出生后90天内」，现在是「办理期限 出生后60天内」",)
    assert "要换新的：" in shown([after])


async def test_an_old_poster_is_listed_for_replacing(database: Database) -> None:
    await hang(database, poster(printed=CALL))
    [one] = await all_of(database, now=datetime(2027, 3, 2, 4, tzinfo=UTC))
    assert one.why_replace == ("有效期到 2027-03-01，已经过了",)


async def test_a_poster_that_nobody_can_scan_any_more_is_listed_for_replacing(database: Database) -> None:
    await PosterRegister(database).enter(replace(poster(printed=CALL), signature="a" * 16))
    [one] = await all_of(database)
    assert "签名对不上" in one.why_replace[0]


async def test_a_poster_of_a_journey_that_is_gone_is_listed_for_replacing(database: Database) -> None:
    await hang(database, poster(journey="pension"))
    [one] = await all_of(database)
    assert one.why_replace == ("海报上的事项或地区现在没有了",)
    assert "pension" in shown([one])


def test_nothing_hangs_yet() -> None:
    assert shown([]) == "还没有海报。用 canbao poster new 做一张。\n"


@pytest.mark.parametrize("width", [80, 160])
async def test_what_a_clerk_typed_is_shown_as_it_is(database: Database, width: int) -> None:
    await hang(database, poster(place="[red]市民中心[/red]", expires=date(2026, 8, 19)))
    said = shown(await all_of(database), width)
    assert "[red]市民中心" in said
    assert "[red]市民中心[/red]）" in said
