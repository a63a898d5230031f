"""Newborns (新生儿参保): in time, cover runs from the day of birth; after the limit the region says from when (DT5)."""

from datetime import date, timedelta
from typing import Literal

from flows.policy.bill import Bill, Part
from flows.policy.calendar import new_year, year_end
from flows.policy.case import NotKnown, figure
from flows.policy.figure import Figure, Reading, combine, either, stated
from flows.policy.kept import once
from flows.policy.newborn_days import LateRegistration, last_days
from flows.policy.newborn_price import NewbornPrices
from flows.policy.newborn_rules import BirthYearFee, NewbornLimit, NewbornStart, WithoutHukou
from flows.policy.option import PaymentOption, Way
from flows.policy.paying import Covered
from flows.policy.price import Amount
from flows.policy.value import Holds
from flows.policy.wait import Start

FREE = Amount(value="0", unit="CNY_per_year")  # type: ignore[arg-type]  # amounts are written as text


class Newborn(Covered):
    """The rules of resident insurance applied to one newborn."""

    journey = "newborn"

    # Tests

    def has_rule(self) -> bool:
        """Whether a limit for newborns is on file here (row 1)."""
        return bool(self._limits.readings)

    def outgrown(self) -> bool:
        """Whether the child is older than the region's last newborn rule, and so an ordinary resident (row 2)."""
        return not self.in_time() and self._late.rule is None

    def in_time(self) -> bool:
        """Whether today is within the limit by at least one reading of it (rows 6 and 7)."""
        return self.today <= self._last_day

    def needs_hukou(self) -> bool:
        """Whether the region registers a newborn only once it is in the household register (row 4)."""
        return self._without_hukou is not None and not self._without_hukou.accepted

    def fee_depends_on_parents(self) -> bool:
        """Whether the birth-year fee is waived, by any source, for parents who are insured."""
        return any(fee.only_if == "parents_insured" for fee in self._fees.values)

    # Remarks that may apply

    def between_readings(self) -> bool:
        """Whether today is in time by one count and too late by another."""
        return self.in_time() and self.today > self._safe_day

    def days_are_few(self) -> bool:
        """Whether a week or less is left."""
        return timedelta(0) < self._safe_day - self.today <= timedelta(days=7)

    def is_the_last_day(self) -> bool:
        """Whether today is the last safe day."""
        return self.today == self._safe_day

    def limit_disputed(self) -> bool:
        """Whether the last day depends on how it is counted, or on the source."""
        return self.limit_date.disputed

    def counted_from_hukou(self) -> bool:
        """Whether a source counts from the household register instead of the birth."""
        return any(limit.since == "hukou" for limit in self._limits.values)

    def crosses_new_year(self) -> bool:
        """Whether the limit, under any reading, lies in the year after the birth."""
        return self._last_day.year > self.born.year

    def not_in_register_yet(self) -> bool:
        """Whether the child is registered by its birth certificate, and the ID number follows."""
        return self.facts.answers.get("hukou") == "not_yet"

    def never_usable(self) -> bool:
        """Whether cover paid for today would start only after it ends."""
        return self.usable.preferred is False

    def year_meant(self) -> str:
        """The running year, in which the parents are or are not insured."""
        return str(self.today.year)

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
    def coverage_end(self) -> Figure[date]:
        """The last day covered."""
        if self.in_time():
            return self.year_end(self.born.year + self.crosses_new_year())
        return combine(lambda start, _: year_end(start.cover), self.start, self.calendar_year(self.today.year))

    @figure
    def limit_date(self) -> Figure[date]:
        """The last day of the newborn period, under every reading of it (D6, D7)."""
        days = stated(
            (day, reading.grounds) for reading in self._limits.readings for day in last_days(self.born, reading.value)
        )
        if days.unknown:
            raise NotKnown("newborn.limit")
        return days

    @figure
    def safe_deadline(self) -> Figure[date]:
        """The earliest last day under any reading: the day people are told (D8)."""
        return stated([(self._safe_day, self.limit_date.grounds)])

    @figure
    def options(self) -> Figure[tuple[PaymentOption, ...]] | None:
        """What can be paid for where the limit reaches into the next year: both years, the birth year, the next."""
        if not self.in_time() or not self.crosses_new_year():
            return None
        following = self.born.year + 1
        end, next_end = self.year_end(self.born.year), self.year_end(following)
        first = self.year_end(following).then(lambda _: new_year(following))
        none = self.local.figure("start.in_window", Holds, cover=following, on=self.today).then(lambda _: 0)
        options = (
            self._option("both_years", following, self._both, self.coverage_start, next_end, self.wait_months),
            self._option("birth_year", self.born.year, self._birth_year, self.coverage_start, end, self.wait_months),
            self._option("next_year", following, self._next_year, first, next_end, none),
        )
        return stated([(options, self._limits.grounds)])

    # How they are worked out

    @once
    def _limits(self) -> Figure[NewbornLimit]:
        return self.local.figure("newborn.limit", NewbornLimit, cover=self.today.year, on=self.today, national=False)

    @once
    def _fees(self) -> Figure[BirthYearFee]:
        return self.local.figure(
            "newborn.fee_birth_year", BirthYearFee, cover=self.born.year, on=self.today, national=False
        )

    @once
    def _without_hukou(self) -> WithoutHukou | None:
        return self.local.figure(
            "newborn.without_hukou", WithoutHukou, cover=self.today.year, on=self.today, national=False
        ).preferred

    @once
    def _safe_day(self) -> date:
        """The last day by every reading of the limit."""
        return min(self.limit_date.values)

    @once
    def _last_day(self) -> date:
        """The last day by at least one reading of the limit."""
        return max(self.limit_date.values)

    @once
    def bills(self) -> tuple[Bill, ...]:
        """In time the birth year, with the next where the limit reaches into it; too late, the year that is covered."""
        if self.in_time():
            return (self._both if self.crosses_new_year() else self._birth_year,)
        start = self.start.preferred
        return (Bill((self._prices.of(start.cover if start else self.today.year),)),)

    @once
    def _both(self) -> Bill:
        return Bill((*self._birth_year.parts, *self._next_year.parts))

    @once
    def _next_year(self) -> Bill:
        return Bill((self._prices.of(self.born.year + 1),))

    @once
    def _birth_year(self) -> Bill:
        """The birth year's fee: the ordinary one, unless a source waives it for this child."""
        ordinary = self._prices.of(self.born.year)
        if not self._fees.readings:
            return Bill((ordinary,))
        readings = [self._by_fee(ordinary.amounts, reading) for reading in self._fees.readings]
        return Bill((Part(self.born.year, "personal", readings[0] if len(readings) == 1 else either(*readings)),))

    def _by_fee(self, ordinary: Figure[Amount], fee: Reading[BirthYearFee]) -> Figure[Amount]:
        waived = fee.value.fee == "waived"
        if waived and (fee.value.only_if is None or self.facts["parents_insured"] == "yes"):
            return stated([(FREE, fee.grounds)])
        return ordinary.resting_also_on(*(() if waived else fee.grounds))

    @property
    def _prices(self) -> NewbornPrices:
        return self.local.as_of(self.today, NewbornPrices)

    @once
    def start(self) -> Figure[Start]:
        """In time from birth; too late by the region's late rule; between two readings of the limit, either (row 7)."""
        if not self.in_time():
            return self._late.start
        from_birth = self._from_birth
        return either(from_birth, self._late.start) if self.between_readings() else from_birth

    @property
    def _from_birth(self) -> Figure[Start]:
        """From birth; a region whose source says otherwise has both told (C14)."""
        rule = self.local.figure("newborn.start", NewbornStart, cover=self.today.year, on=self.today, national=False)
        days = {"birth": self.born, "payment_day": self.today}
        if not rule.readings:
            return stated([(_from(self.born), self._limits.grounds)])
        return stated(
            (_from(days[reading.value.start]), (*self._limits.grounds, *reading.grounds)) for reading in rule.readings
        )

    @once
    def _late(self) -> LateRegistration:
        return LateRegistration(self.local, self.born, self.today)

    def _option(
        self,
        what: Literal["both_years", "birth_year", "next_year"],
        year: int,
        bill: Bill,
        start: Figure[date],
        end: Figure[date],
        wait: Figure[int],
    ) -> PaymentOption:
        return PaymentOption(Way(what, year), bill.total, wait, start, end, self.safe_deadline, lines=bill.lines)


def _from(day: date) -> Start:
    return Start(day, 0, day.year)
