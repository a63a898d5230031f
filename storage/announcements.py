"""Announcements: what is to be said to many people, from its first draft until nothing of it is left to be done."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from storage.columns import from_time, to_time
from storage.database import Database
from storage.errors import Damaged, StaleRevision
from storage.transaction import Row, Transaction

Person = tuple[str, str]
"""A channel, and somebody on it."""


class State(StrEnum):
    """How far an announcement has got. One that has been sent for a later day is going, too."""

    DRAFT = "draft"
    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"  # everybody was told, or it is of no more use


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, to whom, and until when: all that somebody approves of.

    `written` and `said` are texts by language, before and after the figures were filled in; `audience` is text that
    belongs to whoever chooses the people. `corrects` is the announcement that is set right: whoever got it is then the
    audience.
    """

    region: str
    written: Mapping[str, str]
    said: Mapping[str, str]
    audience: str
    not_after: datetime
    corrects: int | None = None

    @property
    def fingerprint(self) -> str:
        """A hash that changes with any of it."""
        return _hash(
            self.region,
            _as_json(self.written),
            _as_json(self.said),
            self.audience,
            from_time(self.not_after),
            self.corrects,
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Who counted when, how many were chosen, and how many of them will be told."""

    by: str
    at: datetime
    selected: int
    told: int


@dataclass(frozen=True, slots=True)
class Approved:
    """Who approved, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement as it stands. `starts_at` is set once somebody sent it."""

    number: int
    content: Content
    written_by: str
    written_at: datetime
    state: State = State.DRAFT
    counting: int = 0
    counted: Counted | None = None
    approved: Approved | None = None
    starts_at: datetime | None = None
    ended_at: datetime | None = None

    def has_begun(self, now: datetime) -> bool:
        """Whether its first message may have gone out."""
        return self.starts_at is not None and self.starts_at <= now


@dataclass(frozen=True, slots=True)
class Every:
    """Every announcement that is as it was written, and the numbers of those that are not: nobody is sent these."""

    sound: tuple[Announcement, ...]
    damaged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Announcements:
    """The announcements in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def all(self) -> Every:
        """Every announcement, in the order in which they were written; of those that are damaged only the numbers."""
        rows = await self.database.read("SELECT * FROM announcements ORDER BY number")
        found = [(row["number"], _sound(row)) for row in rows]
        return Every(
            tuple(one for _, one in found if one is not None),
            tuple(number for number, one in found if one is None),
        )

    async def get(self, number: int) -> Announcement | None:
        """The announcement with this number. Raises Damaged where it is not what was written."""
        rows = await self.database.read("SELECT * FROM announcements WHERE number = :number", number=number)
        return _announcement(rows[0]) if rows else None

    async def next_number(self) -> int:
        """The number that the next announcement will have, if nobody is quicker."""
        [row] = await self.database.read("SELECT coalesce(max(number), 0) + 1 AS number FROM announcements")
        return int(row["number"])

    async def unsettled(self) -> tuple[int, ...]:
        """The numbers of those that were sent and of which something is left to be done."""
        rows = await self.database.read(
            "SELECT number FROM announcements WHERE settled = 0 AND state <> 'draft' ORDER BY number"
        )
        return tuple(row["number"] for row in rows)

    async def listed(self, number: int) -> tuple[Person, ...]:
        """Those who were named for this announcement one by one, and have a session."""
        rows = await self.database.read(
            "SELECT channel, person FROM announcement_lists WHERE announcement = :number ORDER BY channel, person",
            number=number,
        )
        return tuple((row["channel"], row["person"]) for row in rows)

    async def corrected_by(self, number: int) -> int | None:
        """The announcement that sets this one right, if there is one that may still go out or has."""
        rows = await self.database.read(f"{_CORRECTION} ORDER BY number DESC", number=number)
        return int(rows[0]["number"]) if rows else None


# ── What happens to one, within a transaction ────────────────────────────────────────────────────────────────────────
# Each of these raises StaleRevision where the announcement is no longer as it was when it was decided.


def add_announcement(
    transaction: Transaction, number: int, content: Content, who: str, at: datetime, listed: Collection[Person] = ()
) -> None:
    """Write a new one down as a draft."""
    rows = transaction.execute(
        "INSERT INTO announcements (number, state, region, written, said, audience, not_after, corrects, fingerprint, "
        "written_by, written_at) VALUES (:number, 'draft', :region, :written, :said, :audience, :not_after, :corrects, "
        ":fingerprint, :who, :at) ON CONFLICT (number) DO NOTHING RETURNING number",
        number=number,
        **_columns(content, who, at),
    )
    _check(rows, "Somebody else has written an announcement meanwhile.")
    _set_list(transaction, number, listed)


def change_announcement(
    transaction: Transaction, number: int, content: Content, who: str, at: datetime, listed: Collection[Person] = ()
) -> None:
    """Write a draft anew. Whatever was counted and approved of it counts no longer."""
    rows = transaction.execute(
        "UPDATE announcements SET region = :region, written = :written, said = :said, audience = :audience, "  # noqa: S608
        "not_after = :not_after, corrects = :corrects, fingerprint = :fingerprint, written_by = :who, "
        f"written_at = :at, {_NOT_COUNTED} WHERE number = :number AND state = 'draft' RETURNING number",
        number=number,
        **_columns(content, who, at),
    )
    _check(rows, "This announcement is no longer a draft.")
    _set_list(transaction, number, listed)


def begin_count(transaction: Transaction, number: int) -> int:
    """Begin to count anew, and say which time it is. An earlier count and an approval of it count no longer."""
    rows = transaction.execute(
        f"UPDATE announcements SET {_NOT_COUNTED} WHERE number = :number AND state = 'draft' RETURNING counting",  # noqa: S608
        number=number,
    )
    _check(rows, "This announcement is no longer a draft.")
    return int(rows[0]["counting"])


def end_count(transaction: Transaction, number: int, counting: int, who: str, at: datetime) -> Counted:
    """Keep what a count has found: everybody who was written down."""
    rows = transaction.execute(
        "UPDATE announcements SET counted_by = :who, counted_at = :at, "
        "selected = (SELECT count(*) FROM recipients WHERE announcement = :number), "
        "told = (SELECT count(*) FROM recipients WHERE announcement = :number AND outcome IS NULL) "
        "WHERE number = :number AND state = 'draft' AND counting = :counting RETURNING selected, told",
        number=number,
        counting=counting,
        who=who,
        at=from_time(at),
    )
    _check(rows, "This announcement was changed, or is being counted anew.")
    # Whoever was forgotten while it was counted was not counted.
    transaction.execute("DELETE FROM recipients_forgotten WHERE announcement = :number", number=number)
    return Counted(who, at, rows[0]["selected"], rows[0]["told"])


def approve(
    transaction: Transaction, number: int, fingerprint: str, told: int, who: str, at: datetime, counted_since: datetime
) -> None:
    """Note that somebody approves of exactly this, for exactly so many people. Nobody else did before them."""
    rows = transaction.execute(
        "UPDATE announcements SET approved_by = :who, approved_at = :at WHERE number = :number AND state = 'draft' "
        "AND fingerprint = :fingerprint AND told = :told AND counted_at BETWEEN :counted_since AND :at "
        "AND approved_at IS NULL RETURNING number",
        number=number,
        fingerprint=fingerprint,
        told=told,
        who=who,
        at=from_time(at),
        counted_since=from_time(counted_since),
    )
    _check(rows, "This announcement was changed, counted anew or approved by somebody else.")


def send(transaction: Transaction, number: int, fingerprint: str, starts_at: datetime) -> None:
    """Let an announcement that was approved of go, from this moment on."""
    rows = transaction.execute(
        "UPDATE announcements SET state = 'going', starts_at = :starts_at WHERE number = :number AND state = 'draft' "
        "AND fingerprint = :fingerprint AND approved_at IS NOT NULL RETURNING number",
        number=number,
        fingerprint=fingerprint,
        starts_at=from_time(starts_at),
    )
    _check(rows, "This announcement was changed, or sent by somebody else.")


def pause(transaction: Transaction, number: int) -> None:
    """Stop it; nobody is sent it from the moment this is committed until it is resumed."""
    rows = transaction.execute(
        "UPDATE announcements SET state = 'paused' WHERE number = :number AND state = 'going' RETURNING number",
        number=number,
    )
    _check(rows, "This announcement is not being sent.")


def resume(transaction: Transaction, number: int) -> None:
    """Go on where it was stopped; never where a correction of it was written, which would not reach everybody then."""
    rows = transaction.execute(
        "UPDATE announcements SET state = 'going' WHERE number = :number AND state = 'paused' "  # noqa: S608
        f"AND NOT EXISTS ({_CORRECTION}) RETURNING number",
        number=number,
    )
    _check(rows, "This announcement is not paused, or is being corrected.")


def cancel(transaction: Transaction, number: int, at: datetime) -> None:
    """Stop it for good."""
    rows = transaction.execute(
        "UPDATE announcements SET state = 'cancelled', ended_at = :at WHERE number = :number "
        "AND state IN ('draft', 'going', 'paused') RETURNING number",
        number=number,
        at=from_time(at),
    )
    _check(rows, "This announcement has ended.")


def finish(transaction: Transaction, number: int, at: datetime) -> None:
    """Note that everybody was told, or that it is of no more use; nothing where it has ended already."""
    transaction.execute(
        "UPDATE announcements SET state = 'finished', ended_at = :at WHERE number = :number "
        "AND state IN ('going', 'paused')",
        number=number,
        at=from_time(at),
    )


def settle(transaction: Transaction, number: int) -> None:
    """Note that nothing of an announcement that has ended is left to be done."""
    transaction.execute(
        "UPDATE announcements SET settled = 1 WHERE number = :number AND state IN ('cancelled', 'finished')",
        number=number,
    )


def announcement_within(transaction: Transaction, number: int) -> Announcement | None:
    """The announcement as of this transaction. Raises Damaged where it is not what was written."""
    rows = transaction.execute("SELECT * FROM announcements WHERE number = :number", number=number)
    return _announcement(rows[0]) if rows else None


_NOT_COUNTED = (
    "counting = counting + 1, counted_by = NULL, counted_at = NULL, selected = 0, told = 0, "
    "approved_by = NULL, approved_at = NULL"
)
_CORRECTION = "SELECT number FROM announcements AS later WHERE later.corrects = :number AND later.state <> 'cancelled'"


def _check(rows: list[Row], what: str) -> None:
    if not rows:
        raise StaleRevision(f"{what} Look at it again, and decide anew.")


def _set_list(transaction: Transaction, number: int, listed: Collection[Person]) -> None:
    transaction.execute("DELETE FROM announcement_lists WHERE announcement = :number", number=number)
    if listed:
        # Whoever has no session is not kept: nothing may be known of somebody who was forgotten.
        transaction.execute_together(
            "WITH given (announcement, channel, person) AS (VALUES :rows) "
            "INSERT INTO announcement_lists (announcement, channel, person) "
            "SELECT given.announcement, given.channel, given.person FROM given JOIN sessions USING (channel, person) "
            "WHERE given.announcement IS NOT NULL",
            [(number, channel, person) for channel, person in dict.fromkeys(listed)],
        )


def _columns(content: Content, who: str, at: datetime) -> dict[str, object]:
    return {
        "region": content.region,
        "written": _as_json(content.written),
        "said": _as_json(content.said),
        "audience": content.audience,
        "not_after": from_time(content.not_after),
        "corrects": content.corrects,
        "fingerprint": content.fingerprint,
        "who": who,
        "at": from_time(at),
    }


def _announcement(row: Row) -> Announcement:
    found = _sound(row)
    if found is None:
        raise Damaged(f"Announcement {row['number']} is not what was written. Nobody is sent it. Restore a backup.")
    return found


def _sound(row: Row) -> Announcement | None:
    """The announcement as it was written; `None` where it is not that any more."""
    try:
        found = _read(row)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.content.fingerprint == row["fingerprint"] else None


def _read(row: Row) -> Announcement:
    content = Content(
        row["region"],
        dict(json.loads(row["written"])),
        dict(json.loads(row["said"])),
        row["audience"],
        to_time(row["not_after"]),
        row["corrects"],
    )
    return Announcement(
        number=row["number"],
        content=content,
        written_by=row["written_by"],
        written_at=to_time(row["written_at"]),
        state=State(row["state"]),
        counting=row["counting"],
        counted=_counted(row),
        approved=Approved(row["approved_by"], to_time(row["approved_at"])) if row["approved_at"] is not None else None,
        starts_at=None if row["starts_at"] is None else to_time(row["starts_at"]),
        ended_at=None if row["ended_at"] is None else to_time(row["ended_at"]),
    )


def _counted(row: Row) -> Counted | None:
    if row["counted_at"] is None:
        return None
    return Counted(row["counted_by"], to_time(row["counted_at"]), row["selected"], row["told"])


def _as_json(texts: Mapping[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(*values: str | int | None) -> str:
    return sha256(json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
