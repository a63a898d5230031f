"""Roles: what every role may do, and where. One table, which the chat and the command line both ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.answers.area import EVERYWHERE
from flows.regions import is_region, is_within


class Role(StrEnum):
    """What a member of staff is. Owners come from the settings; the others are added by a one-time code."""

    OWNER = "owner"
    EDITOR = "editor"
    SENDER = "sender"
    AUDITOR = "auditor"


class Command(StrEnum):
    """Everything that staff can do, by the name it has in the audit log."""

    INVITE = "staff.invite"
    REMOVE = "staff.remove"
    LIST_STAFF = "staff.list"
    SHOW_AUDIT = "audit.show"
    VERIFY_AUDIT = "audit.verify"
    STATS = "stats"
    NEW_POSTER = "poster.new"
    PRINT_POSTER = "poster.print"
    LIST_POSTERS = "poster.list"
    WITHDRAW_POSTER = "poster.withdraw"
    WRITE = "announce.write"
    CORRECT = "announce.correct"
    REHEARSE = "announce.rehearse"
    COUNT = "announce.count"
    ASK = "announce.ask"
    APPROVE = "announce.approve"
    SEND = "announce.send"
    PAUSE = "announce.pause"
    RESUME = "announce.resume"
    CANCEL = "announce.cancel"
    REPORT = "announce.report"


MAY: Mapping[Role, frozenset[Command]] = {
    Role.OWNER: frozenset(Command),
    Role.EDITOR: frozenset(
        {
            *(Command.NEW_POSTER, Command.PRINT_POSTER, Command.LIST_POSTERS, Command.WITHDRAW_POSTER),
            *(Command.WRITE, Command.CORRECT, Command.REHEARSE, Command.COUNT, Command.ASK, Command.REPORT),
            Command.PAUSE,  # whoever sees a mistake go out can stop it, though not start it again
            Command.STATS,
        }
    ),
    Role.SENDER: frozenset(
        {
            *(Command.REHEARSE, Command.COUNT, Command.ASK, Command.APPROVE, Command.SEND),
            *(Command.PAUSE, Command.RESUME, Command.CANCEL, Command.REPORT),
            *(Command.LIST_POSTERS, Command.STATS),
        }
    ),
    Role.AUDITOR: frozenset(
        {
            *(Command.LIST_STAFF, Command.SHOW_AUDIT, Command.VERIFY_AUDIT),
            *(Command.LIST_POSTERS, Command.REPORT, Command.STATS),
        }
    ),
}
"""Editors write, senders let it go out, auditors look and change nothing, owners do all of it."""

INVITED = (Role.EDITOR, Role.SENDER, Role.AUDITOR)
"""The roles that a code can give. Whoever is to be an owner is written into the settings of the server."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the region in which it counts with everything below; `000000` is everywhere."""

    role: Role
    region: str

    def covers(self, where: str) -> bool:
        """Whether a region is theirs. What concerns the whole country is only for those who are everywhere."""
        if self.region == EVERYWHERE:
            return True
        return is_region(where) and is_within(where, self.region)


def may(grants: Iterable[Grant], command: Command, where: str) -> Grant | None:
    """The grant under which somebody may do this there; `None` where they may not."""
    return next((grant for grant in grants if command in MAY[grant.role] and grant.covers(where)), None)


def where_may(grants: Iterable[Grant], command: Command) -> tuple[str, ...]:
    """The regions in which somebody may do this, none of them within another; empty where they may not at all."""
    regions = dict.fromkeys(grant.region for grant in grants if command in MAY[grant.role])
    if EVERYWHERE in regions:
        return (EVERYWHERE,)
    return tuple(one for one in regions if not any(one != other and is_within(one, other) for other in regions))
