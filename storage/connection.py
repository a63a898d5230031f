"""A connection to the file: where it may be, how text is read from it, and in what words it is said what goes wrong."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.errors import Busy, CannotOpen, Damaged, DiskFull, StorageError

FOR_READING = ("PRAGMA query_only = ON",)

IN_MEMORY = "PRAGMA cache_size = -16000"
"""Kilobytes of the file kept in memory, of which SQLite uses what it needs: all inner pages of a million sessions."""


def connect(path: Path, patience: float, pragmas: tuple[str, ...] = ()) -> sqlite3.Connection:
    """Open the file, and wait so many seconds for others that hold it. Raises sqlite3.Error."""
    return _prepared(sqlite3.connect(path, timeout=patience, isolation_level=None), pragmas)


@contextmanager
def looking_at(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is left as it is. Raises sqlite3.Error.

    The last connection that is closed moves the log, which a killed process leaves behind, into the database. So one
    that cannot is the last; alone it will not do, as SQLite checks no constraints in what cannot be written to.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=patience)) as last,
        closing(connect(path, patience, FOR_READING)) as connection,
    ):
        last.execute("SELECT 1 FROM sqlite_master").fetchone()
        yield connection


def _prepared(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # Without an isolation level sqlite3 leaves BEGIN and COMMIT to us.
    try:
        connection.row_factory = sqlite3.Row
        connection.text_factory = _text
        for pragma in pragmas:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _text(stored: bytes) -> str:
    """Text as it was written. What is no longer UTF-8 reads as nothing: one damaged row must not stop a whole query."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return ""


def check_place(path: Path) -> None:
    """Say plainly what SQLite would only call "unable to open database file"."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise CannotOpen(f"There is no folder {folder} to keep {path.name} in. Create it, or choose another path.")
    if path.is_dir():
        raise CannotOpen(f"{path} is a folder. Give the path of a file in it, such as {path / 'canbao.db'}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotOpen(
            f"This account may not write in {folder}, where SQLite keeps two more files beside the database. "
            "Give it permission, or choose another path."
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise CannotOpen(f"This account may not read and write {path}. Give it permission, or choose another path.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise what SQLite complains about as a StorageError that says what to do."""
    try:
        yield
    except COMPLAINTS as error:
        raise explanation(path, error) from error


COMPLAINTS = (UnicodeDecodeError, sqlite3.Error)
"""What SQLite raises. What it complains about may name something whose name is damaged."""


def explanation(path: Path, error: Exception) -> StorageError:
    """What SQLite complains about, as an error that says what to do."""
    if isinstance(error, UnicodeDecodeError):
        return _damaged(path)
    # The low byte is the kind of failure; the rest only says where in SQLite it was noticed.
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy(f"Another process is writing to {path} and has not finished in time. Try again.")
        case sqlite3.SQLITE_FULL:
            return DiskFull(f"There is no room left to write to {path}. Free some space on its disk.")
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return _damaged(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return CannotOpen(
                f"{path} cannot be opened for reading and writing ({error}). Check its permissions and its disk."
            )
        case _:
            return StorageError(f"The database {path} could not do this: {error}.")


def _damaged(path: Path) -> Damaged:
    return Damaged(
        f"{path} is not a sound SQLite database: it is damaged, or another kind of file. It was left as it is. "
        "Restore a backup, or choose another path."
    )
