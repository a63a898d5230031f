"""Courtesies: what is done beside an answer and may be left undone, such as taking an old keyboard away.

Nothing that anybody waits for is done here: it is neither kept nor tried again, and gives way when there is too much.
"""

import asyncio
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
    _room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.at_once)

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this soon, or not at all."""
        if len(self._tasks) >= self.at_once + self.most_waiting:
            work.close()
            return
        task = asyncio.create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Coroutine[Any, Any, object]) -> None:
        async with self._room:
            try:
                await work
            except (TelegramError, StorageError) as error:
                log.debug("telegram.courtesy_failed", error=type(error).__name__)

    async def finish(self) -> None:
        """Wait a little for what is under way, and give up on the rest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FAREWELL)
        for task in list(self._tasks):
            task.cancel()
