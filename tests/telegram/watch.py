"""Watches the calls that reach the strict stub: counts them, and wakes whoever waits for something to come of them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.telegram.botapi.rules import Given
from tests.telegram.botapi.server import BotApi


@dataclass
class Watch:
    """How often each method was called."""

    calls: Counter[str] = field(default_factory=Counter)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def over(cls, api: BotApi) -> "Watch":
        """A watch over this stub."""
        watch = cls()
        api.trouble = watch._note
        return watch

    def _note(self, method: str, given: Given) -> None:
        self.calls[method] += 1
        self._news.set()

    async def until(self, condition: Callable[[], bool], patience: float = 300.0) -> None:
        """Wait for the calls that make it so. Raises `TimeoutError`."""
        async with asyncio.timeout(patience):
            while not condition():
                self._news.clear()
                await self._news.wait()
