"""One simulation: a seed becomes a course of the world, the same each time."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from structlog.testing import capture_logs

from tests.simulation.clock import VirtualLoop
from tests.simulation.storage import open_inline
from tests.simulation.world import World

_QUICK = Path("/dev/shm")  # noqa: S108 - a disk that needs no waiting, where there is one


@dataclass(frozen=True)
class Course:
    """How a world went: `hash` tells it from any other, `wrong` is what did not hold."""

    seed: int
    hash: str
    turns: int
    lives: int
    steps: int
    seconds: float
    wrong: BaseException | None
    trace: tuple[str, ...]


def simulate(seed: int, *, actions: int = 20) -> Course:
    """Run the world of a seed. In it, each person does so many things."""
    chance = random.Random(seed)
    folder = _QUICK if _QUICK.is_dir() else None
    with tempfile.TemporaryDirectory(dir=folder, prefix="canbao-") as place, capture_logs():
        path = Path(place) / "canbao.db"
        shutil.copy(_empty(), path)
        world = World(path, chance, actions)
        wrong: BaseException | None = None
        with asyncio.Runner(loop_factory=lambda: VirtualLoop(world.step)) as runner:
            try:
                runner.run(world.run())
            except Exception as error:
                wrong = error
            seconds, hashed = runner.get_loop().time(), world.hash()
            trace = tuple(world.trace)
    return Course(seed, hashed, world.ledger.events, world.kills + 1, world.steps, seconds, wrong, trace)


@cache
def _empty() -> Path:
    """A new database, made once."""
    path = Path(tempfile.mkdtemp(prefix="canbao-")) / "canbao.db"

    async def make() -> None:
        async with open_inline(path):
            pass

    _in_real_time(make)
    return path


def _in_real_time(make: Callable[[], object]) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(make())  # type: ignore[arg-type]
