"""R1: a storm of updates, many of them again and again, out of order and a day late, counts each of them once.

30 % of the updates come again one to five times, 10 % come up to eight places late, and 5 % once more a day later.
Everybody ends up where they would have, had each update come once; and nobody is told anything twice.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import orjson

from bot.app import conversation_on
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.incoming import Incoming
from bot.line import Channel, Line
from bot.outcome import Outcome, Sent
from bot.pace import Pace
from bot.settings import Settings
from flows.state import State
from storage.database import Database
from storage.outbox import Message
from tests.proofs.dialogues import CHANNEL, NOON, after, said
from tests.proofs.proof import Tally, print_proof
from tests.simulation.rules import answers, rulebook

UPDATES = 50_000
AT_ONCE = 250
"""How many updates are under way at a time."""


@dataclass
class Counted:
    """A platform that takes everything at once, and counts it."""

    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)
    sent: Counter[int] = field(default_factory=Counter)

    async def send(self, message: Message) -> Outcome:
        """It arrives."""
        self.sent[message.id] += 1
        return Sent()


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def opened(path: Path, channel: Channel, clock: Clock) -> AsyncIterator[Conversation]:
    """A conversation on a real database that sends on this channel."""
    async with Database.open(path) as database, Delivery([Line(channel, database, clock)]).running() as delivery:
        conversation = await conversation_on(database, rulebook(0), Settings(), clock, delivery)
        conversation.answers = answers(0)
        yield conversation


def storm(chance: Random, updates: int) -> list[Incoming]:
    """So many different updates of a tenth as many people, with those that come again, in the order they come."""
    people = max(updates // 10, 1)
    reached, stream = Counter[int](), list[tuple[float, Incoming]]()
    for place in range(updates):
        person = chance.randrange(people)
        update = said(person, reached[person])
        reached[person] += 1
        late = chance.uniform(0, 8) if chance.random() < 0.1 else 0.0
        stream.append((place + late, update))
        copies = chance.randint(1, 5) if chance.random() < 0.3 else 0
        stream += [(place + late + chance.expovariate(1 / 20), update) for _ in range(copies)]
    return [update for _, update in sorted(stream, key=lambda one: one[0])]


async def brought_in(conversation: Conversation, updates: Iterable[Incoming]) -> list[tuple[str, ...]]:
    """Bring updates in, so many at once, and say which messages answered each."""
    room, answered = asyncio.Semaphore(AT_ONCE), list[asyncio.Task[tuple[str, ...]]]()

    async def take(update: Incoming) -> tuple[str, ...]:
        try:
            return tuple(str(message.id) for message in await conversation.take(update))
        finally:
            room.release()

    for update in updates:
        await room.acquire()
        answered.append(asyncio.create_task(take(update)))
    return [await task for task in answered]


async def weathered(folder: Path, seed: int, updates: int) -> Tally:
    """Let a storm pass, and look."""
    chance, channel, clock, tally = Random(seed), Counted(), Clock(), Tally()
    stream = storm(chance, updates)
    in_order = dict.fromkeys(stream)
    late = [update for update in in_order if chance.random() < 0.05]
    async with opened(folder / "canbao.db", channel, clock) as conversation:
        answered = await brought_in(conversation, stream)
        clock.now += timedelta(days=1)
        answered += await brought_in(conversation, late)
        tally.failures += [f"{update} was answered anew" for update in _answered_anew([*stream, *late], answered)]
        tally.failures += [wrong async for wrong in _wrong(conversation, list(in_order))]
    tally.tried = len(in_order)
    tally.failures += [f"message {id} was sent {times} times" for id, times in channel.sent.items() if times != 1]
    if len(channel.sent) != len(in_order):
        tally.failures.append(f"{len(channel.sent)} messages were sent for {len(in_order)} updates")
    return tally


def _answered_anew(updates: Sequence[Incoming], answered: Sequence[tuple[str, ...]]) -> list[str]:
    first: dict[Incoming, tuple[str, ...]] = {}
    return [
        f"{update.event_id} of {update.person}"
        for update, messages in zip(updates, answered, strict=True)
        if first.setdefault(update, messages) != messages
    ]


async def _wrong(conversation: Conversation, updates: Sequence[Incoming]) -> AsyncIterator[str]:
    """What is not as if each update had come once."""
    read = conversation.database.read
    ((heard,),) = await read("SELECT count(*) FROM inbox")
    if heard != len(updates):
        yield f"{heard} events were kept instead of {len(updates)}"
    events: dict[str, list[Incoming]] = defaultdict(list)
    for update in updates:
        events[update.person].append(update)
    stored = {row["person"]: row for row in await read("SELECT person, revision, state FROM sessions")}
    for person, said_by_them in events.items():
        expected = after(said_by_them)
        state = State.from_json(orjson.loads(stored[person]["state"])["dialogue"])
        if (stored[person]["revision"], state) != (expected.events, State.from_json(orjson.loads(expected.stored))):
            yield f"{person} is somewhere else than they should be"


def prove(seed: int, updates: int = UPDATES) -> Tally:
    """A storm of so many different updates."""
    with TemporaryDirectory(prefix="canbao-storm-") as folder:
        return asyncio.run(weathered(Path(folder), seed, updates))


def main() -> None:
    print_proof("R1", prove)


if __name__ == "__main__":
    main()
