"""The report: the numbers of visits as staff read them, for the chat, the terminal, a file or a picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import Any

from bot.staff.office import Office, place_of
from flows.answers.area import EVERYWHERE
from flows.journeys import JOURNEYS
from flows.regions import is_region, is_within, pooling_area
from flows.words import Words, _
from storage.posters import Poster, PosterRegister
from storage.statistics import By, Counted, Statistics, Window

BY: Mapping[By, str] = {
    "journey": _("事项"),
    "question": _("问题"),
    "region": _("地方"),
    "poster": _("海报"),
    "week": _("星期"),
}
"""What the numbers can be told apart by, as the head of the column says it."""

COLUMNS: Mapping[str, str] = {
    "scans": _("扫码"),
    "started": _("开始"),
    "concluded": _("有结论"),
    "done": _("办完"),
    "left": _("中途离开"),
    "asked": _("问到"),
    "misunderstood": _("没听懂"),
}
"""The numbers, in the order in which they are read."""

_OF_VISITS = ("scans", "started", "concluded", "done", "left")
_OF_QUESTIONS = ("asked", "misunderstood", "left")

_NO_REGION = _("还没说地方")
_NO_POSTER = _("不是从海报来的")
_WEEK = _("{monday}那周")
_QUESTION = _("{journey} · {question}")


@dataclass(frozen=True, slots=True)
class Line:
    """One group, by what it is called, with its numbers."""

    label: Words
    counted: Counted


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a window, group by group; `total` are those of all visits in it."""

    by: By
    regions: tuple[str, ...]
    window: Window
    lines: tuple[Line, ...]
    total: Counted

    @property
    def columns(self) -> tuple[str, ...]:
        """The numbers that these groups have."""
        return _OF_QUESTIONS if self.by == "question" else _OF_VISITS

    @property
    def of_posters(self) -> bool:
        """Whether part of this counts only what posters brought."""
        return any(map(is_part_of_a_city, self.regions))


async def report(office: Office, by: By, window: Window, regions: Sequence[str], now: datetime) -> Report:
    """The numbers of all these regions, none of which lies in another. Raises StorageError."""
    posters = [poster for _, poster in await PosterRegister(office.database).since(0)]
    windows = [narrowed for code in regions if (narrowed := _within(window, code, posters))]
    groups = await _counts(office, by, windows, now)
    # One visit is asked many questions, so these do not add up to visits.
    visits = groups if by != "question" else await _counts(office, "journey", windows, now)
    places = {poster.code: poster.place for poster in posters}
    return Report(
        by=by,
        regions=tuple(regions),
        window=window,
        lines=tuple(Line(_label(by, one, places, window), one) for one in sorted(groups, key=_ORDER[by])),
        total=reduce(_sum, visits, Counted("", "")),
    )


async def _counts(office: Office, by: By, windows: Iterable[Window], now: datetime) -> list[Counted]:
    statistics, found = Statistics(office.database), dict[tuple[str, str], Counted]()
    for window in windows:
        for one in await statistics.counts(by, window, now - office.left_after):
            group = one.journey, one.key
            found[group] = _sum(found[group], one) if group in found else one
    return list(found.values())


def _within(window: Window, code: str, posters: Sequence[Poster]) -> Window | None:
    """The visits of a region. Nobody is known to be of a county: its visits are those that its posters brought."""
    if not is_part_of_a_city(code):
        return replace(window, region=code)
    theirs = {poster.code for poster in posters if is_region(poster.region) and is_within(poster.region, code)}
    wanted = theirs.intersection(window.posters) if window.posters else theirs
    return replace(window, region=EVERYWHERE, posters=tuple(sorted(wanted))) if wanted else None


def is_part_of_a_city(code: str) -> bool:
    """Whether a region is a county or a district, of which the events say nothing."""
    return is_region(code) and pooling_area(code).code != code


def read_by(text: str) -> By:
    """What the numbers are to be told apart by. Raises ValueError where it is none of them."""
    for by in BY:
        if by == text:
            return by
    raise ValueError(f"{text!r:.40} is none of {', '.join(BY)}")


def _label(by: By, one: Counted, places: Mapping[str, str], window: Window) -> Words:
    match by:
        case "journey":
            return _journey(one.key)
        case "question":
            flow = JOURNEYS.get(one.journey)
            ask = flow.questions.get(one.key) if flow else None
            question = Words(ask.label) if ask else Words("{step}", {"step": one.key})
            whole = Words(_QUESTION, {"journey": _journey(one.journey), "question": question})
            return question if window.journey else whole
        case "region":
            return place_of(one.key) if one.key else Words(_NO_REGION)
        case "poster" if not one.key:
            return Words(_NO_POSTER)
        case "poster":
            return Words("{place} · {code}", {"place": places.get(one.key, ""), "code": one.key})
        case "week":
            return Words(_WEEK, {"monday": date.fromisoformat(one.key)})


def _journey(id: str) -> Words:
    return Words(JOURNEYS[id].title) if id in JOURNEYS else Words("{journey}", {"journey": id})


_PLACES = {
    (flow.id, id): (number, step)
    for number, flow in enumerate(JOURNEYS.values())
    for step, id in enumerate(["", *flow.questions])
}
_LAST = (len(JOURNEYS), 0)
_ORDER: Mapping[By, Callable[[Counted], Any]] = {
    "journey": lambda one: _PLACES.get((one.key, ""), _LAST),
    "question": lambda one: _PLACES.get((one.journey, one.key), _LAST),
    "region": lambda one: one.key,
    "poster": lambda one: (-one.started, one.key),
    "week": lambda one: one.key,
}
"""Journeys and questions as people meet them, posters by what they brought, the rest by its name."""


def _sum(one: Counted, other: Counted) -> Counted:
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in COLUMNS})
