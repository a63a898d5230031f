"""A purchase (缴费): one coverage year bought in its window or late, by somebody who may have missed years (DT2, DT3).

The year after the running one is bought in its window even where that has not opened yet.
"""

from dataclasses import dataclass
from datetime import date

from flows.policy.bill import Bill, Part, Payer, late_bills, personal, repairs, subsidy, total_of
from flows.policy.figure import UNKNOWN, Figure, Grounds
from flows.policy.kept import once
from flows.policy.missed import Covered, missed_before, most_repairs, repaired, wait_after
from flows.policy.option import PaymentOption, Way
from flows.policy.rulebook import Local
from flows.policy.season import Seasons
from flows.policy.wait import Start, day_of, start_in_window, wait_of


@dataclass(frozen=True)
class Purchase:
    """One coverage year, and the last one covered before it."""

    seasons: Seasons
    year: int
    last_covered: Covered

    # When it is paid for

    @once
    def in_window(self) -> bool:
        """Whether the window is open, by print or by the last known one moved on; or, for the next year, to come."""
        window = self.seasons.window(self.year)
        if self.year > self.today.year:
            return window is None or self.today <= window.last
        return self.seasons.is_open(self.year) or (
            self.seasons.printed(self.year).unknown and self.seasons.is_expected_open(self.year)
        )

    @once
    def open(self) -> bool:
        """Whether it can be paid for at all: in the window, or in a late segment."""
        return self.in_window or self.seasons.late(self.year) is not None

    @property
    def by_national_rule(self) -> bool:
        """Whether paying late rests on the national rule alone, which says nothing of the price or the last day."""
        late = None if self.in_window else self.seasons.late(self.year)
        return late is not None and late.segment.unknown

    @property
    def deadline(self) -> Figure[date]:
        """The last day to pay: of the window, or of the late segment."""
        return self.seasons.deadline(self.year) if self.in_window else self.seasons.late_deadline(self.year)

    # What it brings

    @once
    def missed(self) -> int:
        """The years missed before it."""
        return missed_before(self.local, self.last_covered, self.year, self.today)

    @once
    def wait(self) -> Figure[int]:
        """Months to wait, by every reading of how missed years count."""
        return wait_after(self.local, self.last_covered, self.year, in_window=self.in_window, today=self.today)

    @once
    def start(self) -> Figure[Start]:
        """The first day covered; unknown where it cannot be paid for today."""
        return self._start_after(self.wait) if self.in_window else self.seasons.late_start(self.year, self.wait)

    @property
    def end(self) -> Figure[date]:
        """The last day covered."""
        return self.seasons.year_end(self.year)

    def bills(self, payer: Payer) -> tuple[Bill, ...]:
        """What is due, one bill for each source's view of who pays the state's share of a late payment."""
        late = None if self.in_window else self.seasons.late(self.year)
        if late is None:
            return (Bill((self._own(payer),) if self.in_window else ()),)
        return late_bills(self._own(payer), subsidy(self.local, payer, self.year, self.today), late.segment)

    def option(self, way: Way, payer: Payer) -> PaymentOption:
        """The purchase as it is offered."""
        wait = wait_of(self.start) if self.start.readings else self.wait
        return self._offered(way, self.bills(payer), wait, self.start)

    # Repairs, which only a window has

    @once
    def most_repairs(self) -> int:
        """How many missed years can be bought with it to shorten the wait."""
        if not self.in_window:
            return 0
        return most_repairs(self.local, self.missed, self.wait, self.year, self.today)

    def repair(self, years: int, payer: Payer) -> PaymentOption:
        """The purchase with so many missed years."""
        wait = repaired(self.local, self.wait, years, self.year, self.today)
        way = Way("repair", self.year, years)
        return self._offered(way, repairs(self._own(payer), years), wait, self._start_after(wait))

    # How it is worked out

    @property
    def local(self) -> Local:
        """The rules of the place."""
        return self.seasons.local

    @property
    def today(self) -> date:
        """The day on which it would be paid for."""
        return self.seasons.today

    def _own(self, payer: Payer) -> Part:
        return personal(self.local, payer, self.year, self.today)

    def _start_after(self, wait: Figure[int]) -> Figure[Start]:
        return start_in_window(self.local, self.year, self.today, wait, self._window)

    @property
    def _window(self) -> Grounds:
        """What says that the window is open: its own dates, or those of the year from which it is moved on."""
        printed = self.seasons.printed(self.year)
        before = self.local.latest_cover("window", self.year)
        moved_on = printed.unknown and before is not None and self.year == self.today.year
        return self.seasons.printed(before).grounds if moved_on and before is not None else printed.grounds

    def _offered(self, way: Way, bills: tuple[Bill, ...], wait: Figure[int], start: Figure[Start]) -> PaymentOption:
        return PaymentOption(
            way,
            total_of(bills) if bills else UNKNOWN,
            wait,
            day_of(start),
            self.end,
            self.deadline,
            usable=start.preferred is None or start.preferred.usable,
            lines=bills[0].lines if len(bills) == 1 else None,
        )
