"""The strict stub of ours, beside the servers of others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, restarted
from tests.telegram.journeys import Act
from tests.telegram.serving import Program


@dataclass
class Strict:
    """See `tests/telegram/botapi`."""

    api: BotApi
    program: Program

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        somebody = Somebody(self.api, person)
        if act.data:
            somebody.press(act.data, somebody.latest)
        else:
            somebody.say(act.text)

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them."""
        return Somebody(self.api, person).messages

    async def restart(self) -> None:
        """Kill the bot, and start it again."""
        await restarted(self.program)


@asynccontextmanager
async def open_strict(folder: Path) -> AsyncIterator[Strict]:
    """The stub, and a bot that polls it. Nothing may be refused that the bot should have known better about."""
    api = BotApi(token=TOKEN)
    async with served(api) as address, bot(folder, address) as program:
        yield Strict(api, program)
    kinds = {why for _, why in api.refusals}
    assert all("not modified" in why or "too old" in why for why in kinds), kinds


@asynccontextmanager
async def open_strict_by_webhook(folder: Path) -> AsyncIterator[Strict]:
    """The same, with updates brought to a webhook."""
    api = BotApi(token=TOKEN)
    async with served(api) as address, bot(folder, address, by_webhook=True) as program:
        yield Strict(api, program)
