"""Holdings: how much is kept about one person, for them to be told."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import to_time
from storage.database import Database
from storage.inbox import CHAIN

_WHOLE_CHAIN = 1 << 62


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept about somebody: how much of what they said and were told, since when, and whether they want news."""

    heard: int = 0
    said: int = 0
    since: datetime | None = None
    wants_news: bool = True


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts what is kept about people."""

    database: Database

    async def of(self, channel: str, person: str) -> Held:
        """What is kept about one person. Raises StorageError."""
        (row,) = await self.database.read(
            f"{CHAIN} SELECT "  # noqa: S608
            "(SELECT count(*) FROM chain) AS heard, "
            "(SELECT count(*) FROM outbox WHERE inbox_id IN (SELECT id FROM chain)) + (SELECT count(*) FROM outbox "
            "WHERE channel = :channel AND person = :person AND inbox_id IS NULL) AS said, "
            "(SELECT min(received_at) FROM inbox WHERE id IN (SELECT id FROM chain)) AS since, "
            "(SELECT count(*) FROM people WHERE channel = :channel AND person = :person AND wants_news = 0) AS refused",
            channel=channel,
            person=person,
            limit=_WHOLE_CHAIN,
        )
        since = None if row["since"] is None else to_time(row["since"])
        return Held(row["heard"], row["said"], since, wants_news=not row["refused"])
