"""Recipients: who was chosen for an announcement, who has a message of it in the outbox, and what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.announcements import Announcement, State, announcement_within
from storage.columns import from_time, is_sound, to_time
from storage.database import Database
from storage.errors import StaleRevision
from storage.outbox import Addressed, Priority, Reply, add_messages
from storage.people import CHECKED as CHECKED_OF_PEOPLE
from storage.sessions import CHECKED, Session
from storage.transaction import Row, Transaction

Outcome = Literal["owed", "sent", "blocked", "failed", "expired", "opted_out", "cancelled", "unknown"]
"""What became of the announcement for one person; `owed` as long as nothing has."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be told, whether a message would arrive, and whether they want any."""

    session: Session
    reachable: bool
    wants_news: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody who was chosen, and why nothing is ever sent to them, if so."""

    channel: str
    person: str
    outcome: Literal["blocked", "opted_out"] | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """How many recipients on one channel had one outcome, and the reason of the platform, if it gave one."""

    channel: str
    outcome: Outcome
    people: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """The recipients in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def candidates(
        self, number: int, source: Literal["everybody", "listed", "corrected"], after: tuple[str, str], limit: int
    ) -> tuple[tuple[str, str], tuple[Candidate, ...]]:
        """A portion of those among whom to choose, and whom to go on after; `("", "")` stands before the first.

        Everybody who ever wrote, those who were named, or whoever got the announcement that is set right or may have. A
        session that is no longer what was written is passed over. An empty portion is not the end as long as the place
        moves on.
        """
        rows = await self.database.read(_SOURCES[source], number=number, channel=after[0], person=after[1], limit=limit)
        reached = (rows[-1]["channel"], rows[-1]["person"]) if rows else after
        return reached, tuple(_candidate(row) for row in rows if is_sound(row["checksum"], *(row[n] for n in CHECKED)))

    async def choose(self, number: int, counting: int, chosen: Sequence[Chosen]) -> None:
        """Keep a portion of those who were chosen. Raises StaleRevision where the count is overtaken."""
        await self.database.write(lambda transaction: _choose(transaction, number, counting, chosen))

    async def clear(self, number: int, counting: int) -> None:
        """Let go of whom an earlier count chose, a portion at a time. Raises StaleRevision where it is overtaken."""
        while await self.database.write(lambda transaction: _clear(transaction, number, counting)):
            pass

    async def totals(self, number: int) -> tuple[Became, ...]:
        """What became of all of them, by channel and reason. It adds up to how many were selected."""
        [bounds] = await self.database.read(
            "SELECT coalesce(min(id), 0) AS first, coalesce(max(id), -1) AS last FROM recipients "
            "WHERE announcement = :number",
            number=number,
        )
        found: dict[tuple[str, Outcome, str], int] = {}
        for row in await self.database.read(
            "SELECT channel, outcome, '' AS why, people FROM recipients_forgotten WHERE announcement = :number",
            number=number,
        ):
            _count(found, row)
        for first in range(bounds["first"], bounds["last"] + 1, _PORTION_OF_TOTALS):
            for row in await self.database.read(
                "SELECT channel, outcome, why, count(*) AS people FROM outcomes "
                "WHERE announcement = :number AND id BETWEEN :first AND :last GROUP BY channel, outcome, why",
                number=number,
                first=first,
                last=first + _PORTION_OF_TOTALS - 1,
            ):
                _count(found, row)
        return tuple(Became(channel, outcome, people, why) for (channel, outcome, why), people in sorted(found.items()))

    async def ahead(self, channel: str, now: datetime) -> int:
        """How many messages of announcements wait in the outbox for their channel to send them now."""
        [row] = await self.database.read(
            "SELECT count(*) AS messages FROM deliveries WHERE channel = :channel AND delivery = 'owed' "
            "AND delivery IN ('owed', 'sending') AND priority = :priority "
            "AND (not_before IS NULL OR not_before <= :now)",
            channel=channel,
            priority=int(Priority.ANNOUNCEMENT),
            now=from_time(now),
        )
        return int(row["messages"])


Body = Callable[[Session], str | None]
"""What is said to one person; `None` where it does not concern them any more."""


def put_into_outbox(transaction: Transaction, number: int, channel: str, limit: int, now: datetime, body: Body) -> int:
    """Owe the announcement to some more of its recipients, within a transaction, and say how many were dealt with.

    Whoever was blocked, does not want any more news, or is not concerned any more since they were chosen, is told
    nothing. Nobody is dealt with while it is paused or has ended.
    """
    announcement = announcement_within(transaction, number)
    if announcement is None or announcement.state is not State.GOING or not announcement.has_begun(now):
        return 0
    rows = transaction.execute(
        "SELECT waiting.id AS recipient, addressees.* FROM ("
        "SELECT id, channel, person FROM recipients WHERE announcement = :number AND channel = :channel "
        "AND message_id IS NULL AND outcome IS NULL ORDER BY id LIMIT :limit) AS waiting "
        "JOIN addressees USING (channel, person)",
        number=number,
        channel=channel,
        limit=limit,
    )
    told: list[tuple[int, str, str]] = []
    others: list[tuple[int, str]] = []
    for row in rows:
        said, outcome = _said(row, body)
        if said is None:
            others.append((row["recipient"], outcome))
        else:
            told.append((row["recipient"], row["person"], said))
    _owe(transaction, announcement, channel, told, now)
    if others:
        transaction.execute_together(
            "WITH given (id, outcome) AS (VALUES :rows) UPDATE recipients SET outcome = given.outcome FROM given "
            "WHERE recipients.id = given.id",
            others,
        )
    return len(rows)


def take_back(transaction: Transaction, number: int, channel: str, limit: int) -> int:
    """Take back some of the messages that nobody was sent yet, within a transaction, and say how many they were."""
    return len(
        transaction.execute(
            f"DELETE FROM outbox WHERE id IN (SELECT deliveries.message_id {_UNSETTLED} "  # noqa: S608
            "AND deliveries.delivery = 'owed' LIMIT :limit) RETURNING id",
            number=number,
            channel=channel,
            limit=limit,
        )
    )


def is_waited_for(transaction: Transaction, number: int) -> bool:
    """Whether anybody has no message yet and is to have one, within a transaction."""
    return bool(
        transaction.execute(
            "SELECT 1 FROM recipients WHERE announcement = :number AND message_id IS NULL AND outcome IS NULL LIMIT 1",
            number=number,
        )
    )


def is_under_way(transaction: Transaction, number: int, channel: str) -> bool:
    """Whether any message of the announcement is owed or just being sent there, within a transaction."""
    return bool(transaction.execute(f"SELECT 1 {_UNSETTLED} LIMIT 1", number=number, channel=channel))


# Joined crosswise, so that the few messages that are not settled are looked at, and not everybody who was ever chosen.
_UNSETTLED = (
    "FROM deliveries CROSS JOIN recipients WHERE deliveries.channel = :channel "
    "AND deliveries.delivery IN ('owed', 'sending') AND deliveries.priority = 3 "
    "AND recipients.message_id = deliveries.message_id AND recipients.announcement = :number"
)


def opt_out(transaction: Transaction, channel: str, person: str) -> None:
    """Somebody wants no more news: what they were not sent yet they never are."""
    waiting = {"channel": channel, "person": person}
    transaction.execute(
        "DELETE FROM outbox WHERE id IN (SELECT recipients.message_id FROM recipients "
        "JOIN deliveries ON deliveries.message_id = recipients.message_id WHERE recipients.channel = :channel "
        "AND recipients.person = :person AND deliveries.delivery = 'owed')",
        **waiting,
    )
    transaction.execute(
        "UPDATE recipients SET outcome = 'opted_out' WHERE channel = :channel AND person = :person "
        "AND message_id IS NULL AND outcome IS NULL AND announcement IN ("
        "SELECT number FROM announcements WHERE state IN ('going', 'paused'))",
        **waiting,
    )


def forget_recipient(transaction: Transaction, channel: str, person: str) -> None:
    """Let go of somebody, and keep what became of it for them only as a number.

    What was still owed to them is cancelled; what is just being sent may or may not arrive.
    """
    whose = {"channel": channel, "person": person}
    transaction.execute(
        "INSERT INTO recipients_forgotten (announcement, channel, outcome, people) "
        "SELECT announcement, channel, CASE WHEN outcome <> 'owed' THEN outcome WHEN delivery = 'sending' "
        "THEN 'unknown' ELSE 'cancelled' END, 1 FROM outcomes WHERE channel = :channel AND person = :person "
        "ON CONFLICT (announcement, channel, outcome) DO UPDATE SET people = recipients_forgotten.people + 1",
        **whose,
    )
    for table in ("recipients", "announcement_lists", "announcement_followers"):
        transaction.execute(f"DELETE FROM {table} WHERE channel = :channel AND person = :person", **whose)  # noqa: S608


# ── How ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_PORTION_OF_TOTALS = 20_000
"""So that whoever else reads waits for a few milliseconds only."""

_AT_A_TIME = 2_000

_SOURCES = {
    "everybody": "SELECT addressees.* FROM addressees WHERE :number > 0 "
    "AND (channel, person) > (:channel, :person) ORDER BY channel, person LIMIT :limit",
    "listed": "SELECT addressees.* FROM announcement_lists AS listed JOIN addressees USING (channel, person) "
    "WHERE listed.announcement = :number AND (listed.channel, listed.person) > (:channel, :person) "
    "ORDER BY listed.channel, listed.person LIMIT :limit",
    "corrected": "SELECT addressees.* FROM outcomes JOIN addressees USING (channel, person) "
    "WHERE outcomes.announcement = (SELECT corrects FROM announcements WHERE number = :number) "
    "AND outcomes.delivery IN ('sent', 'unknown', 'sending') "
    "AND (outcomes.channel, outcomes.person) > (:channel, :person) "
    "ORDER BY outcomes.channel, outcomes.person LIMIT :limit",
}


def _candidate(row: Row) -> Candidate:
    reachable, wants_news = _wishes(row)
    return Candidate(_session(row), reachable, wants_news)


def _session(row: Row) -> Session:
    return Session(
        row["channel"], row["person"], row["revision"], row["state"], to_time(row["updated_at"]), row["visit"]
    )


def _wishes(row: Row) -> tuple[bool, bool]:
    """Whether somebody can be reached and wants news. Where that can no longer be read, they may have said no."""
    if row["checksum_of_person"] is None:  # nothing was ever noted of them
        return True, True
    content = {"channel": row["channel"], "person": row["person"]}
    noted = (content.get(name, row[name]) for name in CHECKED_OF_PEOPLE)
    return bool(row["reachable"]), bool(row["wants_news"]) and is_sound(row["checksum_of_person"], *noted)


def _choose(transaction: Transaction, number: int, counting: int, chosen: Sequence[Chosen]) -> None:
    _check_counting(transaction, number, counting)
    if chosen:
        transaction.execute_together(
            "WITH given (announcement, channel, person, outcome) AS (VALUES :rows) "
            "INSERT INTO recipients (announcement, channel, person, outcome) "
            "SELECT given.announcement, given.channel, given.person, given.outcome "
            "FROM given JOIN sessions USING (channel, person) WHERE given.announcement IS NOT NULL "
            "ON CONFLICT (announcement, channel, person) DO NOTHING",
            [(number, one.channel, one.person, one.outcome) for one in chosen],
        )


def _clear(transaction: Transaction, number: int, counting: int) -> int:
    _check_counting(transaction, number, counting)
    return len(
        transaction.execute(
            "DELETE FROM recipients WHERE id IN ("
            "SELECT id FROM recipients WHERE announcement = :number LIMIT :limit) RETURNING id",
            number=number,
            limit=_AT_A_TIME,
        )
    )


def _check_counting(transaction: Transaction, number: int, counting: int) -> None:
    if not transaction.execute(
        "SELECT 1 FROM announcements WHERE number = :number AND counting = :counting AND state = 'draft'",
        number=number,
        counting=counting,
    ):
        raise StaleRevision("This announcement was changed, or is being counted anew. Look at it again.")


def _said(row: Row, body: Body) -> tuple[str | None, str]:
    """What is said to a recipient; `None` where nothing is, and the outcome of that."""
    if row["person"] is None or not is_sound(row["checksum"], *(row[name] for name in CHECKED)):
        return None, "expired"
    reachable, wants_news = _wishes(row)
    if not reachable or not wants_news:
        return None, "opted_out" if reachable else "blocked"
    return body(_session(row)), "expired"


def _owe(
    transaction: Transaction,
    announcement: Announcement,
    channel: str,
    told: Sequence[tuple[int, str, str]],
    now: datetime,
) -> None:
    not_after = announcement.content.not_after
    owed = add_messages(
        transaction,
        [
            Addressed(channel, person, Reply(said, Priority.ANNOUNCEMENT, not_after=not_after), now)
            for _, person, said in told
        ],
    )
    if owed:
        transaction.execute_together(
            "WITH given (id, message_id) AS (VALUES :rows) UPDATE recipients SET message_id = given.message_id "
            "FROM given WHERE recipients.id = given.id",
            [(id, message) for (id, _, _), message in zip(told, owed, strict=True)],
        )


def _count(found: dict[tuple[str, Outcome, str], int], row: Row) -> None:
    key = row["channel"], row["outcome"], row["why"] or ""
    found[key] = found.get(key, 0) + row["people"]
