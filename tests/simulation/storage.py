"""Storage without threads: the real database, whose jobs are done on the loop in the order in which they were given.

So the same program does the same things in the same order each time it is run. The file is a real one, and so is every
statement; what is played is only the waiting, and what goes wrong.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from storage.database import Database
from storage.jobs import Failed
from storage.schema import migrations
from storage.worker import Doing, Job

_NO_LIMIT = 1 << 30
_MIGRATIONS = cache(migrations)


@dataclass
class Machine:
    """What a process runs on. Once it is switched off, nothing that was asked of it is done or answered any more.

    `delay` says how long the disk takes for the next job, `full` that nothing fits on it any more, and `fails` whether
    the next commit does. `committed` is called after each transaction that changed something.
    """

    delay: Callable[[], float] = lambda: 0.0
    fails: Callable[[], bool] = lambda: False
    committed: Callable[[], None] = lambda: None
    full: bool = False
    is_on: bool = True
    _never: list["asyncio.Future[Any]"] = field(default_factory=list)

    async def pass_time(self) -> None:
        """Wait as long as the disk takes; for ever, once the machine is off."""
        await asyncio.sleep(self.delay())
        await self.stand_still()

    async def stand_still(self) -> None:
        """Go on if the machine does."""
        if not self.is_on:
            never = asyncio.get_running_loop().create_future()
            self._never.append(never)
            await never


class InlineWorker:
    """Does what `storage.worker.Worker` does, without a thread: everything that came in until it is its turn."""

    def __init__(self, machine: Machine, connection: sqlite3.Connection, doing: Doing, *, writes: bool) -> None:
        self._machine = machine
        self._connection = connection
        self._doing = doing
        self._writes = writes
        self._waiting: list[Job] = []
        self._busy = False
        self._trouble = False, False

    @classmethod
    @asynccontextmanager
    async def open(
        cls, name: str, connect: Callable[[], sqlite3.Connection], doing: Doing, *, machine: Machine
    ) -> AsyncIterator[Self]:
        with closing(connect()) as connection:
            yield cls(machine, connection, doing, writes=name == "storage-writer")

    def do(self, kind: Callable[..., Any], item: Any) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        job = Job(kind, item, loop.create_future(), loop)
        self._waiting.append(job)
        if not self._busy:
            self._busy = True
            loop.call_later(self._machine.delay(), self._serve)
        return job.future

    def _serve(self) -> None:
        if not self._machine.is_on:
            return
        jobs, self._waiting = self._waiting, []
        outcomes = self._done(jobs)
        # It is kept, and nobody has been told yet: the process may be killed just here.
        asyncio.get_running_loop().call_later(self._machine.delay(), self._tell, jobs, outcomes)

    def _done(self, jobs: Sequence[Job]) -> Sequence[object]:
        self._prepare(fails=self._writes and self._machine.fails())
        before = self._connection.total_changes
        try:
            return self._doing(self._connection, jobs)
        except Exception as error:
            return [Failed(error)] * len(jobs)
        finally:
            if self._connection.total_changes > before:
                self._machine.committed()

    def _prepare(self, *, fails: bool) -> None:
        trouble = self._writes and self._machine.full, fails
        if trouble == self._trouble:
            return
        self._trouble = full, fails = trouble
        # SQLite itself says that there is no room: the file may not grow beyond what it has.
        self._connection.execute(f"PRAGMA max_page_count = {1 if full else _NO_LIMIT}")
        self._connection.set_authorizer(_no_commit if fails else None)

    def _tell(self, jobs: Iterable[Job], outcomes: Iterable[object]) -> None:
        if not self._machine.is_on:
            return
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.future.done():
                continue
            if isinstance(outcome, Failed):
                job.future.set_exception(outcome.error)
            else:
                job.future.set_result(outcome)
        self._busy = bool(self._waiting)
        if self._busy:
            asyncio.get_running_loop().call_later(self._machine.delay(), self._serve)


def _no_commit(action: int, argument: str | None, *_: object) -> int:
    refused = action == sqlite3.SQLITE_TRANSACTION and argument == "COMMIT"
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


class InlineReader:
    """Does what an `aiosqlite.Connection` does, as far as the database uses it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, machine: Machine, **_: object) -> None:
        self._connect = connect
        self._machine = machine
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._connection = self._open.enter_context(closing(self._connect()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def execute_fetchall(self, sql: str, values: object) -> list[sqlite3.Row]:
        await self._machine.pass_time()
        found = self._connection.execute(sql, values).fetchall()  # type: ignore[arg-type]
        await self._machine.pass_time()
        return found


@asynccontextmanager
async def open_inline(path: Path, machine: Machine | None = None) -> AsyncIterator[Database]:
    """The database in this file, on a machine; on one that never fails, unless one is given."""
    machine = machine or Machine()
    async with AsyncExitStack() as stack:
        with (
            patch("storage.database.Worker.open", partial(InlineWorker.open, machine=machine)),
            patch("storage.database.aiosqlite.Connection", partial(InlineReader, machine=machine)),
            patch("storage.opening.migrations", _MIGRATIONS),
        ):
            database = await stack.enter_async_context(Database.open(path))
        yield database
