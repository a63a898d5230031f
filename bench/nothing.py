"""No bot at all: what the harness itself costs for each turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.contender import Bot, Sent

_CHAT = b'"chat":{"id":'


class Nothing:
    """Finds out who is talking, and has replied."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    async def take(self, update: bytes) -> None:
        """Reply at once."""
        self._sent(int(update.partition(_CHAT)[2].partition(b",")[0]))

    async def held(self, person: int) -> int:
        """Remember nothing."""
        return 0

    def others(self) -> tuple[int, ...]:
        """Need nobody."""
        return ()

    def facts(self) -> dict[str, float]:
        """Know nothing."""
        return {}

    def remember(self, sessions: int) -> None:
        """Remember nothing."""


@asynccontextmanager
async def open_nothing(folder: Path, sent: Sent) -> AsyncIterator[Bot]:
    """A bot that does nothing."""
    yield Nothing(sent)
