"""Newest: the latest that was heard of each person. What they were told before it, they have seen or need no more.

A message whose outcome nobody knows is tried once more. If it had arrived, its person goes on, and would be asked again
what they have just answered. So it is put off a little, for a sign of that.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from bot.outcome import Later, Outcome, Unknown
from storage.outbox import Message

_A_LITTLE = timedelta(seconds=3)
"""How long it is put off. What its person is told next waits as well, so it must not be long."""


@dataclass
class Newest:
    """The newest event of those who wrote last, and the messages that were put off."""

    most: int = 10_000
    _events: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _put_off: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def heard(self, person: str, event: str) -> None:
        """This person did something."""
        self._events[person] = max(int(event), self._events.pop(person, 0))
        if len(self._events) > self.most:
            self._events.popitem(last=False)

    def instead(self, message: Message) -> Outcome | None:
        """What becomes of a message that may have arrived, instead of sending it; `None` where it is to be sent."""
        if not message.doubtful or message.event_id is None:
            return None
        if self._events.get(message.person, 0) > int(message.event_id):
            return Unknown()
        if message.id in self._put_off:
            del self._put_off[message.id]
            return None
        self._put_off[message.id] = None
        if len(self._put_off) > self.most:
            self._put_off.popitem(last=False)
        return Later(_A_LITTLE)
