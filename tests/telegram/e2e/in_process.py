"""PyPI `tg-auto-test` with the bot in the same process: told what to do line by line, it says when it is done.

    python -m tests.telegram.e2e.in_process <database> <person> <journal> <next message>

What the transport takes goes into the journal, a call a line: it has arrived, whatever becomes of the process. Runs in
the environment that `make e2e-telegram` makes.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
        if query := await self.taking.take(self.taking.read(self.mended(update.to_dict()))):
            self.taking.afterwards.settle(query)
        await self._until_told()
        while under_way := self.taking.afterwards.courtesies.under_way:
            await asyncio.wait(under_way)

    async def _until_told(self) -> None:
        """Wait until nobody is owed anything."""
        assert self.taking is not None
        query = "SELECT count(*) FROM deliveries WHERE delivery IN ('owed', 'sending')"
        while True:
            ((owed,),) = await self.taking.conversation.database.read(query)
            if not owed:
                return
            await asyncio.sleep(0.005)

    def mended(self, update: dict[str, Any]) -> dict[str, Any]:
        """The update as Telegram would have brought it."""
        return update

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take what comes in, for as long as the block lasts."""
        telegram = Telegram(self.settings, Api(self.application.bot))
        async with open_conversation(self.settings, running_clock(), [telegram.channel]) as conversation:
            afterwards = Afterwards(
                telegram.api, conversation.database, telegram.channel.keyboards, telegram.channel.courtesies
            )
            self.taking = Taking(conversation, afterwards, telegram.channel)
            yield


def client_of(bot: Bot, person: int) -> Any:
    """Somebody's Telegram, with this bot behind it. What `tg-auto-test` does not know of is answered all the same."""
    module = importlib.import_module("tg_auto_test.test_utils.serverless_telegram_client")
    client = module.ServerlessTelegramClient(bot.build, user_id=person, first_name="王芳")
    for method in ("editMessageReplyMarkup", "setMyDescription", "setMyShortDescription"):
        client._request._handlers.setdefault(method, client._request._handle_ack)
    return client


async def serve(bot: Bot, client: Any) -> None:
    """Do what is read from the standard input, and say after each line that it is done, until it ends."""
    async with bot.running():
        await client.connect()
        say_done()
        while line := await asyncio.to_thread(sys.stdin.readline):
            await act(client, json.loads(line))
            say_done()
        await client.disconnect()


async def act(client: Any, what: dict[str, Any]) -> None:
    """What somebody does."""
    client._helpers._next_update_id = what["update"]
    if what["data"]:
        await client._handle_click(what["on"], what["data"])
    else:
        async with client.conversation("bot") as conversation:
            await conversation.send_message(what["text"], parse_mode=None)


def say_done() -> None:
    """One line."""
    sys.stdout.write("done\n")
    sys.stdout.flush()


def keep_journal(request: Any, path: Path) -> None:
    """Write down every call that the transport has taken."""
    journal, do_request = path.open("a", encoding="utf-8", buffering=1), request.do_request

    async def do_and_write(*given: Any, **named: Any) -> Any:
        answer = await do_request(*given, **named)
        call = request.calls[-1]
        journal.write(json.dumps({"method": call.api_method, "given": call.parameters, "result": call.result}) + "\n")
        return answer

    request.do_request = do_and_write


async def main() -> None:
    """Serve."""
    bot = Bot(Path(sys.argv[1]))
    client = client_of(bot, int(sys.argv[2]))
    client._request._next_message_id = int(sys.argv[4])
    keep_journal(client._request, Path(sys.argv[3]))
    await serve(bot, client)


if __name__ == "__main__":
    asyncio.run(main())
