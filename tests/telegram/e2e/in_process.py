"""PyPI `tg-auto-test` with the bot in the same process: told what to do line by line, it says what is seen.

    python -m tests.telegram.e2e.in_process <database> <person> <next message>

Runs in the environment that `make e2e-telegram` makes. What `tg-auto-test` does not know is mended in `main`.
"""

import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import TypeHandler

from bot.app import open_conversation
from bot.channels.telegram.afterwards import Afterwards
from bot.channels.telegram.api import Api
from bot.channels.telegram.taking import Taking
from bot.channels.telegram.telegram import Telegram
from bot.settings import Settings
from tests.telegram.clock import running_clock


class Bot:
    """The parts of Canbao behind an application of python-telegram-bot, which brings updates and carries calls."""

    def __init__(self, database: Path) -> None:
        self.settings = Settings(database=database, _env_file=None)
        self.application: Any = None
        self.taking: Taking | None = None

    def build(self, builder: Any) -> Any:
        """What tg-auto-test asks for: an application on its own transport."""
        self.application = builder.build()
        self.application.add_handler(TypeHandler(Update, self.take))
        return self.application

    async def take(self, update: Update, context: Any) -> None:
        """One update, and everything that is done because of it: whoever called waits for that."""
        assert self.taking is not None
        await self.taking.take(self.taking.read(update.to_dict()))
        line = self.taking.conversation.delivery._lines["telegram"]
        while under_way := line._tasks | self.taking.afterwards.courtesies._tasks:
            await asyncio.wait(under_way)

    async def serve(self, client: Any) -> None:
        """Do what is read from the standard input, and say after each line what is seen, until it ends."""
        telegram = Telegram(self.settings, Api(self.application.bot))
        telegram.channel.newest.caught_up.set()
        async with open_conversation(self.settings, running_clock(), [telegram.channel]) as conversation:
            afterwards = Afterwards(
                telegram.api, conversation.database, telegram.channel.keyboards, telegram.courtesies
            )
            self.taking = Taking(conversation, afterwards, telegram.channel.newest)
            await client.connect()
            say([])
            while line := await asyncio.to_thread(sys.stdin.readline):
                await act(client, json.loads(line))
                say(shown(client))
            await client.disconnect()


async def act(client: Any, what: dict[str, Any]) -> None:
    """What somebody does; nothing, where they only look."""
    if "update" in what:
        client._helpers._next_update_id = what["update"]
    if what.get("data"):
        await client._handle_click(what["on"], what["data"])
    elif what.get("text"):
        async with client.conversation("bot") as conversation:
            await conversation.send_message(what["text"], parse_mode=None)


def shown(client: Any) -> list[dict[str, Any]]:
    """What the bot has sent, as it looks now: from the calls that the transport took."""
    messages: dict[int, dict[str, Any]] = {}
    for call in client._api_calls:
        keys = json.loads(call.parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
        if call.api_method in ("sendMessage", "editMessageText"):
            id = int(call.result["message_id"])
            messages[id] = {"id": id, "text": call.result["text"], "keys": keys}
        elif call.api_method == "editMessageReplyMarkup" and int(call.parameters["message_id"]) in messages:
            messages[int(call.parameters["message_id"])]["keys"] = keys
    return list(messages.values())


def say(seen: list[dict[str, Any]]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Serve."""
    module = importlib.import_module("tg_auto_test.test_utils.serverless_telegram_client")
    bot = Bot(Path(sys.argv[1]))
    client = module.ServerlessTelegramClient(bot.build, user_id=int(sys.argv[2]), first_name="王芳")
    client._request._next_message_id = int(sys.argv[3])
    for method in ("editMessageReplyMarkup", "setMyDescription", "setMyShortDescription"):
        client._request._handlers.setdefault(method, client._request._handle_ack)
    await bot.serve(client)


if __name__ == "__main__":
    asyncio.run(main())
