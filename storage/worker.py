"""A worker: a thread that owns a connection and takes, at each turn, everything that has arrived since the last one.

That is what makes group commit: while one transaction is being written to the disk, the work of many people gathers,
and shares the next one. Nobody waits for a full group, and the busier it gets the larger the groups become.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Self

from storage.jobs import Failed, Future, settle

_AT_MOST = 256
"""How many jobs share one turn, so that the first of them does not wait for all the others."""

_MANY = 8
_GATHERING = 0.0005
"""Seconds for which a turn gathers after one that had many jobs; whoever comes alone waits for nobody."""


@dataclass(slots=True)
class Job:
    """Something to be done with the connection. Jobs of one `kind` that follow each other are done together."""

    kind: Callable[..., Any]
    item: Any
    future: Future
    loop: asyncio.AbstractEventLoop


Doing = Callable[[sqlite3.Connection, Sequence[Job]], Sequence[object]]


class Worker:
    """The thread and its queue. `doing` gets the connection and the jobs, and returns one outcome for each."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._queue: SimpleQueue[Job | None] = SimpleQueue()

    @classmethod
    @asynccontextmanager
    async def open(cls, name: str, connect: Callable[[], sqlite3.Connection], doing: Doing) -> AsyncIterator[Self]:
        """Start the thread, which opens the connection; at the end do all that was asked for, and close it.

        Raises what opening raises.
        """
        loop = asyncio.get_running_loop()
        opened, ended = loop.create_future(), loop.create_future()
        worker = cls(doing)
        Thread(target=worker._run, args=(connect, loop, opened, ended), name=name, daemon=True).start()
        try:
            await opened
            yield worker
        finally:
            worker._queue.put(None)
            await asyncio.shield(ended)  # closing also moves the log into the database, whoever is in a hurry

    def do(self, kind: Callable[..., Any], item: Any) -> Future:
        """Have something done; the future holds its outcome, once that is kept."""
        loop = asyncio.get_running_loop()
        job = Job(kind, item, loop.create_future(), loop)
        self.put(job)
        return job.future

    def put(self, job: Job) -> None:
        """Have a job done."""
        self._queue.put(job)

    def _run(
        self,
        connect: Callable[[], sqlite3.Connection],
        loop: asyncio.AbstractEventLoop,
        opened: Future,
        ended: Future,
    ) -> None:
        try:
            with closing(connect()) as connection:
                _call(loop, settle, [(opened, None)])
                self._serve(connection)
        except BaseException as error:
            _call(loop, settle, [(opened, Failed(error))])
        finally:
            _call(loop, settle, [(ended, None)])

    def _serve(self, connection: sqlite3.Connection) -> None:
        is_open, is_busy = True, False
        while is_open:
            waiting = [self._queue.get()]
            if is_busy:  # more is on its way: one transaction a little later is cheaper than two now
                time.sleep(_GATHERING)
            while len(waiting) < _AT_MOST:
                try:
                    waiting.append(self._queue.get_nowait())
                except Empty:
                    break
            is_open = None not in waiting
            jobs = [job for job in waiting if job is not None]
            is_busy = len(jobs) >= _MANY
            if jobs:
                self._finish(jobs, self._done(connection, jobs))

    def _done(self, connection: sqlite3.Connection, jobs: Sequence[Job]) -> Sequence[object]:
        try:
            return self._doing(connection, jobs)
        except BaseException as error:  # whatever it is, it belongs to those who wait, and the thread goes on
            return [Failed(error)] * len(jobs)

    def _finish(self, jobs: Sequence[Job], outcomes: Sequence[object]) -> None:
        for loop in {job.loop for job in jobs}:
            told = [(job.future, outcome) for job, outcome in zip(jobs, outcomes, strict=True) if job.loop is loop]
            _call(loop, settle, told)


def _call(loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *given: Any) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
        loop.call_soon_threadsafe(callback, *given)
