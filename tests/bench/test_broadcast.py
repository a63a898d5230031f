"""The announcements of the benchmark: the stub's limits are those of the platform, and shares are what they say."""

import asyncio

import pytest

from bench.announcers import ANNOUNCERS
from bench.broadcast import RATE, Limits, most_within
from tests.announcements.platform import share_of
from tests.simulation.clock import in_virtual_time
from tests.telegram.botapi.server import BotApi

PEOPLE = range(100, 200)
ASKER = 6_000_000_001


async def send(api: BotApi, chat: int) -> int:
    """One message; the status that it is answered with."""
    status, _ = await api.answer(api.token, "sendMessage", {"chat_id": chat, "text": "今晚维护。"})
    return status


@in_virtual_time
async def test_no_more_than_the_rate_is_taken_in_any_second_and_then_there_is_silence() -> None:
    limits = Limits(BotApi(), PEOPLE)
    assert [await send(limits.api, 100 + number) for number in range(RATE)] == [200] * RATE
    await asyncio.sleep(0.98)
    assert await send(limits.api, 150) == 429
    await asyncio.sleep(0.99)
    assert await send(limits.api, 150) == 429, "silence was wanted"
    await asyncio.sleep(0.02)
    assert await send(limits.api, 150) == 200
    assert (len(limits.came), len(limits.taken)) == (RATE + 3, RATE + 1)
    assert limits.times_told() == [1] * RATE + [0] * 20 + [1] + [0] * (len(PEOPLE) - RATE - 21)


@in_virtual_time
async def test_replies_are_no_notices_and_are_timed() -> None:
    limits = Limits(BotApi(), PEOPLE)
    asking = asyncio.create_task(limits.ask())
    await asyncio.sleep(0.21)
    asking.cancel()
    await asyncio.sleep(0.3)
    assert await send(limits.api, ASKER) == 200
    assert await send(limits.api, ASKER) == 200, "a second part of the same reply"
    assert limits.waited == [pytest.approx(0.31)]
    assert (limits.came, limits.taken) == ([], [])


@in_virtual_time
async def test_a_reply_that_never_comes_has_waited_until_the_end() -> None:
    limits = Limits(BotApi(), PEOPLE)
    asking = asyncio.create_task(limits.ask())
    await asyncio.sleep(0.21)
    asking.cancel()
    await limits.until_answered()
    (waited,) = limits.waited
    assert waited > 3


@in_virtual_time
async def test_what_is_waited_for_is_given_up_when_no_more_comes() -> None:
    limits = Limits(BotApi(), PEOPLE)
    waiting = asyncio.create_task(limits.until_taken(10))
    for person in PEOPLE[:5]:
        await send(limits.api, person)
        await asyncio.sleep(1)
    assert not waiting.done()
    await asyncio.sleep(3)
    assert waiting.done()


@pytest.mark.parametrize("together", [1, 10, RATE])
def test_the_share_is_the_same_however_they_are_spread(together: int) -> None:
    """So many at once, and then nothing for as long as these last."""
    times = [number // together * together / (RATE * 0.8) for number in range(600)]
    assert share_of(RATE, times) == pytest.approx(0.8, rel=0.01)


def test_the_fullest_second_is_found() -> None:
    times = [*(number / 10 for number in range(50)), 5.0, 5.1, 5.15, 5.2, 5.3, 5.99, 6.0]
    assert most_within(1.0, times) == 11
    assert most_within(1.0, [0.0, 0.5, 1.0]) == 2
    assert most_within(1.0, []) == 0


def test_canbao_is_measured_beside_its_peers() -> None:
    assert [announcer.name for announcer in ANNOUNCERS if not announcer.peer] == ["canbao"]
    assert len([announcer for announcer in ANNOUNCERS if announcer.peer]) == 2
