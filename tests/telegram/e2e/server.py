"""What all of these servers have in common: somebody talks to the bot, sees what it says, and the bot can be killed."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.telegram.botapi.server import Posted
from tests.telegram.journeys import Act, Way, is_conclusion, next_act

PATIENCE = 60.0
"""Seconds that anything may take, a start of the bot among it."""


class Server(Protocol):
    """A Bot API server with a bot that runs against it."""

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them, as it looks now."""

    async def restart(self) -> None:
        """Kill the bot, and start it again on the same database."""


Open = Callable[[Path], AbstractAsyncContextManager[Server]]
"""Opens a server with a bot; the folder is for its files."""


@dataclass
class Walk:
    """Somebody on their way through a journey. With a `chance` the bot is killed once on the way, at any moment."""

    server: Server
    person: int
    way: Way
    chance: random.Random | None = None

    async def go(self) -> list[Posted]:
        """Go to the end, and say what was seen. Raises `AssertionError` where that is not what should be."""
        doomed = self.chance.randrange(1, len(self.way.answers)) if self.chance and len(self.way.answers) > 1 else 0
        act, seen = Act(text=f"/start {self.way.entry}"), 0
        for number in range(len(self.way.answers) + 1):
            await self.server.act(self.person, act)
            if self.chance and number == doomed:
                await asyncio.sleep(self.chance.uniform(0, 0.06))
                await self.server.restart()
            told = await self._more_than(seen)
            seen = len(told)
            if is_conclusion(told[-1], self.way):
                break
            act = next_act(told[-1], self.way)
        told = await self.server.messages(self.person)
        self._check(told)
        return told

    async def _more_than(self, count: int) -> list[Posted]:
        async with asyncio.timeout(PATIENCE):
            async for told in self._looking():
                if len(told) > count:
                    return told
        raise AssertionError

    async def _looking(self) -> AsyncIterator[list[Posted]]:
        while True:
            yield await self.server.messages(self.person)
            await asyncio.sleep(0.02)

    def _check(self, told: list[Posted]) -> None:
        assert is_conclusion(told[-1], self.way), f"it ends with: {told[-1].text}"
        said = [posted.text.partition("\n\n✓")[0] for posted in told]
        assert len(set(said)) == len(self.way.answers) + 1, "every question, and the conclusion, and nothing else"
        assert len(said) == len(set(said)), "and each of them once"
