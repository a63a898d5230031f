"""The price of a newborn: what a child of the newborn's group pays in one place, the same for every child (DT5)."""

from dataclasses import dataclass
from datetime import date

from flows.policy.bill import Part, Payer, group_amount
from flows.policy.figure import UNKNOWN, either
from flows.policy.kept import kept
from flows.policy.newborn_rules import NewbornGroup
from flows.policy.rulebook import Local


@dataclass(frozen=True)
class NewbornPrices:
    """The prices of one place, as they stand on one day."""

    local: Local
    today: date

    @kept(8)
    def of(self, year: int) -> Part:
        """What is paid for a coverage year; by every group a source puts newborns in (C28)."""
        groups = self.local.figure("newborn.group", NewbornGroup, cover=year, on=self.today, national=False)
        if not groups.readings:
            # Where children have a price of their own, only a source can say which of the two a newborn pays.
            priced_apart = any(group.key == "student" for group in self.local.groups)
            ordinary = UNKNOWN if priced_apart else group_amount(self.local, Payer(), year, self.today)
            return Part(year, "personal", ordinary)
        amounts = [
            group_amount(self.local, Payer(reading.value.group), year, self.today).resting_also_on(*reading.grounds)
            for reading in groups.readings
        ]
        return Part(year, "personal", amounts[0] if len(amounts) == 1 else either(*amounts))
