"""The driver: everybody goes on when their reply is out, and latencies count from when an update was handed in."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator

from bench.contender import Sent
from bench.driver import Driver, quantile


class Slow:
    """Replies a little later, from a task of its own, and notes how many are being served."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self.taken: dict[int, list[bytes]] = defaultdict(list)
        self.inside = self.most = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, update: bytes) -> None:
        person = int(update.split()[0])
        self.taken[person].append(update)
        self.inside += 1
        self.most = max(self.most, self.inside)
        self._tasks.add(asyncio.create_task(self._reply(person)))

    async def _reply(self, person: int) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        self.inside -= 1
        self._sent(person)

    async def held(self, person: int) -> int:
        return len(self.taken[person])

    def others(self) -> tuple[int, ...]:
        return ()

    def facts(self) -> dict[str, float]:
        return {}

    def remember(self, sessions: int) -> None:
        pass


def people(count: int) -> Iterator[tuple[int, list[bytes]]]:
    for person in range(count):
        yield person, [f"{person} {number}".encode() for number in range(3)]


async def test_so_many_are_in_flight_and_each_in_order() -> None:
    driver = Driver()
    bot = Slow(driver.sent)
    measured = await driver.run(bot, people(20), in_flight=4)
    assert measured.turns == len(measured.latencies) == 60
    assert bot.most == 4
    assert all(updates == [f"{person} {n}".encode() for n in range(3)] for person, updates in bot.taken.items())


async def test_when_the_time_is_up_everybody_stops() -> None:
    driver = Driver()
    measured = await driver.run(Slow(driver.sent), people(10**9), seconds=0.01, in_flight=4)
    assert 0 < measured.turns == len(measured.latencies)


async def test_a_crowd_takes_turns() -> None:
    driver = Driver()
    bot = Slow(driver.sent)
    talking = asyncio.create_task(driver.mingle(bot, people(10**9), crowd=10, in_flight=2))
    async with asyncio.timeout(10):
        while sum(map(len, bot.taken.values())) < 80:  # noqa: ASYNC110 - it goes on without end
            await asyncio.sleep(0)
    talking.cancel()
    assert [len(bot.taken[person]) for person in range(6)] == [1, 2, 3, 1, 2, 3], "the first ones break off"
    assert [len(bot.taken[person]) for person in range(10, 15)] == [3] * 5, "those who follow are through"
    assert len(bot.taken) > 20
    assert await asyncio.gather(talking, return_exceptions=True)


def test_a_quantile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)) == (51.0, 100.0, 0.0)
