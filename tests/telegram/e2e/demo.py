"""The page on which PyPI `tg-auto-test` shows a chat, with the bot behind it: for pictures of what it looks like.

    python -m tests.telegram.e2e.demo <database> <port>

Runs in the environment that `make e2e-telegram` makes.
"""

import asyncio
import importlib
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

from tests.telegram.e2e.in_process import Bot, client_of


class BotOnAPage(Bot):
    """The bot behind the page, which gives some updates the same number, and does not say what a button was under."""

    def __init__(self, database: Path) -> None:
        super().__init__(database)
        self.client = client_of(self, 501)
        self.numbers = itertools.count(1)

    def mended(self, update: dict[str, Any]) -> dict[str, Any]:
        """The update with a number of its own, and all of the message that a button was under."""
        if query := update.get("callback_query"):
            query["message"] |= self.shown(query["message"]["message_id"])
        return {**update, "update_id": next(self.numbers)}

    def shown(self, message: int) -> dict[str, Any]:
        """A message as it looks now."""
        calls = (call for call in reversed(self.client._request.calls) if call.api_method in _SHOWN)
        given = next(call.parameters for call in calls if call.result["message_id"] == message)
        structured = {name: json.loads(given[name]) for name in ("entities", "reply_markup") if name in given}
        return {"text": given["text"], **structured}


_SHOWN = ("sendMessage", "editMessageText")


async def main() -> None:
    """Serve the page until the process is ended."""
    bot = BotOnAPage(Path(sys.argv[1]))
    demo = importlib.import_module("tg_auto_test.demo_ui.server.demo_server")
    app = demo.create_demo_app(bot.client, "canbao")
    async with bot.running():
        await uvicorn.Server(uvicorn.Config(app, port=int(sys.argv[2]), log_level="warning")).serve()


if __name__ == "__main__":
    asyncio.run(main())
