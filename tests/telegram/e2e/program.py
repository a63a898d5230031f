"""The bot as a program of its own, for the servers that speak HTTP. Whatever happens to it, its log stays clean."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.telegram.serving import Program, program
from tests.telegram.stored import unsettled

CANARY = "AAcanary-Canary_canary-Canary_c4nary"
TOKEN = f"123456789:{CANARY}"

_UNCAUGHT = ("Traceback", "never retrieved", "telegram.failed", "delivery.failed", "where=")
"""What a log says where something was raised that nobody had thought of."""

_PATIENCE = 120.0


@asynccontextmanager
async def bot(
    folder: Path, address: str, *, by_webhook: bool = False, at_debug: bool = False, **settings: str
) -> AsyncIterator[Program]:
    """`canbao serve` on a database in this folder. Raises `AssertionError` for what its log says in the end."""
    async with program(
        folder / "canbao.db", TOKEN, address, by_webhook=by_webhook, at_debug=at_debug, **settings
    ) as running:
        yield running
    log = running.said.decode(errors="replace")
    assert CANARY.casefold() not in log.casefold(), "the token is in the log"
    assert not (raised := [line for line in log.splitlines() if any(sign in line for sign in _UNCAUGHT)]), raised[:3]


async def restarted(program: Program) -> None:
    """Kill it where it stands, and start it again."""
    await program.kill()
    await program.start()


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again whether it is so. Raises `TimeoutError`."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def settled(program: Program) -> None:
    """Wait until the bot owes nobody anything. Raises `TimeoutError`."""
    await until(lambda: not unsettled(program.database))
