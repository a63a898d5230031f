"""Accounted for: whether every role, and every announcement that was sent, has the entry that it is never made without.

The chain shows that the log is what was written. It says nothing of what somebody put into the other tables by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from bot.announcements.acts import in_short
from bot.staff.office import Office
from bot.staff.roles import Command
from storage.announcements import Announcement, Announcements
from storage.audit import Kept
from storage.staff import Member

JOIN = "staff.join"
"""How the log calls it that somebody used a code."""


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """What is in the database though the log does not say so: roles, and announcements without their approval."""

    roles: tuple[Member, ...] = ()
    announcements: tuple[Announcement, ...] = ()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.roles) + len(self.announcements)


async def unaccounted(office: Office) -> Unaccounted:
    """Compare the staff and the announcements with the log, as far back as it goes. Raises StorageError."""
    audit = office.audit
    # These first: what is written after them is in the log that is read after them.
    members, announced = await office.staff.everybody(), (await Announcements(office.database).all()).sound
    held = _held([*await audit.of(JOIN), *await audit.of(Command.REMOVE)])
    approved = {
        (one.entry.what.get("announcement"), one.entry.what.get("fingerprint"), one.entry.who)
        for one in await audit.of(Command.APPROVE)
    }
    since = await audit.since()
    return Unaccounted(
        tuple(one for one in members if not held.get((one.who, one.role, one.region), one.added_at < since)),
        tuple(
            one
            for one in announced
            if one.starts_at is not None
            and _approved_at(one, one.starts_at) >= since
            and _approval(one) not in approved
        ),
    )


def _held(entries: Iterable[Kept]) -> dict[tuple[object, object, str], bool]:
    """Whether somebody held a role in a region when it was last spoken of."""
    held: dict[tuple[object, object, str], bool] = {}
    for one in sorted(entries, key=attrgetter("seq")):
        entry = one.entry
        if entry.action == JOIN:
            held[entry.who, entry.role, entry.region] = True
        else:
            held[entry.what.get("who"), entry.what.get("role"), entry.region] = False
    return held


def _approved_at(announcement: Announcement, starts_at: datetime) -> datetime:
    return announcement.approved.at if announcement.approved else starts_at


def _approval(announcement: Announcement) -> tuple[object, object, str]:
    by = announcement.approved.by if announcement.approved else ""
    return announcement.number, in_short(announcement.content.fingerprint), by
