"""R4: two hundred people send three messages each without waiting, the platform takes 20 ms, and all are right.

Each has to be answered on what was said before, although that was not answered yet when it came. The time depends on
the machine: it is printed, and should be less than a second.
"""

import asyncio
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.conversation import screen_of
from bot.incoming import Incoming
from bot.outcome import Outcome, Sent
from bot.pace import Pace
from flows.heard import Heard, Opened, Said
from storage.outbox import Message
from tests.proofs.dialogues import CHANNEL
from tests.proofs.proof import Tally, print_proof
from tests.proofs.storm import Clock, opened
from tests.simulation.rules import rulebook

PEOPLE = 200
SAID: tuple[Heard, ...] = (Opened("newborn--where-610500"), Said("2026年5月20日"), Said("上了"))
STEPS = ["born", "hukou", "covered_from_birth"]


@dataclass
class Slow:
    """A platform that takes 20 ms for each message. `told` is what arrived at each person, in order."""

    awaited: int
    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)
    told: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    all_told: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: Message) -> Outcome:
        """It arrives."""
        await asyncio.sleep(0.02)
        self.told[message.person].append(message)
        self.awaited -= 1
        if not self.awaited:
            self.all_told.set()
        return Sent()


async def answered(folder: Path, people: int) -> tuple[Tally, float]:
    """Everybody at once; and how long it took until the last answer had arrived."""
    channel, tally = Slow(people * len(SAID)), Tally()
    async with opened(folder / "canbao.db", channel, Clock()) as conversation:
        began = perf_counter()
        takes = [
            conversation.take(Incoming(CHANNEL, f"person {person}", str(number), heard))
            for person in range(people)
            for number, heard in enumerate(SAID)
        ]
        await asyncio.gather(*takes)
        await channel.all_told.wait()
        took = perf_counter() - began
    for person in range(people):
        screens = map(screen_of, channel.told[f"person {person}"])
        steps = [screen and screen.step for screen in screens]
        tally.expect(steps == STEPS, f"person {person} was told {steps}")
    return tally, took


def prove(seed: int, people: int = PEOPLE) -> Tally:
    """So many people; chance has no part in it."""
    rulebook(0)
    with TemporaryDirectory(prefix="canbao-rapid-") as folder:
        tally, took = asyncio.run(answered(Path(folder), people))
    sys.stderr.write(f"{len(SAID) * people} answers within {took:.2f} s\n")
    return tally


def main() -> None:
    print_proof("R4", prove)


if __name__ == "__main__":
    main()
