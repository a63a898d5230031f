"""Forgetting: when a person wants it, or has been away too long, nothing of them stays in the files."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_time
from storage.database import Database
from storage.transaction import Transaction

# Retention takes the writer for this many people at a time, so that nobody waits for their answer meanwhile.
_AT_A_TIME = 100


@dataclass(frozen=True)
class Forgetting:
    """Removes people from a database: their rows, and what the rows leave behind in the files."""

    database: Database

    async def forget(self, channel: str, person: str) -> None:
        """Remove everything about a person, what is still owed to them included.

        The rows go first, in one transaction. A StorageError raised after that (Busy when another process is still
        reading, DiskFull when there is no room to rewrite the file) leaves traces behind; trying again removes them.
        """
        await self.database.write(lambda transaction: _forget(transaction, channel, person))
        await self.database.leave_no_trace()

    async def forget_older_than(self, moment: datetime) -> int:
        """Remove everybody whose last turn was before the moment, and say how many they were.

        Raises as `forget` does.
        """
        forgotten = 0
        while people := await self.database.write(lambda transaction: _forget_some(transaction, moment)):
            forgotten += people
        await self.database.leave_no_trace()
        return forgotten


def _forget(transaction: Transaction, channel: str, person: str) -> None:
    for statement in (
        "DELETE FROM outbox WHERE channel = :channel AND person = :person",
        "DELETE FROM inbox WHERE channel = :channel AND person = :person",
        "DELETE FROM sessions WHERE channel = :channel AND person = :person",
    ):
        transaction.execute(statement, channel=channel, person=person)


def _forget_some(transaction: Transaction, moment: datetime) -> int:
    """Forget those idle longest, a portion of them, and say how many they were."""
    idle = transaction.execute(
        "SELECT channel, person FROM sessions WHERE updated_at < :moment ORDER BY updated_at LIMIT :portion",
        moment=from_time(moment),
        portion=_AT_A_TIME,
    )
    for row in idle:
        _forget(transaction, row["channel"], row["person"])
    return len(idle)
