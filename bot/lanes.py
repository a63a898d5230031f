"""Lanes: one person's messages are handled one after another, and nobody waits for anybody else."""

import asyncio
from collections import deque
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field


class Overloaded(Exception):
    """More is waiting than can be taken in. Nothing of this message was kept: it may come again a little later."""


@dataclass
class Lanes:
    """Who is being served, and what waits behind them.

    A person has a lane as long as something of theirs is in it. `most` bounds everything that is being served or
    waits, `most_each` what waits in one lane, so that neither a crowd nor one person can fill the memory.
    """

    most: int = 10_000
    most_each: int = 50
    _waiting: dict[Hashable, deque[asyncio.Future[None]]] = field(default_factory=dict)
    _inside: int = 0

    async def enter(self, person: Hashable) -> None:
        """Wait for one's turn; `leave` must follow. Raises `Overloaded`."""
        if self._inside >= self.most:
            raise Overloaded("too many messages are waiting")
        lane = self._waiting.get(person)
        if lane is None:
            self._waiting[person] = deque()
            self._inside += 1
            return
        if len(lane) >= self.most_each:
            raise Overloaded("too many messages of one person are waiting")
        turn = asyncio.get_running_loop().create_future()
        lane.append(turn)
        self._inside += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._inside -= 1
                with suppress(ValueError):  # passed over already
                    lane.remove(turn)
            else:  # it had just become their turn: the next one has it
                self.leave(person)
            raise

    def leave(self, person: Hashable) -> None:
        """Let the next one of this person have their turn."""
        self._inside -= 1
        lane = self._waiting[person]
        while lane:
            turn = lane.popleft()
            if not turn.cancelled():  # whoever gave up may not have come round to leaving
                turn.set_result(None)
                return
        del self._waiting[person]

    def __len__(self) -> int:
        """How many messages are being served or wait."""
        return self._inside
