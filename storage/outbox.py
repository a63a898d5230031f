"""The outbox: everything owed to people, and what became of it. There is no other way out of the building."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from storage.columns import from_json, from_time, to_json, to_time
from storage.database import Database
from storage.transaction import Row, Transaction


class Priority(IntEnum):
    """Who goes first when several messages are owed: people who are waiting, then people who are not."""

    REPLY = 0
    STAFF = 1
    REMINDER = 2
    ANNOUNCEMENT = 3


class Delivery(StrEnum):
    """What became of a message. Only what is owed is ever sent; every other state is final."""

    OWED = "owed"
    SENT = "sent"
    FAILED = "failed"  # refused for good: the person blocked us or is gone
    UNKNOWN = "unknown"  # it may or may not have arrived: somebody should know, nobody should be told twice


@dataclass(frozen=True)
class Reply:
    """Something to be said. `body` belongs to the conversation and its renderer; storage only keeps it."""

    body: Mapping[str, object]
    priority: Priority = Priority.REPLY


@dataclass(frozen=True)
class Message:
    """A reply as it is owed or was sent.

    Ids grow in the order in which a person is told things. `event_id` is the event it answers, if it answers one.
    `not_before` is set when sending was put off, and `attempts` counts the times it was tried.
    `damaged` when the body can no longer be read; it is then empty, and sending it would say nothing.
    """

    id: int
    channel: str
    person: str
    event_id: str | None
    priority: Priority
    body: Mapping[str, object]
    created_at: datetime
    delivery: Delivery = Delivery.OWED
    attempts: int = 0
    not_before: datetime | None = None
    sent_at: datetime | None = None
    damaged: bool = False


@dataclass(frozen=True)
class Outbox:
    """What is owed and what was sent. Every method raises StorageError when the database fails."""

    database: Database

    async def owe(self, channel: str, person: str, replies: Sequence[Reply], at: datetime) -> tuple[Message, ...]:
        """Owe a person something that answers nothing they said: a reminder, an announcement, a word from staff."""
        written = in_writing(replies)
        return await self.database.write(lambda transaction: add_replies(transaction, channel, person, written, at))

    async def owed(self, channel: str, now: datetime, limit: int) -> tuple[Message, ...]:
        """What a channel has to send now: the most urgent first, and among equals the oldest."""
        return _messages(
            await self.database.read(
                "SELECT * FROM messages WHERE channel = :channel AND delivery = 'owed' "
                "AND (not_before IS NULL OR not_before <= :now) ORDER BY priority, id LIMIT :limit",
                channel=channel,
                now=from_time(now),
                limit=limit,
            )
        )

    async def owed_to(self, channel: str, person: str, now: datetime) -> tuple[Message, ...]:
        """What one person is to be sent now, oldest first."""
        return _messages(
            await self.database.read(
                "SELECT * FROM messages WHERE channel = :channel AND person = :person AND delivery = 'owed' "
                "AND (not_before IS NULL OR not_before <= :now) ORDER BY id",
                channel=channel,
                person=person,
                now=from_time(now),
            )
        )

    async def replies_to(self, channel: str, person: str, event_id: str) -> tuple[Message, ...]:
        """What an event was answered with, sent or not: a platform that asks again gets the same answer again."""
        return _messages(
            await self.database.read(
                "SELECT * FROM messages WHERE inbox_id = (SELECT id FROM inbox "
                "WHERE channel = :channel AND person = :person AND event_id = :event_id) ORDER BY id",
                channel=channel,
                person=person,
                event_id=event_id,
            )
        )

    async def after(self, channel: str, person: str, seen: int, limit: int) -> tuple[Message, ...]:
        """What a person was told after the message with the id `seen`, sent or not, oldest first: a page catches up."""
        return _messages(
            await self.database.read(
                "SELECT * FROM messages WHERE channel = :channel AND person = :person AND id > :seen "
                "ORDER BY id LIMIT :limit",
                channel=channel,
                person=person,
                seen=seen,
                limit=limit,
            )
        )

    async def last(self, channel: str, person: str, limit: int) -> tuple[Message, ...]:
        """The last things a person was told, sent or not, oldest first."""
        rows = await self.database.read(
            "SELECT * FROM messages WHERE channel = :channel AND person = :person ORDER BY id DESC LIMIT :limit",
            channel=channel,
            person=person,
            limit=limit,
        )
        return _messages(reversed(rows))

    async def mark_sent(self, ids: Iterable[int], at: datetime) -> None:
        """These arrived."""
        await self._settle(ids, Delivery.SENT, sent_at=from_time(at))

    async def mark_failed(self, ids: Iterable[int]) -> None:
        """These will never arrive."""
        await self._settle(ids, Delivery.FAILED)

    async def mark_unknown(self, ids: Iterable[int]) -> None:
        """These may have arrived, and must not be sent again by themselves."""
        await self._settle(ids, Delivery.UNKNOWN)

    async def postpone(self, ids: Iterable[int], not_before: datetime) -> None:
        """These were tried and did not arrive; they stay owed, to be tried again at the given time."""
        await self._settle(ids, Delivery.OWED, not_before=from_time(not_before))

    async def _settle(
        self, ids: Iterable[int], delivery: Delivery, *, not_before: int | None = None, sent_at: int | None = None
    ) -> None:
        # Only what is owed changes: two senders reporting on one message must not overwrite its final state.
        rows = [{"id": one, "delivery": delivery, "not_before": not_before, "sent_at": sent_at} for one in ids]
        await self.database.write(
            lambda transaction: transaction.execute_each(
                "UPDATE outbox SET delivery = :delivery, attempts = attempts + 1, not_before = :not_before, "
                "sent_at = :sent_at WHERE id = :id AND delivery = 'owed'",
                rows,
            )
        )


def in_writing(replies: Sequence[Reply]) -> list[tuple[Reply, str]]:
    """Replies, each with its body as it will be stored. Raises TypeError or ValueError when a body is not JSON."""
    return [(reply, from_json(reply.body)) for reply in replies]


def add_replies(
    transaction: Transaction,
    channel: str,
    person: str,
    written: Iterable[tuple[Reply, str]],
    at: datetime,
    *,
    inbox_id: int | None = None,
    event_id: str | None = None,
) -> tuple[Message, ...]:
    """Owe replies within a transaction, as the answer to an inbox row if there is one."""
    messages = []
    for reply, body in written:
        (row,) = transaction.execute(
            "INSERT INTO outbox (channel, person, inbox_id, priority, body, created_at, delivery, attempts) "
            "VALUES (:channel, :person, :inbox_id, :priority, :body, :created_at, 'owed', 0) RETURNING id",
            channel=channel,
            person=person,
            inbox_id=inbox_id,
            priority=reply.priority,
            body=body,
            created_at=from_time(at),
        )
        messages.append(Message(row["id"], channel, person, event_id, reply.priority, reply.body, created_at=at))
    return tuple(messages)


def replies_in(transaction: Transaction, inbox_id: int) -> tuple[Message, ...]:
    """What an inbox row was answered with, within a transaction."""
    return _messages(
        transaction.execute("SELECT * FROM messages WHERE inbox_id = :inbox_id ORDER BY id", inbox_id=inbox_id)
    )


def _messages(rows: Iterable[Row]) -> tuple[Message, ...]:
    return tuple(_message(row) for row in rows)


def _message(row: Row) -> Message:
    body = to_json(row["body"])
    return Message(
        id=row["id"],
        channel=row["channel"],
        person=row["person"],
        event_id=row["event_id"],
        priority=Priority(row["priority"]),
        body=body or {},
        created_at=to_time(row["created_at"]),
        delivery=Delivery(row["delivery"]),
        attempts=row["attempts"],
        not_before=None if row["not_before"] is None else to_time(row["not_before"]),
        sent_at=None if row["sent_at"] is None else to_time(row["sent_at"]),
        damaged=body is None,
    )
