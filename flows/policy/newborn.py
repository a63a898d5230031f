"""Newborns (新生儿参保): in time, cover runs from the day of birth; after the limit the region says from when (DT5)."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal

from flows.policy.bill import Bill, Line, Part, Payer, group_amount
from flows.policy.calendar import add_months, new_year, next_month, year_end
from flows.policy.case import NotKnown, figure
from flows.policy.figure import UNKNOWN, Figure, Grounds, Reading, combine, either, stated
from flows.policy.option import PaymentOption, Way
from flows.policy.parameters import (
    Amount,
    BirthYearFee,
    Holds,
    NewbornGroup,
    NewbornLate,
    NewbornLateRule,
    NewbornLimit,
    NewbornStart,
    WithoutHukou,
)
from flows.policy.season import Seasons
from flows.policy.services import Place
from flows.policy.wait import Start, day_of, wait_months, wait_of

FREE = Amount(value="0", unit="CNY_per_year")  # type: ignore[arg-type]  # amounts are written as text


class Newborn(Place):
    """The rules of resident insurance applied to one newborn."""

    journey = "newborn"

    # Tests

    def has_rule(self) -> bool:
        """Whether a limit for newborns is on file here (row 1)."""
        return bool(self._limits.readings)

    def outgrown(self) -> bool:
        """Whether the child is older than the region's last newborn rule, and so an ordinary resident (row 2)."""
        return not self.in_time() and self._late_rule is None

    def in_time(self) -> bool:
        """Whether today is within the limit by at least one reading of it (rows 6 and 7)."""
        return self.today <= max(self.limit_date.values)

    def needs_hukou(self) -> bool:
        """Whether the region registers a newborn only once it is in the household register (row 4)."""
        return self._without_hukou is not None and not self._without_hukou.accepted

    def fee_depends_on_parents(self) -> bool:
        """Whether the birth-year fee is waived, by any source, for parents who are insured."""
        return any(fee.only_if == "parents_insured" for fee in self._fees.values)

    # Remarks that may apply

    def between_readings(self) -> bool:
        """Whether today is in time by one count and too late by another."""
        return self.in_time() and self.today > self.safe_deadline.values[0]

    def days_are_few(self) -> bool:
        """Whether a week or less is left."""
        return timedelta(0) <= self.safe_deadline.values[0] - self.today <= timedelta(days=7)

    def limit_disputed(self) -> bool:
        """Whether the last day depends on how it is counted, or on the source."""
        return self.limit_date.disputed

    def counted_from_hukou(self) -> bool:
        """Whether a source counts from the household register instead of the birth."""
        return any(limit.since == "hukou" for limit in self._limits.values)

    def crosses_new_year(self) -> bool:
        """Whether the limit, under any reading, lies in the year after the birth."""
        return max(self.limit_date.values).year > self.born.year

    def not_in_register_yet(self) -> bool:
        """Whether the child is registered by its birth certificate, and the ID number follows."""
        return self.facts.answers.get("hukou") == "not_yet"

    def never_usable(self) -> bool:
        """Whether cover paid for today would start only after it ends."""
        return self.usable.preferred is False

    def total_unknown(self) -> bool:
        """Whether no source says what is to be paid."""
        return self.total.unknown

    def total_disputed(self) -> bool:
        """Whether sources disagree on the amount."""
        return self.total.disputed

    def pays_nothing(self) -> bool:
        """Whether nothing is to be paid."""
        return self.total.known and not self.total.values[0]

    # The baby

    @property
    def born(self) -> date:
        """The day of birth."""
        born: date = self.facts["born"]
        return born

    @property
    def situation(self) -> str:
        """Which papers: with the household register, or with the birth certificate alone."""
        return "newborn_without_hukou" if self.not_in_register_yet() else "newborn"

    # Figures

    @figure
    def total(self) -> Figure[Decimal]:
        """Yuan in all; for both years together where the limit reaches into the next."""
        return self._bill.total

    @figure
    def lines(self) -> Figure[tuple[Line, ...]] | None:
        """What the total is made of, where it is a single value."""
        return self._bill.lines

    @figure
    def wait_months(self) -> Figure[int]:
        """Months between the payment and the first day covered."""
        return wait_of(self._start)

    @figure
    def coverage_start(self) -> Figure[date]:
        """The first day covered: the birth, in time."""
        return day_of(self._start)

    @figure
    def coverage_end(self) -> Figure[date]:
        """The last day covered."""
        if self.in_time():
            return self._year_end(self.born.year + self.crosses_new_year())
        return combine(lambda start, _: year_end(start.cover), self._start, self._calendar)

    @figure
    def usable(self) -> Figure[bool]:
        """Whether cover starts before it ends."""
        return self._start.then(lambda start: start.usable)

    @figure
    def limit_date(self) -> Figure[date]:
        """The last day of the newborn period, under every reading of it (D6, D7)."""
        days = stated(
            (day, reading.grounds) for reading in self._limits.readings for day in _last_days(self.born, reading.value)
        )
        if days.unknown:
            raise NotKnown("newborn.limit")
        return days

    @figure
    def safe_deadline(self) -> Figure[date]:
        """The earliest last day under any reading: the day people are told (D8)."""
        earliest = min(self.limit_date.values)
        return stated([(earliest, self.limit_date.grounds)])

    @figure
    def options(self) -> Figure[tuple[PaymentOption, ...]] | None:
        """What can be paid for where the limit reaches into the next year: both years, the birth year, the next."""
        if not self.in_time() or not self.crosses_new_year():
            return None
        following = self.born.year + 1
        end, next_end = self._year_end(self.born.year), self._year_end(following)
        first = self._year_end(following).then(lambda _: new_year(following))
        none = self.local.figure("start.in_window", Holds, cover=following, on=self.today).then(lambda _: 0)
        options = (
            self._option("both_years", following, self._both, day_of(self._start), next_end, wait_of(self._start)),
            self._option("birth_year", following - 1, self._birth_year, day_of(self._start), end, wait_of(self._start)),
            self._option("next_year", following, (self._ordinary(following),), first, next_end, none),
        )
        return stated([(options, self._limits.grounds)])

    # How they are worked out

    @cached_property
    def _limits(self) -> Figure[NewbornLimit]:
        return self.local.figure("newborn.limit", NewbornLimit, cover=self.today.year, on=self.today, national=False)

    @cached_property
    def _fees(self) -> Figure[BirthYearFee]:
        return self.local.figure(
            "newborn.fee_birth_year", BirthYearFee, cover=self.born.year, on=self.today, national=False
        )

    @cached_property
    def _without_hukou(self) -> WithoutHukou | None:
        return self.local.figure(
            "newborn.without_hukou", WithoutHukou, cover=self.today.year, on=self.today, national=False
        ).preferred

    @property
    def _bill(self) -> Bill:
        if not self.in_time():
            start = self._start.preferred
            return Bill((self._ordinary(start.cover if start else self.today.year),))
        return Bill(self._both if self.crosses_new_year() else self._birth_year)

    @property
    def _both(self) -> tuple[Part, ...]:
        return (*self._birth_year, self._ordinary(self.born.year + 1))

    @cached_property
    def _birth_year(self) -> tuple[Part, ...]:
        """The birth year's fee: the ordinary one, unless a source waives it for this child."""
        ordinary = self._ordinary(self.born.year)
        if not self._fees.readings:
            return (ordinary,)
        readings = [self._by_fee(ordinary.amounts, reading) for reading in self._fees.readings]
        return (Part(self.born.year, "personal", readings[0] if len(readings) == 1 else either(*readings)),)

    def _by_fee(self, ordinary: Figure[Amount], fee: Reading[BirthYearFee]) -> Figure[Amount]:
        waived = fee.value.fee == "waived"
        if waived and (fee.value.only_if is None or self.facts["parents_insured"] == "yes"):
            return stated([(FREE, fee.grounds)])
        return ordinary.resting_also_on(*(() if waived else fee.grounds))

    def _ordinary(self, year: int) -> Part:
        """What a child of the newborn's group pays for a coverage year; every group a source puts it in (C28)."""
        groups = self.local.figure("newborn.group", NewbornGroup, cover=year, on=self.today, national=False)
        if not groups.readings:
            # Where children have a price of their own, only a source can say which of the two a newborn pays.
            priced_apart = any(group.key == "student" for group in self.local.groups)
            ordinary = UNKNOWN if priced_apart else group_amount(self.local, Payer(), year, self.today)
            return Part(year, "personal", ordinary)
        amounts = [
            group_amount(self.local, Payer(reading.value.group), year, self.today).resting_also_on(*reading.grounds)
            for reading in groups.readings
        ]
        return Part(year, "personal", amounts[0] if len(amounts) == 1 else either(*amounts))

    @cached_property
    def _start(self) -> Figure[Start]:
        """In time from birth; too late by the region's late rule; between two readings of the limit, either (row 7)."""
        if not self.in_time():
            return self._late_start
        from_birth = self._start_in_time
        return either(from_birth, self._late_start) if self.between_readings() else from_birth

    @property
    def _start_in_time(self) -> Figure[Start]:
        """From birth; a region whose source says otherwise has both told (C14)."""
        rule = self.local.figure("newborn.start", NewbornStart, cover=self.today.year, on=self.today, national=False)
        days = {"birth": self.born, "payment_day": self.today}
        if not rule.readings:
            return stated([(Start(self.born, 0, self.born.year), self._limits.grounds)])
        return stated(
            (Start(days[reading.value.start], 0, self.born.year), (*self._limits.grounds, *reading.grounds))
            for reading in rule.readings
        )

    @cached_property
    def _late_rules(self) -> Figure[NewbornLate]:
        return self.local.figure("newborn.late", NewbornLate, cover=self.today.year, on=self.today, national=False)

    @property
    def _late_rule(self) -> NewbornLateRule | None:
        """The preferred source's rule for this child today; `None` where it is older than the last of them.

        Raises `NotKnown` where no rule for the time after the limit is on file.
        """
        if not self._late_rules.readings:
            raise NotKnown("newborn.late")
        return self._applicable(self._late_rules.readings[0].value)

    def _applicable(self, late: NewbornLate) -> NewbornLateRule | None:
        return next((rule for rule in late.rules if self.today <= _until(self.born, rule)), None)

    @cached_property
    def _late_start(self) -> Figure[Start]:
        """The first day covered by a payment after the limit, by every source's rule for a child of this age."""
        starts: list[tuple[Start, Grounds]] = []
        for reading in self._late_rules.readings:
            rule = self._applicable(reading.value)
            if rule is not None:
                starts += [(one.value, (*reading.grounds, *one.grounds)) for one in self._start_by(rule).readings]
        return stated(starts)

    def _start_by(self, rule: NewbornLateRule) -> Figure[Start]:
        running = self.today.year
        if rule.start == "after_wait":
            wait = wait_months(self.local, running, missed=0, in_window=False, today=self.today)
            if rule.wait_months is not None:
                wait = stated([(rule.wait_months, ())])
            return wait.then(lambda months: Start(add_months(self.today, months), months, running))
        start = {
            "next_day": Start(self.today + timedelta(days=1), 0, running),
            "next_month": Start(next_month(self.today), 0, running),
            "next_year": Start(new_year(running + 1), 0, running + 1),
            "next_window": Start(new_year(self._next_window), 0, self._next_window),
        }[rule.start]
        return stated([(start, ())])

    @property
    def _next_window(self) -> int:
        """The coverage year of the next window to come, or the one that is open."""
        seasons, running = Seasons(self.local, self.today), self.today.year
        return running if seasons.is_open(running) else running + 1

    @cached_property
    def _calendar(self) -> Figure[Holds]:
        return self.local.figure("cover.calendar_year", Holds, cover=self.today.year, on=self.today)

    def _year_end(self, year: int) -> Figure[date]:
        return self._calendar.then(lambda _: year_end(year))

    def _option(
        self,
        what: Literal["both_years", "birth_year", "next_year"],
        year: int,
        parts: tuple[Part, ...],
        start: Figure[date],
        end: Figure[date],
        wait: Figure[int],
    ) -> PaymentOption:
        bill = Bill(parts)
        return PaymentOption(Way(what, year), bill.total, wait, start, end, self.safe_deadline, lines=bill.lines)


def _last_days(born: date, limit: NewbornLimit) -> tuple[date, ...]:
    """The last day of a limit. Days count with the day of birth, without it, or both ways where no source says (D6).

    A limit that runs from the household register has no day as long as nobody asks for that date; it is never earlier.
    """
    if limit.since == "hukou":
        return ()
    if limit.months is not None:
        return (add_months(born, limit.months),)
    counts = {"counted": (-1,), "not_counted": (0,), None: (-1, 0)}[limit.birth_day]
    return tuple(born + timedelta(days=(limit.days or 0) + count) for count in counts)


def _until(born: date, rule: NewbornLateRule) -> date:
    if rule.until_birth_year_ends:
        return year_end(born.year)
    if rule.until_days is not None:
        return born + timedelta(days=rule.until_days)
    if rule.until_months is not None:
        return add_months(born, rule.until_months)
    return date.max
