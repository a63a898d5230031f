"""The dialogue over HTTP: each bot in a process of its own, this one is Telegram and everybody who talks.

Started by the benchmark; prints its rows as JSON.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.cohorts import rotated
from bench.driver import Measured, quantile
from bench.over_http.bot_api import BotApi, Connection
from bench.over_http.bots import BOTS, HttpBot
from bench.over_http.people import People
from bench.over_http.webhook import Caller
from bench.process import PEERS, ROOT, cores, fresh
from bench.progress import Progress
from bench.usage import children, cpu_seconds
from bench.worker import loop_factory

_PORTS = iter(range(20_000, 30_000))


@dataclass
class Running:
    """A bot, its Bot API, and its people."""

    bot: HttpBot
    process: int
    api: BotApi
    people: People
    caller: Caller | None = None
    rounds: dict[int, list[dict[str, float]]] = field(default_factory=dict)

    async def talk(self, seconds: float, delay_ms: int) -> None:
        """One round."""
        await self.warm_up(0, delay_ms)
        processes = (self.process, *children(self.process))
        before = cpu_seconds(processes)
        measured = await self.people.talk(seconds)
        self.rounds.setdefault(delay_ms, []).append(_figures(measured, cpu_seconds(processes) - before))

    async def warm_up(self, seconds: float, delay_ms: int = 0) -> None:
        """Open what connections are missing, and talk for nothing."""
        self.api.delay = delay_ms / 1000
        if self.caller is not None:
            await self.caller.open()
        if seconds:
            await self.people.talk(seconds)

    def row(self, delay_ms: int) -> dict[str, Any]:
        """The line of the table. Raises RuntimeError where nobody was answered: that is no figure."""
        rounds = self.rounds[delay_ms]
        if not any(one["turns_s"] for one in rounds):
            raise RuntimeError(f"{self.bot.title} answered nobody; what it said is in its log in build/bench")
        medians = {name: round(quantile([one[name] for one in rounds], 0.5), 2) for name in rounds[0]}
        turns = [one["turns_s"] for one in rounds]
        return {
            "name": self.bot.name,
            "title": self.bot.title,
            "peer": self.bot.peer,
            "delay_ms": delay_ms,
            **medians,
            "unanswered": self.people.unanswered,
            "spread": round((max(turns) - min(turns)) / 2 / max(medians["turns_s"], 1), 3),
        }


def _figures(measured: Measured, cpu: float) -> dict[str, float]:
    return {
        "turns_s": measured.turns / measured.seconds,
        "p50_ms": quantile(measured.latencies, 0.50) * 1e3,
        "p99_ms": quantile(measured.latencies, 0.99) * 1e3,
        "cpu_us_turn": cpu / max(measured.turns, 1) * 1e6,
    }


@asynccontextmanager
async def started(bot: HttpBot, population: list[str]) -> AsyncIterator[Running]:
    """The bot and its Bot API, ready to talk."""
    loop, folder, port = asyncio.get_running_loop(), fresh(bot.name), _free_port()
    people = People(population)
    api = BotApi(people.replied, bot.replies)
    server = await loop.create_server(lambda: Connection(api), "127.0.0.1", 0)
    listening = server.sockets[0].getsockname()[1]
    child = _start(bot, folder, listening, port)
    try:
        running = Running(bot, child.pid, api, people)
        if bot.way_in == "webhook":
            running.caller = Caller(api, port, bot.path)
            people.offer = running.caller.offer
        else:
            people.offer = api.offer
            await asyncio.wait_for(api.polled.wait(), 60)
        yield running
    finally:
        child.kill()
        child.wait()
        server.close()


def _start(bot: HttpBot, folder: Path, api: int, port: int) -> "subprocess.Popen[bytes]":
    with Path(f"{folder}.log").open("w") as log:
        return subprocess.Popen(
            bot.command(folder, api, port), env=bot.environment(api, port), cwd=ROOT, stdout=log, stderr=log
        )


async def measure(
    bots: Sequence[HttpBot],
    dialogues: list[str],
    *,
    rounds: int,
    seconds: float,
    delays: Sequence[int],
    progress: Progress,
) -> list[dict[str, Any]]:
    """Every bot at every delay, side by side."""
    async with AsyncExitStack() as stack:
        progress.say("over HTTP: starting everybody")
        running = await asyncio.gather(*(stack.enter_async_context(started(bot, dialogues)) for bot in bots))
        for one in running:
            progress.say(f"over HTTP: warming up {one.bot.title}")
            await one.warm_up(seconds)
        for delay in delays:
            for number in range(rounds):
                for index in rotated(len(running), number):
                    progress.say(f"over HTTP, {delay} ms, round {number + 1}/{rounds}: {bots[index].title}")
                    await running[index].talk(seconds, delay)
        return [one.row(delay) for delay in delays for one in running]


def _free_port() -> int:
    """A port below those that whoever connects or asks for any port is given: by the time it is listened on, one of
    them would now and then be somebody else's.
    """
    for port in _PORTS:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("no port is free")


def main() -> None:
    """Measure what is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("population", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", default="", help="the bots to measure, by name")
    given = parser.parse_args()
    os.sched_setaffinity(0, cores())
    only = set(filter(None, given.only.split(",")))
    bots = [bot for bot in BOTS if (not only or bot.name in only) and (not bot.peer or PEERS.exists())]
    measuring = measure(
        bots,
        given.population.read_text(encoding="utf-8").splitlines(),
        rounds=given.rounds,
        seconds=given.seconds,
        delays=(0, 50),
        progress=Progress(),
    )
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        sys.stdout.write(json.dumps(runner.run(measuring)))


if __name__ == "__main__":
    main()
