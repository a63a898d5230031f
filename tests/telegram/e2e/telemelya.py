"""PyPI `telemelya`: a server in Python, with a webhook.

What the proxy mends: updates come without the secret, and are not brought again when the bot could not take them; what
the bot asks for in its answer to one is not done; `/setMy…` is not known. Callback queries come without the text and
the keyboard of their message, which we leave so: Telegram does the same with messages that are long gone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.telegram.webhook import SECRET_HEADER
from tests.telegram.botapi.by_answer import call_in
from tests.telegram.botapi.server import Posted
from tests.telegram.e2e.program import TOKEN, bot, restarted
from tests.telegram.e2e.proxy import Answer, proxy
from tests.telegram.e2e.telegram_test_api import as_posted
from tests.telegram.journeys import Act
from tests.telegram.serving import Program
from tests.web.serving import free_port


@dataclass
class Telemelya:
    """The server, by its interface for tests."""

    address: str
    session: aiohttp.ClientSession
    program: Program | None = None
    brought: list[Answer] = field(default_factory=list)

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        given: Answer = {"chat_id": person, "text": act.text}
        if act.data:
            latest = (await self.messages(person))[-1]
            given = {"chat_id": person, "callback_data": act.data, "callback_message_id": latest.id}
        there = f"{self.address}/api/v1/test/send_update"
        named = {"bot_token": TOKEN, "session_id": str(person)}
        async with self.session.post(there, params=named, json=given, headers=_ANY_KEY) as response:
            assert response.status == 200, await response.text()

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them, as it looks now."""
        there = f"{self.address}/api/v1/test/responses"
        async with self.session.get(there, params={"session_id": str(person)}, headers=_ANY_KEY) as response:
            said = (await response.json())["responses"]
        shown: dict[int, Posted] = {}
        for one in said:
            if one["method"] in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
                shown[one["message_id"]] = as_posted(one["message_id"], one)
        return [shown[id] for id in sorted(shown)]

    async def restart(self) -> None:
        """Kill the bot, and start it again."""
        assert self.program is not None
        await restarted(self.program)

    def database(self, person: int) -> Path:
        """Everybody's."""
        assert self.program is not None
        return self.program.database

    async def bring(self, content: dict[str, object]) -> None:
        """Bring an update with this in it: the proxy brings it beside the next one."""
        self.brought.append(content)


_ANY_KEY = {"Authorization": "Bearer any"}


@dataclass
class Mended:
    """The server as the bot sees it."""

    server: Telemelya
    hook: str = ""
    webhook: Answer = field(default_factory=dict)
    is_set: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def call(self, token: str, method: str, given: Answer) -> Answer:
        """A call of the bot."""
        if method.startswith("setMy"):
            return {"ok": True, "result": True}
        if method == "setWebhook":
            self.webhook, given = given, {"url": self.hook}
        async with self.server.session.post(f"{self.server.address}/bot{token}/{method}", json=given) as response:
            answer: Any = await response.json()
        if method == "setWebhook":
            self.is_set.set()
        return {name: value for name, value in answer.items() if value is not None}

    async def bring(self, update: Answer) -> None:
        """Take an update off the server's hands, and bring it to the bot until it is taken."""
        others = [{"update_id": update["update_id"], **content} for content in self.server.brought]
        self.server.brought.clear()
        for one in (*others, update):
            task = asyncio.create_task(self._bring(one))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _bring(self, update: Answer) -> None:
        while True:
            headers = {SECRET_HEADER: self.webhook["secret_token"]}  # another one after a restart
            try:
                async with self.server.session.post(self.webhook["url"], json=update, headers=headers) as response:
                    if response.status == 200:
                        asked = call_in(response.content_type, await response.read())
                        break
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        if asked:
            await self.call(TOKEN, *asked)


@asynccontextmanager
async def open_telemelya(folder: Path, python: Path) -> AsyncIterator[Telemelya]:
    """The server, started with its own Python, the proxy, and a bot with a webhook."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        str(python),
        "-P",  # beside that file lies this one, which has the same name as the package
        str(Path(__file__).with_name("telemelya_server.py")),
        str(port),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as session:
            server = Telemelya(f"http://127.0.0.1:{port}", session)
            await _until_it_answers(server)
            mended = Mended(server)
            async with proxy(mended.call, mended.bring) as address:
                mended.hook = f"{address}/hook"
                async with bot(folder, address, by_webhook=True) as program:
                    server.program = program
                    async with asyncio.timeout(30):
                        await mended.is_set.wait()
                    yield server
            for task in mended.tasks:
                task.cancel()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _until_it_answers(server: Telemelya) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                async with server.session.get(f"{server.address}/"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
