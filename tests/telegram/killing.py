"""Many people on their way through the journeys at once, while the bot is killed again and again under their hands.

What is on record as in doubt may be said once more: the platform may have taken it just before the bot died. Nothing
else may be said twice, and nothing may be lost.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import settled
from tests.telegram.journeys import WAYS, Way, answer, is_conclusion
from tests.telegram.serving import Program
from tests.telegram.stored import in_doubt
from tests.telegram.watch import Watch

PATIENCE = 120.0
"""Seconds that an answer may take, with every start of the bot that comes between."""


@dataclass(frozen=True)
class Account:
    """What came of it: how many people got to their end, and what was in doubt and said again on the way."""

    people: int = 0
    doubtful: int = 0
    repeated: int = 0

    def __add__(self, other: "Account") -> "Account":
        return Account(self.people + other.people, self.doubtful + other.doubtful, self.repeated + other.repeated)

    def __str__(self) -> str:
        return f"{self.doubtful} in doubt, {self.repeated} of them said again" if self.doubtful else ""


def said(told: list[Posted]) -> list[str]:
    """What somebody was told, without what they chose."""
    return [posted.text.partition("\n\n✓")[0] for posted in told]


def check(told: list[Posted], way: Way, doubtful: Mapping[str, int]) -> int:
    """How much was said twice. Raises `AssertionError` unless it is the whole way, and only what was in doubt twice."""
    assert is_conclusion(told[-1], way), f"it ends with: {told[-1].text}"
    heard = Counter(said(told))
    assert len(heard) == len(way.answers) + 1, f"not every question once, and the conclusion: {list(heard)}"
    repeated = heard - Counter(heard.keys())
    unasked = repeated - Counter(doubtful)
    assert not unasked, f"said again although it was never in doubt: {list(unasked)}"
    return repeated.total()


async def go(somebody: Somebody, way: Way) -> None:
    """Go through a journey. Whoever is asked again what they have just answered waits for what follows."""
    heard: set[str] = set()
    somebody.start(way.entry)
    while True:
        async with asyncio.timeout(PATIENCE):
            while not (new := set(said(somebody.messages)) - heard):
                await somebody.changes(PATIENCE)
        heard |= new
        if is_conclusion(somebody.latest, way):
            return
        answer(somebody, way)


@dataclass
class Walkers:
    """Everybody who walks or has walked. Numbers begin with `first`."""

    api: BotApi
    first: int
    walked: list[tuple[Somebody, Way]] = field(default_factory=list)
    under_way: set[int] = field(default_factory=set)

    async def walk(self, way: Way) -> None:
        """Somebody new goes this way."""
        somebody = Somebody(self.api, self.first + len(self.walked))
        self.walked.append((somebody, way))
        self.under_way.add(somebody.id)
        await go(somebody, way)
        self.under_way.remove(somebody.id)

    async def kill_often(self, program: Program, chance: Random, kills: int) -> None:
        """Kill the bot so many times under their hands, at any moment of what it does.

        Whoever was under way then is told something before it is killed again: a message in doubt is put off for a few
        seconds by each process anew, and one that never lives that long tells nobody anything.
        """
        watch = Watch.over(self.api)
        for _ in range(kills):
            enough = watch.calls.total() + chance.randrange(1, 60)
            await watch.until(lambda: watch.calls.total() >= enough)  # noqa: B023 - waited for before it changes
            told = {id: len(self.api.chat(id).posted) for id in self.under_way}
            await program.kill()
            await program.start()
            await watch.until(lambda: all(self._has_moved_on(id, count) for id, count in told.items()))  # noqa: B023

    def _has_moved_on(self, id: int, told: int) -> bool:
        return id not in self.under_way or len(self.api.chat(id).posted) > told


async def walk_while_killed(
    api: BotApi, program: Program, chance: Random, *, kills: int, at_once: int, first: int = 1
) -> Account:
    """So many people at once on each journey, and others after them until the bot was killed so often.

    Raises `AssertionError` where anything is lost, or said twice that was not in doubt.
    """
    walkers = Walkers(api, first)
    killing = asyncio.create_task(walkers.kill_often(program, chance, kills))

    async def keep_walking(way: Way) -> None:
        while True:
            await walkers.walk(way)
            if killing.done():
                return

    await asyncio.gather(killing, *(keep_walking(way) for way in WAYS.values() for _ in range(at_once)))
    await settled(program)  # a question that was in doubt is said again before the conclusion that was, too
    account = Account()
    for somebody, way in walkers.walked:
        doubtful = in_doubt(program.database, somebody.id)
        account += Account(1, doubtful.total(), check(somebody.messages, way, doubtful))
    return account
