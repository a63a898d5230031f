"""What the desk makes of an event, and how that is kept: with the turn, or not at all."""

from dataclasses import dataclass

from bot.staff.counter import Done
from bot.staff.office import Actor, Office
from storage.audit import append
from storage.jobs import Failed
from storage.transaction import Transaction
from storage.turns import Committed, Turn, committed, in_plain, take_all


@dataclass(frozen=True, slots=True)
class Change:
    """What a turn changes beside the session: nothing, as long as questions are asked."""

    office: Office
    actor: Actor
    done: Done | None = None

    def __call__(self, transaction: Transaction) -> None:
        """Make the change and write it into the log. Raises StaleRevision."""
        self.office.check(transaction, self.actor)
        if self.done and self.done.change:
            self.done.change(transaction)
        if self.done and self.done.entry:
            append(transaction, self.done.entry, self.office.seal)


@dataclass(frozen=True, slots=True)
class Handled:
    """What the desk makes of an event: what goes on record, the session's new state, the screen, and what it changes.

    `change` is to be run in the transaction of the turn, after it was taken, unless it had been taken before. It raises
    StaleRevision where somebody's permission changed meanwhile: then the turn is worked out anew.
    """

    heard: str
    state: str
    screen: str
    change: Change


def keep(transaction: Transaction, turn: Turn, change: Change) -> Committed:
    """Take a turn at the desk within a transaction, and make its change unless the turn had been taken before.

    Raises StaleRevision where the session, or what somebody may do, has moved on: nothing is written then.
    """
    [taken] = take_all(transaction, [in_plain(turn)])
    match taken:
        case Failed():
            raise taken.error
        case Committed():
            return taken
        case _:
            change(transaction)
            return committed(turn, taken)
