"""Sessions: where each person is in their conversation, as their answers so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.columns import to_json, to_time
from storage.database import Database


@dataclass(frozen=True)
class Session:
    """What is remembered of one person on one channel.

    `state` belongs to the conversation; storage only keeps it. `revision` counts the turns taken and is what a turn
    worked out from this session names when it is committed. A `damaged` session was stored but can no longer be read:
    its state is empty, and the next turn replaces it.
    """

    channel: str
    person: str
    revision: int
    state: Mapping[str, object]
    updated_at: datetime
    damaged: bool = False


@dataclass(frozen=True)
class Sessions:
    """The sessions in a database. They change only by turns; see `storage/turns.py`."""

    database: Database

    async def load(self, channel: str, person: str) -> Session | None:
        """The person's session, or None if nothing is known of them. Raises StorageError."""
        rows = await self.database.read(
            "SELECT revision, state, updated_at FROM sessions WHERE channel = :channel AND person = :person",
            channel=channel,
            person=person,
        )
        if not rows:
            return None
        (row,) = rows
        state = to_json(row["state"])
        return Session(
            channel=channel,
            person=person,
            revision=row["revision"],
            state=state or {},
            updated_at=to_time(row["updated_at"]),
            damaged=state is None,
        )
