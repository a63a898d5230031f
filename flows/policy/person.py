"""A person who pays (缴费人): the contribution group, the age where it decides, and the assistance identity (DT2)."""

from flows.policy.bill import Payer, assistance_keys, by_age
from flows.policy.kept import once
from flows.policy.pack import Group
from flows.policy.paying import Paying


class Person(Paying):
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

    # What is offered

    def groups(self) -> tuple[Group, ...]:
        """The region's contribution groups."""
        return self.local.groups

    def assistance(self) -> tuple[str, ...]:
        """The assistance identities that change the amount."""
        keys = [key for year in self.priced_years for key in assistance_keys(self.local, year, self.today)]
        return tuple(dict.fromkeys(keys))

    # The person

    @property
    def priced_years(self) -> tuple[int, ...]:
        """The coverage years whose amounts are told."""
        raise NotImplementedError

    @once
    def group(self) -> str:
        """The contribution group: the answer, or the only one there is."""
        offered = self.groups()
        return str(self.facts["group"]) if self.has_groups() else offered[0].key if offered else "resident"

    @once
    def payer(self) -> Payer:
        """Who pays."""
        return Payer(
            self.group,
            self.facts["birthday"] if self.priced_by_age() else None,
            self.facts["hardship"] if self.has_assistance() else "none",
        )
