"""Canbao on Telegram as it is deployed, against the strict stub on a port of this machine."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import open_conversation
from bot.channels.telegram.telegram import Telegram
from bot.conversation import Clock, Conversation
from bot.settings import Settings
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.clock import running_clock


@dataclass
class Running:
    """A bot that runs, and the server it runs against."""

    api: BotApi
    telegram: Telegram
    conversation: Conversation

    def somebody(self, id: int = 5_123_456_789, language: str | None = "zh-hans") -> Somebody:
        """A person with this number."""
        return Somebody(self.api, id, language)


@asynccontextmanager
async def running(
    path: Path, api: BotApi | None = None, clock: Clock | None = None, token: str = "", **given: Any
) -> AsyncIterator[Running]:
    """The bot on this database, polling unless it is told otherwise."""
    api = api or BotApi()
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(served(api))
        settings = Settings(
            database=path,
            telegram_token=SecretStr(token or api.token),
            telegram_address=address,
            _env_file=None,
            **given,
        )
        telegram = await stack.enter_async_context(Telegram.open(settings))
        conversation = await stack.enter_async_context(
            open_conversation(settings, clock or running_clock(), [telegram.channel])
        )
        await stack.enter_async_context(telegram.taking(conversation))
        yield Running(api, telegram, conversation)
