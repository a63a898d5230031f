"""A person who pays (缴费人): the contribution group, the age where it decides, and the assistance identity (DT2)."""

from decimal import Decimal
from functools import cached_property

from flows.policy.bill import Payer, assistance_keys, by_age
from flows.policy.case import figure
from flows.policy.figure import Figure
from flows.policy.pack import Group
from flows.policy.season import Seasons
from flows.policy.services import Place


class Person(Place):
    """What a person pays: the region's amounts applied to who they are."""

    # Tests: what has to be asked

    def has_groups(self) -> bool:
        """Whether the amount depends on the contribution group, so that it must be asked."""
        return len(self.groups()) > 1

    def priced_by_age(self) -> bool:
        """Whether the amount of this person's group depends on age."""
        amount = f"amount.{self.group}"
        return any(
            by_age(self.local.facts(amount, cover=year, on=self.today, national=False)) for year in self.priced_years
        )

    def has_assistance(self) -> bool:
        """Whether this region helps some people pay, so that it must be asked."""
        return any(assistance_keys(self.local, year, self.today) for year in self.priced_years)

    # Remarks that may apply

    def total_unknown(self) -> bool:
        """Whether no source says what is to be paid."""
        return self.total.unknown

    def total_is_bound(self) -> bool:
        """Whether the sources give only a floor or a ceiling of the amount."""
        return self.total.bounded

    def total_disputed(self) -> bool:
        """Whether sources disagree on the amount."""
        return self.total.disputed

    def pays_nothing(self) -> bool:
        """Whether nothing is to be paid."""
        return self.total.known and not self.total.values[0]

    # What is offered

    def groups(self) -> tuple[Group, ...]:
        """The region's contribution groups."""
        return self.local.groups

    def assistance(self) -> tuple[str, ...]:
        """The assistance identities that change the amount."""
        keys = [key for year in self.priced_years for key in assistance_keys(self.local, year, self.today)]
        return tuple(dict.fromkeys(keys))

    # The person

    @cached_property
    def seasons(self) -> Seasons:
        """The windows and late segments of the place as of today."""
        return Seasons(self.local, self.today)

    @property
    def priced_years(self) -> tuple[int, ...]:
        """The coverage years whose amounts are told."""
        raise NotImplementedError

    @property
    def group(self) -> str:
        """The contribution group: the answer, or the only one there is."""
        offered = self.groups()
        return str(self.facts["group"]) if self.has_groups() else offered[0].key if offered else "resident"

    @property
    def payer(self) -> Payer:
        """Who pays."""
        return Payer(
            self.group,
            self.facts["birthday"] if self.priced_by_age() else None,
            self.facts["hardship"] if self.has_assistance() else "none",
        )

    # Figures

    @figure
    def total(self) -> Figure[Decimal]:
        """Yuan in all."""
        raise NotImplementedError
