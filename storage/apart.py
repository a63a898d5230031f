"""A writer apart: the process that writes turns, as the server sees it.

Python runs one thing at a time in each process, however many cores there are: turns that a thread of the server writes
hold up those it works out. What many people do in the same way crosses as plain values. Work of any other kind is a
function, which cannot cross; it is done here while the other process rests, so that neither waits for the other's lock.
"""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Self

from storage.errors import CannotOpen, StorageError
from storage.frames import Frames, framed
from storage.jobs import Asked, Failed, Future, settle
from storage.worker import Job, Worker

log = logging.getLogger(__name__)

_PORTION = 16
"""How many jobs are sent off without waiting for more, so that both processes have something to do."""

_AT_MOST = 256
"""How many jobs share one portion, so that the first of them does not wait for all the others."""

_UNDER_WAY = 4
"""How many portions are on their way at once. What comes meanwhile gathers."""

_AGAIN_AFTER = 1.0
"""Seconds after which a writer that could not be started is tried again."""


class Apart:
    """Hands jobs to the writer process, and those that cannot cross to a thread here."""

    def __init__(self, path: Path, patience: float, here: Worker) -> None:
        self._path = path
        self._patience = patience
        self._worker = here
        self._loop = asyncio.get_running_loop()
        self._asked: list[Asked] = []
        self._futures: list[Future] = []
        self._under_way: deque[list[Future]] = deque()
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._is_to_send = False
        self._is_held = False
        self._here: list[Job] = []
        self._doing_here: asyncio.Task[None] | None = None
        self._line: asyncio.Transport | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._is_open = True

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, patience: float, here: Worker) -> AsyncIterator[Self]:
        """Start the process; at the end have done all that was asked for, and wait until it is gone.

        Raises what opening the database raises.
        """
        apart = cls(path, patience, here)
        try:
            await apart._start()
            yield apart
        finally:
            await asyncio.shield(apart._end())

    def do(self, kind: Callable[..., Any], item: Any) -> Future:
        """Have something done over there: a function of a module, and plain values."""
        future = self._loop.create_future()
        self._asked.append((kind, item))
        self._futures.append(future)
        if len(self._asked) >= _PORTION:
            self._send()
        elif not self._is_to_send:
            self._is_to_send = True
            self._loop.call_soon(self._send_what_gathered)
        return future

    def do_here(self, kind: Callable[..., Any], item: Any) -> Future:
        """Have something done by the thread, when the other process rests."""
        job = Job(kind, item, self._loop.create_future(), self._loop)
        self._here.append(job)
        if self._doing_here is None or self._doing_here.done():
            self._doing_here = asyncio.create_task(self._take_turns())
        return job.future

    # Over there

    def _send_what_gathered(self) -> None:
        self._is_to_send = False
        self._send()

    def _send(self) -> None:
        while self._asked and self._line and not self._is_held and len(self._under_way) < _UNDER_WAY:
            self._line.write(framed(self._asked[:_AT_MOST]))
            self._under_way.append(self._futures[:_AT_MOST])
            del self._asked[:_AT_MOST], self._futures[:_AT_MOST]
            self._at_rest.clear()

    def heard(self, outcomes: Sequence[object]) -> None:
        """What became of the oldest portion that is on its way."""
        settle(list(zip(self._under_way.popleft(), outcomes, strict=True)))
        if not self._under_way:
            self._at_rest.set()
        self._send()

    def lost(self) -> None:
        """The process is gone."""
        self._line = None
        self._fail(chain.from_iterable(self._under_way), self._unknown())
        self._under_way.clear()
        self._at_rest.set()
        if self._is_open:
            log.error("The process that writes to %s ended unexpectedly and is started again.", self._path)
            self._starting = asyncio.create_task(self._start_again())

    # Here

    async def _take_turns(self) -> None:
        """Do what cannot cross. Between two goes, what waits to cross has one."""
        while self._here:
            self._is_held = True
            await self._at_rest.wait()
            jobs, self._here = self._here, []
            for job in jobs:
                self._worker.put(job)
            await asyncio.wait([job.future for job in jobs])
            self._is_held = False
            self._send()

    # The process

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _started(theirs, self._path, self._patience)
            except OSError as error:
                ours.close()
                raise CannotOpen(
                    f"The process that is to write to {self._path} could not be started ({error}). "
                    "Is there memory left, and room for another process?"
                ) from error
        line = _Line(self)
        transport, _ = await self._loop.create_unix_connection(lambda: line, sock=ours)
        try:
            await line.opened
        except BaseException:
            transport.close()
            raise
        self._line = transport

    async def _start_again(self) -> None:
        while self._is_open:
            await self._reap()
            try:
                await self._start()
            except Exception as error:
                log.error("It could not be started: %s", error)
                self._fail(self._futures, self._unknown())
                self._asked, self._futures = [], []
                await asyncio.sleep(_AGAIN_AFTER)
            else:
                self._send()
                return

    async def _end(self) -> None:
        self._is_open = False
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        if self._doing_here is not None:
            await asyncio.wait([self._doing_here])
        while self._line and (waiting := [*self._futures, *chain.from_iterable(self._under_way)]):
            await asyncio.wait(waiting)
        self._fail(self._futures, self._unknown())
        if self._line:
            self._line.close()
        elif self._process is not None:  # it has not begun, or nobody hears it any more
            self._process.kill()
        await self._reap()

    async def _reap(self) -> None:
        if self._process is not None:
            await self._loop.run_in_executor(None, self._process.wait)

    def _unknown(self) -> StorageError:
        return StorageError(
            f"The process that writes to {self._path} ended before it said what became of this. It is started again; "
            "try again, too: what was kept is not done twice."
        )

    @staticmethod
    def _fail(futures: "Sequence[Future] | chain[Future]", error: StorageError) -> None:
        settle([(future, Failed(error)) for future in futures])


def _started(line: socket.socket, path: Path, patience: float) -> subprocess.Popen[bytes]:
    # The same modules as here, whatever the folder that this process was started in.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-P", "-m", "storage.writer_process", str(line.fileno()), str(path), str(patience)],
        stdin=subprocess.DEVNULL,
        env=environment,
        pass_fds=[line.fileno()],
    )


class _Line(asyncio.Protocol):
    """Our end of the pair of sockets. The first thing heard is whether the database could be opened."""

    def __init__(self, apart: Apart) -> None:
        self.opened: Future = asyncio.get_running_loop().create_future()
        self._apart = apart
        self._frames = Frames()

    def data_received(self, data: bytes) -> None:
        for outcomes in self._frames.whole(data):
            if self.opened.done():
                self._apart.heard(outcomes)
            else:
                settle([(self.opened, outcomes[0])])

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(StorageError("The process that writes to the database ended while it started."))
        elif not self.opened.cancelled() and self.opened.exception() is None:
            self._apart.lost()
