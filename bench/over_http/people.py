"""The people: so many at once, each going on as soon as the reply has reached them."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from bench.dialogue import Dialogue, written
from bench.driver import IN_FLIGHT, Measured

Offer = Callable[[int, bytes], None]
"""How an update gets to the bot: its number, and its bytes."""

_PATIENCE = 10.0
"""Seconds after which a reply will not come any more."""


@dataclass
class People:
    """Everybody who talks to one bot."""

    population: list[str]
    offer: Offer = field(default=lambda number, update: None)
    unanswered: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(10**8))
    _newcomers: Iterator[int] = field(default_factory=lambda: count(10**9))
    _talking: dict[int, tuple[float, Iterator[bytes], int]] = field(default_factory=dict)
    _latencies: list[float] = field(default_factory=list)
    _until: float = 0.0
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self, seconds: float) -> Measured:
        """Talk for some seconds. Whoever is in the middle then stops after the next reply; it counts no more."""
        self._latencies = []
        began = time.perf_counter()
        self._until = began + seconds
        self._quiet.clear()
        for _ in range(IN_FLIGHT):
            self._begin()
        await asyncio.sleep(seconds)
        measured = Measured(len(self._latencies), time.perf_counter() - began, self._latencies)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), _PATIENCE)
        self.unanswered += len(self._talking)  # a client that timed out has dropped them
        self._talking.clear()
        return measured

    def replied(self, person: int, number: int | None = None) -> None:
        """A reply has reached somebody, as the message with this number; without one, in place of an older message."""
        if (waiting := self._talking.pop(person, None)) is None:
            return  # a further part of the same reply
        asked, rest, shown = waiting
        now = time.perf_counter()
        if now >= self._until:
            if not self._talking:
                self._quiet.set()
            return
        self._latencies.append(now - asked)
        if (template := next(rest, None)) is None:
            self._begin()
        else:
            self._say(person, template, rest, number or shown)

    def _begin(self) -> None:
        person = next(self._newcomers)
        rest = iter(Dialogue.from_json(self.population[person % len(self.population)]).templates())
        self._say(person, next(rest), rest, 0)

    def _say(self, person: int, template: bytes, rest: Iterator[bytes], shown: int) -> None:
        """Type something, or tap a button under the message that is shown."""
        number = next(self._numbers)
        self._talking[person] = time.perf_counter(), rest, shown
        self.offer(number, written(template, person, number, shown + (b"callback_query" not in template)))
