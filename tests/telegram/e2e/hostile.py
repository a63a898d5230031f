"""R11 through the adapter: hostile updates break nothing, lose no good ones, and keep nobody from being answered.

The bot polls them, mixed with those of good people, who must all be led to their conclusion meanwhile; in the end so
must everybody who was hostile. Nothing is raised, nothing is asked of the Bot API that it must refuse, and no memory is
lost on the way: once two fifths of them have filled what is remembered for the next, the rest take hardly more.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.usage import children, memory_mb
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.malice import hostile_update
from tests.telegram.e2e.program import TOKEN, bot, settled
from tests.telegram.e2e.strict import refused_for_good_reason
from tests.telegram.journeys import WAYS, Way, is_conclusion
from tests.telegram.killing import check, go
from tests.telegram.serving import Program
from tests.telegram.stored import rows
from tests.telegram.watch import Watch

ATTACKERS = 50
GOOD = 20
MEGABYTES = 20
FIRST_GOOD = 1_000_000
AHEAD = 200
"""How many updates wait at most."""

MADE_UP = ("chat not found", "message to edit not found", "bot can't initiate conversation", "only with a text")
"""Why something may be refused that a made-up update led to: there is no such chat, message or button."""


@dataclass
class Attack:
    """Hostile people, and good ones among them."""

    api: BotApi
    watch: Watch
    chance: Random
    people: list[Somebody] = field(default_factory=list)
    walked: list[tuple[Somebody, Way]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = [Somebody(self.api, 1 + number) for number in range(ATTACKERS)]
        for somebody in self.people:
            somebody.chat.begun = True

    async def run(self, updates: int) -> None:
        """So many hostile updates."""
        for _ in range(updates):
            if len(self.api.pending) >= AHEAD:
                await self.watch.until(lambda: len(self.api.pending) < AHEAD)
            content = hostile_update(self.chance, self.chance.choice(self.people))
            self.api.pending.append({"update_id": self.api.count("update"), **content})
            self.api._news.set()

    async def walk_well(self, way: Way, is_over: asyncio.Event) -> None:
        """Good people go this way, one after another."""
        while not is_over.is_set():
            somebody = Somebody(self.api, FIRST_GOOD + len(self.walked))
            self.walked.append((somebody, way))
            await go(somebody, way)

    async def come_to_an_end(self, somebody: Somebody) -> None:
        """Somebody has had enough of being hostile. Raises `TimeoutError` where they are stuck."""
        somebody.unblock()
        for data in ("/speak:zh_Hans", "/restart", "?restart:again"):
            somebody.press(data, somebody.latest)
        somebody.start("newborn--where-610500")
        somebody.press("?entry:switch", somebody.latest)
        somebody.say("2026年5月20日")
        somebody.press("hukou:done", somebody.latest)
        async with asyncio.timeout(60):
            while not is_conclusion(somebody.latest, WAYS["newborn"]):
                await somebody.changes(60)


async def withstand(folder: Path, seed: int, updates: int) -> str:
    """So many hostile updates. Raises `AssertionError`."""
    api = BotApi(token=TOKEN, forgets=True)
    attack, is_over = Attack(api, Watch.over(api), Random(seed)), asyncio.Event()
    ways, warming = list(WAYS.values()), 2 * updates // 5
    async with served(api) as address, bot(folder, address) as program:
        walking = [asyncio.create_task(attack.walk_well(ways[one % len(ways)], is_over)) for one in range(GOOD)]
        await attack.run(warming)  # what is kept of the last answers and messages has to fill up first
        await settled(program)
        before = megabytes(program)
        await attack.run(updates - warming)
        await settled(program)
        grown = megabytes(program) - before
        is_over.set()
        await asyncio.gather(*walking)
        await asyncio.gather(*map(attack.come_to_an_end, attack.people))
        await settled(program)
        kept = dict(rows(program.database, "SELECT CAST(person AS INTEGER), count(*) FROM inbox GROUP BY person"))
    for somebody, way in attack.walked:
        check(somebody.messages, way, {})
        assert kept[somebody.id] == len(way.answers) + 1, "what a good person said is lost"
    assert grown < MEGABYTES, f"the memory grew by {grown:.1f} MB"
    assert not (refused := refused_for_good_reason(api, MADE_UP)), refused
    return f"{updates} updates, {len(attack.walked)} good people led to their end meanwhile, memory {grown:+.1f} MB on {before:.0f}"


def megabytes(program: Program) -> float:
    """How much memory the bot and its writer hold."""
    assert program.process is not None
    pid = program.process.pid
    return memory_mb((pid, *children(pid)))
