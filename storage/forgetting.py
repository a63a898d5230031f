"""Forgetting: when a person wants it, or has been away too long, nothing of them stays in the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from storage.columns import from_time, to_time
from storage.database import Database
from storage.inbox import CHAIN
from storage.recipients import forget_recipient
from storage.sessions import Session
from storage.transaction import Transaction

# Retention takes the writer for this many people at a time, so that nobody waits for their answer meanwhile.
_AT_A_TIME = 100
_WHOLE_CHAIN = 1 << 62


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

    async def forget_older_than(
        self, moment: datetime, unless: Callable[[Session], bool] = lambda session: False
    ) -> int:
        """Remove everybody whose last turn was before the moment, unless they are to stay, and say how many they were.

        Raises as `forget` does.
        """
        forgotten, last = 0, ("", "")
        while idle := await self._idle_since(moment, after=last):
            last = idle[-1].channel, idle[-1].person
            leaving = [session for session in idle if not unless(session)]
            forgotten += await self.database.write(partial(_forget_some, leaving=leaving))
        await self.database.leave_no_trace()
        return forgotten

    async def _idle_since(self, moment: datetime, after: tuple[str, str]) -> list[Session]:
        """Some of those who were away, in the order of the table: no index orders people by idleness."""
        rows = await self.database.read(
            "SELECT channel, person, revision, state, updated_at, visit FROM sessions "
            "WHERE (channel, person) > (:channel, :person) AND updated_at < :moment "
            "ORDER BY channel, person LIMIT :portion",
            channel=after[0],
            person=after[1],
            moment=from_time(moment),
            portion=_AT_A_TIME,
        )
        return [Session(**{**dict(row), "updated_at": to_time(row["updated_at"])}) for row in rows]


def _forget(transaction: Transaction, channel: str, person: str) -> None:
    whose = {"channel": channel, "person": person, "limit": _WHOLE_CHAIN}
    forget_recipient(transaction, channel, person)  # while it is known what became of it
    # What is owed as an answer goes with the event that it answers.
    transaction.execute(f"{CHAIN} DELETE FROM inbox WHERE id IN (SELECT id FROM chain)", **whose)  # noqa: S608
    for statement in (
        "DELETE FROM outbox WHERE channel = :channel AND person = :person AND inbox_id IS NULL",
        "DELETE FROM people WHERE channel = :channel AND person = :person",
        "DELETE FROM sessions WHERE channel = :channel AND person = :person",
    ):
        transaction.execute(statement, channel=channel, person=person)


def _forget_some(transaction: Transaction, leaving: Sequence[Session]) -> int:
    """Forget those of these people who have not come back meanwhile, and say how many they were."""
    forgotten = 0
    for session in leaving:
        if transaction.execute(
            "SELECT 1 FROM sessions WHERE channel = :channel AND person = :person AND revision = :revision",
            channel=session.channel,
            person=session.person,
            revision=session.revision,
        ):
            _forget(transaction, session.channel, session.person)
            forgotten += 1
    return forgotten
