"""Moving (换参保地): resident cover stays where it is to the year's end, an employee's is transferred (DT12)."""

from datetime import date

from flows.policy.between import Between
from flows.policy.calendar import year_end
from flows.policy.case import figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rows import listed
from flows.policy.rulebook import Local
from flows.policy.season import Seasons
from flows.policy.value import Holds


class Moving(Between):
    """The rules of both places applied to one person who moves from `where` to `to_where`."""

    journey = "moving"

    # Tests

    def resident(self) -> bool:
        """Whether it is the residents' insurance, which is not transferred but joined anew."""
        return bool(self.facts["scheme"] == "resident")

    # Remarks that may apply

    def cover_is_over(self) -> bool:
        """Whether the year of the move is past, so that its cover has ended and the running year is to be settled."""
        return self.moved_on.year < self.today.year

    def stays_in_the_area(self) -> bool:
        """Whether both places are one pooling area, in which treatment is never elsewhere."""
        return self.same_pooling_area()

    def exempt_from_filing(self) -> bool:
        """Whether the old cover can be used in the new place without a filing, as the province exempts it."""
        return self.exempt_in_province() and not self.same_pooling_area()

    def window_missed(self) -> bool:
        """Whether the window of the new place is over already for the year after the move."""
        deadline = self.deadline
        return deadline is not None and deadline.preferred is not None and deadline.preferred < self.today

    def window_to_come(self) -> bool:
        """Whether the new place can still be joined in time, so that no year is missed."""
        return not self.cover_is_over() and not self.window_missed()

    # The person

    @property
    def moved_on(self) -> date:
        """The day of the move."""
        day: date = self.facts["moved_on"]
        return day

    @once
    def there(self) -> Local:
        """The rules of the new place."""
        rules = self.facts.rules
        return rules.at(rules.nearest(self.to_where))

    # Figures

    @figure
    def coverage_end(self) -> Figure[date] | None:
        """The last day covered by what was paid in the old place, for residents."""
        if not self.resident():
            return None
        rule = self.local.figure("cover.calendar_year", Holds, cover=self.moved_on.year, on=self.today)
        return rule.then(lambda _: year_end(self.moved_on.year))

    @figure
    def coverage_year(self) -> Figure[int] | None:
        """The first year to be paid for in the new place, for residents whose old cover still runs."""
        if not self._joins_in_time():
            return None
        rule = self.there.figure("cover.calendar_year", Holds, cover=self._next_year, on=self.today)
        return rule.then(lambda _: self._next_year)

    @figure
    def window_opens(self) -> Figure[date] | None:
        """The first day of the new place's window for that year, where it is printed."""
        return self._seasons.opens(self._next_year) if self._joins_in_time() else None

    @figure
    def deadline(self) -> Figure[date] | None:
        """The last day of that window, where it is printed; last year's is never told in its place (D14)."""
        return self._seasons.deadline(self._next_year) if self._joins_in_time() else None

    @figure
    def direct_settlement(self) -> Figure[bool] | None:
        """That hospitals of the new place settle without a filing, where the province says so (DT8 row 2)."""
        if not self.resident() or not self.exempt_from_filing():
            return None
        return self.needed_in_province.then(lambda rule: not rule.holds)

    @figure
    def papers(self) -> Figure[tuple[Paper, ...]] | None:
        """What joining the new place takes; no source lists the papers of a transfer."""
        if not self.resident():
            return None
        return listed((*self.there.papers("enroll"), *self.there.papers("permit")))

    @figure
    def channels(self) -> Figure[tuple[Channel, ...]]:
        """Where the new place is joined and paid; for employees, where the transfer is applied for, in either place."""
        if self.resident():
            return listed(self.there.channels(self.journey, "register", "pay"))
        rows = (*self.there.channels(self.journey, "file"), *self.local.channels(self.journey, "file"))
        return listed(dict.fromkeys(rows))

    @figure
    def hotlines(self) -> Figure[tuple[Hotline, ...]]:
        """Whom to call in either place, the new one first; the tax office only takes the residents' payments."""
        employee = self.facts.answers.get("scheme") == "employee"
        topics = ("insurance",) if employee else ("insurance", "tax")
        return listed(dict.fromkeys((*self.there.hotlines(*topics), *self.local.hotlines(*topics))))

    # How they are worked out

    @property
    def _next_year(self) -> int:
        return self.moved_on.year + 1

    def _joins_in_time(self) -> bool:
        return self.resident() and self.today.year <= self.moved_on.year < date.max.year

    @once
    def _seasons(self) -> Seasons:
        return self.there.as_of(self.today, Seasons)
