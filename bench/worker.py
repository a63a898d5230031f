"""The worker: one process with one contender, which does what it is told on standard input, one JSON line at a time.

It runs in the contender's environment, so it imports nothing but the harness and that contender.
"""

import argparse
import asyncio
import ctypes
import gc
import itertools
import json
import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TextIO

from bench.contender import Bot, named
from bench.dialogue import TURNS, Dialogue, written, written_for
from bench.driver import IN_FLIGHT, Driver, People, quantile
from bench.journal import Journal
from bench.usage import cpu_seconds, memory_mb
from bot.process import settle_down

MOST = 8_000
"""How many dialogues a cohort has at most: what is over in less time than was given has been timed well enough."""

OPEN_AT = 4
"""How many turns a dialogue has had when it counts as an open session."""

CROWD = 300
"""How many people are in the middle of a dialogue when a process is killed."""


@dataclass
class Worker:
    """A bot, somebody to talk to it, and what people say."""

    bot: Bot
    driver: Driver
    population: list[str]
    turns_s: float = 2_000.0

    def people(self, first: int, count: int | None = None, turns: int = TURNS) -> People:
        """People and what they send; the person with a number always says the same."""
        numbers = itertools.count(first) if count is None else range(first, first + count)
        for person in numbers:
            dialogue = Dialogue.from_json(self.population[person % len(self.population)])
            yield person, written_for(dialogue.templates(), person)[:turns]

    async def cohort(self, first: int, seconds: float) -> dict[str, Any]:
        """Talk for some seconds, at full speed. The updates are written beforehand: that is the platform's work."""
        people = self.people(first, min(int(self.turns_s * seconds * 1.5 / TURNS) + IN_FLIGHT, MOST))
        return await self._measure(people, seconds)

    async def visits(self, first: int, count: int, seed: int, seconds: float, remembered: int) -> dict[str, Any]:
        """The same with people whose sessions are stored: any of them at any time, to look at what they answered."""
        self.bot.remember(remembered)
        (template,) = Dialogue("zh-hans", (("tap", "/review"),)).templates()
        turns = int(self.turns_s * seconds * 1.5) + IN_FLIGHT
        people = enumerate(islice(_anybody(first, count, Random(seed)), turns))
        visits = ((person, [written(template, person, seed * 10**8 + turn)]) for turn, person in people)
        return await self._measure(visits, seconds)

    async def _measure(self, talking: People, seconds: float) -> dict[str, Any]:
        people = list(talking)
        gc.collect()
        own, others = time.process_time(), cpu_seconds(self.bot.others())
        measured = await self.driver.run(self.bot, iter(people), seconds=seconds)
        cpu = time.process_time() - own + cpu_seconds(self.bot.others()) - others
        self.turns_s = max(measured.turns / measured.seconds, 100.0)
        return {
            "people": len(people),
            "turns": measured.turns,
            "turns_s": self.turns_s,
            "p50_ms": quantile(measured.latencies, 0.50) * 1e3,
            "p99_ms": quantile(measured.latencies, 0.99) * 1e3,
            "cpu_us_turn": cpu / measured.turns * 1e6,
            "facts": self.bot.facts(),
        }

    async def memory(self, first: int, warm_up: int, sessions: int, remembered: int) -> dict[str, Any]:
        """How much memory so many open sessions take, in MB, if at most so many are remembered.

        People who come before fill what else is kept; nothing of theirs is remembered at any time, as the room that it
        leaves would be used again by those who are counted, and be no growth.
        """
        self.bot.remember(0)
        await self.driver.run(self.bot, self.people(first, warm_up))
        self.bot.remember(remembered)
        before = self._memory()
        await self.driver.run(self.bot, self.people(first + warm_up, sessions, OPEN_AT))
        return {"mb": self._memory() - before}

    async def talk(self, first: int) -> dict[str, Any]:
        """Talk until killed."""
        await self.driver.mingle(self.bot, self.people(first), crowd=CROWD)
        return {}

    async def held(self, people: list[int]) -> dict[str, Any]:
        """How many turns of each of these people the bot remembers."""
        return {"held": [await self.bot.held(person) for person in people]}

    async def again(self, turns: list[tuple[int, int]]) -> dict[str, Any]:
        """Send single turns of people again, as a platform does with what nobody confirmed."""
        for person, number in turns:
            (_, updates) = next(self.people(person, 1))
            await self.bot.take(updates[number])
        return {}

    async def walk(self, first: int) -> dict[str, Any]:
        """Take one person through the dialogue and see that every turn counts: a bot that stands still is fast."""
        ((person, updates),) = self.people(first, 1)
        for number, update in enumerate(updates, 1):
            await self.driver.turn(self.bot, person, update)
            if number < TURNS and (held := await self.bot.held(person)) != number:
                raise AssertionError(f"after turn {number} the bot remembers {held}")
        return {}

    def _memory(self) -> float:
        gc.collect()
        with suppress(AttributeError):  # other C libraries keep to themselves what they free
            ctypes.CDLL(None).malloc_trim(0)
        return memory_mb((os.getpid(), *self.bot.others()))


def _anybody(first: int, count: int, chance: Random) -> Iterator[int]:
    """People by chance, but nobody who may still be waiting for their last reply."""
    lately: deque[int] = deque(maxlen=2 * IN_FLIGHT)
    while True:
        person = first + chance.randrange(count)
        if person not in lately:
            lately.append(person)
            yield person


async def _serve(contender: str, folder: Path, population: list[str], journal: int | None, answers: TextIO) -> None:
    driver = Driver(Journal(journal) if journal is not None else None)
    async with named(contender).opener()(folder, driver.sent) as bot:
        settle_down()  # what Canbao's server does for itself is done for everybody
        worker = Worker(bot, driver, population)
        _say(answers, {"ready": True})
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            told = json.loads(line)
            _say(answers, await getattr(worker, told.pop("do"))(**told))


def _say(answers: TextIO, said: dict[str, Any]) -> None:
    answers.write(f"{json.dumps(said)}\n")
    answers.flush()


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The fastest loop at hand, for everybody."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def main() -> None:
    """Run one contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender")
    parser.add_argument("folder", type=Path)
    parser.add_argument("population", type=Path)
    parser.add_argument("--journal", type=int, help="the pipe on which to write what happens")
    parser.add_argument("--cores", default="", help="the cores to keep to")
    given = parser.parse_args()
    if given.cores:
        os.sched_setaffinity(0, {int(core) for core in given.cores.split(",")})
    logging.disable(logging.WARNING)  # nobody logs while it counts
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    population = given.population.read_text(encoding="utf-8").splitlines()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(given.contender, given.folder, population, given.journal, answers))


if __name__ == "__main__":
    main()
