"""The days of a newborn: the last day of the limit (D6, D7), and from when cover runs after it (DT5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flows.policy.calendar import add_months, new_year, next_month, year_end
from flows.policy.case import NotKnown
from flows.policy.figure import Figure, Grounds, stated
from flows.policy.kept import once
from flows.policy.newborn_rules import NewbornLate, NewbornLateRule, NewbornLimit
from flows.policy.rulebook import Local
from flows.policy.season import Seasons
from flows.policy.wait import Start, start_in_window, wait_months

NOBODYS_NEWBORN = 24
"""The age in months that ends a rule whose source names no end: a child of two is a resident like any other."""


def last_days(born: date, limit: NewbornLimit) -> tuple[date, ...]:
    """The last day of a limit. Days count with the day of birth, without it, or both ways where no source says (D6).

    A limit that runs from the household register has no day as long as nobody asks for that date; it is never earlier.
    """
    if limit.since == "hukou":
        return ()
    if limit.months is not None:
        return (add_months(born, limit.months),)
    counts = {"counted": (-1,), "not_counted": (0,), None: (-1, 0)}[limit.birth_day]
    return tuple(born + timedelta(days=(limit.days or 0) + count) for count in counts)


@dataclass(frozen=True)
class LateRegistration:
    """A child registered after the limit. The first of the region's rules whose end has not passed applies."""

    local: Local
    born: date
    today: date

    @once
    def rules(self) -> Figure[NewbornLate]:
        """What follows the limit, by every source."""
        return self.local.figure("newborn.late", NewbornLate, cover=self.today.year, on=self.today, national=False)

    @property
    def rule(self) -> NewbornLateRule | None:
        """The preferred source's rule for this child today; `None` where it is older than the last of them.

        Raises `NotKnown` where no rule for the time after the limit is on file.
        """
        if not self.rules.readings:
            raise NotKnown("newborn.late")
        return self._applicable(self.rules.readings[0].value)

    @once
    def start(self) -> Figure[Start]:
        """The first day covered by a payment today, by every source's rule for a child of this age."""
        starts: list[tuple[Start, Grounds]] = []
        for reading in self.rules.readings:
            rule = self._applicable(reading.value)
            if rule is not None:
                starts += [(one.value, (*reading.grounds, *one.grounds)) for one in self._start_by(rule).readings]
        return stated(starts)

    def _applicable(self, late: NewbornLate) -> NewbornLateRule | None:
        return next((rule for rule in late.rules if self.today <= _until(self.born, rule)), None)

    def _start_by(self, rule: NewbornLateRule) -> Figure[Start]:
        running = self.today.year
        if rule.start == "next_window":
            none = wait_months(self.local, self._next_window, missed=0, in_window=True, today=self.today)
            return start_in_window(self.local, self._next_window, self.today, none, ())
        if rule.start == "after_wait":
            wait = wait_months(self.local, running, missed=0, in_window=False, today=self.today)
            if rule.wait_months is not None:
                wait = stated([(rule.wait_months, ())])
            return wait.then(lambda months: Start(add_months(self.today, months), months, running))
        start = {
            "next_day": Start(self.today + timedelta(days=1), 0, running),
            "next_month": Start(next_month(self.today), 0, running),
            "next_year": Start(new_year(running + 1), 0, running + 1),
        }[rule.start]
        return stated([(start, ())])

    @property
    def _next_window(self) -> int:
        """The coverage year of the next window to come, or of the one that is open."""
        seasons, running = self.local.as_of(self.today, Seasons), self.today.year
        return running if seasons.is_open(running) else running + 1


def _until(born: date, rule: NewbornLateRule) -> date:
    if rule.until_birth_year_ends:
        return year_end(born.year)
    if rule.until_days is not None:
        return born + timedelta(days=rule.until_days)
    if rule.until_months is not None:
        return add_months(born, rule.until_months)
    return add_months(born, NOBODYS_NEWBORN)
