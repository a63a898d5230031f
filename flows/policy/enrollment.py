"""Enrollment (参保缴费): what somebody pays for the year on sale, by when, and from which day it covers (DT1–DT3)."""

from datetime import date
from decimal import Decimal

from flows.policy.bill import Bill, late_bills, personal, subsidy
from flows.policy.calendar import year_end
from flows.policy.case import figure
from flows.policy.figure import UNKNOWN, Figure, stated
from flows.policy.kept import once
from flows.policy.pack import Group, Paper
from flows.policy.paying import Covered
from flows.policy.person import Person
from flows.policy.rows import listed
from flows.policy.value import Yuan
from flows.policy.wait import Start, start_in_window, wait_months


class Enrollment(Covered, Person):
    """The rules of resident insurance applied to one person who enrolls or renews."""

    journey = "enroll"

    # Tests: who is told what (DT1)

    def anything_on_file(self) -> bool:
        """Whether there is any amount or window, of any year, for this place up to its province."""
        return self.seasons.anything_on_file

    def window_open(self) -> bool:
        """Whether the window of the year on sale is open, with an amount on file (row 7)."""
        return self.seasons.is_open(self.year) and self.seasons.has_amount(self.year)

    def not_announced(self) -> bool:
        """Whether the notice for the year on sale is not entered, though this is its season (row 8)."""
        season = date(self.year - 1, 9, 1) <= self.today <= year_end(self.year - 1)
        in_season = self.seasons.is_open(self.year) or self.seasons.is_expected_open(self.year) or season
        return in_season and not self.seasons.has_amount(self.year)

    def late_and_usable(self) -> bool:
        """Whether paying late is open, and would still bring cover within the year (row 9)."""
        return self.seasons.late(self.year) is not None and self.seasons.late_is_usable(self.year)

    # Remarks that may apply

    def by_national_rule(self) -> bool:
        """Whether paying late rests on the national rule alone, which says nothing of the price or the last day."""
        late = self.seasons.late(self.year)
        return self.mode == "late" and late is not None and late.segment.unknown

    def starts_by_payment(self) -> bool:
        """Whether New Year has passed inside the window, so that every day of waiting is a day without cover."""
        return self.mode == "window" and self.today.year == self.year

    def window_disputed(self) -> bool:
        """Whether sources disagree on the last day of the window, so that the earlier one is the safe one."""
        return self.seasons.deadline(self.year).disputed

    def pays_subsidy(self) -> bool:
        """Whether the state's share falls to the payer, by any source."""
        return any(part.what == "subsidy" for bill in self.bills for part in bill.parts)

    def keeps_incentive(self) -> bool:
        """Whether staying enrolled is rewarded by an amount that is known here."""
        incentive = self.incentive_per_year
        return incentive is not None and incentive.known

    def studies_here(self) -> bool:
        """Whether the school registers and collects."""
        return bool(self.facts["residence"] == "student_here")

    def already_covered(self) -> bool:
        """Whether the year on sale is paid for already."""
        return bool(self.facts["history"] == "covered")

    # What is offered

    def groups(self) -> tuple[Group, ...]:
        """The region's contribution groups; for people who study here only its student groups, where it has any."""
        groups = self.local.groups
        if len(groups) < 2:  # known before anybody is asked where they study
            return groups
        of_students = tuple(group for group in groups if group.student)
        return of_students if self.studies_here() and of_students else groups

    # The person

    def year_meant(self) -> str:
        """The year on sale, which answers about the past and the steps of paying are about."""
        return str(self.seasons.year_on_sale)

    @once
    def year(self) -> int:
        """The coverage year that is decided on: the one on sale, or the next for somebody who has it already."""
        on_sale = self.seasons.year_on_sale
        return on_sale + 1 if self.facts.answers.get("history") == "covered" else on_sale

    @once
    def priced_years(self) -> tuple[int, ...]:
        """The year that is decided on, or the last one known where its own amounts are not on file."""
        known = self.year if self.seasons.has_amount(self.year) else self.previous_year
        return (known or self.year,)

    @once
    def mode(self) -> str:
        """`window`, `not_announced`, `late` or `closed`: rows 7 to 10 of DT1."""
        if self.facts["history"] == "covered":
            return "closed"
        if self.window_open():
            return "window"
        if self.not_announced():
            return "not_announced"
        return "late" if self.late_and_usable() else "closed"

    @property
    def situation(self) -> str:
        """Everybody brings what registering takes."""
        return "enroll"

    # Figures

    @figure
    def papers(self) -> Figure[tuple[Paper, ...]]:
        """What to bring; whoever has no local household register brings a residence permit as well."""
        permit = self.local.papers("permit") if self.facts["residence"] in ("residence_permit", "none") else ()
        return listed((*self.local.papers(self.situation), *permit))

    @figure
    def year_on_sale(self) -> Figure[int]:
        """The coverage year whose payment is open, or expected, today; the question about the past names it."""
        return self.calendar_year(self.seasons.year_on_sale)

    @figure
    def year_before(self) -> Figure[int]:
        """The coverage year before the one on sale."""
        return self.calendar_year(self.seasons.year_on_sale - 1)

    @figure
    def coverage_year(self) -> Figure[int]:
        """The calendar year that is decided on."""
        return self.calendar_year(self.year)

    @figure
    def coverage_end(self) -> Figure[date]:
        """The last day covered."""
        return self.year_end(self.year)

    def window_is_over(self) -> bool:
        """Whether nothing can be paid now and the window of this year lies behind, so that its days help nobody."""
        window = self.seasons.window(self.year)
        return self.mode == "closed" and window is not None and window.last < self.today

    @figure
    def deadline(self) -> Figure[date]:
        """The last day to pay: of the window, or of the late segment."""
        if self.window_is_over():
            return UNKNOWN
        return self.seasons.late_deadline(self.year) if self.mode == "late" else self.seasons.deadline(self.year)

    @figure
    def window_opens(self) -> Figure[date]:
        """The first day of the window that is to come, where it is printed."""
        return UNKNOWN if self.window_is_over() else self.seasons.opens(self.year)

    @figure
    def incentive_per_year(self) -> Figure[Decimal] | None:
        """Yuan added to the serious-illness cap for each further continuous year (DT11)."""
        if self.facts["history"] != "continuous":
            return None
        step = self.local.figure("incentive.step", Yuan, cover=self.year, on=self.today, national=False)
        return stated((yuan.value.value, yuan.grounds) for yuan in step.readings if yuan.value.value is not None)

    @figure
    def previous_total(self) -> Figure[Decimal] | None:
        """What the last year on file cost this person, said to be of that year."""
        if self.mode != "not_announced":
            return None
        if self.previous_year is None:
            return UNKNOWN
        return Bill((personal(self.local, self.payer, self.previous_year, self.today),)).total.of_year(
            self.previous_year
        )

    @figure
    def previous_opens(self) -> Figure[date] | None:
        """The first day of that year's window, said to be of that year: about when the next is to be expected."""
        if self.mode != "not_announced":
            return None
        return self.seasons.opens(self.previous_year).of_year(self.previous_year) if self.previous_year else UNKNOWN

    @figure
    def previous_deadline(self) -> Figure[date] | None:
        """The last day of that year's window, said to be of that year."""
        if self.mode != "not_announced":
            return None
        return self.seasons.deadline(self.previous_year).of_year(self.previous_year) if self.previous_year else UNKNOWN

    @once
    def previous_year(self) -> int | None:
        """The last coverage year before this one whose amount is on file."""
        return self.local.latest_cover("amount.*", self.year)

    @once
    def bills(self) -> tuple[Bill, ...]:
        """The person's own share; in a late segment with the state's share, as the segment has it (C09)."""
        own = personal(self.local, self.payer, self.year, self.today)
        late = self.seasons.late(self.year) if self.mode == "late" else None
        if late is None:
            return (Bill((own,)),)
        return late_bills(own, subsidy(self.local, self.payer, self.year, self.today), late.segment)

    @once
    def start(self) -> Figure[Start]:
        """The first day covered by a payment today; in a season that has not come, by one in it."""
        if self.mode == "late":
            return self.seasons.late_start(self.year, self._wait(in_window=False))
        printed = self.seasons.printed(self.year)
        if self.window_is_over() or (self.mode != "window" and printed.unknown):
            return UNKNOWN
        return start_in_window(self.local, self.year, self.today, self._wait(in_window=True), printed.grounds)

    def _wait(self, *, in_window: bool) -> Figure[int]:
        return wait_months(self.local, self.year, missed=0, in_window=in_window, today=self.today)
