"""Paying: what is due, and the cover it buys, as every journey about money tells it."""

from datetime import date
from decimal import Decimal

from flows.policy.bill import Bill, Line, total_of
from flows.policy.calendar import add_months
from flows.policy.case import figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.season import Seasons
from flows.policy.services import Place
from flows.policy.wait import Start, day_of, wait_of


class Paying(Place):
    """A case in which something is paid. Its rules say which bills; several where sources disagree on what is due."""

    @property
    def bills(self) -> tuple[Bill, ...]:
        """What is due, the preferred reading first."""
        raise NotImplementedError

    # Remarks that may apply

    def total_unknown(self) -> bool:
        """Whether no source says what is to be paid."""
        return self.total.unknown

    def total_is_bound(self) -> bool:
        """Whether the sources give only a floor or a ceiling of the amount."""
        return self.total.bounded

    def total_disputed(self) -> bool:
        """Whether sources disagree on the amount."""
        return self.total.disputed

    def pays_nothing(self) -> bool:
        """Whether nothing is to be paid."""
        return self.total.known and not self.total.values[0]

    # Figures

    @figure
    def total(self) -> Figure[Decimal]:
        """Yuan in all."""
        return total_of(self.bills)

    @figure
    def lines(self) -> Figure[tuple[Line, ...]] | None:
        """What the total is made of, where it is a single value."""
        return self.bills[0].lines if self.total.known else None

    # The calendar

    @once
    def seasons(self) -> Seasons:
        """The windows and late segments of the place as of today."""
        return self.local.as_of(self.today, Seasons)

    def calendar_year(self, year: int) -> Figure[int]:
        """A coverage year as a figure: it is the calendar year (cover.period)."""
        return self.seasons.calendar_year(year)

    def year_end(self, year: int) -> Figure[date]:
        """The last day of a coverage year as a figure (D4)."""
        return self.seasons.year_end(year)


class Covered(Paying):
    """A case in which a payment today buys cover from a certain day on."""

    @property
    def start(self) -> Figure[Start]:
        """The first day covered by a payment today."""
        raise NotImplementedError

    def covers_briefly(self) -> bool:
        """Whether what is bought covers a month at most, so that it is hardly worth its price."""
        return lasts_a_month_at_most(self.coverage_start, self.coverage_end)

    @figure
    def coverage_end(self) -> Figure[date]:
        """The last day covered."""
        raise NotImplementedError

    @figure
    def wait_months(self) -> Figure[int]:
        """Months between the payment, or New Year, and the first day covered."""
        return wait_of(self.start)

    @figure
    def coverage_start(self) -> Figure[date]:
        """The first day covered."""
        return day_of(self.start)

    @figure
    def usable(self) -> Figure[bool]:
        """Whether cover starts before it ends (D5)."""
        return self.start.then(lambda start: start.usable)


def lasts_a_month_at_most(start: Figure[date], end: Figure[date]) -> bool:
    """Whether cover, by the preferred readings, begins and is over within a month."""
    starts, ends = start.preferred, end.preferred
    return starts is not None and ends is not None and starts <= ends < add_months(starts, 1)
