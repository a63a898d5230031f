"""Payment trouble (缴费查不到、失败): whom to ask when the payment is not to be found (DT9).

No place is asked; where it is known from the journey that led here, its own channels and numbers come first.
"""

from flows.policy.case import figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.pack import Hotline
from flows.policy.rows import listed
from flows.policy.rulebook import NATIONAL, Local
from flows.policy.services import Place


class PaymentTrouble(Place):
    """The general rules applied to one payment that went astray."""

    journey = "payment_trouble"

    @once
    def local(self) -> Local:
        """What holds everywhere."""
        return self.facts.rules.at(NATIONAL)

    @property
    def situation(self) -> str:
        """Whoever has to register brings what anybody brings."""
        return "enroll"

    @figure
    def tax_hotline(self) -> Figure[tuple[Hotline, ...]]:
        """The number for payments and refunds."""
        return listed(self.local.hotlines("tax"))
