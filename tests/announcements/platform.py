"""A platform that is strict about its limits: it counts every message above them or while it wants silence."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.outcome import Later, Outcome, Sent, Unknown
from bot.pace import Pace
from storage.outbox import Message, Priority


def loop_time() -> float:
    """Seconds since the event loop began."""
    return asyncio.get_running_loop().time()


class Fate(Protocol):
    """What becomes of one attempt to send a notice."""

    def __call__(self, message: Message, attempt: int) -> Outcome: ...


def arrives(message: Message, attempt: int) -> Outcome:
    """Everything arrives."""
    return Sent(str(message.id))


@dataclass
class Platform:
    """`fate` says what becomes of each notice; replies always arrive. An answer takes `seconds`.

    `got` counts what each person really got, also where the answer to it was lost.
    """

    fate: Fate = arrives
    rate: int = 30
    seconds: Callable[[], float] = lambda: 0.05
    lost_after: float = 10.0
    name: str = "telegram"
    pace: Pace = field(default_factory=Pace)
    sent: list[tuple[float, str]] = field(default_factory=list)
    got: Counter[str] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    replied: list[tuple[str, float]] = field(default_factory=list)
    above: int = 0
    during_silence: int = 0
    silences: list[tuple[float, float]] = field(default_factory=list)
    _last_second: deque[float] = field(default_factory=deque)
    _silent_until: float = 0.0

    async def send(self, message: Message) -> Outcome:
        """Take a message, and answer."""
        self.during_silence += loop_time() < self._silent_until - 1e-9
        if message.priority <= Priority.STAFF:
            self.replied.append((message.person, loop_time()))
            await asyncio.sleep(self.seconds())
            return Sent(str(message.id))
        return await self._take_notice(message)

    async def _take_notice(self, message: Message) -> Outcome:
        now = loop_time()
        while self._last_second and self._last_second[0] <= now - 1.0:
            self._last_second.popleft()
        self._last_second.append(now)
        self.above += len(self._last_second) > self.rate
        self.sent.append((now, message.person))
        self.attempts[message.person] += 1
        outcome = self.fate(message, self.attempts[message.person])
        if isinstance(outcome, Sent | Unknown):
            self.got[message.person] += 1
        await asyncio.sleep(self.lost_after if isinstance(outcome, Unknown) else self.seconds())
        if isinstance(outcome, Later) and outcome.everybody and outcome.wait:
            self.be_silent(outcome.wait)
        return outcome

    def be_silent(self, wait: timedelta) -> None:
        """From now on nothing is to be sent for so long."""
        until = max(self._silent_until, loop_time() + wait.total_seconds())
        self.silences.append((loop_time(), until))
        self._silent_until = until

    def never_said(self, since: float) -> None:
        """Whatever silence was wanted since then: nobody heard of it."""
        self.silences = [(told, until) for told, until in self.silences if told < since]
        self._silent_until = max((until for _, until in self.silences), default=0.0)

    def silent_between(self, start: float, end: float) -> float:
        """For how many seconds between two moments silence was wanted."""
        silent, reached = 0.0, start
        for begins, ends in self.silences:
            silent += max(min(ends, end) - max(begins, reached), 0.0)
            reached = max(reached, min(ends, end))
        return silent

    def times(self, people: Sequence[str] = ()) -> list[float]:
        """When notices were sent, to these people or to anybody."""
        return [time for time, person in self.sent if not people or person in people]


def share_of(rate: int, times: Sequence[float]) -> float:
    """How much of the rate was used, from the middle of the first second's notices to the middle of the last."""
    if len(times) <= rate:
        return 0.0
    between = sum(times[-rate:]) / rate - sum(times[:rate]) / rate
    return (len(times) - rate) / between / rate
