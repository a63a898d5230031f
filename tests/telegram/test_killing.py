"""Killed at any moment and started again, the bot loses nothing that it was told, and says nothing twice unasked."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.telegram.botapi.http import served
from tests.telegram.botapi.rules import Given
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.journeys import WAYS, Way, answer, is_conclusion
from tests.telegram.serving import Program, program

PEOPLE = 3
"""So many go through each journey at once."""


async def go(somebody: Somebody, way: Way) -> None:
    """Go through a journey, waiting for each answer however long it takes."""
    somebody.start(way.entry)
    await somebody.hears(since=0, patience=60)
    while not is_conclusion(somebody.latest, way):
        answer(somebody, way)
        await somebody.hears(patience=60)


async def kill_now_and_then(running: Program, chance: random.Random, api: BotApi, kills: int) -> None:
    for _ in range(kills):
        await after(api, chance.randrange(1, 60))
        await running.kill()
        await running.start()


async def after(api: BotApi, calls: int) -> None:
    """Wait until the bot has made so many more calls."""
    reached, wanted = asyncio.Event(), len(api.calls) + calls

    def look(method: str, given: Given) -> None:
        if len(api.calls) >= wanted:
            reached.set()

    api.trouble = look
    await reached.wait()


def in_the_air(database: Path) -> int:
    """How many messages were under way when the process died, and are on record as such."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM messages WHERE doubtful = 1").fetchone()
        return int(count)


@pytest.mark.parametrize("seed", [1])
async def test_killed_and_started_again_it_goes_on_where_it_was(tmp_path: Path, seed: int) -> None:
    api, database = BotApi(), tmp_path / "canbao.db"
    people = [
        (Somebody(api, 100 * number + one), way) for number, way in enumerate(WAYS.values(), 1) for one in range(PEOPLE)
    ]
    async with served(api) as address, program(database, api.token, address) as running:
        killing = asyncio.create_task(kill_now_and_then(running, random.Random(seed), api, kills=2))
        await asyncio.gather(*(go(somebody, way) for somebody, way in people))
        killing.cancel()
    repeated = 0
    for somebody, way in people:
        said = [posted.text.partition("\n\n✓")[0] for posted in somebody.messages]
        assert is_conclusion(somebody.latest, way)
        assert len(set(said)) == len(way.answers) + 1, "nothing is lost, and nothing else is said"
        assert len(set(said[:-1])) == len(way.answers) + (said[-1] in said[:-1]), "no question is asked again"
        repeated += len(said) - len(set(said))
    assert repeated <= in_the_air(database), "a conclusion is told again only where nobody knows whether it arrived"
