"""Rules for newborns (新生儿参保): the limit, what follows it, and what is paid for the year of birth."""

from typing import Literal, Self

from pydantic import model_validator

from flows.policy.problem import Misstated
from flows.policy.value import Value


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


class NewbornStart(Value):
    """The day from which a newborn registered in time is covered."""

    start: Literal["birth", "payment_day"]


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


class WithoutHukou(Value):
    """Whether a newborn can be registered before it is in the household register; the ID number follows within days."""

    accepted: bool
    update_within_days: int | None = None
