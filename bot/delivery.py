"""Delivery: what is owed goes out, in order for each person, and what became of it is noted. There is no other way out.

Replies are handed over as soon as they are committed. Everything else is read from the outbox: what has to be tried
again, what staff and other processes have put there, and what a process that died had not sent. Whatever is in the air
here is in the outbox too, so nothing is lost with the process.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from bot.background import in_background
from bot.line import Line
from storage.outbox import Message


class Delivery:
    """What goes out, on every channel that is sent to. The channels not named here fetch what they are owed."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = {line.channel.name: line for line in lines}

    def serves(self, channel: str) -> bool:
        """Whether replies on this channel are sent from here."""
        return channel in self._lines

    def hand_over(self, messages: Sequence[Message]) -> None:
        """Send what was just committed, unless its channel fetches it."""
        for message in messages:
            if line := self._lines.get(message.channel):
                line.hand_over(message)

    def hand_over_again(self, messages: Sequence[Message]) -> None:
        """Send what an event was answered with when it came before, if whoever was to hand it over never did."""
        for message in messages:
            if (line := self._lines.get(message.channel)) and line.is_nowhere(message):
                line.hand_over(message)

    def arrived(self, message: Message, receipt: str) -> None:
        """A message arrived, as its person has shown before the platform said so: what follows need not wait for that.

        `receipt` is the platform's name for it.
        """
        if line := self._lines.get(message.channel):
            line.arrived(message, receipt)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Deliver for as long as the block lasts. Raises `StorageError` where what was left over cannot be settled."""
        for line in self._lines.values():
            await line.recover()
        try:
            async with in_background(*(line.run() for line in self._lines.values())):
                yield self
        finally:
            for line in self._lines.values():
                await line.finish()
