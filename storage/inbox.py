"""The inbox: what came in, kept so that a platform's retry is recognised and a conversation can be shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.columns import to_json, to_time
from storage.database import Database
from storage.transaction import Row


@dataclass(frozen=True)
class Heard:
    """Something a person said or tapped. `damaged` when what it was can no longer be read; `body` is then empty."""

    id: int
    event_id: str
    body: Mapping[str, object]
    received_at: datetime
    damaged: bool = False


@dataclass(frozen=True)
class Inbox:
    """What came in, as stored. It grows only by turns; see `storage/turns.py`."""

    database: Database

    async def seen(self, channel: str, person: str, event_id: str) -> bool:
        """Whether this event of this person was taken before. Raises StorageError."""
        rows = await self.database.read(
            "SELECT 1 FROM inbox WHERE channel = :channel AND person = :person AND event_id = :event_id",
            channel=channel,
            person=person,
            event_id=event_id,
        )
        return bool(rows)

    async def last(self, channel: str, person: str, limit: int) -> tuple[Heard, ...]:
        """The last things heard from a person, oldest first. Raises StorageError."""
        rows = await self.database.read(
            "SELECT id, event_id, heard, received_at FROM inbox WHERE channel = :channel AND person = :person "
            "ORDER BY id DESC LIMIT :limit",
            channel=channel,
            person=person,
            limit=limit,
        )
        return tuple(_heard(row) for row in reversed(rows))


def _heard(row: Row) -> Heard:
    body = to_json(row["heard"])
    return Heard(
        id=row["id"],
        event_id=row["event_id"],
        body=body or {},
        received_at=to_time(row["received_at"]),
        damaged=body is None,
    )
