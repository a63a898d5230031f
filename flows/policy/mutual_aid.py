"""Mutual aid (家庭共济): whose employee account may pay for whom, and how the money gets there (DT10).

No place is asked: near relatives everywhere, the family account inside a province, the wallet across provinces.
"""

from decimal import Decimal

from flows.policy.case import NotKnown, figure
from flows.policy.figure import Figure, stated
from flows.policy.kept import once
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rows import listed
from flows.policy.rulebook import NATIONAL, Local
from flows.policy.services import Place
from flows.policy.value import Count, Holds, Hours, Yuan

NEAR_RELATIVES = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild")
"""近亲属: since 9 December 2024 in every province (X43c)."""


class MutualAid(Place):
    """The national rules applied to one person who wants to pay for another."""

    journey = "mutual_aid"

    # Tests, in the order of the table

    def near_relative(self) -> bool:
        """Whether the account may be used for this person at all (row 1). Raises `NotKnown` without the rule."""
        if self.local.figure("aid.national", Holds, cover=self.today.year, on=self.today).unknown:
            raise NotKnown("aid.national")
        return self.facts["relation"] in NEAR_RELATIVES

    def same_province(self) -> bool:
        """Whether both are insured in one province: the family account (row 3), otherwise the wallet (row 4)."""
        return bool(self.facts["same_province"] == "yes")

    # Remarks that may apply

    def no_account(self) -> bool:
        """Whether the payer has no account to pay from, or one of both is not paid up (row 2)."""
        return bool(self.facts["payer_account"] == "no")

    def no_relative(self) -> bool:
        """Whether it fails for the relation."""
        return not self.near_relative()

    # Figures

    @once
    def local(self) -> Local:
        """What holds everywhere."""
        return self.facts.rules.at(NATIONAL)

    @property
    def situation(self) -> str:
        """The papers for a counter."""
        return "mutual_aid"

    @figure
    def per_transfer_limit(self) -> Figure[Decimal] | None:
        """The most that one transfer between wallets may move."""
        if self.same_province():
            return None
        limit = self.local.figure("wallet.per_transfer_limit", Yuan, cover=self.today.year, on=self.today)
        return stated((one.value.value, one.grounds) for one in limit.readings if one.value.value is not None)

    @figure
    def transfers_per_day(self) -> Figure[int] | None:
        """How often money may be moved in a day."""
        if self.same_province():
            return None
        count = self.local.figure("wallet.transfers_per_day", Count, cover=self.today.year, on=self.today)
        return count.then(lambda one: one.value)

    @figure
    def closed_hours(self) -> Figure[str] | None:
        """The hours of the night in which nothing is moved."""
        if self.same_province():
            return None
        hours = self.local.figure("wallet.closed_hours", Hours, cover=self.today.year, on=self.today)
        return hours.then(lambda one: one.hours)

    @figure
    def papers(self) -> Figure[tuple[Paper, ...]] | None:
        """What to bring to a counter; the wallet is opened on a telephone alone."""
        return listed(self.local.papers(self.situation)) if self.same_province() else None

    @figure
    def channels(self) -> Figure[tuple[Channel, ...]] | None:
        """Where the family account is bound, or the wallet is opened; general places to pay serve neither."""
        purpose = "file" if self.same_province() else "pay"
        rows = self.local.channels(self.journey, purpose)
        return listed((row, ground) for row, ground in rows if self.journey in row.journeys)

    @figure
    def hotlines(self) -> Figure[tuple[Hotline, ...]]:
        """Whom to call: it is the insurance's affair."""
        return listed(self.local.hotlines("insurance"))
