"""The audit log: what staff did, in a chain of hashes that shows any change to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from storage.columns import from_time, to_time
from storage.database import Database
from storage.seal import Seal
from storage.transaction import Row, Transaction

NOTHING = "0" * 64
"""The hash that stands before the first entry."""

EVERYWHERE = "000000"
"""The region of what concerns the log itself."""

BROKEN, REKEYED = "audit.broken", "audit.key"
"""What the log says of itself: that its end was not as it was left; that another secret seals it from here on."""

_AT_A_TIME = 1000


@dataclass(frozen=True)
class Entry:
    """Something a member of staff did: who, in which role, what, where, and its particulars."""

    at: datetime
    who: str
    role: str
    action: str
    region: str
    what: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An entry in its place in the log."""

    seq: int
    entry: Entry
    hash: str


@dataclass(frozen=True)
class Head:
    """Where the log ends, and up to where retention has cut it. `key` and `seal` vouch for both."""

    last_seq: int = 0
    last_hash: str = NOTHING
    cut_seq: int = 0
    cut_hash: str = NOTHING
    key: str = ""
    seal: str = ""

    def sealed(self, seal: Seal) -> str:
        """What the seal has to be."""
        return seal.of("head", self.last_seq, self.last_hash, self.cut_seq, self.cut_hash)


@dataclass(frozen=True)
class Audit:
    """The log in a database. Every method raises StorageError when the database fails."""

    database: Database
    seal: Seal

    async def head(self) -> Head:
        """Where the log ends."""
        return _head(await self.database.read(_HEAD))

    async def last(self, limit: int) -> tuple[Kept, ...]:
        """The newest entries, oldest first."""
        rows = await self.database.read("SELECT * FROM audit ORDER BY seq DESC LIMIT :limit", limit=limit)
        return tuple(_kept(row) for row in reversed(rows))

    async def of(self, action: str) -> tuple[Kept, ...]:
        """The entries of an action, oldest first."""
        rows = await self.database.read("SELECT * FROM audit WHERE action = :action ORDER BY seq", action=action)
        return tuple(map(_kept, rows))

    async def since(self) -> datetime:
        """The moment from which on nothing has been let go."""
        head = await self.head()
        first = await self.database.read("SELECT * FROM audit WHERE seq > :cut ORDER BY seq LIMIT 1", cut=head.cut_seq)
        return _kept(first[0]).entry.at if first and head.cut_seq else to_time(0)

    async def after(self, seq: int) -> tuple[Row, ...]:
        """A portion of the rows that follow one, as they are stored."""
        return tuple(
            await self.database.read(
                "SELECT * FROM audit WHERE seq > :seq ORDER BY seq LIMIT :portion", seq=seq, portion=_AT_A_TIME
            )
        )

    async def stands_alone(self) -> bool:
        """Whether nothing is there that only staff can have made: then it may well be that nobody did anything."""
        return not await self.database.read(_MADE_BY_STAFF, moment=1 << 62, day="9999-12-31")

    async def count(self) -> int:
        """How many rows there are, whatever they say."""
        [row] = await self.database.read("SELECT count(*) AS rows FROM audit")
        return int(row["rows"])


def append(transaction: Transaction, entry: Entry, seal: Seal) -> Head:
    """Add an entry to the end of the log within a transaction; the head says where it ends then.

    Where the end is not as it was left, going on as if nothing had happened would seal what somebody did to it. It is
    written down first, so that it is found ever after. Raises TypeError or ValueError for particulars that are not JSON
    or a time without its zone.
    """
    head = _head(transaction.execute(_HEAD))
    if remark := _found(transaction, head, seal, entry.at):
        newest = _newest(transaction)
        if newest is not None and newest["seq"] > head.last_seq:
            head = replace(head, last_seq=newest["seq"], last_hash=newest["hash"])
        head = _add(transaction, head, Entry(entry.at, "canbao", "", remark, EVERYWHERE), seal)
    return _move(transaction, _add(transaction, head, entry, seal), seal)


def _found(transaction: Transaction, head: Head, seal: Seal, at: datetime) -> str:
    """What has to be written down about the end of the log before anything is added to it; nothing, as a rule."""
    newest = _newest(transaction)
    ends = (newest["seq"], newest["hash"]) if newest is not None else (head.cut_seq, head.cut_hash)
    if ends != (head.last_seq, head.last_hash):
        return BROKEN
    if head == Head():
        # What is written with this entry is of its moment; a poster says only its day, on the clock of China.
        day = at.astimezone(UTC).date().isoformat()
        return BROKEN if transaction.execute(_MADE_BY_STAFF, moment=from_time(at), day=day) else ""
    if head.key == seal.key and head.seal == head.sealed(seal):
        return ""
    return REKEYED if head.key != seal.key else BROKEN


_MADE_BY_STAFF = (
    "SELECT 1 FROM staff WHERE added_at < :moment UNION ALL SELECT 1 FROM staff_codes WHERE made_at < :moment "
    "UNION ALL SELECT 1 FROM announcements WHERE written_at < :moment "
    "UNION ALL SELECT 1 FROM posters WHERE printed_on < :day"
)
"""Something from before a moment that is never made without an entry: where there is none, the log was taken away."""


def _add(transaction: Transaction, head: Head, entry: Entry, seal: Seal) -> Head:
    seq, what, at = head.last_seq + 1, _written(entry.what), from_time(entry.at)
    said = (entry.who, entry.role, entry.action, entry.region, what)
    sealed = seal.of(seq, at, *said, head.last_hash, seal.key)
    transaction.execute(
        "INSERT INTO audit (seq, at, who, role, action, region, what, previous, key, hash) "
        "VALUES (:seq, :at, :who, :role, :action, :region, :what, :previous, :key, :hash)",
        seq=seq,
        at=at,
        who=entry.who,
        role=entry.role,
        action=entry.action,
        region=entry.region,
        what=what,
        previous=head.last_hash,
        key=seal.key,
        hash=sealed,
    )
    return replace(head, last_seq=seq, last_hash=sealed)


def _newest(transaction: Transaction) -> Row | None:
    return next(iter(transaction.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")), None)


def hash_of(row: Row, seal: Seal) -> str:
    """What the hash of a row has to be; one from before there was a secret has none in it."""
    said = (row["who"], row["role"], row["action"], row["region"], row["what"])
    return (seal if row["key"] else Seal()).of(row["seq"], row["at"], *said, row["previous"], row["key"])


def cut(transaction: Transaction, before: datetime, at: datetime, seal: Seal) -> int:
    """Let go of the entries from before a moment within a transaction, and say how many they were.

    Only the oldest go, up to the first that is young enough. What is left stays a chain: the last entry cut away is
    remembered under seal, and the cut is itself an entry.
    """
    young = "SELECT coalesce(min(seq), :end) AS seq FROM audit WHERE at >= :before"
    head = _head(transaction.execute(_HEAD))
    [first] = transaction.execute(young, before=from_time(before), end=head.last_seq + 1)
    old = transaction.execute(
        "SELECT seq, hash FROM audit WHERE seq > :cut AND seq < :first ORDER BY seq DESC LIMIT 1",
        cut=head.cut_seq,
        first=first["seq"],
    )
    if not old:
        return 0
    [last] = old
    # The entry comes first, as the note of where the log ends is looked at before anything is added to it; then the
    # checkpoint, as the trigger lets nothing go that is not behind it.
    cut_away = {"entries": last["seq"] - head.cut_seq, "last": last["seq"], "hash": last["hash"]}
    head = append(transaction, Entry(at, "canbao", "", "audit.cut", EVERYWHERE, cut_away), seal)
    _move(transaction, replace(head, cut_seq=last["seq"], cut_hash=last["hash"]), seal)
    transaction.execute("DELETE FROM audit WHERE seq <= :seq", seq=last["seq"])
    return int(cut_away["entries"])


_HEAD = "SELECT last_seq, last_hash, cut_seq, cut_hash, key, seal FROM audit_head"


def _head(rows: list[Row]) -> Head:
    return Head(**dict(rows[0])) if rows else Head()


def _move(transaction: Transaction, head: Head, seal: Seal) -> Head:
    moved = replace(head, key=seal.key, seal=head.sealed(seal))
    transaction.execute(
        "INSERT INTO audit_head (only, last_seq, last_hash, cut_seq, cut_hash, key, seal) "
        "VALUES (1, :last_seq, :last_hash, :cut_seq, :cut_hash, :key, :seal) ON CONFLICT (only) DO UPDATE SET "
        "last_seq = excluded.last_seq, last_hash = excluded.last_hash, cut_seq = excluded.cut_seq, "
        "cut_hash = excluded.cut_hash, key = excluded.key, seal = excluded.seal",
        last_seq=moved.last_seq,
        last_hash=moved.last_hash,
        cut_seq=moved.cut_seq,
        cut_hash=moved.cut_hash,
        key=moved.key,
        seal=moved.seal,
    )
    return moved


def _kept(row: Row) -> Kept:
    return Kept(
        row["seq"],
        Entry(_moment(row["at"]), row["who"], row["role"], row["action"], row["region"], _read(row["what"])),
        row["hash"],
    )


def _moment(stored: object) -> datetime:
    """When it was; the beginning of time where that can no longer be read, which verifying the log finds."""
    return to_time(stored if isinstance(stored, int) else 0)


def _written(what: Mapping[str, object]) -> str:
    return json.dumps(what, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _read(stored: str) -> dict[str, object]:
    """Particulars as they were given; none where they can no longer be read, which verifying the log finds."""
    try:
        what = json.loads(stored)
    except (ValueError, RecursionError):
        return {}
    return what if isinstance(what, dict) else {}
