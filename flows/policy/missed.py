"""Missed years (断保): how many there are, the wait they cost, and how far buying some of them shortens it (38号, DT4).

A repaired year shortens the wait and nothing else: there is no cover for it, nor during the wait.
"""

from datetime import date

from flows.policy.calendar import new_year
from flows.policy.figure import UNKNOWN, Figure, either
from flows.policy.rulebook import Local
from flows.policy.timing import WaitFloor
from flows.policy.value import Holds, Months, Year
from flows.policy.wait import wait_months

Covered = int | str
"""The last year covered by any basic medical insurance, employee insurance too; `never` for somebody never insured."""


def missed_years(last_covered: Covered, cover: int, epoch: int) -> int:
    """Whole coverage years between the last one covered and the one being bought, counted from the epoch on.

    Somebody never insured has missed none.
    """
    if isinstance(last_covered, str):
        return 0
    return max(0, cover - max(last_covered + 1, epoch))


def missed_before(local: Local, last_covered: Covered, cover: int, today: date) -> int:
    """The missed years before a coverage year, by the preferred source of the year from which they count."""
    epoch = _epoch(local, cover, today).preferred
    return 0 if epoch is None else missed_years(last_covered, cover, epoch.year)


def wait_after(local: Local, last_covered: Covered, cover: int, *, in_window: bool, today: date) -> Figure[int]:
    """Months to wait after paying for a coverage year. It rests on the epoch only where another one would change it."""

    def wait(epoch: int) -> Figure[int]:
        missed = missed_years(last_covered, cover, epoch)
        return wait_months(local, cover, missed=missed, in_window=in_window, today=today)

    from_the_first = wait(0)
    return either(
        *(
            counted if counted == from_the_first else counted.resting_also_on(*reading.grounds)
            for reading in _epoch(local, cover, today).readings
            for counted in [wait(reading.value.year)]
        )
    )


def most_repairs(local: Local, missed: int, wait: Figure[int], cover: int, today: date) -> int:
    """How many missed years can be bought so that each takes a month off the wait, by the preferred reading.

    The fixed months stay, and after four or more missed years six months in all do.
    """
    on = max(today, new_year(cover))
    fixed = local.figure("wait.fixed", Months, cover=cover, on=on).preferred
    least = local.figure("wait.floor", WaitFloor, cover=cover, on=on).preferred
    if not missed or wait.preferred is None or fixed is None or not _repair(local, cover, today).readings:
        return 0
    floor = least.value if least and missed >= least.from_missed_years else fixed.value
    return max(0, wait.preferred - floor)


def repaired(local: Local, wait: Figure[int], years: int, cover: int, today: date) -> Figure[int]:
    """The wait after buying so many missed years: each takes a month off, whichever reading holds."""
    rule = _repair(local, cover, today)
    return wait.then(lambda months: months - years).resting_also_on(*rule.grounds) if rule.readings else UNKNOWN


def _epoch(local: Local, cover: int, today: date) -> Figure[Year]:
    return local.figure("wait.lapse_epoch_year", Year, cover=cover, on=max(today, new_year(cover)))


def _repair(local: Local, cover: int, today: date) -> Figure[Holds]:
    rule = local.figure("wait.repair", Holds, cover=cover, on=max(today, new_year(cover)))
    return rule if rule.preferred and rule.preferred.holds else UNKNOWN
