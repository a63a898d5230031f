"""An invitation: a role in a region, for whoever brings its code first."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.staff.codes import digest_of, new_code
from bot.staff.office import Actor
from bot.staff.roles import Command, Grant, Role
from bot.staff.times import moment
from storage.audit import Entry
from storage.seal import Seal
from storage.staff import add_code
from storage.transaction import Transaction

JOIN = "/join"
"""What the invited person types, followed by the code."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was promised to whom. Only the digest of the code is ever kept."""

    role: Role
    where: str
    name: str
    made_at: datetime
    good_for: timedelta
    code: str = field(default_factory=new_code, repr=False)

    @property
    def until(self) -> str:
        """When the code expires, as it is told."""
        return moment(self.made_at + self.good_for)

    @property
    def command(self) -> str:
        """What the invited person types."""
        return f"{JOIN} {self.code}"

    def keep(self, transaction: Transaction, actor: Actor, seal: Seal) -> None:
        """Make the code count, within a transaction."""
        add_code(
            transaction,
            digest=digest_of(self.code, seal),
            role=self.role,
            region=self.where,
            name=self.name,
            made_by=actor.who,
            made_at=self.made_at,
            expires_at=self.made_at + self.good_for,
        )

    def entry(self, actor: Actor, grant: Grant) -> Entry:
        """What the log says of it."""
        what = {"role": self.role, "name": self.name, "until": self.until}
        return actor.entry(Command.INVITE, grant, self.made_at, self.where, what)
