"""Timing (缴费期与等待期): when a year can be paid for, from when it covers, and for whom the wait falls away."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from flows.policy.problem import Misstated
from flows.policy.value import Value, When


class Window(Value):
    """The window in which the year is paid for (集中参保缴费期). A day that the source does not print is left out."""

    first: When | None = None
    last: When | None = None


class WindowStart(Value):
    """When cover starts for a payment inside the window but after New Year."""

    start: Literal["payment_day", "new_year"]


class LateSegment(Value):
    """A time after the window in which the running year can still be paid for.

    `first` left out: the day after the window; `last` left out: not stated. `payer` left out: no source says who pays
    the state's share. `start` is when cover starts; `after_wait` is the ordinary waiting period.
    """

    first: When | None = None
    last: When | None = None
    payer: Literal["personal", "personal_plus_subsidy"] | None = None
    start: Literal["after_wait", "next_month", "after_days", "on_day"] = "after_wait"
    days: int | None = None
    on_day: date | None = None
    not_before: date | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.start == "on_day") != (self.on_day is not None):
            raise Misstated("从哪天起保没有写全", '请把 start = "on_day" 和 on_day = 2025-07-01 写在一起，或都不写')
        if (self.start == "after_days") != (self.days is not None):
            raise Misstated("从哪天起保没有写全", '请把 start = "after_days" 和 days = 90 写在一起，或都不写')
        return self


class WaitReading(Value):
    """How missed years lengthen the wait (C27). A: each adds a month. B: the first is inside the fixed three."""

    reading: Literal["A", "B"]


class WaitAnchor(Value):
    """The day from which the wait counts, for payments outside the window (C34)."""

    anchor: Literal["payment_day", "payment_month"]


class WaitFloor(Value):
    """After how many missed years a repaired wait stays at least how long."""

    value: int
    unit: Literal["month"]
    from_missed_years: int


class Exempt(Value):
    """People for whom the wait falls away (DT6): how soon after the change, and the day from which they are covered.

    `start` is left out where the source does not say: the day of payment stands (D3).
    """

    start: Literal["payment_day", "payment_month", "day_of_change"] = "payment_day"
    within_days: int | None = None
    within_months: int | None = None
