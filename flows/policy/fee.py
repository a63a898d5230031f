"""The fee (我该交多少): what a person pays for the year on sale, or paid last where that is not announced (DT2)."""

from datetime import date

from flows.policy.bill import Bill, personal
from flows.policy.case import NotKnown, figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.person import Person


class Fee(Person):
    """The region's amounts applied to one person, with nothing asked that does not change them."""

    journey = "fee"
    purposes = ("pay",)

    # Tests

    def anything_on_file(self) -> bool:
        """Whether any amount, of any year, is on file for this place up to its province."""
        return bool(self.priced_years)

    def announced(self) -> bool:
        """Whether an amount of the year on sale is on file."""
        return self.seasons.has_amount(self.seasons.year_on_sale)

    # The person

    @property
    def year(self) -> int:
        """The coverage year whose amount is told: the one on sale, or the last one known. Raises `NotKnown`."""
        if not self.priced_years:
            raise NotKnown("amount")
        return self.priced_years[0]

    @once
    def priced_years(self) -> tuple[int, ...]:
        """The year on sale, or the last one of which any amount is on file."""
        on_sale = self.seasons.year_on_sale
        if self.seasons.has_amount(on_sale):
            return (on_sale,)
        before = self.local.latest_cover("amount.*", on_sale)
        return () if before is None else (before,)

    @property
    def situation(self) -> str:
        """Whoever pays brings what anybody brings."""
        return "enroll"

    @once
    def bills(self) -> tuple[Bill, ...]:
        """The person's own share, paid in the window."""
        return (Bill((personal(self.local, self.payer, self.year, self.today),)),)

    # Figures

    @figure
    def year_on_sale(self) -> Figure[int]:
        """The coverage year whose payment is open, or expected, today."""
        return self.calendar_year(self.seasons.year_on_sale)

    @figure
    def coverage_year(self) -> Figure[int]:
        """The coverage year the amount is for."""
        return self.calendar_year(self.year)

    @figure
    def deadline(self) -> Figure[date]:
        """The last day of that year's window."""
        return self.seasons.deadline(self.year)
