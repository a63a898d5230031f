import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import CannotOpen, Damaged
from storage.schema import MIGRATIONS, Migration, bring_up_to_date, migrations
from storage.turns import Turns
from tests.storage.examples import count, from_outside, said

FIRST = Migration(
    1, "0001_notes", "-- Why; with a semicolon.\nCREATE TABLE notes (text TEXT);\nINSERT INTO notes\nVALUES ('a;b');\n"
)
SECOND = Migration(2, "0002_authors", "ALTER TABLE notes ADD COLUMN author TEXT;\nCREATE TABLE authors (name TEXT);\n")
BROKEN = Migration(2, "0002_broken", "CREATE TABLE authors (name TEXT);\nINSERT INTO nowhere VALUES (1);\n")


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def applied(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY number")]


def tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def test_an_empty_file_gets_every_migration_in_order(connection: sqlite3.Connection, path: Path) -> None:
    bring_up_to_date(connection, [FIRST, SECOND], path)
    assert applied(connection) == ["0001_notes", "0002_authors"]
    assert tuple(connection.execute("SELECT text, author FROM notes").fetchone()) == ("a;b", None)


def test_each_migration_is_applied_once(connection: sqlite3.Connection, path: Path) -> None:
    for known in ([FIRST], [FIRST], [FIRST, SECOND], [FIRST, SECOND]):
        bring_up_to_date(connection, known, path)
    assert count(path, "notes") == 1


def test_a_migration_that_fails_leaves_nothing_behind(connection: sqlite3.Connection, path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        bring_up_to_date(connection, [FIRST, BROKEN], path)
    assert applied(connection) == ["0001_notes"]
    assert tables(connection) == ["migrations", "notes"]


def test_a_newer_database_is_refused_and_left_as_it_is(connection: sqlite3.Connection, path: Path) -> None:
    bring_up_to_date(connection, [FIRST, SECOND], path)
    with pytest.raises(
        CannotOpen, match=r"newer Canbao: .* 0002_authors, .* none after 0001_notes\. Update"
    ) as refused:
        bring_up_to_date(connection, [FIRST], path)
    assert str(path) in str(refused.value)
    assert applied(connection) == ["0001_notes", "0002_authors"]


def test_a_migration_changed_after_it_was_applied_is_refused(connection: sqlite3.Connection, path: Path) -> None:
    bring_up_to_date(connection, [FIRST], path)
    edited = Migration(1, "0001_notes", FIRST.sql + "\nCREATE TABLE more (text TEXT);\n")
    with pytest.raises(CannotOpen, match=r"migration 0001_notes that is not the one this program knows"):
        bring_up_to_date(connection, [edited], path)
    assert tables(connection) == ["migrations", "notes"]


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE authors",
        "ALTER TABLE authors ADD COLUMN more TEXT",
        "ALTER TABLE notes RENAME COLUMN author TO writer",
        "ALTER TABLE authors RENAME TO writers",
    ],
)
def test_a_database_whose_tables_are_not_those_of_its_migrations_is_refused_and_left_as_it_is(
    connection: sqlite3.Connection, path: Path, damage: str
) -> None:
    bring_up_to_date(connection, [FIRST, SECOND], path)
    connection.execute(damage)
    before = tables(connection)
    more = Migration(3, "0003_more", "CREATE TABLE more (text TEXT);\n")
    with pytest.raises(Damaged, match=r"it lacks table (authors|notes) as Canbao makes them.*Restore a backup"):
        bring_up_to_date(connection, [FIRST, SECOND, more], path)
    assert tables(connection) == before


def test_a_database_that_forgot_its_migrations_is_refused_and_left_as_it_is(
    connection: sqlite3.Connection, path: Path
) -> None:
    bring_up_to_date(connection, [FIRST, SECOND], path)
    connection.execute("DELETE FROM migrations")
    with pytest.raises(Damaged, match=r"it has table authors, table notes, and no note of the migration that made"):
        bring_up_to_date(connection, [FIRST, SECOND], path)
    assert applied(connection) == []


def test_how_sqlite_spells_a_table_and_what_others_add_does_not_matter(
    connection: sqlite3.Connection, path: Path
) -> None:
    bring_up_to_date(connection, [FIRST, SECOND], path)
    connection.execute("CREATE INDEX theirs ON notes (author)")
    connection.execute("ALTER TABLE authors RENAME TO a")
    connection.execute("ALTER TABLE a RENAME TO authors")  # quotes its name from now on
    bring_up_to_date(connection, [FIRST, SECOND], path)


def test_our_migrations_are_numbered_without_a_gap_and_each_says_why() -> None:
    ours = migrations()
    assert [migration.number for migration in ours] == list(range(1, len(ours) + 1))
    assert len(ours) == len(list(MIGRATIONS.iterdir()))
    assert all(migration.sql.startswith("-- ") for migration in ours)


async def test_opening_again_keeps_what_is_there(path: Path) -> None:
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
    async with Database.open(path):
        pass
    assert count(path, "inbox") == 1
    assert count(path, "migrations") == len(migrations())


async def test_a_database_that_a_newer_canbao_has_used_is_not_opened(path: Path) -> None:
    async with Database.open(path):
        pass
    with from_outside(path) as connection:
        connection.execute("INSERT INTO migrations (number, name, checksum) VALUES (9999, '9999_future', '')")
    with pytest.raises(CannotOpen, match="9999_future"):
        async with Database.open(path):
            pass
