"""The database: one SQLite file, one writer that takes whole transactions, and a reader that never waits for it.

What is particular to SQLite is here, in `transaction.py` and in `schema.py`; every other statement is standard SQL.

The writer is a thread that owns its connection. A hop between threads costs far more than a statement, so a
transaction crosses once, as a function. Reads are single statements, for which aiosqlite is just right.
"""

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Self

import aiosqlite

from storage.errors import Busy, CannotOpen, Damaged, DiskFull, StorageError
from storage.schema import bring_up_to_date, migrations
from storage.transaction import Outcome, Row, Work, transact

# At DEBUG, aiosqlite logs the values of every query, and they name people.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

_FOR_WRITING = (
    "PRAGMA synchronous = FULL",  # acknowledged means on the disk, also when the power fails
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten, not just unlinked
    "PRAGMA foreign_keys = ON",
)
_FOR_READING = ("PRAGMA query_only = ON",)


class Database:
    """An open database. Make one with `async with Database.open(path) as database:`."""

    def __init__(self, path: Path, writer: "_Writer", reader: aiosqlite.Connection) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._next_sweep: asyncio.Future[None] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, patience: float = 5.0) -> AsyncIterator[Self]:
        """Open the database, creating and migrating it as needed, and close it at the end of the block.

        `patience` is how many seconds to wait for another process that is writing.
        Raises CannotOpen, Damaged, Busy or another StorageError, each with a sentence for the operator.
        """
        _check_place(path)
        reading = aiosqlite.Connection(partial(_connect, path, patience, _FOR_READING), iter_chunk_size=1)
        async with AsyncExitStack() as stack:
            with _explained(path):
                writer = await stack.enter_async_context(_Writer.open(path, patience))
                reader = await stack.enter_async_context(reading)
            yield cls(path, writer, reader)

    async def read(self, sql: str, **values: object) -> list[Row]:
        """The rows of one query, as of the latest commit. Raises StorageError."""
        with _explained(self._path):
            return list(await self._reader.execute_fetchall(sql, values))

    async def write(self, work: Work[Outcome]) -> Outcome:
        """Do the work in one transaction and return what it returns, once that is on the disk.

        Transactions happen one after another, in the order they were asked for. A task cancelled while waiting may
        find its transaction done or not done, but never half done. Whatever the work raises undoes it and is raised
        here; failures of the database itself are raised as StorageError.
        """
        with _explained(self._path):
            return await self._writer.run(partial(transact, work=work))

    async def leave_no_trace(self) -> None:
        """Rewrite the database without what was deleted from it, and empty its log.

        Overwriting deleted rows is not enough: when SQLite moves rows from page to page it leaves copies behind, which
        nobody overwrites. Rewriting takes the writer for about a second per 100 MB, so calls that come while one is
        still waiting for its turn share it. Raises Busy when another process keeps reading an older state.
        """
        if self._next_sweep is None:
            self._next_sweep = asyncio.ensure_future(self._writer.run(self._sweep))
        with _explained(self._path):
            await asyncio.shield(self._next_sweep)

    def _sweep(self, connection: sqlite3.Connection) -> None:
        self._next_sweep = None  # what is deleted from here on is for the next one
        connection.execute("VACUUM")
        (blocked, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise Busy(
                f"The log beside {self._path} could not be emptied because another process is reading the database. "
                "What was deleted is gone from the database; try again to remove its traces from the log."
            )


class _Writer:
    """The thread that owns the write connection and does one thing after another with it."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread = thread
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, patience: float) -> AsyncIterator[Self]:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-writer") as thread:
            connection = await loop.run_in_executor(thread, _open_for_writing, path, patience)
            try:
                yield cls(thread, connection)
            finally:
                # Shielded: closing is also what moves the log into the database, whoever is in a hurry.
                await asyncio.shield(loop.run_in_executor(thread, connection.close))

    async def run(self, action: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._thread, action, self._connection)


def _open_for_writing(path: Path, patience: float) -> sqlite3.Connection:
    connection = _connect(path, patience, _FOR_WRITING)
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


def _connect(path: Path, patience: float, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # Without an isolation level sqlite3 leaves BEGIN and COMMIT to us.
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
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


def _check_place(path: Path) -> None:
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
def _explained(path: Path) -> Iterator[None]:
    """Raise what SQLite complains about as a StorageError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind of failure; the rest only says where in SQLite it was noticed.
        match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise Busy(f"Another process is writing to {path} and has not finished in time. Try again.") from error
            case sqlite3.SQLITE_FULL:
                raise DiskFull(f"There is no room left to write to {path}. Free some space on its disk.") from error
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise Damaged(
                    f"{path} is not a sound SQLite database: it is damaged, or another kind of file. It was left as it "
                    "is. Restore a backup, or choose another path."
                ) from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                raise CannotOpen(
                    f"{path} cannot be opened for reading and writing ({error}). Check its permissions and its disk."
                ) from error
            case _:
                raise StorageError(f"The database {path} could not do this: {error}.") from error
