"""Brings a database to the shape this program expects: the numbered files of `migrations/`, each applied once."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from storage.errors import CannotOpen
from storage.transaction import Transaction, transact

MIGRATIONS = Path(__file__).parent / "migrations"

# Migrations are written in standard SQL; this is the one phrase SQLite spells in its own way.
_NUMBERED = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
_NUMBERED_IN_SQLITE = "INTEGER PRIMARY KEY AUTOINCREMENT"


@dataclass(frozen=True)
class Migration:
    """One numbered step from an older shape of the database to the next."""

    number: int
    name: str
    sql: str

    @cached_property
    def checksum(self) -> str:
        """Tells whether the file is still the one that was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """The statements one by one: run as one script, SQLite would commit before it."""
        statement = ""
        for line in self.sql.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement.replace(_NUMBERED, _NUMBERED_IN_SQLITE)
                statement = ""


def migrations() -> Sequence[Migration]:
    """The migrations this program knows, oldest first."""
    return [
        Migration(number=int(file.name[:4]), name=file.stem, sql=file.read_text(encoding="utf-8"))
        for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]


def bring_up_to_date(connection: sqlite3.Connection, known: Sequence[Migration], path: Path) -> None:
    """Apply what has not been applied yet, each migration in a transaction of its own.

    Raises CannotOpen, with nothing changed, for a database (at `path`, for the sentence) that a newer program has used
    or whose applied migrations are not the ones this program knows.
    """
    transact(connection, partial(_check_history, known=known, path=path))
    for migration in known:
        transact(connection, partial(_apply, migration=migration))


def _check_history(transaction: Transaction, known: Sequence[Migration], path: Path) -> None:
    transaction.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"
    )
    ours = {migration.number: migration for migration in known}
    for applied in transaction.execute("SELECT number, name, checksum FROM migrations ORDER BY number"):
        if applied["number"] > max(ours):
            raise CannotOpen(
                f"{path} was last used by a newer Canbao: it has had migration {applied['name']}, and this program "
                f"knows none after {ours[max(ours)].name}. Update the program, or restore the backup made before."
            )
        if applied["number"] not in ours or ours[applied["number"]].checksum != applied["checksum"]:
            raise CannotOpen(
                f"{path} has had a migration {applied['name']} that is not the one this program knows, so its tables "
                "may have another shape. Use the program it was made with, and put later changes into a new migration."
            )


def _apply(transaction: Transaction, migration: Migration) -> None:
    # Asked again inside the transaction: another process may have applied it while we waited for the lock.
    if transaction.execute("SELECT 1 FROM migrations WHERE number = :number", number=migration.number):
        return
    for statement in migration.statements():
        transaction.execute(statement)
    transaction.execute(
        "INSERT INTO migrations (number, name, checksum) VALUES (:number, :name, :checksum)",
        number=migration.number,
        name=migration.name,
        checksum=migration.checksum,
    )
