"""A bureau whose server runs: what is sent goes out on a strict platform, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path

from bot.announcements.sending import Sending
from bot.delivery import Delivery
from bot.line import Line
from bot.quiet import QuietHours
from tests.announcements.bureau import BOSS, EVERYWHERE, MA, NOON, Bureau, bureau_on
from tests.announcements.platform import Platform, loop_time
from tests.simulation.clock import in_virtual_time
from tests.simulation.storage import Machine

NAP = QuietHours(time(21), time(21, 2))
"""A short night, as every second of a night is looked at."""

DISK = 0.001
"""Seconds that the database takes for each of the two steps of a transaction."""

JUST_NOW = 0.05
"""What the platform said so many seconds before a process was killed, that process may not have noted."""


async def written(path: Path, people: Sequence[str], beginning: datetime = NOON) -> int:
    """An announcement to these people, who are new: written, counted, approved of and sent, but not yet delivered."""
    async with bureau_on(path) as bureau:
        bureau.beginning = beginning
        for start in range(0, len(people), 1000):
            await bureau.meet(*people[start : start + 1000])
        number = await bureau.write("今晚维护。", EVERYWHERE, BOSS)
        await bureau.announce(number, MA)
    return number


@dataclass
class Post:
    """The bureau, and everything that sends for it."""

    bureau: Bureau
    platform: Platform
    line: Line
    delivery: Delivery
    sending: Sending


@asynccontextmanager
async def post_at(
    path: Path, platform: Platform | None = None, machine: Machine | None = None, *, beginning: datetime = NOON
) -> AsyncIterator[Post]:
    """A server that runs on this database."""
    platform = platform or Platform()
    async with bureau_on(path, machine) as bureau:
        bureau.ticking, bureau.beginning = True, beginning
        line = Line(platform, bureau.database, bureau.clock, quiet=NAP.end)
        sending = Sending(bureau.database, bureau.clock, {platform.name: platform.pace.notices}, quiet=NAP.end)
        async with Delivery([line]).running() as delivery, sending.running():
            yield Post(bureau, platform, line, delivery, sending)


@asynccontextmanager
async def killed(path: Path, platform: Platform, disk: Callable[[], float] = lambda: DISK) -> AsyncIterator[Post]:
    """A server that is killed at the end of the block: what it had in memory is gone, and nothing is finished."""
    machine, others = Machine(delay=disk), asyncio.all_tasks()
    async with post_at(path, platform, machine) as post:
        yield post
        machine.is_on = False
        theirs = asyncio.all_tasks() - others
        for task in theirs:
            task.cancel()
        await asyncio.gather(*theirs, return_exceptions=True)
        platform.never_said(since=loop_time() - JUST_NOW)


def in_a_post(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    """A test in which a server runs, in virtual time. pytest gives it everything but the post, and a folder instead."""

    @in_virtual_time
    async def in_time(tmp_path: Path, **given: object) -> None:
        async with post_at(tmp_path / "canbao.db") as post:
            await test(post, **given)

    @wraps(test)
    def run(**given: object) -> None:
        in_time(**given)  # type: ignore[arg-type]

    _, *others = signature(test).parameters.values()
    run.__signature__ = Signature([Parameter("tmp_path", Parameter.POSITIONAL_OR_KEYWORD), *others])  # type: ignore[attr-defined]
    return run
