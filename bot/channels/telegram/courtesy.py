"""Courtesies: what is done beside an answer and may be left undone, such as taking an old keyboard away.

Nothing that anybody waits for is done here: it is neither kept nor tried again, gives way when there is too much, and
waits while the platform wants silence.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.api import Api, Call
from bot.channels.telegram.connection import Answer
from bot.pace import Pace
from storage.errors import StorageError

log = structlog.get_logger()

_FAREWELL = 2.0
"""Seconds that what is under way is waited for at the end."""

_GOOD = 200

Work = Call | Coroutine[Any, Any, object]
"""What is to be done."""

Begun = Answer | asyncio.Task[object]
"""What is being done. A call is made so often that a task for each would cost more than the rest of it."""


@dataclass
class Courtesies:
    """What is being done beside the answers: at most so many at once, while `most_waiting` more may wait."""

    api: Api
    pace: Pace
    at_once: int = 40
    most_waiting: int = 1000
    under_way: set[Begun] = field(default_factory=set)
    _waiting: deque[Work] = field(default_factory=deque)
    _silence: asyncio.Task[None] | None = None

    def do(self, work: Work) -> None:
        """Do this soon, or not at all."""
        if len(self.under_way) < self.at_once and not self.pace.is_silent:
            self._begin(work)
        elif len(self._waiting) < self.most_waiting:
            self._waiting.append(work)
            self._go_on()
        else:
            _leave(work)

    def _go_on(self) -> None:
        """Begin what waits, as far as there is room; in a silence, when it is over."""
        while self._waiting and len(self.under_way) < self.at_once:
            if self.pace.is_silent:
                if self._silence is None:
                    self._silence = asyncio.create_task(self._go_on_after_it())
                return
            self._begin(self._waiting.popleft())

    async def _go_on_after_it(self) -> None:
        await self.pace.silence()
        self._silence = None
        self._go_on()

    def _begin(self, work: Work) -> None:
        begun: Begun | None = self.api.begin(work) if isinstance(work, Call) else None
        if begun is None:
            begun = asyncio.create_task(self.api.settle(work) if isinstance(work, Call) else work)
        self.under_way.add(begun)
        begun.add_done_callback(self._ended)

    def _ended(self, begun: Begun) -> None:
        self.under_way.discard(begun)
        if not begun.cancelled():
            _look_at(begun)
        if self._waiting:
            self._go_on()

    async def finish(self) -> None:
        """Wait a little for what is under way and what waits, and give up on the rest."""
        now = asyncio.get_running_loop().time
        enough = now() + _FAREWELL
        while self.under_way and (left := enough - now()) > 0:
            await asyncio.wait(self.under_way, timeout=left)
        while self._waiting:
            _leave(self._waiting.popleft())
        if self._silence is not None:
            self._silence.cancel()
        for begun in self.under_way:
            begun.cancel()


def _leave(work: Work) -> None:
    if not isinstance(work, Call):
        work.close()


def _look_at(begun: Begun) -> None:
    """Tell whoever looks closely what came to nothing, and everybody what is a defect."""
    error = begun.exception()
    if isinstance(error, TelegramError | StorageError | OSError):
        log.debug("telegram.courtesy_failed", error=type(error).__name__)
    elif error is not None:
        log.error("telegram.courtesy_failed", error=type(error).__name__)
    elif not isinstance(begun, asyncio.Task) and (status := begun.result()[0]) != _GOOD:
        log.debug("telegram.courtesy_failed", status=status)
