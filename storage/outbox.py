"""The outbox: everything owed to people, and what became of it. There is no other way out of the building."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from storage.columns import FROM_BEFORE, checksum, from_time, is_sound, to_time
from storage.database import Database
from storage.inbox import CHAIN
from storage.texts import is_text, keep_texts, name_of
from storage.transaction import Row, Transaction

CHECKED = ("channel", "person", "inbox_id", "priority", "text", "created_at", "not_after")
"""What the checksum of a message covers: what never changes once it is written. A text is named by its words."""

NOTED = ("not_before", "sent_at", "receipt", "why")
"""What the checksum of its delivery covers. How often it was tried is not in it: that is counted where it is kept."""

_NO_NOTES = (None, None, None, None)
_GOING = (
    "(priority < 3 OR NOT EXISTS (SELECT 1 FROM recipients "
    "JOIN announcements ON announcements.number = recipients.announcement "
    "WHERE recipients.message_id = deliveries.message_id AND announcements.state <> 'going'))"
)
"""Not of an announcement that somebody has stopped: what is less urgent than all else is looked at twice."""

PUT_OFF_AT_MOST = timedelta(hours=3)
"""No reply that was tried is put off for longer: one that seems to be was put off by a clock that was ahead."""

_TEXT = CHECKED.index("text")
_Columns = tuple[str | int | None, ...]


class Priority(IntEnum):
    """Who goes first when several messages are owed: people who are waiting, then people who are not."""

    REPLY = 0
    STAFF = 1
    REMINDER = 2
    ANNOUNCEMENT = 3


class Delivery(StrEnum):
    """What became of a message. Only what is owed is ever sent; sent, failed, unknown and expired are final."""

    OWED = "owed"
    SENDING = "sending"  # handed to the platform, which has not said yet what became of it
    SENT = "sent"
    FAILED = "failed"  # refused for good: the person blocked us or is gone
    UNKNOWN = "unknown"  # it may or may not have arrived: somebody should know, nobody should be told twice
    EXPIRED = "expired"  # it was owed until it was of no more use


_STATES = frozenset(Delivery)


class Reply(NamedTuple):
    """Something to be said. `body` is text that belongs to the conversation and its renderer; storage only keeps it.

    `not_before` and `not_after` bound when it may be sent.
    """

    body: str
    priority: Priority = Priority.REPLY
    not_before: datetime | None = None
    not_after: datetime | None = None


class Message(NamedTuple):
    """A reply as it is owed or was sent.

    Ids grow in the order in which a person is told things. `event_id` is the event it answers, if it answers one.
    `not_before` is set when sending was put off, and `attempts` counts the times it was tried. `doubtful` once an
    attempt had an outcome that nobody knows. `receipt` is the platform's name for what arrived, `why` its reason for
    what did not. `damaged` when it is no longer what was written; of such a row only `id` is to be believed.
    """

    id: int
    channel: str
    person: str
    event_id: str | None
    priority: Priority
    body: str
    created_at: datetime
    delivery: Delivery = Delivery.OWED
    attempts: int = 0
    doubtful: bool = False
    not_before: datetime | None = None
    not_after: datetime | None = None
    sent_at: datetime | None = None
    receipt: str | None = None
    why: str | None = None
    damaged: bool = False


class Addressed(NamedTuple):
    """A reply that answers nothing its person said, on its way into the outbox."""

    channel: str
    person: str
    reply: Reply
    at: datetime


class Report(NamedTuple):
    """What became of one message. `delivery` is OWED for one to be tried again, not before the given time."""

    id: int
    delivery: Delivery
    at: datetime
    not_before: datetime | None = None
    doubtful: bool = False
    receipt: str | None = None
    why: str | None = None


_Noted = tuple[int, str, int, int | None, int | None, str | None, str | None]
"""A report as it crosses into the writer's process: with its delivery and its times as they are kept."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What is owed and what was sent. Every method raises StorageError when the database fails."""

    database: Database

    async def owe(self, channel: str, person: str, replies: Sequence[Reply], at: datetime) -> tuple[Message, ...]:
        """Owe a person something that answers nothing they said: a reminder, an announcement, a word from staff."""
        addressed = [Addressed(channel, person, reply, at) for reply in replies]
        ids = await self.database.write(lambda transaction: add_messages(transaction, addressed))
        return tuple(
            owed(id, channel, person, reply, at, None, sent_at_once=False)
            for id, reply in zip(ids, replies, strict=True)
        )

    async def owed(
        self, channel: str, now: datetime, limit: int, *, least: Priority = Priority.ANNOUNCEMENT
    ) -> tuple[Message, ...]:
        """What a channel has to send now: the most urgent first, and among equals the oldest.

        Nothing less urgent than `least`; what is of no more use is left out.
        """
        return _messages(
            await self.database.read(
                "SELECT messages.* FROM (SELECT message_id FROM deliveries WHERE channel = :channel "  # noqa: S608
                "AND delivery = 'owed' AND delivery IN ('owed', 'sending') AND priority <= :least "
                "AND (not_before IS NULL OR not_before <= :now "
                "OR (priority = 0 AND attempts > 0 AND not_before > :at_most)) "
                "AND (not_after IS NULL OR not_after > :now) "
                f"AND {_GOING} ORDER BY priority, message_id LIMIT :limit) AS due "
                "JOIN messages ON messages.id = due.message_id ORDER BY messages.priority, messages.id",
                channel=channel,
                least=least,
                now=from_time(now),
                at_most=from_time(now + PUT_OFF_AT_MOST),
                limit=limit,
            )
        )

    async def claim(self, ids: Sequence[int]) -> frozenset[int]:
        """Note that these are about to be sent, and say which of them still are to be: the others are settled."""
        return await self.database.write_together(_claim_all, tuple(ids))

    async def settle(self, *reports: Report) -> None:
        """Note what became of messages. What is settled stays as it is: two senders may report on one message."""
        await self.database.write_together(_settle_all, tuple(map(_noted, reports)))

    async def mark_sent(self, ids: Iterable[int], at: datetime) -> None:
        """These arrived."""
        await self.settle(*(Report(id, Delivery.SENT, at) for id in ids))

    async def expire(self, channel: str, now: datetime) -> frozenset[int]:
        """Settle what is of no more use, and say which messages those were."""
        rows = await self.database.write(
            lambda transaction: transaction.execute(
                "UPDATE deliveries SET delivery = 'expired' WHERE channel = :channel AND delivery = 'owed' "
                "AND delivery IN ('owed', 'sending') AND not_after <= :now RETURNING message_id",
                channel=channel,
                now=from_time(now),
            )
        )
        return frozenset(row["message_id"] for row in rows)

    async def note_silence(self, channel: str, until: datetime) -> None:
        """Note that a platform wants nothing sent to it until then."""
        await self.database.write(
            lambda transaction: transaction.execute(
                "INSERT INTO silences (channel, until) VALUES (:channel, :until) "
                "ON CONFLICT (channel) DO UPDATE SET until = excluded.until WHERE excluded.until > silences.until",
                channel=channel,
                until=from_time(until),
            )
        )

    async def silent_until(self, channel: str) -> datetime | None:
        """Until when a platform last wanted nothing sent to it."""
        rows = await self.database.read("SELECT until FROM silences WHERE channel = :channel", channel=channel)
        return to_time(rows[0]["until"]) if rows else None

    async def recover(self, channel: str) -> int:
        """Settle what was being sent when a process died, and say how much it was: nobody knows whether it arrived.

        A reply is tried once more, as silence would be worse; what nobody waits for is not, and neither is a reply
        whose outcome was in doubt before. For the one process that sends for this channel, before it begins.
        """
        return await self.database.write(lambda transaction: _recover(transaction, channel))

    async def last_owed(self, channel: str, priority: Priority) -> list[tuple[str, int, datetime | None]]:
        """Everybody who is owed messages of this priority: who, the last of them, and when all of them may go."""
        rows = await self.database.read(
            "SELECT outbox.person, max(outbox.id) AS last, max(deliveries.not_before) AS until "
            "FROM deliveries JOIN outbox ON outbox.id = deliveries.message_id WHERE deliveries.channel = :channel "
            "AND deliveries.delivery = 'owed' AND deliveries.delivery IN ('owed', 'sending') "
            "AND deliveries.priority = :priority GROUP BY outbox.person",
            channel=channel,
            priority=int(priority),
        )
        return [(row["person"], row["last"], None if row["until"] is None else to_time(row["until"])) for row in rows]

    async def last(self, channel: str, person: str, limit: int) -> tuple[Message, ...]:
        """The last things a person was told, sent or not, oldest first."""
        rows = await self.database.read(
            f"{CHAIN} SELECT * FROM ("  # noqa: S608
            "SELECT * FROM messages WHERE inbox_id IN (SELECT id FROM chain) "
            "UNION ALL "
            "SELECT * FROM messages WHERE channel = :channel AND person = :person AND inbox_id IS NULL"
            ") AS told ORDER BY id DESC LIMIT :limit",
            channel=channel,
            person=person,
            limit=limit,
        )
        return _messages(reversed(rows))


class Outgoing(NamedTuple):
    """A message on its way into the outbox, in numbers and texts: times as they are kept, and what it says by name."""

    channel: str
    person: str
    inbox_id: int | None
    priority: int
    text: int
    at: int
    not_before: int | None
    not_after: int | None
    sent_at_once: bool


def add_messages(transaction: Transaction, addressed: Sequence[Addressed]) -> list[int]:
    """Owe replies within a transaction, and say by what numbers."""
    texts = {name_of(one.reply.body): one.reply.body for one in addressed}
    keep_texts(transaction, texts, texts)
    return add_outgoing(
        transaction,
        [
            Outgoing(
                one.channel,
                one.person,
                None,
                int(one.reply.priority),
                name_of(one.reply.body),
                from_time(one.at),
                number(one.reply.not_before),
                number(one.reply.not_after),
                sent_at_once=False,
            )
            for one in addressed
        ],
    )


def add_outgoing(transaction: Transaction, outgoing: Sequence[Outgoing]) -> list[int]:
    """The same with messages whose texts are kept."""
    ids = transaction.insert_together(
        "INSERT INTO outbox (channel, person, inbox_id, priority, text, body, created_at, checksum) "
        "WITH given (channel, person, inbox_id, priority, text, created_at, checksum) AS (VALUES :rows) "
        "SELECT channel, person, inbox_id, priority, text, '', created_at, checksum FROM given "
        "WHERE channel IS NOT NULL",
        [(*one[:6], checksum(*one[:6], one.not_after)) for one in outgoing],
    )
    transaction.execute_together(
        "INSERT INTO deliveries "
        "(message_id, channel, priority, delivery, attempts, not_before, not_after, checksum) "
        "WITH given (message_id, channel, priority, delivery, attempts, not_before, not_after, checksum) "
        "AS (VALUES :rows) "
        "SELECT message_id, channel, priority, delivery, attempts, not_before, not_after, checksum FROM given "
        "WHERE message_id IS NOT NULL",
        [_delivery(id, one) for id, one in zip(ids, outgoing, strict=True)],
    )
    return ids


def _delivery(id: int, one: Outgoing) -> tuple[object, ...]:
    return (
        id,
        one.channel,
        one.priority,
        "sending" if one.sent_at_once else "owed",
        int(one.sent_at_once),
        one.not_before,
        one.not_after,
        _checksum_of_notes(one.not_before, None, None, None),
    )


def number(moment: datetime | None) -> int | None:
    """The number that stands for a moment, if there is one. Raises ValueError."""
    return None if moment is None else from_time(moment)


def owed(
    id: int, channel: str, person: str, reply: Reply, at: datetime, event_id: str | None, *, sent_at_once: bool
) -> Message:
    """A reply as it is owed, by that number."""
    delivery, attempts = (Delivery.SENDING, 1) if sent_at_once else (Delivery.OWED, 0)
    return Message(
        id,
        channel,
        person,
        event_id,
        reply.priority,
        reply.body,
        at,
        delivery,
        attempts,
        not_before=reply.not_before,
        not_after=reply.not_after,
    )


def _claim(transaction: Transaction, ids: Sequence[int]) -> frozenset[int]:
    rows = transaction.execute_together(
        "WITH given (id) AS (VALUES :rows) UPDATE deliveries SET delivery = 'sending', attempts = attempts + 1 "  # noqa: S608
        f"WHERE message_id IN (SELECT id FROM given) AND delivery = 'owed' AND {_GOING} RETURNING message_id",
        [(id,) for id in ids],
    )
    return frozenset(row["message_id"] for row in rows)


def _claim_all(transaction: Transaction, claims: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    return [_claim(transaction, ids) for ids in claims]


def _settle_all(transaction: Transaction, reported: Sequence[tuple[_Noted, ...]]) -> list[None]:
    # An attempt is counted when it is claimed; what was never claimed was shown by a page, which counts as one.
    transaction.execute_together(
        "WITH given (id, delivery, doubtful, not_before, sent_at, receipt, why, checksum) AS (VALUES :rows) "
        "UPDATE deliveries SET delivery = given.delivery, not_before = given.not_before, sent_at = given.sent_at, "
        "doubtful = max(deliveries.doubtful, given.doubtful), receipt = given.receipt, why = given.why, "
        "checksum = given.checksum, "
        "attempts = attempts + (deliveries.delivery = 'owed') "
        "FROM given WHERE deliveries.message_id = given.id AND deliveries.delivery IN ('owed', 'sending')",
        [(*one, _checksum_of_notes(*one[3:])) for noted in reported for one in noted],
    )
    return [None] * len(reported)


def _noted(report: Report) -> _Noted:
    sent_at = from_time(report.at) if report.delivery is Delivery.SENT else None
    return (
        report.id,
        report.delivery.value,
        int(report.doubtful),
        number(report.not_before),
        sent_at,
        report.receipt,
        report.why,
    )


def _recover(transaction: Transaction, channel: str) -> int:
    recovered = 0
    for delivery, condition in (
        ("unknown", "(doubtful = 1 OR priority > :reply)"),
        ("owed", "doubtful = 0 AND priority <= :reply"),
    ):
        rows = transaction.execute(
            f"UPDATE deliveries SET delivery = :delivery, doubtful = 1 WHERE channel = :channel "  # noqa: S608
            f"AND delivery = 'sending' AND delivery IN ('owed', 'sending') AND {condition} RETURNING message_id",
            delivery=delivery,
            channel=channel,
            reply=int(Priority.REPLY),
        )
        recovered += len(rows)
    return recovered


def replies_in(transaction: Transaction, inbox_id: int) -> tuple[Message, ...]:
    """What an inbox row was answered with, within a transaction."""
    return _messages(
        transaction.execute("SELECT * FROM messages WHERE inbox_id = :inbox_id ORDER BY id", inbox_id=inbox_id)
    )


def _messages(rows: Iterable[Row]) -> tuple[Message, ...]:
    return tuple(_message(row) for row in rows)


def _message(row: Row) -> Message:
    content, notes = (tuple(row[name] for name in names) for names in (CHECKED, NOTED))
    says = row["body"]
    if row["delivery"] not in _STATES or not is_sound_message(
        row["checksum"], row["notes_checksum"], says, content, notes
    ):
        return Message(
            row["id"],
            row["channel"],
            row["person"],
            None,
            Priority.REPLY,
            "",
            to_time(0),
            Delivery.UNKNOWN,
            damaged=True,
        )
    return Message(
        id=row["id"],
        channel=row["channel"],
        person=row["person"],
        event_id=row["event_id"],
        priority=Priority(row["priority"]),
        body=says,
        created_at=to_time(row["created_at"]),
        delivery=Delivery(row["delivery"]),
        attempts=row["attempts"],
        doubtful=bool(row["doubtful"]),
        not_before=None if row["not_before"] is None else to_time(row["not_before"]),
        not_after=None if row["not_after"] is None else to_time(row["not_after"]),
        sent_at=None if row["sent_at"] is None else to_time(row["sent_at"]),
        receipt=row["receipt"],
        why=row["why"],
    )


def is_sound_message(
    stored: int | None, notes_stored: int | None, body: str | None, content: _Columns, notes: _Columns
) -> bool:
    """Whether a message still says what was written, and what was noted of it, by its two checksums.

    `content` and `notes` are the columns in CHECKED and NOTED. Messages from before there were checksums are believed.
    """
    if stored == FROM_BEFORE:
        return body is not None
    text = content[_TEXT]
    if text is None:  # its words are its own, and covered by its checksum in the place of their name
        content = (*content[:_TEXT], body, *content[_TEXT + 1 :])
    elif not is_text(text, body):
        return False
    return is_sound(stored, *content) and notes_stored == _checksum_of_notes(*notes)


def _checksum_of_notes(*notes: str | int | None) -> int | None:
    """Most messages have no notes when they are written, and writing that down would cost each of them."""
    return None if notes == _NO_NOTES else checksum(*notes)
