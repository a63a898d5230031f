"""The bot as a program of its own, for the servers that speak HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.telegram.serving import Program, program

TOKEN = "123456789:a-token-for-servers-on-this-machine"


@asynccontextmanager
async def bot(folder: Path, address: str, *, by_webhook: bool = False) -> AsyncIterator[Program]:
    """`canbao serve` on a database in this folder."""
    async with program(folder / "canbao.db", TOKEN, address, by_webhook=by_webhook) as running:
        yield running


async def restarted(program: Program) -> None:
    """Kill it where it stands, and start it again."""
    await program.kill()
    await program.start()
