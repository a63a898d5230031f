"""Sessions: where each person is in their conversation, as their answers so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from storage.columns import is_sound, to_time
from storage.database import Database
from storage.errors import DamagedRow

CHECKED = ("channel", "person", "revision", "state", "updated_at", "visit", "last_event")
"""What the checksum of a session covers."""


class Session(NamedTuple):
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

        Raises DamagedRow when the row is no longer what was written, and StorageError.
        """
        rows = self.database.look_up(_ONE, channel=channel, person=person)
        return _session(*rows[0]) if rows else None


_ONE = f"SELECT {', '.join(CHECKED)}, checksum FROM sessions WHERE channel = :channel AND person = :person"  # noqa: S608


def _session(
    channel: str,
    person: str,
    revision: int,
    state: str,
    updated_at: int,
    visit: str,
    last_event: int | None,
    stored: int | None,
) -> Session:
    if not is_sound(stored, channel, person, revision, state, updated_at, visit, last_event):
        raise DamagedRow(
            "What is stored of somebody's conversation was changed by a fault of the disk. Restore a backup."
        )
    return Session(channel, person, revision, state, to_time(updated_at), visit)
