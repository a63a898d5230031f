"""Exemptions (免等待期): people for whom a region lets the wait fall away, for how long, and since when (DT6).

Only a region's own list decides. It counts as a late segment of unknown end for those it names, and after its time
limit only the wait comes back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from flows.policy.bill import Payer
from flows.policy.calendar import add_months, new_year, year_end
from flows.policy.figure import UNKNOWN, Figure, Reading, either, stated
from flows.policy.option import PaymentOption, Way
from flows.policy.purchase import Purchase
from flows.policy.rulebook import Local
from flows.policy.timing import Exempt
from flows.policy.wait import day_of, start_after_window

V = TypeVar("V")

DATED = ("left_job", "discharged", "released")
"""Changes whose day is asked where it matters. They also say that a cover has ended."""


def exempt_rule(local: Local, special: str, today: date) -> Figure[Exempt]:
    """What the region's list says of a change; unknown where it names no such people."""
    if special == "none":
        return UNKNOWN
    return local.figure(f"exempt.{special}", Exempt, cover=today.year, on=today, national=False)


def day_decides(special: str, rule: Figure[Exempt]) -> bool:
    """Whether the day of the change has to be known: there is a limit, or cover begins on that day."""
    return special in DATED and any(
        one.within_days or one.within_months or one.start == "day_of_change" for one in rule.values
    )


@dataclass(frozen=True)
class Exemption:
    """The region's rule for one change in somebody's life; `day` is when that was, where it is asked."""

    rule: Figure[Exempt]
    day: date | None
    today: date

    @property
    def listed(self) -> bool:
        """Whether the region names such people at all."""
        return bool(self.rule.readings)

    @property
    def in_time(self) -> bool:
        """Whether the wait falls away, by at least one reading."""
        return any(self.today <= last for _, last in self._limits)

    @property
    def doubtful(self) -> bool:
        """Whether it falls away by one reading and not by another."""
        return self.in_time and any(self.today > last for _, last in self._limits)

    @property
    def until(self) -> Figure[date] | None:
        """The last day of the running year on which it surely falls away; `None` where there is no limit."""
        last = min((last for _, last in self._limits), default=date.max)
        return stated([(min(last, year_end(self.today.year)), self.rule.grounds)]) if last < date.max else None

    @property
    def dates_back(self) -> bool:
        """Whether, by the preferred reading, cover begins on the day of the change instead of the payment's."""
        return self.rule.preferred is not None and self.rule.preferred.start == "day_of_change"

    def option(self, bought: Purchase, payer: Payer) -> PaymentOption:
        """The running year: to those the list names it is open, also when the region's late segments are over.

        Its last day is that of the window where this is open; of the list's own no source says when it ends.
        """
        ordinary = bought.option(Way("this_year", bought.year), payer)
        if not self.listed:
            return ordinary
        otherwise = ordinary.coverage_start
        if not bought.open:
            otherwise = day_of(start_after_window(bought.local, None, bought.year, self.today, bought.wait, ()))
        start = self._either(self._start, otherwise)
        return replace(
            ordinary,
            wait_months=self._either(lambda reading: stated([(0, reading.grounds)]), ordinary.wait_months),
            coverage_start=start,
            deadline=ordinary.deadline if bought.in_window else UNKNOWN,
            usable=start.preferred is None or start.preferred <= year_end(bought.year),
        )

    @property
    def _limits(self) -> Iterator[tuple[Reading[Exempt], date]]:
        return ((reading, last) for reading in self.rule.readings for last in _last_days(reading.value, self.day))

    def _either(self, in_time: Callable[[Reading[Exempt]], Figure[V]], otherwise: Figure[V]) -> Figure[V]:
        return either(
            *(
                in_time(reading) if self.today <= last else otherwise.resting_also_on(*reading.grounds)
                for reading, last in self._limits
            )
        )

    def _start(self, reading: Reading[Exempt]) -> Figure[date]:
        """Never before 1 January of the year; unknown where it is the day of a change whose day is not asked."""
        match reading.value.start:
            case "payment_day":
                return stated([(self.today, reading.grounds)])
            case "payment_month":
                return stated([(self.today.replace(day=1), reading.grounds)])
        if self.day is None:
            return UNKNOWN
        return stated([(max(self.day, new_year(self.today.year)), reading.grounds)])


def _last_days(rule: Exempt, day: date | None) -> tuple[date, ...]:
    """The last day without a wait. A limit in days is counted without the day of the change, or with it (D6, D7)."""
    if day is None:
        return (date.max,)
    if rule.within_months is not None:
        return (add_months(day, rule.within_months),)
    if rule.within_days is not None:
        return (day + timedelta(days=rule.within_days), day + timedelta(days=rule.within_days - 1))
    return (date.max,)
