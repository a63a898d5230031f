"""People: who cannot be reached at present, and who wants no news."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from storage.columns import checksum, from_time, is_sound
from storage.database import Database
from storage.errors import DamagedRow
from storage.transaction import Transaction

CHECKED = ("channel", "person", "reachable", "wants_news", "changed_at")
"""What the checksum of a person covers."""


@dataclass(frozen=True, slots=True)
class People:
    """What is known of people beside their conversation. Whoever was never noted can be reached and may be told."""

    database: Database

    async def note_reachable(self, channel: str, person: str, reachable: bool, at: datetime) -> None:
        """Note that a person blocked us or is gone, or that they are back. Raises StorageError.

        Whoever has no session is not noted: somebody who was forgotten must not come back by this.
        """
        await self.database.write(partial(_note_reachable, channel=channel, person=person, reachable=reachable, at=at))

    async def can_be_reached(self, channel: str, person: str) -> bool:
        """Whether a message would arrive, as far as is known. Raises StorageError."""
        return await self._is(channel, person, "reachable")

    async def wants_news(self, channel: str, person: str) -> bool:
        """Whether a person may be sent announcements and reminders. Raises StorageError."""
        return await self._is(channel, person, "wants_news")

    async def _is(self, channel: str, person: str, what: str) -> bool:
        rows = await self.database.read(
            "SELECT * FROM people WHERE channel = :channel AND person = :person", channel=channel, person=person
        )
        if not all(is_sound(row["checksum"], *(row[name] for name in CHECKED)) for row in rows):
            raise DamagedRow(
                "What is stored of somebody's wishes was changed by a fault of the disk. Restore a backup."
            )
        return all(row[what] for row in rows)


def _note_reachable(transaction: Transaction, channel: str, person: str, reachable: bool, at: datetime) -> None:
    if transaction.execute(
        "SELECT 1 FROM sessions WHERE channel = :channel AND person = :person", channel=channel, person=person
    ):
        _note(transaction, channel, person, at, reachable=reachable)


def note_wants_news(transaction: Transaction, channel: str, person: str, wants_news: bool, at: datetime) -> None:
    """Note, within a transaction, whether a person wants announcements and reminders."""
    _note(transaction, channel, person, at, wants_news=wants_news)


def _note(transaction: Transaction, channel: str, person: str, at: datetime, **noted: bool) -> None:
    whose = {"channel": channel, "person": person}
    known = {"reachable": 1, "wants_news": 1}
    for row in transaction.execute(
        "SELECT reachable, wants_news FROM people WHERE channel = :channel AND person = :person", **whose
    ):
        known = dict(row)
    known |= {name: int(value) for name, value in noted.items()}
    transaction.execute(
        "INSERT INTO people (channel, person, reachable, wants_news, changed_at, checksum) "
        "VALUES (:channel, :person, :reachable, :wants_news, :changed_at, :checksum) "
        "ON CONFLICT (channel, person) DO UPDATE SET reachable = :reachable, wants_news = :wants_news, "
        "changed_at = :changed_at, checksum = :checksum",
        **whose,
        **known,
        changed_at=from_time(at),
        checksum=checksum(channel, person, known["reachable"], known["wants_news"], from_time(at)),
    )
