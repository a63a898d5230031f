"""Brings a database to the shape this program expects: the numbered files of `migrations/`, each applied once."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

from storage.errors import CannotOpen, Damaged
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
    or whose applied migrations are not the ones this program knows, and Damaged for one whose tables are not theirs.
    """
    transact(connection, partial(_begin, known=known, path=path))
    for migration in known:
        transact(connection, partial(_apply, migration=migration))


def _begin(transaction: Transaction, known: Sequence[Migration], path: Path) -> None:
    transaction.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"
    )
    check_history(transaction, known, path)


def check_history(transaction: Transaction, known: Sequence[Migration], path: Path) -> Sequence[Migration]:
    """The migrations that a database has had, if they are ours and its tables are what they made.

    Raises as `bring_up_to_date` does.
    """
    ours = {migration.number: migration for migration in known}
    had: list[Migration] = []
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
        had.append(ours[applied["number"]])
    shape, made = _shape(transaction), _shape_after(tuple(had))
    lacking = sorted(name for name, sql in made.items() if shape.get(name) != sql)
    if lacking:
        raise _damaged(path, f"it lacks {', '.join(lacking)} as Canbao makes them")
    early = sorted((shape.keys() & _made_by(tuple(known))) - made.keys())
    if early:
        raise _damaged(path, f"it has {', '.join(early)}, and no note of the migration that made them")
    return had


def _damaged(path: Path, what: str) -> Damaged:
    return Damaged(f"{path} is damaged: {what}. It was left as it is. Restore a backup, or choose another path.")


def _made_by(known: tuple[Migration, ...]) -> Set[str]:
    try:
        return _shape_after(known).keys()
    except sqlite3.Error:  # a migration that does not work says so by itself, when it is applied
        return set()


@lru_cache(maxsize=4)
def _shape_after(had: tuple[Migration, ...]) -> dict[str, str]:
    """The shape of a database that has had these migrations and nothing else."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        transaction = Transaction(connection)
        for migration in had:
            for statement in migration.statements():
                transaction.execute(statement)
        return _shape(transaction)


def _shape(transaction: Transaction) -> dict[str, str]:
    """Every table, index, view and trigger with the statement that made it, which each SQLite spells in its own way."""
    rows = transaction.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {f"{row['type']} {row['name']}": "".join(str(row["sql"]).replace('"', "").split()) for row in rows}


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
