"""A life: one process from its start to its end, on a machine of its own and on the file that all of them share."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.app import conversation_on
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.line import Line
from bot.quiet import QuietHours
from bot.settings import Settings
from storage.database import Database
from tests.simulation.calendar import Calendar
from tests.simulation.rules import answers, rulebook
from tests.simulation.storage import Machine, open_inline
from tests.simulation.upstream import SimulatedChannel, Upstream

_SETTINGS = Settings(link_key=SecretStr("the key of a simulated bureau"))


@dataclass
class Life:
    """A process. It is up once `conversation` is there, and takes no more once it is `leaving`."""

    number: int
    machine: Machine
    leaving: bool = False
    conversation: Conversation | None = None
    line: Line | None = None
    database: Database | None = None
    taking: set["asyncio.Task[None]"] = field(default_factory=set)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(
        self, path: Path, calendar: Calendar, upstream: Upstream, chance: random.Random, up: Callable[[], None]
    ) -> None:
        """Run until it is asked to end; `up` is called once it takes updates. How much fits into it is drawn.

        Raises `StorageError`.
        """
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(open_inline(path, self.machine))
            channel = SimulatedChannel(upstream, self.machine, self.number)
            channel.pace.notices = chance.choice([1, 4, 30])
            line = Line(channel, database, calendar, chance.choice([1, 3, 100]), chance.choice([4, 20, 999]))
            if chance.random() < 0.5:
                line.quiet = channel.quiet = QuietHours.of("21:00-08:00").end
            delivery = await stack.enter_async_context(Delivery([line]).running())
            conversation = await conversation_on(database, rulebook(0), _SETTINGS, calendar, delivery)
            conversation.answers = answers(calendar.version)
            conversation.memory.most = chance.choice([1, 3, 100])
            conversation.lanes.most, conversation.lanes.most_each = chance.choice([6, 1000]), chance.choice([2, 50])
            self.database, self.line, self.conversation = database, line, conversation
            up()
            await self._end.wait()
            while self.taking:
                await asyncio.wait(self.taking)

    def end(self) -> None:
        """End in good order: take no more, finish what is under way."""
        self.leaving = True
        self._end.set()

    @property
    def is_up(self) -> bool:
        """Whether it takes updates."""
        return self.machine.is_on and not self.leaving and self.conversation is not None

    def leftovers(self) -> list[str]:
        """What is still kept of anything that was under way."""
        if self.line is None or self.conversation is None:
            return ["it did not come to life"]
        kept = {name: getattr(self.line, f"_{name}") for name in _LEFTOVERS}
        kept["to be noted"] = not self.line._noting.is_done
        kept["lanes"] = len(self.conversation.lanes)
        kept["waiting in lanes"] = self.conversation.lanes._waiting
        return [f"{name}: {value!s:.200}" for name, value in kept.items() if value]


_LEFTOVERS = ("waiting", "left", "overtaken", "claiming", "count", "notices")
