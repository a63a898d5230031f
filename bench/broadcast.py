"""Announcements: how near the permitted rate they go out, who waits for it meanwhile, and what a SIGKILL repeats.

Canbao, as it is served, beside the usual limiter of python-telegram-bot; each talks to the strict stub of Telegram,
which takes so many notices in any one second, and wants silence when there are more. Prints its rows as JSON.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.announcers import ANNOUNCERS, Announcer, Sender
from bench.driver import quantile
from bench.process import PEERS, cores, fresh
from bench.progress import Progress
from tests.announcements.platform import share_of
from tests.telegram.botapi.http import served
from tests.telegram.botapi.rules import Given, Refusal
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody

RATE = 30
"""How many notices the platform takes in any one second."""

DELAY = 0.05
"""Seconds that the platform takes for an answer."""

_FIRST_PERSON, _FIRST_ASKER = 5_000_000_000, 6_000_000_000
_ASKED_EVERY = 0.2
_OVER = 3.0
"""Seconds without any notice, after which no more will come."""

_BEGUN_WITHIN = 60.0


@dataclass
class Limits:
    """The stub's limits, and what it saw: the notices that came, those it took, how long replies were waited for."""

    api: BotApi
    people: range
    came: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    _asked: dict[int, float] = field(default_factory=dict)
    _silent_until: float = 0.0

    def __post_init__(self) -> None:
        self.api.trouble = self._look_at
        for person in self.people:
            self.api.chat(person).begun = True

    def _look_at(self, method: str, given: Given) -> Refusal | None:
        if method != "sendMessage":
            return None
        now, chat = _now(), int(given["chat_id"])
        if chat in self.people:
            self.came.append(now)
        if now < self._silent_until:
            return None  # the stub refuses it
        if chat not in self.people:
            if asked := self._asked.pop(chat, None):
                self.waited.append(now - asked)
            return None
        if len(self.taken) >= RATE and now - self.taken[-RATE] < 1.0:
            self._silent_until = now + 1.0
            self.api.be_flooded(1.0)
            return Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        self.taken.append(now)
        return None

    async def ask(self) -> None:
        """Have somebody write something again and again, until cancelled."""
        asker = _FIRST_ASKER
        while True:
            await asyncio.sleep(_ASKED_EVERY)
            asker += 1
            self._asked[asker] = _now()
            Somebody(self.api, asker).say("你好")

    async def until_taken(self, count: int) -> None:
        """Wait until so many more notices were taken, or no more come."""
        before, came, deadline = len(self.taken), len(self.came), _now() + _BEGUN_WITHIN
        while len(self.taken) < before + count and _now() < deadline:
            await asyncio.sleep(0.01)
            if len(self.came) > came:
                deadline = self.came[-1] + _OVER

    async def until_answered(self) -> None:
        """Wait a while for the replies that are still owed. Those that do not come have waited until now."""
        deadline = _now() + _OVER
        while self._asked and _now() < deadline:  # noqa: ASYNC110 - it is the stub that knows
            await asyncio.sleep(0.01)
        self.waited += [_now() - asked for asked in self._asked.values()]

    def times_told(self) -> list[int]:
        """How often each person got it."""
        return [len(self.api.chats[person].posted) for person in self.people]


def _now() -> float:
    return asyncio.get_running_loop().time()


def most_within(seconds: float, times: Sequence[float]) -> int:
    """How many there are in the fullest window of so many seconds."""
    return max((bisect_left(times, begun + seconds) - number for number, begun in enumerate(times)), default=0)


async def _undisturbed(announcer: Announcer, count: int) -> dict[str, Any]:
    """Everybody is told, while others ask."""
    async with _ready(announcer, count, announcer.name) as (limits, sender):
        await sender.start()
        await limits.until_taken(1)
        asking = asyncio.create_task(limits.ask())
        await limits.until_taken(count - 1)
        asking.cancel()
        await limits.until_answered()
    return {
        "people": count,
        "permitted": RATE,
        "share": round(share_of(RATE, limits.taken), 3),
        "most_in_a_second": most_within(1.0, limits.came),
        "refused": len(limits.came) - len(limits.taken),
        "never_told": limits.times_told().count(0),
        "replies": len(limits.waited),
        "reply_p50_s": round(quantile(limits.waited, 0.5), 3),
        "reply_p99_s": round(quantile(limits.waited, 0.99), 3),
    }


async def _killed(announcer: Announcer, count: int) -> dict[str, Any]:
    """It is killed when half of the people were told, and started again."""
    async with _ready(announcer, count, f"{announcer.name}-killed") as (limits, sender):
        await sender.start()
        await limits.until_taken(count // 2)
        await sender.kill()
        await sender.start()
        await limits.until_taken(2 * count)
    told = limits.times_told()
    return {
        "people_at_kill": count,
        "told_twice_at_kill": sum(times > 1 for times in told),
        "never_told_at_kill": told.count(0),
        "most_in_a_second": most_within(1.0, limits.came),
    }


@asynccontextmanager
async def _ready(announcer: Announcer, count: int, name: str) -> AsyncIterator[tuple[Limits, Sender]]:
    """The stub, and the program on a folder of its own, which is killed in the end."""
    people = range(_FIRST_PERSON, _FIRST_PERSON + count)
    limits = Limits(BotApi(delay=DELAY), people)
    async with served(limits.api) as address:
        sender = await announcer.sender(fresh(f"announcing-{name}"), address, limits.api.token, people)
        try:
            yield limits, sender
        finally:
            await sender.kill()


async def measure(
    announcers: Sequence[Announcer], people: int, people_at_kill: int, progress: Progress
) -> list[dict[str, Any]]:
    """All of them side by side, as each waits most of the time: first to the end, then with a kill."""
    progress.say(f"announcing something to {people}")
    to_the_end = await asyncio.gather(*(_undisturbed(one, people) for one in announcers))
    progress.say(f"announcing something to {people_at_kill}, and a kill")
    with_a_kill = await asyncio.gather(*(_killed(one, people_at_kill) for one in announcers))
    return [_row(*both) for both in zip(announcers, to_the_end, with_a_kill, strict=True)]


def _row(announcer: Announcer, undisturbed: dict[str, Any], killed: dict[str, Any]) -> dict[str, Any]:
    """The line of the table. The rate holds across a kill as well."""
    most = max(undisturbed["most_in_a_second"], killed["most_in_a_second"])
    about = {"name": announcer.name, "title": announcer.title, "peer": announcer.peer}
    return {**about, **undisturbed, **killed, "most_in_a_second": most}


def main() -> None:
    """Measure what is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=450)
    parser.add_argument("--people-at-kill", type=int, default=180)
    parser.add_argument("--only", default="", help="whose are measured, such as canbao,ptb")
    given = parser.parse_args()
    os.sched_setaffinity(0, cores())
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # of a killed program it says that it is gone
    only = set(filter(None, given.only.split(",")))
    named = [one for one in ANNOUNCERS if not only or one.name.split("_")[0] in only]
    announcers = [one for one in named if not one.peer or PEERS.exists()]
    measured = asyncio.run(measure(announcers, given.people, given.people_at_kill, Progress()))
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main()
