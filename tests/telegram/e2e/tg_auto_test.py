"""PyPI `tg-auto-test`: no server at all, but a transport for python-telegram-bot in the process of the bot.

So this process is the one that is killed. What it had not answered by then is done again with the same number, as
Telegram does with updates that were not confirmed.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.telegram.botapi.server import Posted
from tests.telegram.journeys import Act
from tests.web.serving import ROOT


@dataclass
class Somebody:
    """One person, and the process that they and the bot live in."""

    python: Path
    folder: Path
    person: int
    process: asyncio.subprocess.Process | None = None
    number: int = 100
    undone: dict[str, Any] | None = None
    working: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process, and do again what was not done."""
        last = max((posted.id for posted in self.look()), default=0)
        self.process = await asyncio.create_subprocess_exec(
            str(self.python),
            *("-m", "tests.telegram.e2e.in_process", str(self.database), str(self.person)),
            *(str(self.journal), str(last + 1)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        undone = self.undone
        await self._until_done()
        if undone:
            self._do(undone)

    async def act(self, act: Act) -> None:
        """Do something, without waiting for an answer."""
        if self.working is not None:
            await self.working
        self.number += 1
        seen = self.look()
        self._do({"update": self.number, "text": act.text, "data": act.data, "on": seen[-1].id if seen else 0})

    def look(self) -> list[Posted]:
        """What the bot has sent, as it looks now: from the calls that the transport took."""
        shown: dict[int, Posted] = {}
        for line in self.journal.read_text(encoding="utf-8").splitlines() if self.journal.exists() else ():
            call = json.loads(line)
            keys = json.loads(call["given"].get("reply_markup", "{}")).get("inline_keyboard", [])
            if call["method"] in ("sendMessage", "editMessageText"):
                result = call["result"]
                shown[result["message_id"]] = Posted(result["message_id"], result["text"], [], keys)
            elif call["method"] == "editMessageReplyMarkup":
                shown[int(call["given"]["message_id"])].keys = keys
        return [shown[id] for id in sorted(shown)]

    async def kill(self) -> None:
        """Kill the process."""
        if self.working is not None:
            self.working.cancel()
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()

    @property
    def database(self) -> Path:
        """What their bot keeps."""
        return self.folder / f"{self.person}.db"

    @property
    def journal(self) -> Path:
        """What the transport took."""
        return self.folder / f"{self.person}.jsonl"

    def _do(self, what: dict[str, Any]) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.undone = what
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.working = asyncio.create_task(self._until_done())

    async def _until_done(self) -> None:
        """Read what it says; anything but `done` is a line of the log."""
        assert self.process is not None
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            if line == b"done\n":
                self.undone = None
                return


@dataclass
class TgAutoTest:
    """Everybody, each with a bot of their own: it knows only one chat."""

    python: Path
    folder: Path
    people: dict[int, Somebody] = field(default_factory=dict)

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        if person not in self.people:
            self.people[person] = Somebody(self.python, self.folder, person)
            await self.people[person].start()
        await self.people[person].act(act)

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them, as it looks now."""
        return self.people[person].look()

    async def restart(self) -> None:
        """Kill the bots that have something to do, and start them again."""
        for somebody in self.people.values():
            if somebody.undone:
                await somebody.kill()
                await somebody.start()

    def database(self, person: int) -> Path:
        """Theirs alone."""
        return self.people[person].database


@asynccontextmanager
async def open_tg_auto_test(folder: Path, python: Path) -> AsyncIterator[TgAutoTest]:
    """The processes, killed at the end of the block."""
    server = TgAutoTest(python, folder)
    try:
        yield server
    finally:
        for somebody in server.people.values():
            await somebody.kill()
