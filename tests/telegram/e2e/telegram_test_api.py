"""npm `telegram-test-api`: a server in Node, polled by the bot.

What the proxy mends: dates in milliseconds; `getMe` without `is_bot`; results that are null; callback queries without
`chat_instance`, and without the text and the keyboard of their message; methods it does not know (the profile); and
updates that are gone once they were asked for, whether or not they were confirmed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.telegram.botapi.server import Posted
from tests.telegram.e2e.program import TOKEN, bot, restarted
from tests.telegram.e2e.proxy import Answer, proxy
from tests.telegram.journeys import Act
from tests.telegram.serving import Program
from tests.web.serving import free_port

_SERVE = """
const { TelegramServer } = require("telegram-test-api/lib/telegramServer");
const server = new TelegramServer({ port: Number(process.argv[1]), host: "127.0.0.1", storeTimeout: 3600 });
server.start().then(() => console.log("ready"));
"""


@dataclass
class TelegramTestApi:
    """The server, by its interface for people."""

    address: str
    session: aiohttp.ClientSession
    program: Program | None = None
    brought: list[Answer] = field(default_factory=list)

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        sender = {"id": person, "first_name": "王芳", "username": "wang", "is_bot": False, "language_code": "zh-hans"}
        chat = {"id": person, "first_name": "王芳", "type": "private"}
        common = {"botToken": TOKEN, "from": sender, "date": 1_787_000_000}
        if act.data:
            latest = (await self.messages(person))[-1]
            await self._post(
                "sendCallback", {**common, "message": {"message_id": latest.id, "chat": chat}, "data": act.data}
            )
        else:
            await self._post("sendMessage", {**common, "chat": chat, "text": act.text})

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them, as it looks now."""
        history = (await self._post("getUpdatesHistory", {"token": TOKEN}))["result"]
        sent = [one for one in history if str(one.get("message", {}).get("chat_id")) == str(person)]
        return [as_posted(one["messageId"], one["message"]) for one in sorted(sent, key=lambda one: one["messageId"])]

    async def restart(self) -> None:
        """Kill the bot, and start it again."""
        assert self.program is not None
        await restarted(self.program)

    def database(self, person: int) -> Path:
        """Everybody's."""
        assert self.program is not None
        return self.program.database

    async def bring(self, content: dict[str, object]) -> None:
        """Bring an update with this in it: the proxy puts it before the next one."""
        self.brought.append(content)

    async def call(self, method: str, given: Answer) -> Answer:
        """A call of the bot, unmended."""
        answer: Answer = await self._post(f"bot{TOKEN}/{method}", given)
        return answer

    async def _post(self, path: str, given: Answer) -> Any:
        async with self.session.post(f"{self.address}/{path}", json=given) as response:
            return await response.json()


def as_posted(id: int, message: Answer) -> Posted:
    """A message as these servers remember it."""
    markup = message.get("reply_markup") or {}
    return Posted(id, message.get("text") or "", [], markup.get("inline_keyboard", []))


@dataclass
class Mended:
    """The server as the bot sees it."""

    server: TelegramTestApi
    unconfirmed: list[Answer] = field(default_factory=list)
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def call(self, token: str, method: str, given: Answer) -> Answer:
        """A call of the bot."""
        if token != TOKEN:
            return {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if method.startswith("setMy"):
            return {"ok": True, "result": True}
        if method == "getUpdates":
            return {"ok": True, "result": await self._updates(given)}
        answer = await self.server.call(method, given)
        result: Any = answer.get("result")
        if method == "getMe":
            result["is_bot"] = True
        if isinstance(result, dict) and "date" in result:
            result["date"] //= 1000
        return {"ok": True, "result": True if result is None else result}

    async def _updates(self, given: Answer) -> list[Answer]:
        offset = given.get("offset") or 0
        self.unconfirmed = [update for update in self.unconfirmed if update["update_id"] >= offset]
        for _ in range(int(given.get("timeout") or 0) * 50 + 1):
            # These are gone once they were asked for: a bot that is killed meanwhile must not take them with it.
            await asyncio.shield(self._fetch())
            if self.unconfirmed:
                break
            await asyncio.sleep(0.02)
        return self.unconfirmed[:100]

    async def _fetch(self) -> None:
        async with self.fetching:
            new = (await self.server.call("getUpdates", {}))["result"]
            while new and self.server.brought:
                self.unconfirmed.append({"update_id": new[0]["update_id"], **self.server.brought.pop()})
            self.unconfirmed += [await self._mended(update) for update in new]

    async def _mended(self, update: Answer) -> Answer:
        if query := update.get("callback_query"):
            query["chat_instance"] = "1"
            seen = await self.server.messages(query["from"]["id"])
            shown = next(posted for posted in seen if posted.id == query["message"]["message_id"])
            query["message"] |= {"date": 1, "text": shown.text, "reply_markup": {"inline_keyboard": shown.keys}}
        return update


@asynccontextmanager
async def open_telegram_test_api(folder: Path, modules: Path) -> AsyncIterator[TelegramTestApi]:
    """The server, started in Node, the proxy, and a bot that polls it."""
    port = free_port()
    node = await asyncio.create_subprocess_exec(
        "node", "-e", _SERVE, "--", str(port), cwd=modules, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert node.stdout is not None
        assert b"ready" in await node.stdout.readline()
        async with aiohttp.ClientSession() as session:
            server = TelegramTestApi(f"http://127.0.0.1:{port}", session)
            async with proxy(Mended(server).call) as address, bot(folder, address) as program:
                server.program = program
                yield server
    finally:
        node.kill()
        await node.wait()
