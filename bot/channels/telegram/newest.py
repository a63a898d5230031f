"""Newest: the latest that was heard of each person. What they were told before it, they have seen or need no more.

A message whose outcome nobody knows is tried once more. If it had arrived, its person may have answered it by now, and
would be asked again what they have just answered.
"""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from storage.outbox import Message

_PATIENCE = 10.0
"""Seconds that such a message waits for the updates that piled up while we were away."""


@dataclass
class Newest:
    """The newest event of those who wrote last. `caught_up` is set once everything that had piled up is taken."""

    most: int = 10_000
    caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    _events: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def heard(self, person: str, event: str) -> None:
        """This person did something."""
        self._events[person] = max(int(event), self._events.pop(person, 0))
        if len(self._events) > self.most:
            self._events.popitem(last=False)

    async def is_past(self, message: Message) -> bool:
        """Whether a message that may have arrived is no longer needed: its person has gone on since."""
        if not message.doubtful or message.event_id is None:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self.caught_up.wait(), _PATIENCE)
        return self._events.get(message.person, 0) > int(message.event_id)
