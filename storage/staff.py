"""Staff: who acts for the bureau beside its owners, and the codes by which they are added."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_time, to_time
from storage.database import Database
from storage.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role in a region. `who` is a channel and a person there, `name` what colleagues call them."""

    id: int
    who: str
    role: str
    region: str
    name: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """A code that adds whoever uses it first. Only its digest is kept."""

    id: int
    digest: str
    role: str
    region: str
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Staff:
    """The staff in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def everybody(self) -> tuple[Member, ...]:
        """All roles that are held, in the order in which they were given."""
        return tuple(_member(row) for row in await self.database.read("SELECT * FROM staff ORDER BY id"))

    async def roles_of(self, who: str) -> tuple[Member, ...]:
        """The roles that one person holds."""
        return tuple(
            _member(row)
            for row in await self.database.read("SELECT * FROM staff WHERE who = :who ORDER BY id", who=who)
        )

    async def codes(self, now: datetime) -> tuple[Code, ...]:
        """The codes that can still be used."""
        rows = await self.database.read(
            "SELECT * FROM staff_codes WHERE expires_at > :now ORDER BY id", now=from_time(now)
        )
        return tuple(_code(row) for row in rows)

    async def code(self, digest: str, now: datetime) -> Code | None:
        """The code with this digest, if it can still be used."""
        rows = await self.database.read(
            "SELECT * FROM staff_codes WHERE digest = :digest AND expires_at > :now", digest=digest, now=from_time(now)
        )
        return _code(rows[0]) if rows else None


def roles_within(transaction: Transaction, who: str) -> tuple[Member, ...]:
    """The roles that one person holds, as of this transaction."""
    return tuple(
        _member(row) for row in transaction.execute("SELECT * FROM staff WHERE who = :who ORDER BY id", who=who)
    )


def add_code(
    transaction: Transaction,
    *,
    digest: str,
    role: str,
    region: str,
    name: str,
    made_by: str,
    made_at: datetime,
    expires_at: datetime,
) -> None:
    """Keep a code, and drop those that have expired."""
    transaction.execute("DELETE FROM staff_codes WHERE expires_at <= :now", now=from_time(made_at))
    transaction.execute(
        "INSERT INTO staff_codes (digest, role, region, name, made_by, made_at, expires_at) "
        "VALUES (:digest, :role, :region, :name, :made_by, :made_at, :expires_at)",
        digest=digest,
        role=role,
        region=region,
        name=name,
        made_by=made_by,
        made_at=from_time(made_at),
        expires_at=from_time(expires_at),
    )


def use_code(transaction: Transaction, digest: str, who: str, now: datetime) -> Code | None:
    """Add somebody by a code, which is gone then. None where there is no such code, or it has expired."""
    found = transaction.execute(
        "DELETE FROM staff_codes WHERE digest = :digest AND expires_at > :now RETURNING *",
        digest=digest,
        now=from_time(now),
    )
    if not found:
        return None
    code = _code(found[0])
    transaction.execute(
        "INSERT INTO staff (who, role, region, name, added_by, added_at) "
        "VALUES (:who, :role, :region, :name, :added_by, :added_at) ON CONFLICT (who, role, region) DO NOTHING",
        who=who,
        role=code.role,
        region=code.region,
        name=code.name,
        added_by=code.made_by,
        added_at=from_time(now),
    )
    return code


def remove_member(transaction: Transaction, id: int) -> Member | None:
    """Take a role away, and say whose it was. None where nobody holds it."""
    rows = transaction.execute("DELETE FROM staff WHERE id = :id RETURNING *", id=id)
    return _member(rows[0]) if rows else None


def remove_code(transaction: Transaction, id: int) -> Code | None:
    """Withdraw a code, and say which it was. None where there is none."""
    rows = transaction.execute("DELETE FROM staff_codes WHERE id = :id RETURNING *", id=id)
    return _code(rows[0]) if rows else None


def _member(row: Row) -> Member:
    return Member(
        id=row["id"],
        who=row["who"],
        role=row["role"],
        region=row["region"],
        name=row["name"],
        added_by=row["added_by"],
        added_at=to_time(row["added_at"]),
    )


def _code(row: Row) -> Code:
    return Code(
        id=row["id"],
        digest=row["digest"],
        role=row["role"],
        region=row["region"],
        name=row["name"],
        made_by=row["made_by"],
        made_at=to_time(row["made_at"]),
        expires_at=to_time(row["expires_at"]),
    )
