"""The waiting period (等待期): how long it is, from which day it counts, and the first day covered (D2, D3, DT3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flows.policy.calendar import add_months, new_year, next_month, year_end
from flows.policy.figure import UNKNOWN, Figure, Grounds, Reading, combine, stated
from flows.policy.rulebook import Local
from flows.policy.timing import LateSegment, WaitAnchor, WaitReading, WindowStart
from flows.policy.value import Holds, Months


@dataclass(frozen=True, slots=True)
class Start:
    """The first day covered, the months waited for it, and the coverage year it belongs to."""

    day: date
    wait: int
    cover: int

    @property
    def usable(self) -> bool:
        """Whether cover starts before the year ends (D5)."""
        return self.day <= year_end(self.cover)


def wait_months(local: Local, cover: int, *, missed: int, in_window: bool, today: date) -> Figure[int]:
    """Months to wait after paying for a coverage year, with so many missed years before it.

    The fixed months, and for missed years a variable part: by reading B every year but the first adds one, by reading A
    every year does (C27). Where a region takes neither reading, both are stated, B first.
    """
    on = max(today, new_year(cover))
    if in_window and missed == 0:
        return local.figure("start.in_window", Holds, cover=cover, on=on).then(lambda _: 0)
    fixed = local.figure("wait.fixed", Months, cover=cover, on=on).then(lambda months: months.value)
    if missed == 0:
        return fixed
    if in_window:
        only_fixed = local.figure("wait.in_window_fixed_only", Holds, cover=cover, on=on)
        if only_fixed.readings:
            return combine(lambda months, _: months, fixed, only_fixed)
    reading = local.figure("wait.reading", WaitReading, cover=cover, on=on)
    return combine(
        lambda months, how: months + (missed if how.reading == "A" else missed - 1),
        fixed,
        reading,
    )


def start_in_window(local: Local, cover: int, today: date, wait: Figure[int], window: Grounds) -> Figure[Start]:
    """The first day covered by a payment today inside the window.

    Before New Year the wait counts from 1 January. After it, a person without a wait is covered from the day of payment
    unless the region says otherwise (`window.start_rule`); a wait counts from the payment.
    """
    opening = new_year(cover)
    if today < opening:
        return stated(
            (Start(add_months(opening, one.value), one.value, cover), (*window, *one.grounds)) for one in wait.readings
        )
    rule = local.figure("window.start_rule", WindowStart, cover=cover, on=today)
    from_new_year = rule.preferred is not None and rule.preferred.start == "new_year"
    return stated(
        (
            Start(opening if from_new_year and not one.value else add_months(today, one.value), one.value, cover),
            (*window, *one.grounds, *rule.grounds),
        )
        for one in wait.readings
    )


def start_after_window(
    local: Local, segment: LateSegment | None, cover: int, today: date, wait: Figure[int], grounds: Grounds
) -> Figure[Start]:
    """The first day covered by a payment today in a late segment, as the segment or else the ordinary wait has it."""
    if segment is not None and segment.start == "next_month":
        return stated([(Start(next_month(today), 0, cover), grounds)])
    if segment is not None and segment.start != "after_wait":
        day = _printed_day(segment, today)
        return stated((Start(day, one.value, cover), (*grounds, *one.grounds)) for one in wait.readings)
    anchors = _anchors(local, cover, today)
    return stated(
        (Start(add_months(anchor.value, one.value), one.value, cover), (*grounds, *one.grounds, *anchor.grounds))
        for one in wait.readings
        for anchor in anchors
    )


def _printed_day(segment: LateSegment, today: date) -> date:
    """The first day covered where a source gives it as a date, or as days after the payment."""
    if segment.on_day is not None:
        return segment.on_day
    day = today + timedelta(days=segment.days or 0)
    return max(day, segment.not_before or day)


def _anchors(local: Local, cover: int, today: date) -> tuple[Reading[date], ...]:
    """The day from which the wait counts (D3): 1 January where paid before it, else the payment, or its month (C34)."""
    if today < new_year(cover):
        return (Reading(new_year(cover), ()),)
    stated_anchor = local.figure("wait.anchor", WaitAnchor, cover=cover, on=today)
    if not stated_anchor.readings:
        return (Reading(today, ()),)
    return stated_anchor.then(lambda one: today.replace(day=1) if one.anchor == "payment_month" else today).readings


def day_of(start: Figure[Start]) -> Figure[date]:
    """The first day covered, alone."""
    return start.then(lambda one: one.day)


def wait_of(start: Figure[Start]) -> Figure[int]:
    """The months waited, alone."""
    return start.then(lambda one: one.wait) if start.readings else UNKNOWN
