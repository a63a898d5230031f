"""Parameters: what a pack may state about a region, and the form in which each is stated.

A parameter is named by its key (`amount.student`, `window`, `newborn.limit`); `PARAMETERS` maps every key, or its first
word where the rest is free, to the model of its value. A key that is not here is refused.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from flows.policy.problem import Misstated


def _exact(value: object) -> object:
    """Amounts are written as text, so that no binary fraction ever comes near money."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return Decimal(value)
    raise Misstated("金额没有写成引号里的数字", '请加引号，只写数字，例如 "400" 或 "38.454"')


Money = Annotated[Decimal, BeforeValidator(_exact)]


class Value(BaseModel):
    """The value of a parameter, as one source states it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


_WHEN = re.compile(r"(?:(?P<year>[0-9]{4})-)?(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?")
_LEAP_YEAR = "2024"
"""So that 02-29 is a day of every year's calendar."""


def _when(value: object) -> object:
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str) and (when := _WHEN.fullmatch(text)):
        try:
            date.fromisoformat(f"{when['year'] or _LEAP_YEAR}-{when['month']}-{when['day'] or '01'}")
        except ValueError:
            raise Misstated("没有这一天", "请对照来源改成日历上有的日子") from None
        return text
    raise Misstated("日期的写法不对", '某一年的请写 2025-10-20 或 "2025-10"，每年都一样的请写 "10-20" 或 "10"')


When = Annotated[str, BeforeValidator(_when)]
"""A day or a month: of one year (`2025-10-20`, `2025-10`) or of every year (`10-20`, `10`)."""


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


class Months(Value):
    """A number of calendar months."""

    value: int
    unit: Literal["month"]


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


class Year(Value):
    """A calendar year."""

    year: int


class Holds(Value):
    """A rule that either holds or does not."""

    holds: bool


class NewbornLimit(Value):
    """How long after the birth a newborn can be registered with cover from birth.

    `birth_day` says whether the day of birth is day one; left out where the source does not say (D6).
    """

    days: int | None = None
    months: int | None = None
    birth_day: Literal["counted", "not_counted"] | None = None
    since: Literal["birth", "hukou"] = "birth"

    @model_validator(mode="after")
    def _has_one_unit(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise Misstated("期限要写天数或月数，只写一样", "请在 days 和 months 里留一个")
        if not (1 <= (self.days or 1) <= 366 and 1 <= (self.months or 1) <= 24):
            raise Misstated("新生儿期限不会这么短或这么长", "请对照来源核对天数或月数")
        return self


class NewbornLateRule(Value):
    """When cover starts for a newborn registered after the limit, up to an age or to the end of the birth year."""

    start: Literal["next_month", "next_day", "after_wait", "next_window", "next_year"]
    wait_months: int | None = None
    until_days: int | None = None
    until_months: int | None = None
    until_birth_year_ends: bool = False


class NewbornLate(Value):
    """The rules after the limit, in order: the first whose end has not passed applies (DT5)."""

    rules: tuple[NewbornLateRule, ...]


class BirthYearFee(Value):
    """Whether the year of birth is paid for, and for whom it is waived."""

    fee: Literal["standard", "waived"]
    only_if: Literal["parents_insured"] | None = None


class NewbornGroup(Value):
    """The contribution group a newborn belongs to."""

    group: str


class NewbornStart(Value):
    """The day from which a newborn registered in time is covered."""

    start: Literal["birth", "payment_day"]


class WithoutHukou(Value):
    """Whether a newborn can be registered before it is in the household register; the ID number follows within days."""

    accepted: bool
    update_within_days: int | None = None


class Yuan(Value):
    """A sum in yuan; `at_least` where only a floor is stated."""

    value: Money | None = None
    at_least: Money | None = None
    unit: Literal["CNY"]

    @model_validator(mode="after")
    def _states_one_thing(self) -> Self:
        if (self.value is None) == (self.at_least is None):
            raise Misstated("数额和下限要写一样，也只能写一样", "请在 value（数额）和 at_least（不低于）里留一个")
        return self


class Percent(Value):
    """A share in percent (or percentage points)."""

    value: int
    unit: Literal["percent"]


class Count(Value):
    """A number of things."""

    value: int
    unit: Literal["transfers_per_day"]


class Hours(Value):
    """Hours of the day, `22:00-06:00`."""

    hours: str


class Exempt(Value):
    """People for whom the wait falls away (DT6): how soon after the change, and the day from which they are covered.

    `start` is left out where the source does not say: the day of payment stands (D3).
    """

    start: Literal["payment_day", "payment_month", "day_of_change"] = "payment_day"
    within_days: int | None = None
    within_months: int | None = None


class AgeReference(Value):
    """The day on which age is counted, `01-01` or `12-31`."""

    day: When


PARAMETERS: dict[str, type[Value]] = {
    "amount.*": Amount,
    "subsidy": Amount,
    "subsidy.*": Amount,
    "hardship.*": Amount,
    "age_reference": AgeReference,
    "window": Window,
    "window.start_rule": WindowStart,
    "start.in_window": Holds,
    "cover.calendar_year": Holds,
    "late.*": LateSegment,
    "late.national": Holds,
    "wait.fixed": Months,
    "wait.reading": WaitReading,
    "wait.anchor": WaitAnchor,
    "wait.in_window_fixed_only": Holds,
    "wait.repair": Holds,
    "wait.floor": WaitFloor,
    "wait.lapse_epoch_year": Year,
    "exempt.left_job": Exempt,
    "exempt.discharged": Exempt,
    "exempt.released": Exempt,
    "exempt.graduate": Exempt,
    "exempt.hukou_moved": Exempt,
    "exempt.hardship_new": Exempt,
    "newborn.limit": NewbornLimit,
    "newborn.start": NewbornStart,
    "newborn.late": NewbornLate,
    "newborn.fee_birth_year": BirthYearFee,
    "newborn.group": NewbornGroup,
    "newborn.without_hukou": WithoutHukou,
    "newborn.each_paid_year_only": Holds,
    "incentive.step": Yuan,
    "incentive.zero_claim_step": Yuan,
    "incentive.cap": Percent,
    "incentive.cap_base": Yuan,
    "incentive.cap_sum": Yuan,
    "incentive.kept_after_lapse": Holds,
    "incentive.lost_per_lapsed_year": Yuan,
    "filing.intra_province_needed": Holds,
    "filing.copay.*": Percent,
    "filing.valid_months_min": Months,
    "filing.residence_months_min": Months,
    "filing.national": Holds,
    "aid.national": Holds,
    "wallet.per_transfer_limit": Yuan,
    "wallet.transfers_per_day": Count,
    "wallet.closed_hours": Hours,
}


def model_of(key: str) -> type[Value] | None:
    """The form in which a parameter is stated; `None` for a key that no rule reads."""
    return PARAMETERS.get(key) or PARAMETERS.get(f"{key.rpartition('.')[0]}.*")
