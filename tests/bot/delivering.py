"""A world to deliver in: a database, a platform that says what it is told to, and time that passes when one waits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path

from bot.delivery import Delivery
from bot.line import Line
from bot.outcome import Outcome, Sent
from bot.pace import Pace
from storage.database import Database
from storage.outbox import Message, Outbox, Priority
from storage.turns import Turns
from tests.simulation.clock import in_virtual_time
from tests.simulation.storage import Machine, open_inline
from tests.storage.examples import in_words, said, text_of

NOON = datetime(2026, 8, 10, 4, tzinfo=UTC)
CHANNEL = "platform"


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Calendar:
    """The time of day, which moves on with the loop, and may jump."""

    jumped: timedelta = timedelta()

    def __call__(self) -> datetime:
        """What time it is."""
        return NOON + self.jumped + timedelta(seconds=now())

    def jump(self, **by: float) -> None:
        """Let time pass that nobody waits through."""
        self.jumped += timedelta(**by)


@dataclass
class Platform:
    """A platform that says what it is told to, and remembers when it was sent what.

    `outcomes` are by text, one for each attempt; what has none left arrives. An attempt takes `seconds`.
    """

    outcomes: dict[str, deque[Outcome | Exception]] = field(default_factory=dict)
    seconds: float = 0.1
    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)
    tried: list[tuple[float, str, str]] = field(default_factory=list)
    in_the_air: int = 0
    most_in_the_air: int = 0

    def will(self, text: str, *outcomes: Outcome | Exception) -> None:
        """What becomes of the next attempts to send a text."""
        self.outcomes[text] = deque(outcomes)

    async def send(self, message: Message) -> Outcome:
        """Try to send a message once."""
        text = text_of(message)
        self.tried.append((now(), message.person, text))
        self.in_the_air += 1
        self.most_in_the_air = max(self.most_in_the_air, self.in_the_air)
        await asyncio.sleep(self.seconds)
        self.in_the_air -= 1
        waiting = self.outcomes.get(text)
        outcome = waiting.popleft() if waiting else Sent(f"receipt of {text}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def texts(self, person: str = "mother") -> list[str]:
        """What one person was sent, in order, as often as it was tried."""
        return [text for _, who, text in self.tried if who == person]

    def times(self, text: str) -> list[float]:
        """When a text was tried."""
        return [time for time, _, tried in self.tried if tried == text]


@dataclass
class World:
    """A database, a platform and the way between them."""

    database: Database
    machine: Machine
    platform: Platform
    lines: list[Line]
    delivery: Delivery
    clock: Calendar

    @property
    def line(self) -> Line:
        """The way to the platform."""
        return self.lines[0]

    async def answer(self, *texts: str, person: str = "mother", channel: str = CHANNEL) -> list[Message]:
        """Commit one turn for each text, and hand its reply over, as a conversation does."""
        owed: list[Message] = []
        for text in texts:
            owed += await self.commit(text, person=person, channel=channel)
            self.delivery.hand_over(owed[-1:])
        return owed

    async def commit(self, text: str, *, person: str = "mother", channel: str = CHANNEL) -> tuple[Message, ...]:
        """Commit one turn."""
        (row,) = await self.database.read(
            "SELECT coalesce(max(revision), 0) AS revision FROM sessions WHERE channel = :channel AND person = :person",
            channel=channel,
            person=person,
        )
        turn = said(
            f"what {text} answers",
            person=person,
            channel=channel,
            revision=row["revision"],
            replies=(text,),
            at=self.clock(),
            sent_at_once=self.delivery.serves(channel),
        )
        return (await Turns(self.database).commit(turn)).replies

    async def owe(
        self, text: str, priority: Priority = Priority.ANNOUNCEMENT, *, person: str = "mother", **bounds: datetime
    ) -> Message:
        """Owe somebody something, as another process does."""
        (message,) = await Outbox(self.database).owe(
            CHANNEL, person, [in_words(text, priority, **bounds)], self.clock()
        )
        return message

    async def state(self, message: Message) -> Message:
        """A message as it is stored now."""
        (stored,) = [one for one in await self.stored() if one.id == message.id]
        return stored

    async def stored(self) -> tuple[Message, ...]:
        """Every message there is of the mother's."""
        return await Outbox(self.database).last(CHANNEL, "mother", 1000)

    async def change(self, sql: str, **values: object) -> None:
        """Change the database behind everybody's back."""
        await self.database.write(lambda transaction: transaction.execute(sql, **values))

    def is_quiet(self) -> bool:
        """Whether nothing is left of anything that was under way."""
        line = self.line
        return line._noting.is_done and not (
            line._waiting or line._left or line._count or line._notices or line._claiming
        )


@asynccontextmanager
async def world(
    path: Path, machine: Machine | None = None, *others: Platform, at_once: int = 100, most: int = 5_000
) -> AsyncIterator[World]:
    """A world in which delivery runs."""
    machine, platform, clock = machine or Machine(), Platform(), Calendar()
    async with open_inline(path, machine) as database:
        lines = [Line(one, database, clock, at_once=at_once, most=most) for one in (platform, *others)]
        async with Delivery(lines).running() as delivery:
            yield World(database, machine, platform, lines, delivery, clock)


def in_a_world(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    """A test in a world of its own, in virtual time. pytest gives it everything but the world, and a folder instead."""

    @in_virtual_time
    async def in_time(tmp_path: Path, **given: object) -> None:
        async with world(tmp_path / "canbao.db") as here:
            await test(here, **given)

    @wraps(test)
    def run(**given: object) -> None:
        in_time(**given)  # type: ignore[arg-type]

    _, *others = signature(test).parameters.values()
    run.__signature__ = Signature([Parameter("tmp_path", Parameter.POSITIONAL_OR_KEYWORD), *others])  # type: ignore[attr-defined]
    return run


async def wait(seconds: float) -> None:
    await asyncio.sleep(seconds)
