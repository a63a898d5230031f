"""Quoting: which figures may stand on paper, and whether those that do still hold.

Paper cannot say "sources disagree" or be taken back, so it quotes only what an official text states, as one value, for
everybody who reads it. Every other figure waits behind the code, where it is told with its sources.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from bot.status import STATUS
from bot.translator import Translator, translator
from bot.values import day, plain
from flows.policy.bill import Payer, by_age, personal
from flows.policy.figure import Figure, Ground, Grounds
from flows.policy.pack import Group, Hotline
from flows.policy.parameters import NewbornLimit
from flows.policy.rulebook import NATIONAL, Local
from flows.policy.season import Seasons
from flows.words import _
from storage.posters import Poster, Printed

QUOTES = {"fee": "费用", "deadline": "期限"}
"""What can be asked for, by the words of clerks."""

_MOST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What a poster is about: a journey in a place, on the day it is printed, and the group it is for, if one."""

    journey: str
    local: Local
    today: date
    group: str | None = None

    @property
    def seasons(self) -> Seasons:
        """The windows of the place."""
        return Seasons(self.local, self.today)


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure as it is printed, in rows of a label and a value.

    `value` says the same in every language; `until` is the last day it speaks of.
    """

    rows: tuple[tuple[str, str], ...]
    value: str
    grounds: Grounds
    until: date | None = None

    @property
    def holds_until(self) -> date:
        """The last day on which it may hang without being looked at again."""
        return min([ground.verify_by for ground in self.grounds] + ([self.until] if self.until else []))

    @property
    def remembered(self) -> Printed:
        """What is kept of it, to see later whether it still holds."""
        return Printed(self.value, "；".join(f"{label} {text}" for label, text in self.rows))


class NotForPaper(Exception):
    """A figure may not be printed; the sentence tells a clerk why."""


def quote(name: str, subject: Subject, to: Translator) -> Quote:
    """A figure for a poster. Raises NotForPaper."""
    state = _STATED.get(subject.journey, {}).get(name)
    if state is None:
        raise NotForPaper(f"这件事的{QUOTES[name]}要看每个人的情况，印不了，扫码以后会按各人的情况说")
    return state(subject, to)


def can_state(name: str, journey: str) -> bool:
    """Whether the posters of a journey ever state such a figure."""
    return name in _STATED.get(journey, {})


# ── What each journey's posters can state ────────────────────────────────────────────────────────────────────────────


def _newborn_limit(subject: Subject, to: Translator) -> Quote:
    stated = subject.local.figure("newborn.limit", NewbornLimit, cover=subject.today.year, on=subject.today)
    limit = _only(stated, subject)
    days, months = _SINCE[limit.since]
    said = to.gettext(days if limit.days else months).format(days=limit.days, months=limit.months)
    value = f"{limit.since} {limit.days or 0}d {limit.months or 0}m"
    return Quote(((to.gettext(_("办理期限")), said),), value, stated.grounds)


_SINCE = {
    "birth": (_("出生后{days}天内"), _("出生后{months}个月内")),
    "hukou": (_("上户口后{days}天内"), _("上户口后{months}个月内")),
}


def _fee(subject: Subject, to: Translator) -> Quote:
    year = subject.seasons.year_on_sale
    groups = [group for group in subject.local.groups if subject.group in (None, group.key)]
    if not subject.seasons.has_amount(year):
        raise NotForPaper(f"{year}年度的费用没有查到依据")
    if len(groups) > _MOST_GROUPS:
        raise NotForPaper("这里按很多人群收费，一张纸上说不清")
    amounts = {group: _amount(group, year, subject) for group in groups or [Group(key="resident", label="")]}
    if len(amounts) == 1:
        labels = [to.gettext(_("{year}年度个人缴费")).format(year=year)]
    else:
        labels = [to.gettext(_("{year}年度{group}")).format(year=year, group=to.gettext(one.label)) for one in amounts]
    said = [plain("amount", amount.values[0], to) for amount in amounts.values()]
    return Quote(
        tuple(zip(labels, said, strict=True)),
        " ".join([str(year), *(f"{group.key}={amount.values[0]:f}" for group, amount in amounts.items())]),
        tuple(dict.fromkeys(ground for amount in amounts.values() for ground in amount.grounds)),
    )


def _amount(group: Group, year: int, subject: Subject) -> Figure[Any]:
    if by_age(subject.local.facts(f"amount.{group.key}", cover=year, on=subject.today, national=False)):
        raise NotForPaper("这里按年龄收费，一张纸上说不清")
    due = personal(subject.local, Payer(group.key), year, subject.today).due
    _only(due, subject)
    return due


def _window_end(subject: Subject, to: Translator) -> Quote:
    year = subject.seasons.year_on_sale
    stated = subject.seasons.deadline(year)
    last = _only(stated, subject)
    if last < subject.today:
        raise NotForPaper(f"{year}年度的集中缴费期已经过了")
    label = to.gettext(_("{year}年度集中缴费截止")).format(year=year)
    rows = ((label, day(last, to.language, weekday=True)),)
    return Quote(rows, last.isoformat(), stated.grounds, until=last)


_STATED: Mapping[str, Mapping[str, Callable[[Subject, Translator], Quote]]] = {
    "newborn": {"deadline": _newborn_limit},
    "enroll": {"fee": _fee, "deadline": _window_end},
    "fee": {"fee": _fee, "deadline": _window_end},
}


def _only(figure: Figure[Any], subject: Subject) -> Any:
    """The one value of a figure that may be printed. Raises NotForPaper."""
    if figure.unknown:
        raise NotForPaper("没有查到依据")
    if figure.disputed:
        raise NotForPaper("各处说法不一，印哪个都可能错")
    if not figure.known:
        raise NotForPaper("只知道下限或上限，不是一个定数")
    if not figure.status.official:
        raise NotForPaper(f"只有{STATUS[figure.status.value]}（{'、'.join(_titles(figure, subject))}），不能印到纸上")
    stale = [ground.verify_by for ground in figure.grounds if ground.verify_by < subject.today]
    if stale:
        raise NotForPaper(f"资料过了{min(stale)}的复核期限，要先重新核对")
    return figure.values[0]


def _titles(figure: Figure[Any], subject: Subject) -> list[str]:
    return [subject.local.book.source(id).title for id in figure.sources]


# ── Whom to call ─────────────────────────────────────────────────────────────────────────────────────────────────────


def hotline(local: Local) -> tuple[Hotline, Ground]:
    """The number to print: the place's own where an official text states it, and the nationwide one otherwise.

    A wrong number on a wall is called for months, and a local one that nobody confirmed may lack its area code.
    """
    offered = local.hotlines("insurance")
    sure = [one for one in offered if one[1].status.official]
    nationwide = [one for one in local.book.library.packs[NATIONAL].hotlines if one.topic == "insurance"]
    return next(iter(sure), None) or next(one for one in offered if one[0].number == nationwide[0].number)


# ── Whether it still holds ───────────────────────────────────────────────────────────────────────────────────────────


def printed(found: Mapping[str, Quote], call: Hotline) -> dict[str, Printed]:
    """What is remembered of a poster's figures."""
    quoted = {name: one.remembered for name, one in found.items()}
    return {**quoted, "hotline": Printed(call.number, call.number)}


def version(printed: Mapping[str, Printed]) -> str:
    """A name for what is printed that changes whenever a figure does."""
    values = json.dumps(sorted((name, one.value) for name, one in printed.items()))
    return sha256(values.encode()).hexdigest()[:6].upper()


def outdated(poster: Poster, subject: Subject) -> list[str]:
    """What on a poster is no longer so, in sentences for whoever is to replace it."""
    to = translator("zh_Hans")
    changes = []
    for name, before in poster.printed.items():
        try:
            now = _now(name, subject, to)
        except NotForPaper as why:
            changes.append(f"印的「{before.said}」现在不能再印：{why}")
            continue
        if now.value != before.value:
            changes.append(f"印的是「{before.said}」，现在是「{now.said}」")
    return changes


def _now(name: str, subject: Subject, to: Translator) -> Printed:
    if name == "hotline":
        number = hotline(subject.local)[0].number
        return Printed(number, number)
    return quote(name, subject, to).remembered
