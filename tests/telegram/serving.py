"""`canbao serve` itself with a bot, as operators start it, in a process that can be killed without being asked."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from tests.telegram.clock import TODAY
from tests.web.serving import ROOT, free_port

PROGRAM = """
from datetime import datetime

import bot.server
from bot.command import main
from tests.telegram.clock import running_clock

bot.server.clock_for = lambda today: running_clock(today, datetime.fromisoformat(BEGUN))
main()
"""
"""`canbao serve`, except that time goes by on the day it is given: what is put off must come round."""

AT_DEBUG = """
import logging
import structlog
from bot.channels.telegram import telegram

redact_logs = telegram.redact_logs

def redact_logs_and_talk():
    redact_logs()
    logging.basicConfig(level=logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("anybody").debug("calling %s", TOKEN)
    structlog.get_logger().debug("calling", url=f"https://api.telegram.org/bot{TOKEN}/getMe")

telegram.redact_logs = redact_logs_and_talk
"""
"""Before that: everybody writes down all they can, those too who are usually kept from it, and somebody the token."""


@dataclass
class Program:
    """The program, which can be killed and started again on the same database. `said` is all that it printed."""

    database: Path
    settings: dict[str, str]
    today: date = TODAY
    at_debug: bool = False
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    said: bytearray = field(default_factory=bytearray)
    is_running: bool = False
    _listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it, and return once it serves. Raises `AssertionError` with what it says where it ends instead."""
        command = ["serve", f"--port={self.port}", f"--database={self.database}", f"--today={self.today}"]
        parts = [f"BEGUN = {self.begun.isoformat()!r}\nTOKEN = {self.settings['CANBAO_TELEGRAM_TOKEN']!r}"]
        parts += [AT_DEBUG, PROGRAM] if self.at_debug else [PROGRAM]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "\n".join(parts),
            *command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        started = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(self.process, started))
        async with asyncio.timeout(60):
            await started.wait()
        assert self.is_running, self.said.decode(errors="replace")[-1000:]

    async def _listen(self, process: asyncio.subprocess.Process, started: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.said += line
            if "参保通已启动".encode() in line:
                self.is_running = True
                started.set()
        self.is_running = False
        started.set()

    async def kill(self) -> None:
        """Kill it, in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to stop, as systemd does."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
        if self._listening is not None:
            await self._listening


@asynccontextmanager
async def program(
    database: Path, token: str, address: str, *, by_webhook: bool = False, at_debug: bool = False, **settings: str
) -> AsyncIterator[Program]:
    """The program, started with these further settings; it is killed at the end of the block."""
    given = {"CANBAO_TELEGRAM_TOKEN": token, "CANBAO_TELEGRAM_ADDRESS": address, **settings}
    program = Program(database, given, at_debug=at_debug)
    if by_webhook:
        public = f"http://127.0.0.1:{program.port}"
        program.settings |= {"CANBAO_TELEGRAM_MODE": "webhook", "CANBAO_PUBLIC_ADDRESS": public}
    await program.start()
    try:
        yield program
    finally:
        await program.kill()
