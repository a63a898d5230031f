"""R3: an announcement to everybody, on a platform that refuses, blocks and loses answers, by a server that is killed.

Everybody ends in exactly one state, which is what really became of it; nobody is told twice, and nobody is sent
anything above the rate or while the platform wants silence. Replies go out meanwhile as if there were no announcement.
A second one, in which nothing goes wrong, takes no longer than the platform makes it.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.outcome import Later, Outcome, Sent, Unknown, Unreachable
from storage.announcements import State
from storage.outbox import Message
from storage.turns import Turns
from tests.announcements.bureau import numbered
from tests.announcements.platform import Platform, loop_time, share_of
from tests.announcements.posting import DISK, Post, killed, written
from tests.proofs.proof import Tally, print_proof
from tests.simulation.clock import in_virtual_time
from tests.storage.examples import said

PEOPLE = 100_000
KILLS = 20
FLOODED, BLOCKED, LOST = 0.20, 0.08, 0.02
"""How many of the people are answered 429 at first, 403, or not at all although the message arrived."""

_A_REPLY_EVERY = 1.7


@dataclass
class Fates:
    """What becomes of each attempt, drawn from a seed."""

    chance: Random
    drawn: dict[str, str] = field(default_factory=dict)
    flooded: set[str] = field(default_factory=set)

    def __call__(self, message: Message, attempt: int) -> Outcome:
        if message.person not in self.flooded and attempt == 1 and self.chance.random() < FLOODED:
            self.flooded.add(message.person)
            return Later(timedelta(seconds=self.chance.randint(1, 3)), everybody=True)
        drawn = self.chance.random()
        if drawn < BLOCKED:
            self.drawn[message.person] = "blocked"
            return Unreachable()
        if drawn < BLOCKED + LOST:
            self.drawn[message.person] = "unknown"
            return Unknown()
        self.drawn[message.person] = "sent"
        return Sent(str(message.id))


@dataclass
class Replies:
    """People who ask something now and then, and how long their answers waited.

    `beyond` is without the silence that the platform wanted, `altogether` with it. Whoever asked a process that died is
    not among them.
    """

    platform: Platform
    beyond: list[float] = field(default_factory=list)
    altogether: list[float] = field(default_factory=list)
    _owed: dict[str, float] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    async def keep_asking(self, post: Post) -> None:
        """Have somebody ask something again and again."""
        while True:
            await asyncio.sleep(_A_REPLY_EVERY)
            person = f"asker-{next(self._numbers)}"
            turn = said("ask", person=person, channel=self.platform.name, at=post.bureau.now, sent_at_once=True)
            committed = await Turns(post.bureau.database).commit(turn)
            self._owed[person] = loop_time()
            post.delivery.hand_over(committed.replies)

    def look(self) -> None:
        """Note how long those waited who have been answered, and forget the others."""
        for person, at in self.platform.replied:
            if owed := self._owed.pop(person, None):
                self.altogether.append(at - owed)
                self.beyond.append(at - owed - self.platform.silent_between(owed, at))
        self._owed.clear()
        self.platform.replied.clear()


@asynccontextmanager
async def asked(
    path: Path, platform: Platform, replies: Replies, disk: Callable[[], float] = lambda: DISK
) -> AsyncIterator[Post]:
    """A server that is asked things as well, and killed at the end of the block."""
    async with killed(path, platform, disk) as post:
        asking = asyncio.create_task(replies.keep_asking(post))
        yield post
    replies.look()
    if not asking.cancelled():
        asking.result()  # it should have gone on until then


async def broadcast(path: Path, chance: Random, people: int, kills: int) -> Tally:
    """One announcement in which everything goes wrong."""
    fates, tally = Fates(chance), Tally()
    platform = Platform(fates, seconds=lambda: chance.uniform(0.03, 0.3))
    replies = Replies(platform)
    number = await written(path, numbered(people))
    for kill in range(1, kills + 1):
        async with asked(path, platform, replies):
            while len(platform.sent) < people * kill // (kills + 1):  # noqa: ASYNC110 - it is the platform that knows
                await asyncio.sleep(chance.uniform(0, 6))
        await asyncio.sleep(chance.uniform(0.1, 3))
    async with asked(path, platform, replies) as post:
        await _until_told(post, number)
        report = await post.bureau.report(number)
        became = await post.bureau.database.read(
            "SELECT person, outcome FROM outcomes WHERE announcement = :number", number=number
        )
    for row in became:
        state, got = row["outcome"], platform.got[row["person"]]
        fits = state == "unknown" or (state == fates.drawn.get(row["person"]) and got == (state == "sent"))
        tally.expect(fits and got <= 1, f"{row['person']} is {state}, was sent it {got} times")
    tally.expect(report.selected == len(became) == people, f"{report.selected} selected, {len(became)} accounted for")
    in_the_air = report.of("unknown") - sum(fate == "unknown" for fate in fates.drawn.values())
    tally.expect(in_the_air <= kills * 2 * platform.rate, f"{in_the_air} were in the air when it was killed")
    _expect_limits(tally, platform, replies.beyond)
    _note(
        f"{people} people, {kills} kills: {', '.join(f'{one.outcome} {one.people}' for one in report.became)}; "
        f"{in_the_air} of the unknown were in the air; replies p99 {p99(replies.beyond):.2f} s beyond the silence that "
        f"the platform wanted, {p99(replies.altogether):.2f} s with it"
    )
    return tally


async def undisturbed(path: Path, chance: Random, people: int) -> Tally:
    """One announcement in which nothing goes wrong."""
    tally, platform = Tally(), Platform(seconds=lambda: chance.uniform(0.03, 0.3))
    replies = Replies(platform)
    number = await written(path, numbered(people))
    async with asked(path, platform, replies, disk=lambda: chance.uniform(0.0005, 0.01)) as post:
        await _until_told(post, number)
        became = await post.bureau.became(number)
    share = share_of(platform.rate, platform.times())
    tally.expect(became == {"sent": people}, f"nothing went wrong, and yet {became}")
    tally.expect(share >= 0.99, f"only {share:.4f} of the permitted rate")
    _expect_limits(tally, platform, replies.altogether)
    _note(f"{people} people, nothing fails: {share:.4f} of the rate, replies p99 {p99(replies.altogether):.2f} s")
    return tally


async def _until_told(post: Post, number: int) -> None:
    while (await post.bureau.found(number)).state is not State.FINISHED:  # noqa: ASYNC110 - another process may end it
        await asyncio.sleep(1)


def _expect_limits(tally: Tally, platform: Platform, waits: list[float]) -> None:
    tally.expect(platform.above == 0, f"{platform.above} times above the rate")
    tally.expect(platform.during_silence == 0, f"{platform.during_silence} sent while silence was wanted")
    tally.expect(bool(waits) and p99(waits) < 1.0, f"replies waited {p99(waits):.2f} s")


def p99(waits: list[float]) -> float:
    """What 99 of 100 do not wait for."""
    return sorted(waits)[len(waits) * 99 // 100] if waits else 0.0


def _note(figures: str) -> None:
    sys.stderr.write(f"{figures}\n")


def both(folder: Path, seed: int, people: int, kills: int) -> Tally:
    """An announcement in which everything goes wrong, and one in which nothing does."""
    chance = Random(seed)
    wrong = in_virtual_time(broadcast)(folder / "wrong.db", chance, people, kills)
    right = in_virtual_time(undisturbed)(folder / "right.db", chance, max(people // 10, 600))
    return Tally(wrong.tried + right.tried, wrong.failures + right.failures)


def prove(seed: int) -> Tally:
    """To as many people as a city has, with as many kills."""
    with TemporaryDirectory() as folder:
        return both(Path(folder), seed, PEOPLE, KILLS)


def main() -> None:
    print_proof("R3", prove)


if __name__ == "__main__":
    main()
