"""Pace: how fast a platform lets us send what nobody asked for, and when it wants us to be silent."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

_SECOND = 1.008
"""A window as we keep it: a hair longer than the platform's, as messages do not all travel equally fast."""


@dataclass
class Pace:
    """The pace of one channel. `notices` is how many a second it takes of what answers nobody; replies go at once.

    `way` opens the way to the platform, and keeps it open for whoever sends as soon as the block ends. Times are those
    of the running loop.
    """

    notices: int = 30
    way: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    _begun: deque[float] = field(default_factory=deque)
    _next: asyncio.Lock = field(default_factory=asyncio.Lock)
    _silent_until: float = 0.0

    def be_silent(self, wait: timedelta) -> None:
        """The platform asked for silence: nothing at all goes out for that long."""
        self._silent_until = max(self._silent_until, _now() + wait.total_seconds())

    def assume_full(self) -> None:
        """Go on as if as many notices as may be had just gone out: whoever was here before may have sent them."""
        self._begun = deque([_now()] * self.notices)

    @property
    def is_silent(self) -> bool:
        """Whether the platform may not be spoken to at present."""
        return self._silent_until > 0.0 and self._silent_until > _now()

    async def silence(self) -> None:
        """Wait until the platform may be spoken to."""
        while (wait := self._silent_until - _now()) > 0:  # noqa: ASYNC110 - its end may move meanwhile
            await asyncio.sleep(wait)

    async def notice(self) -> None:
        """Wait until one more notice may go out, and count it: whoever comes back from here sends at once.

        The way is opened before that. Else the first ones, which have to connect, arrive as late as that takes,
        together with those that were counted after them.
        """
        async with self.way(), self._next:
            while (wait := max(self._silent_until, self._full_until()) - _now()) > 0:  # noqa: ASYNC110 - the same
                await asyncio.sleep(wait)
            if len(self._begun) >= self.notices:
                self._begun.popleft()
            self._begun.append(_now())

    def room(self, within: float) -> int:
        """How many more notices may go out by the time so many seconds have passed."""
        then = _now() + within
        return 0 if self._silent_until > then else self.notices - sum(begun + _SECOND > then for begun in self._begun)

    def until_room(self) -> float:
        """In how many seconds one more notice may go out; not more than 0 where it may now."""
        return max(self._silent_until, self._full_until()) - _now()

    def _full_until(self) -> float:
        return self._begun[0] + _SECOND if len(self._begun) >= self.notices else 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
