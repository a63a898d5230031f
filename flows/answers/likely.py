"""Which days a date may mean that leaves out its year, its century, its month or its week: likeliest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, ...]
"""The days that an expression may mean; none where no such day exists."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a text is read, and whether the day it tells must have come already."""

    today: date
    past: bool


def exactly(year: int, month: int, day: int) -> Days:
    """The day of this date, if it exists."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def full_year(written: str, today: date) -> int:
    """The year of four digits, or of two: of this century up to ten years ahead, otherwise of the last: 26, 85."""
    if len(written) > 2:
        return int(written)
    year = today.year - today.year % 100 + int(written)
    return year if year <= today.year + 10 else year - 100


def of_any_year(month: int, day: int, moment: Moment) -> Days:
    """The days of this month and day. Twenty years hold two of every date, 29 February around 2100 as well."""
    years = range(moment.today.year - 20, moment.today.year + 21)
    return _nearest((found for year in years for found in exactly(year, month, day)), moment)


def of_any_month(day: int, moment: Moment) -> Days:
    """The days of this number. Two months in a row may lack it, three never do."""
    first = moment.today.year * 12 + moment.today.month - 1
    months = (divmod(first + shift, 12) for shift in range(-4, 5))
    return _nearest((found for year, month in months for found in exactly(year, month + 1, day)), moment)


def of_any_week(weekday: int, moment: Moment) -> Days:
    """The days of this weekday; Monday is 0."""
    return _nearest((in_week(weekday, weeks, moment.today) for weeks in (-2, -1, 0, 1)), moment)


def in_week(weekday: int, weeks: int, today: date) -> date:
    """The weekday in a week from Monday to Sunday, so many weeks from this one: 上周三 is (2, -1), on a Sunday too."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def last_week(weekday: int, moment: Moment) -> Days:
    """上周三: of the week before this one, in which usage agrees."""
    return (in_week(weekday, -1, moment.today),)


def this_week(weekday: int, moment: Moment) -> Days:
    """这周三. Whether the Sunday of this week lies ahead or behind, people do not agree on."""
    this = in_week(weekday, 0, moment.today)
    if weekday == 6 and this != moment.today:
        return (this, in_week(weekday, -1, moment.today))
    return (this,)


def next_week(weekday: int, moment: Moment) -> Days:
    """下周三: of the week after this one, or the coming one, on which people do not agree."""
    coming = in_week(weekday, 0, moment.today)
    return (in_week(weekday, 1, moment.today), *([coming] if coming > moment.today else []))


def last(weekday: int, moment: Moment) -> Days:
    """Last Wednesday: the latest one, or the one of the week before, on which people do not agree."""
    before = in_week(weekday, 0, moment.today)
    return (*([before] if before < moment.today else []), in_week(weekday, -1, moment.today))


def _nearest(days: Iterable[date], moment: Moment) -> Days:
    """The latest two that have come; where the day may lie ahead, the one before and the one after, nearest first."""
    ordered = sorted(days)
    come = [day for day in ordered if day <= moment.today]
    if moment.past:
        return tuple(come[-2:][::-1])
    ahead = [day for day in ordered if day > moment.today]
    return tuple(sorted((*come[-1:], *ahead[:1]), key=lambda day: abs(day - moment.today)))
