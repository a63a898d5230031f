"""Turns: one exchange with one person, kept whole or not at all.

Nothing is said to anybody before the turn it belongs to is committed: what was heard, the answers as they are now and
the replies owed are one transaction. Whatever happens afterwards, what was acknowledged is there and happens once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_json, from_time
from storage.database import Database
from storage.errors import StaleRevision
from storage.outbox import Message, Reply, add_replies, in_writing, replies_in
from storage.transaction import Transaction


@dataclass(frozen=True)
class Turn:
    """One exchange, worked out and ready to be kept.

    `revision` is that of the session it was worked out from, 0 for a person nothing was known of; `state` is what the
    session becomes. `event_id` is the platform's name for what was heard, the same each time the platform retries.
    """

    channel: str
    person: str
    event_id: str
    heard: Mapping[str, object]
    revision: int
    state: Mapping[str, object]
    replies: tuple[Reply, ...]
    at: datetime


@dataclass(frozen=True)
class Committed:
    """A turn that is on the disk, with the replies it owes.

    `repeated` when the event had been taken before: nothing was applied, and these are the replies of that first time.
    """

    replies: tuple[Message, ...]
    repeated: bool = False


@dataclass(frozen=True)
class Turns:
    """Where turns are committed."""

    database: Database

    async def commit(self, turn: Turn) -> Committed:
        """Keep a turn, and return once it is on the disk.

        Raises StaleRevision when the session moved on meanwhile: load it again and redo the turn. Raises TypeError or
        ValueError for what is not JSON, a name that is not Unicode or a time without its zone, and StorageError when
        the database fails; nothing was applied then. A task cancelled meanwhile may have been kept all the same, which
        the event's retry finds out.
        """
        return await self.database.write(lambda transaction: take(transaction, turn))


def take(transaction: Transaction, turn: Turn) -> Committed:
    """Take one turn within a transaction.

    A turn is refused, with StaleRevision, TypeError or ValueError, before anything of it is written, so the turns of
    other people in the same transaction can go on. Only a StorageError, or sqlite3's own, undoes all of them.
    """
    written = in_writing(turn.replies)
    values: dict[str, object] = {
        "channel": turn.channel,
        "person": turn.person,
        "event_id": turn.event_id,
        "heard": from_json(turn.heard),
        "revision": turn.revision,
        "state": from_json(turn.state),
        "at": from_time(turn.at),
    }
    for earlier in transaction.execute(
        "SELECT id FROM inbox WHERE channel = :channel AND person = :person AND event_id = :event_id", **values
    ):
        return Committed(replies_in(transaction, earlier["id"]), repeated=True)
    _move_on(transaction, values)
    (heard,) = transaction.execute(
        "INSERT INTO inbox (channel, person, event_id, heard, received_at) "
        "VALUES (:channel, :person, :event_id, :heard, :at) RETURNING id",
        **values,
    )
    return Committed(
        add_replies(
            transaction, turn.channel, turn.person, written, turn.at, inbox_id=heard["id"], event_id=turn.event_id
        )
    )


def _move_on(transaction: Transaction, values: Mapping[str, object]) -> None:
    """Give the session its new state, if it is still the one the turn was worked out from."""
    if values["revision"] == 0:
        moved = transaction.execute(
            "INSERT INTO sessions (channel, person, revision, state, updated_at) "
            "VALUES (:channel, :person, 1, :state, :at) ON CONFLICT (channel, person) DO NOTHING RETURNING revision",
            **values,
        )
    else:
        # An update and nothing else: a turn that began before its person was forgotten must not bring them back.
        moved = transaction.execute(
            "UPDATE sessions SET revision = revision + 1, state = :state, updated_at = :at "
            "WHERE channel = :channel AND person = :person AND revision = :revision RETURNING revision",
            **values,
        )
    if not moved:
        raise StaleRevision("The session moved on since this turn was worked out. Load it again and redo the turn.")
