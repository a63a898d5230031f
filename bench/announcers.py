"""The announcers: programs that tell many people the same, Canbao as it is served and what others build on.

Each can be killed, and started again as whoever runs it would.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Protocol

from bench.process import PEERS, ROOT
from bot.conversation import CHINA
from tests.announcements.posting import written
from tests.telegram.clock import TODAY
from tests.telegram.serving import Program


class Sender(Protocol):
    """A program that announces something to people, and answers others. Started again, it goes on as it does."""

    async def start(self) -> None:
        """Start it."""

    async def kill(self) -> None:
        """Kill it."""


@dataclass
class Peer:
    """python-telegram-bot, in the peers' environment."""

    how: str
    address: str
    token: str
    people: range
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it."""
        module = [str(PEERS), "-m", "bench.peers.announcing"]
        given = [self.how, self.token, self.address, str(self.people.start), str(len(self.people))]
        self._process = await asyncio.create_subprocess_exec(*module, *given, cwd=ROOT)

    async def kill(self) -> None:
        """Kill it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


async def _canbao(folder: Path, address: str, token: str, people: range) -> Sender:
    """Canbao as it is served, with an announcement that a second person has approved of."""
    database = folder / "canbao.db"
    await written(database, [str(person) for person in people], datetime.combine(TODAY, time(12), CHINA))
    return Program(database, {"CANBAO_TELEGRAM_TOKEN": token, "CANBAO_TELEGRAM_ADDRESS": address})


@dataclass(frozen=True)
class Announcer:
    """One line of the table."""

    name: str
    title: str
    how: str = ""

    @property
    def peer(self) -> bool:
        """Whether it is somebody else's."""
        return bool(self.how)

    async def sender(self, folder: Path, address: str, token: str, people: range) -> Sender:
        """The program, ready to be started."""
        return Peer(self.how, address, token, people) if self.peer else await _canbao(folder, address, token, people)


ANNOUNCERS = (
    Announcer("canbao", "Canbao"),
    Announcer("ptb_in_turn", "PTB, AIORateLimiter, one after another", "in_turn"),
    Announcer("ptb_at_once", "PTB, AIORateLimiter, all at once", "at_once"),
)
"""Canbao, and the two ways in which the limiter is used."""
