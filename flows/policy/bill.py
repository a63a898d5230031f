"""The bill: what a person pays for a coverage year, and the lines it is made of (DT2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from flows.policy.calendar import in_year, new_year, year_end
from flows.policy.figure import UNKNOWN, Figure, Grounds, add, either, stated
from flows.policy.kept import once
from flows.policy.pack import Fact
from flows.policy.price import AgeReference, Amount
from flows.policy.rulebook import Local
from flows.policy.timing import LateSegment

What = Literal["personal", "subsidy", "care_insurance", "repair"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill. `year` is the coverage year it is for, `amount` is in yuan."""

    year: int
    amount: Decimal
    what: What


@dataclass(frozen=True)
class Part:
    """One amount that is due, before it is known whether it is a single sum."""

    year: int
    what: What
    amounts: Figure[Amount]

    @once
    def due(self) -> Figure[Decimal]:
        """Yuan for the year; a floor or a ceiling stays one."""
        return in_yuan(self.amounts)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The part as lines: long-term care insurance stands on its own where the source splits it (扬州 520+20)."""
        [reading] = self.amounts.readings
        amount, care = reading.value, reading.value.care_insurance
        due = amount.yearly(amount.value or Decimal(0))
        if care is None:
            return (Line(self.year, due, self.what),)
        return (Line(self.year, due - care, self.what), Line(self.year, care, "care_insurance"))


@dataclass(frozen=True)
class Bill:
    """Everything that is due together. `grounds` say why these parts are, where that is disputed."""

    parts: tuple[Part, ...]
    grounds: Grounds = ()

    @once
    def total(self) -> Figure[Decimal]:
        """Yuan in all; unknown where a part is, or where no source says what the parts are."""
        return add([part.due for part in self.parts]).resting_also_on(*self.grounds) if self.parts else UNKNOWN

    @once
    def lines(self) -> Figure[tuple[Line, ...]] | None:
        """The lines that add up to the total; `None` where the total is not a single value."""
        if not self.total.known or not all(part.due.known for part in self.parts):
            return None
        lines = tuple(line for part in self.parts for line in part.lines)
        return stated([(lines, self.total.grounds)])


def total_of(bills: tuple[Bill, ...]) -> Figure[Decimal]:
    """Yuan in all; where sources disagree on what is due, every total, the preferred one first."""
    return bills[0].total if len(bills) == 1 else either(*(bill.total for bill in bills))


def late_bills(own: Part, state: Part, segment: Figure[LateSegment]) -> tuple[Bill, ...]:
    """The bill in a late segment, one for each reading of who pays the state's share (C09).

    Where no source says, as by the national rule, nothing is known of the total: never the personal part as a floor.
    """
    if segment.unknown:
        return (Bill(()),)
    parts = {None: (), "personal": (own,), "personal_plus_subsidy": (own, state)}
    return tuple(Bill(parts[reading.value.payer], reading.grounds) for reading in segment.readings)


def repairs(own: Part, years: int) -> tuple[Bill, ...]:
    """The bill with so many repaired years, each at the individual amount of the year being bought (row 8, C36).

    Where sources disagree on that amount, one bill for each, as the same price is paid for every year.
    """
    return tuple(
        Bill((replace(own, amounts=price), Part(own.year, "repair", price.then(lambda one: _times(one, years)))))
        for reading in own.amounts.readings
        for price in [Figure((reading,))]
    ) or (Bill((own,)),)


def _times(amount: Amount, years: int) -> Amount:
    """The amount for so many years; what is repaired is not split any further."""
    sums = {name: getattr(amount, name) for name in ("value", "at_least", "at_most")}
    return amount.model_copy(
        update={"care_insurance": None, **{name: one * years for name, one in sums.items() if one is not None}}
    )


def in_yuan(amounts: Figure[Amount]) -> Figure[Decimal]:
    """Amounts as yuan for the year. Prices stay readings; a floor or a ceiling stays one.

    Where the preferred source gives only a floor or a ceiling, another source's price never stands alone (C04).
    """
    preferred = amounts.preferred
    if preferred is not None and preferred.value is None:
        return Figure(at_least=preferred.at_least, at_most=preferred.at_most, bound_grounds=amounts.grounds)
    return stated(
        (amount.value.yearly(amount.value.value), amount.grounds)
        for amount in amounts.readings
        if amount.value.value is not None
    )


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the contribution group, the birthday where age decides, and the assistance identity, if any."""

    group: str = "resident"
    birthday: date | None = None
    hardship: str = "none"


def personal(local: Local, payer: Payer, year: int, on: date) -> Part:
    """A person's own share for a coverage year. An assistance identity takes the place of the group, the lower wins."""
    ordinary = group_amount(local, payer, year, on)
    if payer.hardship == "none":
        return Part(year, "personal", ordinary)
    aided = local.figure(f"hardship.{payer.hardship}", Amount, cover=year, on=on, national=False)
    prices, aided_prices = in_yuan(ordinary), in_yuan(aided)
    if prices.known and aided_prices.readings and min(aided_prices.values) >= prices.values[0]:
        return Part(year, "personal", ordinary)
    return Part(year, "personal", aided)


def group_amount(local: Local, payer: Payer, year: int, on: date) -> Figure[Amount]:
    """The group's amount for a coverage year; never a national floor, never another year's."""
    key = f"amount.{payer.group}"
    facts = local.facts(key, cover=year, on=on, national=False)
    if not by_age(facts):
        return local.figure(key, Amount, cover=year, on=on, national=False)
    if payer.birthday is None:
        return UNKNOWN
    return either(*(_for_age(local, facts, age) for age in _ages(local, payer.birthday, year, on)))


def by_age(facts: Iterable[Fact]) -> bool:
    """Whether these amounts depend on age."""
    return any(isinstance(one.value, Amount) and one.value.age is not None for fact in facts for one in fact.readings)


def _for_age(local: Local, facts: tuple[Fact, ...], age: int) -> Figure[Amount]:
    for fact in facts:
        amounts = local.read(fact, Amount)
        if any(amount.age is None or amount.age.holds(age) for amount in amounts.values):
            return amounts
    return UNKNOWN


def _ages(local: Local, birthday: date, year: int, on: date) -> tuple[int, ...]:
    """Full years on the reference day; at the beginning and at the end of the year where none is stated (D10)."""
    reference = local.figure("age_reference", AgeReference, cover=year, on=on, national=False)
    stated_day = reference.then(lambda age: in_year(age.day, year)[0]).preferred
    days = (stated_day,) if stated_day else (new_year(year), year_end(year))
    return tuple(dict.fromkeys(_full_years(birthday, day) for day in days))


def _full_years(birthday: date, on: date) -> int:
    return on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))


def subsidy(local: Local, payer: Payer, year: int, on: date) -> Part:
    """The state's share for a coverage year, which some late payers pay themselves (C09)."""
    of_group = local.figure(f"subsidy.{payer.group}", Amount, cover=year, on=on, national=False)
    of_all = local.figure("subsidy", Amount, cover=year, on=on, national=False)
    return Part(year, "subsidy", of_group if of_group.readings else of_all)


def assistance_keys(local: Local, year: int, on: date) -> tuple[str, ...]:
    """The assistance identities on file for a coverage year, with an amount or only by name."""
    return tuple(dict.fromkeys([*local.keys("hardship", cover=year, on=on), *(row.key for row in local.assistance)]))
