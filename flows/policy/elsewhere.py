"""Treatment elsewhere (异地就医备案): whether to file, as what, and whether the hospital settles directly (DT8)."""

from flows.policy.between import Between
from flows.policy.case import figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rows import listed
from flows.policy.value import Holds, Months, Percent

LONG_TERM = ("retired", "living", "posted")
"""Reasons to live elsewhere: their filing stays valid until it is changed (row 6)."""


class Elsewhere(Between):
    """The rules of filing applied to one treatment outside the place of insurance."""

    journey = "elsewhere"
    purposes = ("file",)

    # Tests, in the order of the table

    def emergency(self) -> bool:
        """Whether it is an emergency, which counts as filed as long as the patient is in hospital (row 3)."""
        return bool(self.facts["reason"] == "emergency")

    def discharged(self) -> bool:
        """Whether the patient has left hospital and paid, so that the bill can only be claimed at home (row 4)."""
        return bool(self.facts["stage"] == "discharged")

    def rule_unknown(self) -> bool:
        """Whether no source says if this is to be filed; inside a province, the province has to say it (row 5)."""
        return (self.needed_in_province if self.same_province() else self._national).unknown

    def long_term(self) -> bool:
        """Whether the person lives there: the filing is a long-term one (row 6), otherwise temporary (row 7)."""
        return self.facts["reason"] in LONG_TERM

    def settled(self) -> bool:
        """Whether nothing is filed: not elsewhere, exempt, or an emergency still in hospital (rows 1 to 3)."""
        if self.same_pooling_area() or self.exempt_in_province():
            return True
        return self.emergency() and not self.discharged()

    # Remarks that may apply

    def in_hospital(self) -> bool:
        """Whether the patient is in hospital now: a filing made before the discharge still settles directly."""
        return bool(self.facts["stage"] == "in_hospital")

    def referred(self) -> bool:
        """Whether a hospital at home sends the patient on, and has to say so in writing."""
        return bool(self.facts["reason"] == "referral")

    def lives_there(self) -> bool:
        """Whether the reason is living there, which takes a certain time in one place."""
        return bool(self.facts["reason"] == "living")

    def share_unknown(self) -> bool:
        """Whether no source says if a larger share falls to the insured."""
        share = self.extra_copay_percent
        return share is not None and share.unknown

    def province_silent(self) -> bool:
        """Whether both places lie in one province, and nobody says if that is to be filed."""
        return self.same_province() and self.rule_unknown()

    # Figures

    @property
    def situation(self) -> str:
        """The papers that this reason takes, beside those of every filing."""
        return f"filing_{self.facts['reason']}"

    @figure
    def valid_months_min(self) -> Figure[int] | None:
        """The least validity of a temporary filing; a long-term one is valid until it is changed."""
        if self._undecided() or self.settled() or self.discharged() or self.long_term():
            return None
        return self._months("filing.valid_months_min")

    @figure
    def residence_months_min(self) -> Figure[int] | None:
        """How long living in one place has to last to count as living there."""
        if self._undecided() or self.settled() or not self.lives_there():
            return None
        return self._months("filing.residence_months_min")

    @figure
    def extra_copay_percent(self) -> Figure[int] | None:
        """The extra share that the insured pays for this reason; every region sets its own."""
        if self._undecided() or self.same_pooling_area() or self.exempt_in_province():
            return None
        key = f"filing.copay.{self.facts['reason']}"
        return self.local.figure(key, Percent, cover=self.today.year, on=self.today).then(lambda share: share.value)

    @figure
    def direct_settlement(self) -> Figure[bool] | None:
        """Whether the hospital can settle with the fund directly at this stage."""
        if self.outside_the_mainland() or self.same_pooling_area():
            return None
        if self.exempt_in_province():
            return self.needed_in_province.then(lambda rule: not rule.holds)
        return None if self._undecided() else self._national.then(lambda _: not self.discharged())

    @figure
    def papers(self) -> Figure[tuple[Paper, ...]] | None:
        """What a filing takes: the papers of every filing, and those of this reason."""
        if self.outside_the_mainland() or self.settled():
            return None
        return listed((*self.local.papers("filing"), *self.local.papers(self.situation)))

    @figure
    def channels(self) -> Figure[tuple[Channel, ...]] | None:
        """Where to file."""
        if self.outside_the_mainland() or self.settled():
            return None
        return listed(self.local.channels(self.journey, *self.purposes))

    @figure
    def hotlines(self) -> Figure[tuple[Hotline, ...]]:
        """Whom to call: filing is the insurance's affair, not the tax office's."""
        return listed(self.local.hotlines("insurance"))

    # How they are worked out

    @once
    def _national(self) -> Figure[Holds]:
        return self.local.figure("filing.national", Holds, cover=self.today.year, on=self.today)

    def _undecided(self) -> bool:
        """Whether the conclusion is that nobody knows, so that no figure follows from it (row 5)."""
        if self.outside_the_mainland():
            return True
        return not (self.settled() or self.discharged()) and self.rule_unknown()

    def _months(self, key: str) -> Figure[int]:
        months = self.local.figure(key, Months, cover=self.today.year, on=self.today)
        return months.then(lambda one: one.value)
