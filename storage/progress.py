"""Progress: who is told in chat how far an announcement has got, and what they were told of it last."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import to_time
from storage.database import Database
from storage.outbox import Addressed, Delivery, Priority, Reply, add_messages
from storage.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told last: the message, what became of it, and the platform's name for it where it has one.

    `at` is when it was sent; where that is not known, when it was owed.
    """

    message: int
    body: str
    delivery: Delivery
    at: datetime
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who is to see how far an announcement has got; `told` is None until they were told anything of it."""

    announcement: int
    channel: str
    person: str
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Followers:
    """Those in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def everybody(self) -> tuple[Follower, ...]:
        """All of them, by announcement."""
        rows = await self.database.read(
            "SELECT followers.announcement, followers.channel, followers.person, messages.id, messages.body, "
            "messages.delivery, coalesce(messages.sent_at, messages.created_at) AS at, messages.receipt "
            "FROM announcement_followers AS followers "
            "LEFT JOIN messages ON messages.id = followers.message_id "
            "ORDER BY followers.announcement, followers.channel, followers.person"
        )
        return tuple(_follower(row) for row in rows)


def follow(transaction: Transaction, number: int, channel: str, person: str) -> None:
    """From now on somebody is told how far it has got. Whoever is told already goes on being told as before."""
    transaction.execute(
        "INSERT INTO announcement_followers (announcement, channel, person) VALUES (:number, :channel, :person) "
        "ON CONFLICT (announcement, channel, person) DO NOTHING",
        number=number,
        channel=channel,
        person=person,
    )


def unfollow(transaction: Transaction, follower: Follower) -> None:
    """Somebody is told no more of it, not what is still owed to them either."""
    _take_back(transaction, follower)
    transaction.execute(f"DELETE FROM announcement_followers AS followers WHERE {_WHOSE}", **_whose(follower))  # noqa: S608


def owe_progress(
    transaction: Transaction, follower: Follower, body: str, at: datetime, *, is_last_word: bool = False
) -> None:
    """Owe somebody what is new, in place of what is still owed to them; after the last word they follow it no more.

    Nothing where something has become of what they were told last since `follower` was read, or they do not follow it.
    """
    told = follower.told
    as_read = transaction.execute(
        "SELECT 1 FROM announcement_followers AS followers "  # noqa: S608
        f"LEFT JOIN deliveries ON deliveries.message_id = followers.message_id WHERE {_WHOSE} "
        "AND coalesce(followers.message_id, 0) = :message AND coalesce(deliveries.delivery, '') = :delivery",
        **_whose(follower),
        message=told.message if told else 0,
        delivery=told.delivery.value if told else "",
    )
    if not as_read:
        return
    _take_back(transaction, follower)
    reply = Reply(body, Priority.STAFF)
    [message] = add_messages(transaction, [Addressed(follower.channel, follower.person, reply, at)])
    transaction.execute(
        f"UPDATE announcement_followers AS followers SET message_id = :message WHERE {_WHOSE}",  # noqa: S608
        **_whose(follower),
        message=None if is_last_word else message,
    )
    if is_last_word:
        unfollow(transaction, follower)


def _take_back(transaction: Transaction, follower: Follower) -> None:
    transaction.execute(
        "DELETE FROM outbox WHERE id IN (SELECT followers.message_id FROM announcement_followers AS followers "  # noqa: S608
        f"JOIN deliveries ON deliveries.message_id = followers.message_id WHERE {_WHOSE} "
        "AND deliveries.delivery = 'owed')",
        **_whose(follower),
    )


_WHOSE = "followers.announcement = :number AND followers.channel = :channel AND followers.person = :person"


def _whose(follower: Follower) -> dict[str, object]:
    return {"number": follower.announcement, "channel": follower.channel, "person": follower.person}


def _follower(row: Row) -> Follower:
    told = None
    if row["id"] is not None:
        told = Told(row["id"], row["body"], Delivery(row["delivery"]), to_time(row["at"]), row["receipt"])
    return Follower(row["announcement"], row["channel"], row["person"], told)
