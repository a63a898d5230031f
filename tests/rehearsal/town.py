"""The town: one machine with the program as it is deployed, its files, its Telegram, and the day on its clock."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from tests.rehearsal.record import Record
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BOT, BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.web.serving import ROOT, free_port
from tests.web.site import Browser

BOSS = 1001
"""The number of the owner's account, as the settings name it."""

FIRST = 5_000_000_001
"""The number of the first resident's account on Telegram; those of staff are smaller."""


@dataclass
class Town:
    """Everything on the machine. `ahead` is by how many seconds its clock runs ahead of the real one."""

    folder: Path
    record: Record
    api: BotApi
    settings: dict[str, str]
    port: int
    ahead: float = 0.0
    server: asyncio.subprocess.Process | None = None
    log: bytearray = field(default_factory=bytearray)
    _listening: asyncio.Task[None] | None = None
    _browsers: list[httpx2.AsyncClient] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the web page is."""
        return f"http://127.0.0.1:{self.port}"

    def becomes(self, now: datetime) -> None:
        """Set the clock. A server that runs keeps its own until it is started again."""
        self.ahead = (now - datetime.now(UTC)).total_seconds()

    # The program

    async def start(self) -> None:
        """Start the server, and return once it serves."""
        self.server = await self._run("serve", f"--port={self.port}")
        started = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(self.server, started))
        async with asyncio.timeout(60):
            await started.wait()

    async def stop(self) -> None:
        """Ask the server to stop, as systemd does."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """`kill -9`, in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        if self.server is not None and self.server.returncode is None:
            self.server.send_signal(how)
            await self.server.wait()
        if self._listening is not None:
            await self._listening

    async def _listen(self, server: asyncio.subprocess.Process, started: asyncio.Event) -> None:
        assert server.stdout is not None
        async for line in server.stdout:
            self.log += line
            if "参保通已启动".encode() in line:
                started.set()
        started.set()

    async def canbao(self, *words: str, account: str = "admin", exits: int = 0) -> str:
        """Type a command on the server, under somebody's account, and put it on record. Returns what it printed."""
        printed, ended = await self.quietly(*words, account=account)
        self.record.ran(" ".join(["canbao", *map(_typed, words)]), printed)
        if ended != exits:
            self.record.expect(False, f"`canbao {' '.join(words[:2])} …` ends with {exits}", ended)
        return printed

    async def quietly(self, *words: str, account: str = "admin") -> tuple[str, int | None]:
        """The same beside the record: what it printed, and with what it ended."""
        process = await self._run(*words, account=account)
        output, _ = await process.communicate()
        return output.decode(), process.returncode

    async def _run(self, *words: str, account: str = "admin") -> asyncio.subprocess.Process:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CANBAO_")}
        about = {"PYTHONPATH": str(ROOT), "COLUMNS": "132", "PYTHONUTF8": "1"}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.rehearsal.canbao", str(self.ahead), account, *words),
            cwd=self.folder,
            env={**inherited, **about, **self.settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    # People

    def somebody(self, id: int, language: str = "zh-hans") -> Somebody:
        """Somebody with Telegram."""
        return Somebody(self.api, id, language)

    def browser(self, language: str = "zh-CN") -> Browser:
        """Somebody with a browser, which has not been here before."""
        client = httpx2.AsyncClient(base_url=self.address, headers={"accept-language": language}, timeout=60)
        self._browsers.append(client)
        return Browser(client)

    def holds(self, text: str) -> list[str]:
        """The files of the database in which these words can be found."""
        files = sorted(self.folder.glob("canbao.db*"))
        return [file.name for file in files if text.encode() in file.read_bytes()]

    async def close(self) -> None:
        """Leave nothing running."""
        await self.kill()
        for client in self._browsers:
            await client.aclose()


@asynccontextmanager
async def town(folder: Path, record: Record, now: datetime) -> AsyncIterator[Town]:
    """A town with nothing in it yet; its files go into this folder, which is emptied."""
    await asyncio.to_thread(_empty, folder)
    api, port = BotApi(), free_port()
    async with served(api) as address:
        settings = {
            "CANBAO_DATABASE": str(folder / "canbao.db"),
            "CANBAO_OWNERS": f"telegram:{BOSS}",
            "CANBAO_AUDIT_KEY": "a key that is kept on another disk",
            "CANBAO_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
            "CANBAO_TELEGRAM_BOT": str(BOT["username"]),
            "CANBAO_TELEGRAM_TOKEN": api.token,
            "CANBAO_TELEGRAM_ADDRESS": address,
        }
        here = Town(folder, record, api, settings, port)
        here.becomes(now)
        try:
            yield here
        finally:
            await here.close()


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _typed(word: str) -> str:
    return f'"{word}"' if " " in word or "{" in word else word
