"""The driver: keeps some dialogues in flight, each going on as soon as its reply is out, and times every turn."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bench.contender import Bot
from bench.journal import Journal

IN_FLIGHT = 64

People = Iterator[tuple[int, list[bytes]]]
"""Who talks, with the updates they send."""


@dataclass
class Measured:
    """What one cohort of dialogues took. Latencies run from the update handed in to the reply handed to the sender."""

    turns: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


@dataclass
class Driver:
    """Talks to one bot. `sent` is what the bot calls with each reply."""

    journal: Journal | None = None
    _waiting: dict[int, tuple[float, "asyncio.Future[None]"]] = field(default_factory=dict)
    _latencies: list[float] = field(default_factory=list)

    def sent(self, person: int) -> None:
        """A reply is out."""
        now = time.perf_counter()
        if (waiting := self._waiting.pop(person, None)) is None:
            return  # a message nobody waits for, such as one repeated after a restart
        if self.journal is not None:
            self.journal.replied(person)
        started, replied = waiting
        self._latencies.append(now - started)
        if not replied.done():
            replied.set_result(None)

    async def run(
        self,
        bot: Bot,
        people: People,
        *,
        seconds: float | None = None,
        in_flight: int = IN_FLIGHT,
    ) -> Measured:
        """Talk until the people are through, or the time is up: then everybody stops where they are."""
        self._latencies = []
        started = time.perf_counter()
        until = started + seconds if seconds is not None else float("inf")
        await asyncio.gather(*(self._keep_talking(bot, people, until) for _ in range(in_flight)))
        took = time.perf_counter() - started
        return Measured(len(self._latencies), took, self._latencies)

    async def _keep_talking(self, bot: Bot, people: People, until: float) -> None:
        for person, updates in people:
            for update in updates:
                if time.perf_counter() >= until:
                    return
                await self.turn(bot, person, update)

    async def mingle(self, bot: Bot, people: People, *, crowd: int, in_flight: int = IN_FLIGHT) -> None:
        """Talk without end with a crowd who take their time: everybody has one turn before anybody has the next.

        The first ones break off, each after another number of turns, so that at any time some are anywhere.
        """
        talking = deque(
            (person, iter(updates[: number % len(updates) + 1]))
            for number, (person, updates) in enumerate(islice(people, crowd))
        )

        async def keep_talking() -> None:
            while True:
                person, updates = talking.popleft()
                if (update := next(updates, None)) is None:
                    person, fresh = next(people)
                    updates = iter(fresh)
                    update = next(updates)
                await self.turn(bot, person, update)
                talking.append((person, updates))

        await asyncio.gather(*(keep_talking() for _ in range(in_flight)))

    async def turn(self, bot: Bot, person: int, update: bytes) -> None:
        """One update in, and its reply out. Nobody says the next thing before they have had the last reply."""
        while (earlier := self._waiting.get(person)) is not None:
            await earlier[1]
        replied = asyncio.get_running_loop().create_future()
        if self.journal is not None:
            self.journal.handed(person)
        self._waiting[person] = (time.perf_counter(), replied)
        # It has arrived, and waits until the loop is through with what arrived before it, as on a socket.
        await asyncio.sleep(0)
        await bot.take(update)
        if self.journal is not None:
            self.journal.confirmed(person)
        await replied


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
