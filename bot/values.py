"""Values: how dates, amounts, places and lists are written, and what is said of a figure that is not sure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from bot.translator import Translator, translator
from flows.policy.bill import Line
from flows.policy.figure import Figure
from flows.policy.option import PaymentOption, Way
from flows.policy.pack import Channel, Hotline, Paper
from flows.regions import Region
from flows.words import Words, _

MONTHS = ("wait_months", "months_sooner", "valid_months_min", "residence_months_min")
"""Figures whose number counts months."""

PERCENT = ("extra_copay_percent",)
"""Figures whose number is a share of a hundred."""

TIMES = ("transfers_per_day",)
"""Figures whose number counts transfers; any further whole number is a year and is written as it is."""

HOURS = ("closed_hours",)
"""Hours of a night, from one day into the next."""

COUNTED = ("limit_date",)
"""Figures with several readings because days are counted in two ways, not because sources disagree."""

TO_BE_KEPT = ("deadline", "safe_deadline", "exempt_until", "day", "window_opens")
"""Dates that people plan by, so that the weekday is said too."""

_PLACES: dict[str, Callable[[Region, bool], str]] = {
    "zh_Hans": lambda one, alone: one.name if alone else one.path,
    "zh_Hant": lambda one, alone: one.traditional if alone else one.traditional_path,
    "en": lambda one, alone: one.romanised if alone else one.romanised_path,
}
"""How a place is called in each language: by its name alone, as in a list, or with the regions it lies in."""

_LINES = {
    "personal": _("个人缴费"),
    "subsidy": _("财政补助部分"),
    "care_insurance": _("长期护理保险"),
    "repair": _("修复等待期"),
}
_WAYS = {
    "this_year": _("交今年的（{year}年度）"),
    "next_year": _("只交下一年的（{year}年度）"),
    "repair": _("交{year}年度，另补{repaired}年"),
    "both_years": _("两年都交"),
    "birth_year": _("只交出生这一年"),
}
_KINDS = {"online": _("线上"), "offline": _("线下")}
_PURPOSES = {"register": _("登记"), "pay": _("缴费"), "check": _("查询"), "file": _("申请")}


def written(words: Words, to: Translator) -> str:
    """A text in the person's language, with everything it quotes."""
    text = to.gettext(words.text)
    if not words.given:
        return text
    return text.format(**{name: value_of(name, value, to) for name, value in words.given.items()})


def value_of(name: str, value: object, to: Translator) -> str:
    """Anything that a text can quote, written out."""
    if isinstance(value, Figure):
        return figure(name, value, to)
    if isinstance(value, Words):
        return written(value, to)
    return plain(name, value, to)


def figure(name: str, stated: Figure[Any], to: Translator) -> str:
    """A figure in words: its value, every value where sources disagree, a floor, a ceiling, or that nobody says."""
    readings = stated.readings
    if len(readings) == 1:
        text = plain(name, readings[0].value, to)
    elif readings:
        values = [plain(name, reading.value, to) for reading in readings]
        counted = name in COUNTED
        remark = to.gettext(_("{values}（两种算法）")) if counted else to.gettext(_("{values}（各处说法不一）"))
        text = remark.format(values=any_of(values, to))
    elif stated.at_least is not None:
        text = to.gettext(_("至少{value}")).format(value=plain(name, stated.at_least, to))
    elif stated.at_most is not None:
        text = to.gettext(_("最多{value}")).format(value=plain(name, stated.at_most, to))
    else:
        text = to.gettext(_("（还没有查到）"))
    if stated.year is None or stated.unknown:
        return text
    return to.gettext(_("{value}（{year}年度的）")).format(value=text, year=stated.year)


def lines(name: str, stated: Figure[Any], to: Translator) -> tuple[str, ...]:
    """A figure as lines of a conclusion: a list has one line for each of its items."""
    items = stated.preferred if stated.known else None
    if not isinstance(items, tuple) or not items:
        return (figure(name, stated, to),)
    if isinstance(items[0], Paper | Channel | Hotline):
        return _of_a_pack(items, to)
    return tuple(plain(name, item, to) for item in items)


def _of_a_pack(rows: tuple[Any, ...], to: Translator) -> tuple[str, ...]:
    """Papers on one line, channels by what they serve, a line for each number."""
    match rows[0]:
        case Paper():
            return (plain("papers", rows, to),)
        case Channel():
            return tuple(_channels(rows, to))
        case _:
            return tuple(plain("hotlines", row, to) for row in rows)


def _channels(channels: Sequence[Channel], to: Translator) -> list[str]:
    """Where it is done, those that serve the same purpose on one line, in the order of the first of them.

    The name of an app is what the phone shows, and stays as it is; that of a counter is translated.
    """
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in channels:
        how = to.gettext(one.how) if one.how else ""
        name = to.gettext(one.name) if one.kind == "offline" else one.name
        named = to.gettext(_("{name}（{how}）")).format(name=name, how=how) if how else name
        together.setdefault((one.kind, one.purposes), []).append(named)
    return [
        to.gettext(_("{kind}{purposes}：{names}")).format(
            kind=to.gettext(_KINDS[kind]),
            purposes=all_of([to.gettext(_PURPOSES[one]) for one in purposes], to),
            names=_side_by_side(dict.fromkeys(names), to),
        )
        for (kind, purposes), names in together.items()
    ]


def _side_by_side(names: Iterable[str], to: Translator) -> str:
    return to.gettext(_("；")).join(names)


def plain(name: str, value: object, to: Translator) -> str:
    """One value, written out."""
    match value:
        case date():
            return day(value, to.language, weekday=name in TO_BE_KEPT)
        case Decimal():
            return to.gettext(_("{amount}元")).format(amount=_decimal(value, to.language))
        case bool():
            return to.gettext(_("是")) if value else to.gettext(_("否"))
        case int() if name in MONTHS:
            return months(value, to)
        case int() if name in PERCENT:
            return percent(value, to.language)
        case int() if name in TIMES:
            return to.gettext(_("{count}笔")).format(count=value)
        case int():
            return str(value)
        case str() if name in HOURS:
            start, end = value.split("-")
            return to.gettext(_("{start}到次日{end}")).format(start=start, end=end)
        case str():
            return value
        case Region():
            return _PLACES[to.language](value, name == "name")
        case tuple():
            items = [value_of(name, item, to) for item in value]
            return any_of(items, to) if value and isinstance(value[0], Hotline) else all_of(items, to)
        case _:
            return _row(value, to)


def months(count: int, to: Translator) -> str:
    """A number of months to wait."""
    if count == 0:
        return to.gettext(_("不用等"))
    return to.gettext(_("一个月")) if count == 1 else to.gettext(_("{months}个月")).format(months=count)


def _row(row: object, to: Translator) -> str:
    match row:
        case Paper():
            return to.gettext(row.label)
        case Hotline():
            return to.gettext(_("{number}（{what}）")).format(number=row.number, what=to.gettext(row.label))
        case Line():
            return _line(row, to)
        case Way():
            return way(row, to)
        case PaymentOption():
            return _option(row, to)
    raise TypeError(f"nobody said how {type(row).__name__} is written")


def _line(line: Line, to: Translator) -> str:
    what, amount = to.gettext(_LINES[line.what]), plain("amount", line.amount, to)
    return to.gettext(_("{year}年 {what} {amount}")).format(year=line.year, what=what, amount=amount)


def way(paid: Way, to: Translator) -> str:
    """What a payment is for."""
    return to.gettext(_WAYS[paid.what]).format(year=paid.year, repaired=paid.repaired)


def _option(option: PaymentOption, to: Translator) -> str:
    """A way to pay in one line: the price and what it is made of, and what it brings."""
    if not option.usable:
        text = to.gettext(_("{way}：用不上，要到{start}才能报，而保障{end}就结束"))
    elif option.wait_months.known:
        text = to.gettext(_("{way}：{total}，等待期：{wait}，管{start}到{end}"))
    else:
        text = to.gettext(_("{way}：{total}，管{start}到{end}"))
    return text.format(
        way=way(option.way, to),
        total=_sum(option, to),
        wait=figure("wait_months", option.wait_months, to),
        start=figure("coverage_start", option.coverage_start, to),
        end=figure("coverage_end", option.coverage_end, to),
    )


def _sum(option: PaymentOption, to: Translator) -> str:
    total = figure("total", option.total, to)
    parts = (option.lines.preferred if option.lines else None) or ()
    if len(parts) < 2:
        return to.gettext(_("费用{total}")).format(total=total)
    written_parts = _side_by_side([_line(part, to) for part in parts], to)
    return to.gettext(_("费用{total}（{parts}）")).format(total=total, parts=written_parts)


@lru_cache(maxsize=8192)
def day(value: date, language: str, *, weekday: bool = False) -> str:
    """A date: 2025年3月5日（周三）, Wed, Mar 5, 2025; the weekday helps where something must be done by then."""
    pattern = _WITH_WEEKDAY[language] if weekday else "long"
    return format_date(value, pattern, locale=translator(language).locale)


_WITH_WEEKDAY = {"zh_Hans": "y年M月d日（EEE）", "zh_Hant": "y年M月d日（EEE）", "en": "EEE, MMM d, y"}


@lru_cache(maxsize=4096)
def _decimal(amount: Decimal, language: str) -> str:
    return format_decimal(amount, format="#,##0.##" if language == "en" else "0.##", locale=language)


@lru_cache(maxsize=256)
def percent(share: int, language: str) -> str:
    """A share of a hundred: 10%."""
    return format_percent(Decimal(share) / 100, locale=language)


def all_of(items: Sequence[str], to: Translator) -> str:
    """A, B and C."""
    return format_list(items, style="standard", locale=to.locale)


def any_of(items: Sequence[str], to: Translator) -> str:
    """A, B or C."""
    return format_list(items, style="or", locale=to.locale)
