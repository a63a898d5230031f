"""The office: who acts, what they may do, and the log of it, for the chat and for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.settings import Settings
from bot.staff.owners import read_owners
from bot.staff.roles import Command, Grant, Role, may, where_may
from flows.answers.area import EVERYWHERE, area
from flows.regions import is_region
from flows.words import Words
from storage.audit import Audit, Entry
from storage.database import Database
from storage.errors import StaleRevision
from storage.seal import Seal
from storage.staff import Member, Staff, roles_within
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a channel and a person there, and everything they were granted."""

    who: str
    grants: tuple[Grant, ...]
    held: tuple[Member, ...] = ()

    def may(self, command: Command, where: str = EVERYWHERE) -> Grant | None:
        """The grant under which they may do this there; None where they may not."""
        return may(self.grants, command, where)

    def where_may(self, command: Command) -> tuple[str, ...]:
        """The regions in which they may do this; empty where they may not at all."""
        return where_may(self.grants, command)

    def entry(
        self, command: Command, grant: Grant, at: datetime, where: str = "", what: Mapping[str, object] | None = None
    ) -> Entry:
        """What the log says about something they did."""
        return Entry(at, self.who, grant.role, command, where or grant.region, what or {})


@dataclass(frozen=True)
class Office:
    """What everything that staff do needs. `owners` are those of the settings; `left_after` is when a visit is over.

    `settings` say how people are reached, and where posters lead.
    """

    database: Database
    owners: Mapping[str, Grant] = field(default_factory=dict)
    seal: Seal = field(default_factory=Seal)
    left_after: timedelta = timedelta(days=7)
    settings: Settings = field(default_factory=Settings)

    @property
    def staff(self) -> Staff:
        """Who is on the staff."""
        return Staff(self.database)

    @property
    def audit(self) -> Audit:
        """What they did."""
        return Audit(self.database, self.seal)

    async def actor(self, who: str) -> Actor:
        """Somebody with everything they were granted, which may be nothing. Raises StorageError."""
        held = await self.staff.roles_of(who)
        granted = tuple(Grant(Role(one.role), one.region) for one in held if _counts(one.region))
        return Actor(who, (self.owners[who], *granted) if who in self.owners else granted, held)

    def check(self, transaction: Transaction, actor: Actor) -> None:
        """Make sure within a transaction that they still hold what they acted on. Raises StaleRevision if not."""
        if roles_within(transaction, actor.who) != actor.held:
            raise StaleRevision("What this person may do was changed meanwhile. Look again, and redo the turn.")


def office_of(settings: Settings, database: Database) -> Office:
    """The office of this deployment, on an open database."""
    key = settings.audit_key
    return Office(
        database,
        owners=read_owners(settings.owners),
        seal=Seal(key.get_secret_value().encode() if key else b""),
        left_after=timedelta(days=settings.left_after_days),
        settings=settings,
    )


def who_is(channel: str, person: str) -> str:
    """Somebody's name in the settings, in the list of staff and in the log."""
    return f"{channel}:{person}"


def short(who: str) -> str:
    """Somebody's name where a line has to stay readable: a visitor of the web page is 64 digits."""
    return who if len(who) <= _READABLE else f"{who[: _READABLE - 1]}…"


_READABLE = 20


def place_of(code: str) -> Words:
    """A region as it is said to somebody."""
    return area().echo(code) if _counts(code) else Words("{code}", {"code": code})


def _counts(code: str) -> bool:
    return code == EVERYWHERE or is_region(code)
