"""Values: what a pack may state of a parameter, and the forms that many parameters share, such as money and days."""

import re
from datetime import date
from decimal import Decimal
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


class Holds(Value):
    """A rule that either holds or does not."""

    holds: bool


class Year(Value):
    """A calendar year."""

    year: int


class Months(Value):
    """A number of calendar months."""

    value: int
    unit: Literal["month"]


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
