"""Noting: what became of messages is written into the outbox, many at a time.

Nobody waits for it. What cannot be noted now is noted later, and nothing is sent again for that.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Delivery, Outbox, Report
from storage.people import People

log = structlog.get_logger()

_GATHERING = 0.005
"""Seconds for which what is to be noted gathers. Should the process die in them, it is not known what was sent."""

_AGAIN_AFTER = 1.0
"""Seconds after which what could not be noted is noted again."""


@dataclass
class Noting:
    """What is to be noted of one channel. `woken` is set when something was noted that is to be tried again.

    `left` numbers the last time that something was left in the outbox of which the outbox, when it was read, may not
    have known; `known` is up to where it knows.
    """

    channel: str
    database: Database
    woken: asyncio.Event
    left: int = 0
    known: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _waiting: list[Report] = field(default_factory=list)
    _under_way: list[Report] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None
    _portion: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_done(self) -> bool:
        """Whether everything is noted."""
        return not (self._waiting or self._under_way)

    def report(self, report: Report) -> None:
        """Note what became of a message."""
        self._waiting.append(report)
        if self._task is None or self._task.done():
            self._task = self._start(self._note_all())

    def unreachable(self, person: str, now: datetime) -> None:
        """Note that somebody cannot be reached any more."""
        self._start(self._try(People(self.database).note_reachable(self.channel, person, False, now)))

    def silence(self, until: datetime) -> None:
        """Note until when the platform wants nothing sent to it, should this process end before."""
        self._start(self._try(Outbox(self.database).note_silence(self.channel, until)))

    def is_about(self, message: int) -> bool:
        """Whether something is still to be noted of the message with this number."""
        return any(report.id == message for report in (*self._under_way, *self._waiting))

    async def catch_up(self) -> None:
        """Wait a little until it is noted what was left. Read while it is, it would be left again, and again."""
        left = self.left
        with suppress(TimeoutError):
            async with asyncio.timeout(_AGAIN_AFTER):
                while self.known < left:
                    self._portion.clear()
                    await self._portion.wait()

    async def _note_all(self) -> None:
        """Note everything that was reported; what is reported meanwhile goes together with the next portion."""
        while self._waiting:
            await asyncio.sleep(_GATHERING)
            self._under_way, self._waiting = self._waiting, []
            left = self.left
            try:
                await Outbox(self.database).settle(*self._under_way)
            except StorageError as error:
                log.error("delivery.not_noted", error=str(error))
                self._waiting = [*self._under_way, *self._waiting]
                await asyncio.sleep(_AGAIN_AFTER)
            else:
                self.known = left
                self._portion.set()
                if any(report.delivery is Delivery.OWED for report in self._under_way):
                    self.woken.set()
            self._under_way = []

    async def _try(self, noted: Coroutine[Any, Any, None]) -> None:
        try:
            await noted
        except StorageError as error:
            log.error("delivery.not_noted", error=str(error))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
