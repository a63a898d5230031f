"""Payment options (缴费方案): the ways in which somebody can pay, each with its price and what it brings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from flows.policy.bill import Line
from flows.policy.figure import Figure, Grounds
from flows.policy.kept import once

_ORDER = ("this_year", "next_year", "repair")


@dataclass(frozen=True, slots=True)
class Way:
    """What is paid for: one coverage year or two, and how many missed years beside it, to shorten the wait."""

    what: Literal["this_year", "next_year", "repair", "both_years", "birth_year"]
    year: int
    repaired: int = 0

    @property
    def kind(self) -> str:
        """Its name in a decision: `repair_2` is the year with two repaired ones."""
        return f"repair_{self.repaired}" if self.what == "repair" else self.what


@dataclass(frozen=True)
class PaymentOption:
    """One way to pay, with what follows from it. `usable` is false where cover would start only after it ends."""

    way: Way
    total: Figure[Decimal]
    wait_months: Figure[int]
    coverage_start: Figure[date]
    coverage_end: Figure[date]
    deadline: Figure[date]
    usable: bool = True
    lines: Figure[tuple[Line, ...]] | None = None

    @once
    def grounds(self) -> Grounds:
        """Every fact that any of its figures rests on, each once."""
        figures = (self.total, self.wait_months, self.coverage_start, self.coverage_end, self.deadline)
        return tuple(dict.fromkeys(ground for one in figures for ground in one.grounds))


def best_first(options: Iterable[PaymentOption]) -> tuple[PaymentOption, ...]:
    """Usable ones first, then the earliest start, then the lower price, then this year before the next (DT4).

    What is disputed counts by its preferred value, and a price that nobody states counts as the highest.
    """
    return tuple(sorted(options, key=_place))


def _place(option: PaymentOption) -> tuple[bool, date, Decimal, int, int]:
    # A start that nobody states is at hand where there is no wait, and out of sight where there is one.
    unstated = date.max if option.wait_months.preferred else date.min
    total = option.total.preferred
    return (
        not option.usable,
        option.coverage_start.preferred or unstated,
        Decimal("Infinity") if total is None else total,
        _ORDER.index(option.way.what),
        option.way.repaired,
    )
