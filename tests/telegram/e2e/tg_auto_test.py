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
    database: Path
    person: int
    process: asyncio.subprocess.Process | None = None
    seen: dict[int, Posted] = field(default_factory=dict)
    number: int = 100
    undone: dict[str, Any] | None = None
    answers: int = 0

    async def start(self) -> None:
        """Start the process, and do again what was not done."""
        self.process = await asyncio.create_subprocess_exec(
            str(self.python),
            *("-m", "tests.telegram.e2e.in_process", str(self.database), str(self.person)),
            str(max(self.seen, default=0) + 1),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self.answers = 1
        await self._read()
        if self.undone:
            self._write(self.undone)

    async def act(self, act: Act) -> None:
        """Do something, without waiting for an answer."""
        self.number += 1
        self.undone = {"update": self.number, "text": act.text, "data": act.data, "on": max(self.seen, default=0)}
        self._write(self.undone)

    async def look(self) -> list[Posted]:
        """See what there is, once everything that was done is answered."""
        self._write({})
        while self.answers:
            await self._read()
        self.undone = None
        return [self.seen[id] for id in sorted(self.seen)]

    async def kill(self) -> None:
        """Kill the process."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    def _write(self, what: dict[str, Any]) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.answers += 1

    async def _read(self) -> None:
        """One line of what is seen; anything else that is printed is a line of the log."""
        assert self.process is not None
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, "the process has ended"
        if line.startswith(b"["):
            self.answers -= 1
            for one in json.loads(line):
                self.seen[one["id"]] = Posted(one["id"], one["text"], [], one["keys"])


@dataclass
class TgAutoTest:
    """Everybody, each with a bot of their own: it knows only one chat."""

    python: Path
    folder: Path
    people: dict[int, Somebody] = field(default_factory=dict)

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        if person not in self.people:
            self.people[person] = Somebody(self.python, self.folder / f"{person}.db", person)
            await self.people[person].start()
        await self.people[person].act(act)

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them, as it looks now."""
        return await self.people[person].look()

    async def restart(self) -> None:
        """Kill the bots that have something to do, and start them again."""
        for somebody in self.people.values():
            if somebody.undone:
                await somebody.kill()
                await somebody.start()


@asynccontextmanager
async def open_tg_auto_test(folder: Path, python: Path) -> AsyncIterator[TgAutoTest]:
    """The processes, killed at the end of the block."""
    server = TgAutoTest(python, folder)
    try:
        yield server
    finally:
        for somebody in server.people.values():
            await somebody.kill()
