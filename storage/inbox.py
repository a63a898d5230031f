"""The inbox: what came in, kept so that a platform's retry is recognised and a conversation can be shown again."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import is_sound, to_time
from storage.database import Database
from storage.transaction import Row

CHECKED = ("channel", "person", "event_id", "heard", "received_at")
"""What the checksum of an event covers."""

CHAIN = """
WITH RECURSIVE chain (id, previous, length) AS (
    SELECT inbox.id, inbox.previous, 1 FROM sessions JOIN inbox ON inbox.id = sessions.last_event
    WHERE sessions.channel = :channel AND sessions.person = :person
    AND inbox.channel = :channel AND inbox.person = :person
    UNION ALL
    SELECT inbox.id, inbox.previous, chain.length + 1 FROM chain JOIN inbox ON inbox.id = chain.previous
    WHERE chain.length < :limit
    AND inbox.id < chain.id AND inbox.channel = :channel AND inbox.person = :person
)
"""
"""The last events of a person, from the newest back: nothing else orders events by person.

A damaged link ends the chain; it leads neither in a circle nor to anybody else.
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something a person said or tapped, as text that belongs to the conversation.

    `damaged` when it is no longer what was written; of such a row only `id` is to be believed.
    """

    id: int
    event_id: str
    body: str
    received_at: datetime
    damaged: bool = False


@dataclass(frozen=True, slots=True)
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
            f"{CHAIN} SELECT inbox.* FROM chain JOIN inbox ON inbox.id = chain.id ORDER BY inbox.id",  # noqa: S608
            channel=channel,
            person=person,
            limit=limit,
        )
        return tuple(_heard(row) for row in rows)


def _heard(row: Row) -> Heard:
    if not is_sound(row["checksum"], *(row[name] for name in CHECKED)):
        return Heard(id=row["id"], event_id="", body="", received_at=to_time(0), damaged=True)
    return Heard(id=row["id"], event_id=row["event_id"], body=row["heard"], received_at=to_time(row["received_at"]))
