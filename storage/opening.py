"""Opening the database for writing: what is promised of every commit, a log beside the file, and its newest shape."""

import sqlite3
import time
from pathlib import Path

from storage.connection import connect
from storage.schema import bring_up_to_date, migrations

_FOR_WRITING = (
    "PRAGMA synchronous = FULL",  # acknowledged means on the disk, also when the power fails
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten, not just unlinked
    "PRAGMA foreign_keys = ON",
)


def open_for_writing(path: Path, patience: float, pragmas: tuple[str, ...] = ()) -> sqlite3.Connection:
    """A connection that may write, to a database that is made and migrated as needed.

    `patience` is how many seconds to wait for others. Raises sqlite3.Error, CannotOpen or Damaged.
    """
    connection = connect(path, patience, (*_FOR_WRITING, *pragmas))
    try:
        _keep_a_log(connection, time.monotonic() + patience)
        bring_up_to_date(connection, migrations(), path)
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_a_log(connection: sqlite3.Connection, deadline: float) -> None:
    """Write ahead to a log, so that readers never wait for the writer, nor the writer for them.

    For this one lock, which two programs that start on a new file both want, SQLite does not wait by itself.
    """
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
