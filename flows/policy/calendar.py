"""Dates as the rules count them: calendar months clamped to the month's end, and windows (D1–D9, D12a)."""

import calendar
from dataclasses import dataclass
from datetime import date

from flows.policy.timing import Window
from flows.policy.value import When


def add_months(day: date, months: int) -> date:
    """The same day of the month, so many months on, clamped to the month's end (D1): 31 August + 3 = 30 November."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:  # of which every month has one
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_month(day: date) -> date:
    """The first day of the month after (次月, D9)."""
    return add_months(day.replace(day=1), 1)


def new_year(year: int) -> date:
    """1 January."""
    return date(year, 1, 1)


def year_end(year: int) -> date:
    """31 December, the last day of a coverage year (D4)."""
    return date(year, 12, 31)


def in_season(when: When, cover: int) -> tuple[date, date]:
    """The first and the last day a printed day or month can mean, as part of the window of a coverage year.

    One printed without a year lies in the autumn before that year from July on, otherwise in the year itself.
    """
    return _dated(when, cover - 1 if int(when[:2]) >= 7 else cover)


def in_year(when: When, cover: int) -> tuple[date, date]:
    """The first and the last day a printed day or month can mean, as part of the coverage year itself."""
    return _dated(when, cover)


def names_a_day(when: When | None) -> bool:
    """Whether the source prints the day, not only the month."""
    return when is not None and len(when) in (5, 10)


def _dated(when: When, year: int) -> tuple[date, date]:
    parts = [int(part) for part in when.split("-")]
    if len(when) in (7, 10):
        year, *parts = parts
    month, *days = parts
    last = calendar.monthrange(year, month)[1]
    return (date(year, month, min(days[0], last)),) * 2 if days else (date(year, month, 1), date(year, month, last))


@dataclass(frozen=True, slots=True)
class Season:
    """The days on which a coverage year can be paid for in its window."""

    cover: int
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the window is open on this day."""
        return self.first <= day <= self.last

    def moved_to(self, cover: int) -> "Season":
        """The same window, moved on by whole years."""
        years = cover - self.cover
        return Season(cover, add_months(self.first, 12 * years), add_months(self.last, 12 * years))


def season(window: Window | None, cover: int) -> Season:
    """The window of a coverage year. An end that is not printed is 1 September or 31 December before it (D12a)."""
    september = date(cover - 1, 9, 1)
    first = in_season(window.first, cover)[0] if window and window.first else september
    if window is None or not names_a_day(window.first):
        first = min(first, september)
    last = in_season(window.last, cover)[1] if window and window.last else year_end(cover - 1)
    return Season(cover, first, last)
