"""Pace: never more notices in any second than the platform allows, and none at all while it wants silence."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.pace import Pace
from tests.simulation.clock import in_virtual_time


def now() -> float:
    return asyncio.get_running_loop().time()


def most_in_a_second(times: list[float]) -> int:
    """How many there are in the fullest window of one second."""
    return max(sum(start <= time < start + 1.0 for time in times) for start in times)


@in_virtual_time
async def test_notices_go_out_at_the_rate_and_never_above_it() -> None:
    pace, times = Pace(notices=30), []
    for _ in range(600):
        await pace.notice()
        times.append(now())
    assert most_in_a_second(times) <= 30
    assert times[-1] < 20 * 1.01  # and not much below it either


@pytest.mark.parametrize("seed", range(20))
@in_virtual_time
async def test_the_rate_holds_however_they_come(seed: int) -> None:
    chance = random.Random(seed)
    pace, times = Pace(notices=chance.randint(1, 10)), []

    async def send(number: int) -> None:
        for _ in range(number):
            await asyncio.sleep(chance.choice([0.0, 0.0, chance.random(), 3 * chance.random()]))
            await pace.notice()
            times.append(now())

    await asyncio.gather(*(send(chance.randint(1, 20)) for _ in range(chance.randint(1, 5))))
    assert most_in_a_second(times) <= pace.notices


@in_virtual_time
async def test_whoever_stops_waiting_leaves_the_rate_as_it_is() -> None:
    pace, times = Pace(notices=3), []

    async def send() -> None:
        await pace.notice()
        times.append(now())

    for _ in range(30):
        impatient = asyncio.create_task(send())
        await asyncio.sleep(0.05)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        await send()
    assert most_in_a_second(times) <= 3


@in_virtual_time
async def test_nothing_is_said_while_silence_is_wanted() -> None:
    pace = Pace()
    await pace.silence()
    assert now() == 0
    pace.be_silent(timedelta(seconds=10))
    waiting = asyncio.create_task(pace.silence())
    await asyncio.sleep(5)
    pace.be_silent(timedelta(seconds=20))  # asked for again, and longer, while somebody waits
    pace.be_silent(timedelta(seconds=1))  # a shorter one does not end it
    await waiting
    assert now() == pytest.approx(25)


@in_virtual_time
async def test_a_notice_waits_for_the_silence_too() -> None:
    pace, times = Pace(notices=2), []
    for _ in range(6):
        await pace.notice()
        times.append(now())
        pace.be_silent(timedelta(seconds=0.4))
    assert all(later - earlier >= 0.4 - 1e-6 for earlier, later in pairwise(times))
    assert most_in_a_second(times) <= 2


@in_virtual_time
async def test_it_is_known_how_many_may_go_out_soon() -> None:
    pace = Pace(notices=3)
    assert (pace.room(0), pace.until_room() <= 0) == (3, True)
    await pace.notice()
    await asyncio.sleep(0.5)
    await pace.notice()
    await pace.notice()
    assert (pace.room(0), pace.room(0.4), pace.room(0.6), pace.room(2)) == (0, 0, 1, 3)
    assert pace.until_room() == pytest.approx(0.508)
    pace.be_silent(timedelta(seconds=10))
    assert (pace.room(2), pace.room(11)) == (0, 3)
    assert pace.until_room() == pytest.approx(10)


@in_virtual_time
async def test_what_a_process_that_died_may_have_sent_counts() -> None:
    pace, times = Pace(notices=3), []
    pace.assume_full()
    for _ in range(4):
        await pace.notice()
        times.append(now())
    assert times[0] >= 1.0
    assert most_in_a_second([0.0, 0.0, 0.0, *times]) <= 3


@in_virtual_time
async def test_a_notice_is_counted_when_the_way_is_open() -> None:
    pace, times = Pace(notices=3), []
    connected = 0

    @asynccontextmanager
    async def way() -> AsyncIterator[None]:
        nonlocal connected
        connected += 1
        await asyncio.sleep(0.6 if connected <= 3 else 0.0)  # the first have to connect
        yield

    async def send() -> None:
        await pace.notice()
        times.append(now())

    pace.way = way
    await asyncio.gather(*(send() for _ in range(9)))
    assert most_in_a_second(times) == 3
