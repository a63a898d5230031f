"""The database: one SQLite file, one writer that takes whole transactions, and readers that never wait for it.

What is particular to SQLite is here, in `transaction.py` and in `schema.py`; every other statement is standard SQL.

The writer is a thread that owns its connection. A hop between threads costs far more than a statement, and a commit
far more than a hop, so work crosses as functions, and what arrives together is committed together. Where there is a
core for it, turns are written by a process of its own, see `apart.py`.

What every message needs is found by its key in less time than a hop takes, so it is looked up on the spot. Any other
read is a single statement that may take long, for which aiosqlite is just right.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import aiosqlite

from storage.apart import Apart
from storage.connection import COMPLAINTS, FOR_READING, IN_MEMORY, check_place, connect, explained, explanation
from storage.errors import Busy
from storage.jobs import Asked, Failed, Future, Item, Together, all_of, one_by_one
from storage.opening import open_for_writing
from storage.texts import let_go_of_texts
from storage.transaction import Outcome, Row, Transaction, Work, transact
from storage.worker import Job, Worker

# At DEBUG, aiosqlite logs the values of every query, and they name people.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

_NOTICED = 0.5
"""Seconds for which nobody minds that the writer is busy."""
_SHARE_OF_OTHERS = 20


class Database:
    """An open database. Make one with `async with Database.open(path) as database:`."""

    def __init__(
        self,
        path: Path,
        writer: Worker,
        apart: Apart | None,
        at_hand: sqlite3.Connection,
        reader: aiosqlite.Connection,
    ) -> None:
        self.path = path
        self._writer = writer
        self._apart = apart
        self._at_hand = Transaction(at_hand)
        self._reader = reader
        self._next_sweep: asyncio.Future[None] | None = None
        self._no_sweep_before = 0.0

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, patience: float = 5.0, apart: bool = False) -> AsyncIterator[Self]:
        """Open the database, creating and migrating it as needed, and close it at the end of the block.

        `patience` is how many seconds to wait for another process that is writing. `apart` for a server with more than
        one core: what many people do in the same way is written by a process of its own.
        Raises CannotOpen, Damaged, Busy or another StorageError, each with a sentence for the operator.
        """
        check_place(path)
        reading = partial(connect, path, patience, FOR_READING)
        async with AsyncExitStack() as stack:
            with explained(path):
                writing = partial(open_for_writing, path, patience, () if apart else (IN_MEMORY,))
                writer = await stack.enter_async_context(Worker.open("storage-writer", writing, _commit))
                beside = await stack.enter_async_context(Apart.open(path, patience, writer)) if apart else None
                at_hand = stack.enter_context(closing(connect(path, patience, (*FOR_READING, IN_MEMORY))))
                reader = await stack.enter_async_context(aiosqlite.Connection(reading, iter_chunk_size=1))
            yield cls(path, writer, beside, at_hand, reader)

    async def read(self, sql: str, **values: object) -> list[Row]:
        """The rows of one query, as of the latest commit. Raises StorageError."""
        with explained(self.path):
            return list(await self._reader.execute_fetchall(sql, values))

    def look_up(self, sql: str, **values: object) -> list[Row]:
        """The few rows that a key leads to, as of the latest commit. Raises StorageError.

        Everybody waits meanwhile, for some microseconds; a query that is no look-up is for `read`.
        """
        try:
            return self._at_hand.execute(sql, **values)
        except COMPLAINTS as error:
            raise explanation(self.path, error) from error

    async def write(self, work: Work[Outcome]) -> Outcome:
        """Do the work in one transaction and return what it returns, once that is on the disk.

        The transaction may be shared with others, each of whom succeeds or fails by themselves. Work is done one after
        another, in the order it was asked for. A task cancelled while waiting may find its work done or not done, but
        never half done. Whatever the work raises undoes it and is raised here; failures of the database itself, which
        undo everybody's, are raised as StorageError.
        """
        return await self._outcome(self._written_here(one_by_one, work))

    async def write_together(self, kind: Together[Item, Outcome], item: Item) -> Outcome:
        """Do something in one transaction together with whatever others do in the same way at this moment.

        `kind` gets the items of all of them and returns an outcome, or Failed with nothing written, for each; anything
        it raises undoes everything. It is a function of a module, and items and outcomes are plain values, as they may
        cross into another process. Otherwise like `write`, whose work may be done before or after.
        """
        return await self._outcome((self._apart or self._writer).do(kind, item))

    def _written_here(self, kind: Callable[..., Any], item: object) -> Future:
        return self._apart.do_here(kind, item) if self._apart else self._writer.do(kind, item)

    async def _outcome(self, future: "asyncio.Future[Outcome]") -> Outcome:
        try:
            return await future
        except COMPLAINTS as error:
            raise explanation(self.path, error) from error

    async def check_that_it_answers(self) -> None:
        """Return once something was read, and whoever writes turns has had a transaction. Raises StorageError."""
        await self.read("SELECT 1")
        await self.write_together(_nothing, None)

    async def leave_no_trace(self) -> None:
        """Rewrite the database without what was deleted from it, or is told to nobody any more, and empty its log.

        Overwriting deleted rows is not enough: when SQLite moves rows from page to page it leaves copies behind, which
        nobody overwrites. Rewriting takes the writer for about a second per 100 MB, so calls that come while one is
        still waiting share it, and after a long one the writer is left to others for twenty times as long: whoever
        keeps deleting waits, and nobody else does. Raises Busy when another process keeps reading an older state.
        """
        if self._next_sweep is None:
            self._next_sweep = asyncio.ensure_future(self._sweep_in_time())
        with explained(self.path):
            await asyncio.shield(self._next_sweep)

    async def _sweep_in_time(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(self._no_sweep_before - loop.time(), 0))
        self._next_sweep = None  # what is deleted from here on is for the next one
        begun = loop.time()
        try:
            await self._written_here(_alone, self._sweep)
        finally:
            took = loop.time() - begun
            self._no_sweep_before = loop.time() + (_SHARE_OF_OTHERS * took if took > _NOTICED else 0)

    def _sweep(self, connection: sqlite3.Connection) -> None:
        transact(connection, let_go_of_texts)
        connection.execute("VACUUM")
        (blocked, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if blocked:
            raise Busy(
                f"The log beside {self.path} could not be emptied because another process is reading the database. "
                "What was deleted is gone from the database; try again to remove its traces from the log."
            )


def _commit(connection: sqlite3.Connection, jobs: Sequence[Job]) -> list[object]:
    """Do jobs in as few transactions as they allow, and commit before anybody is told."""
    outcomes: list[object] = []
    for kind, some in groupby(jobs, key=lambda job: job.kind is _alone):
        if kind:
            outcomes += [_by_itself(connection, job.item) for job in some]
        else:
            outcomes += _in_one_transaction(connection, list(some))
    return outcomes


def _in_one_transaction(connection: sqlite3.Connection, jobs: Sequence[Job]) -> Sequence[object]:
    try:
        return transact(connection, partial(all_of, asked=_asked(jobs)))
    except Exception as error:
        return [Failed(error)] * len(jobs)


def _nothing(transaction: Transaction, items: Sequence[None]) -> Sequence[None]:
    """The kind of what only asks whether somebody is there."""
    return items


def _alone(*_: object) -> None:
    """The kind of what cannot be part of a transaction."""


def _by_itself(connection: sqlite3.Connection, action: Callable[[sqlite3.Connection], object]) -> object:
    try:
        return action(connection)
    except Exception as error:
        return Failed(error)


def _asked(jobs: Sequence[Job]) -> list[Asked]:
    return [(job.kind, job.item) for job in jobs]
