"""Prices (缴费标准): what somebody pays for a coverage year, by group and where it matters by age."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from pydantic import model_validator

from flows.policy.problem import Misstated
from flows.policy.value import Money, Value, When


class Age(Value):
    """Full years, both ends included; an end that is left out is open."""

    at_least: int = 0
    at_most: int = 150

    def holds(self, years: int) -> bool:
        """Whether someone of this age belongs here."""
        return self.at_least <= years <= self.at_most


_FEN = Decimal("0.01")


class Amount(Value):
    """What somebody pays: a price, or only a floor (不低于) or a ceiling (at most), in the unit the source prints."""

    value: Money | None = None
    at_least: Money | None = None
    at_most: Money | None = None
    unit: Literal["CNY_per_year", "CNY_per_month"]
    months: int | None = None
    care_insurance: Money | None = None
    """The part of `value` that is long-term care insurance (长护), where the source splits it."""
    age: Age | None = None
    """The age group this amount is for, where the region prices by age."""

    @model_validator(mode="after")
    def _states_one_thing(self) -> Self:
        if sum(stated is not None for stated in (self.value, self.at_least, self.at_most)) != 1:
            raise Misstated(
                "价钱、下限、上限要写一样，也只能写一样",
                "请在 value（价钱）、at_least（不低于）、at_most（至多）里留一个",
            )
        if (self.unit == "CNY_per_month") != (self.months is not None):
            raise Misstated(
                "按月计价和月数没有写在一起", '按月的请写 unit = "CNY_per_month" 和 months = 12；按年的不写 months'
            )
        return self

    def yearly(self, amount: Decimal) -> Decimal:
        """The amount for the year, rounded once, at the end (C11: 38.454 × 12 = 461.45, not 461.40)."""
        return (amount * (self.months or 1)).quantize(_FEN, ROUND_HALF_UP).normalize()


class AgeReference(Value):
    """The day on which age is counted, `01-01` or `12-31`."""

    day: When
