"""Courtesies: what is done beside an answer and may be left undone, such as taking an old keyboard away.

Nothing that anybody waits for is done here: it is neither kept nor tried again, and gives way when there is too much.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram.error import TelegramError

from storage.errors import StorageError

log = structlog.get_logger()

_FAREWELL = 2.0
"""Seconds that what is under way is waited for at the end."""


@dataclass
class Courtesies:
    """What is being done beside the answers: at most so many at once, while `most_waiting` more may wait."""

    at_once: int = 40
    most_waiting: int = 1000
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _waiting: deque[Coroutine[Any, Any, object]] = field(default_factory=deque)

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this soon, or not at all."""
        if len(self._tasks) < self.at_once:
            self._begin(work)
        elif len(self._waiting) < self.most_waiting:
            self._waiting.append(work)
        else:
            work.close()

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._waiting and len(self._tasks) < self.at_once:
            self._begin(self._waiting.popleft())

    async def finish(self) -> None:
        """Wait a little for what is under way and what waits, and give up on the rest."""
        now = asyncio.get_running_loop().time
        enough = now() + _FAREWELL
        while self._tasks and (left := enough - now()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        while self._waiting:
            self._waiting.popleft().close()
        for task in self._tasks:
            task.cancel()


async def _quietly(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except (TelegramError, StorageError) as error:
        log.debug("telegram.courtesy_failed", error=type(error).__name__)
