"""What all of these servers have in common: somebody talks to the bot, sees what it says, and the bot can be killed."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.telegram.botapi.server import Posted
from tests.telegram.journeys import Act, Way, is_conclusion, next_act
from tests.telegram.killing import Account, check, said
from tests.telegram.stored import in_doubt

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

    def database(self, person: int) -> Path:
        """The database of the bot that this person talks to."""


class Disturbed(Server, Protocol):
    """A server that can be made to bring something else than what people do."""

    async def bring(self, content: dict[str, object]) -> None:
        """Bring an update with this in it, among the next ones."""


Open = Callable[[Path], AbstractAsyncContextManager[Server]]
"""Opens a server with a bot; the folder is for its files."""

OpenDisturbed = Callable[[Path], AbstractAsyncContextManager[Disturbed]]


async def news(server: Server, person: int, known: set[str]) -> list[Posted]:
    """Wait for something that was not said before. Raises `TimeoutError`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            told = await server.messages(person)
            if set(said(told)) - known:
                return told
            await asyncio.sleep(0.02)


@dataclass
class Walk:
    """Somebody on their way through a journey. With a `chance` the bot is killed once on the way, at any moment."""

    server: Server
    person: int
    way: Way
    chance: random.Random | None = None

    async def go(self) -> Account:
        """Go to the end. Raises `AssertionError` where what is said then is not what should be."""
        doomed = self.chance.randrange(1, len(self.way.answers)) if self.chance and len(self.way.answers) > 1 else 0
        act, known = Act(text=f"/start {self.way.entry}"), set[str]()
        for number in range(len(self.way.answers) + 1):
            await self.server.act(self.person, act)
            if self.chance and number == doomed:
                await asyncio.sleep(self.chance.uniform(0, 0.06))
                await self.server.restart()
            told = await news(self.server, self.person, known)
            if is_conclusion(told[-1], self.way):
                break
            known |= set(said(told))
            act = next_act(told[-1], self.way)
        doubtful = in_doubt(self.server.database(self.person), self.person)
        repeated = check(await self.server.messages(self.person), self.way, doubtful)
        return Account(1, doubtful.total(), repeated)
