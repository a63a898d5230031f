"""Sessions: where each person is in their conversation, as their answers so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.columns import is_sound, to_time
from storage.database import Database
from storage.errors import Damaged
from storage.jobs import Failed
from storage.transaction import Row, Transaction

CHECKED = ("channel", "person", "revision", "state", "updated_at", "visit", "last_event")
"""What the checksum of a session covers."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered of one person on one channel.

    `state` and `visit` are texts that belong to the conversation; storage only keeps them. `revision` counts the turns
    taken and is what a turn worked out from this session names when it is committed.
    """

    channel: str
    person: str
    revision: int
    state: str
    updated_at: datetime
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions in a database. They change only by turns; see `storage/turns.py`."""

    database: Database

    async def load(self, channel: str, person: str) -> Session | None:
        """The person's session, or None if nothing is known of them.

        Raises Damaged when the row is no longer what was written, and StorageError.
        """
        return await self.database.read_together(_load_all, (channel, person))


def _load_all(transaction: Transaction, people: Sequence[tuple[str, str]]) -> list[Session | Failed | None]:
    rows = transaction.execute_together(
        "WITH given (channel, person) AS (VALUES :rows) "
        "SELECT given.channel AS asked_channel, given.person AS asked_person, sessions.* "
        "FROM given JOIN sessions USING (channel, person)",
        people,
    )
    # By whom was asked for: a row whose own names are damaged is still found by the index, and is not a stranger's.
    found = {(row["asked_channel"], row["asked_person"]): _session(row) for row in rows}
    return [found.get(person) for person in people]


def _session(row: Row) -> Session | Failed:
    if not is_sound(row["checksum"], *(row[name] for name in CHECKED)):
        return Failed(
            Damaged("What is stored of somebody's conversation was changed by a fault of the disk. Restore a backup.")
        )
    return Session(
        channel=row["channel"],
        person=row["person"],
        revision=row["revision"],
        state=row["state"],
        updated_at=to_time(row["updated_at"]),
        visit=row["visit"],
    )
