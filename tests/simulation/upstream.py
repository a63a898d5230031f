"""The platform that messages are sent to: slow, flaky, flooded or down for a while, and strict about its limits."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.line import Quiet
from bot.outcome import Later, Outcome, Refused, Sent, Unknown, Unreachable
from bot.pace import Pace
from storage.outbox import Message, Priority
from tests.simulation.ledger import CHANNEL, Attempt, Ledger, Violation
from tests.simulation.storage import Machine

MOODS: dict[str, dict[str, int]] = {
    "well": {"sent": 1},
    "flaky": {"sent": 10, "unknown": 3, "raises": 1, "later": 2, "refused": 1, "unreachable": 1},
    "flooded": {"sent": 6, "wait": 3, "silence": 2},
    "down": {"later": 6, "unknown": 2, "raises": 1},
}
_SLOW = {"well": 0.1, "flaky": 1.0, "flooded": 0.1, "down": 10.0}


class Broken(Exception):
    """A defect of a channel."""


@dataclass
class Upstream:
    """The platform. `mood` is how it is at present, `deliver` what brings a message to its person.

    `check` does what may find a violation, as nobody would hear of one that is raised here: a channel may be broken.
    """

    chance: random.Random
    ledger: Ledger
    deliver: Callable[[Message], None]
    note: Callable[..., None]
    check: Callable[[Callable[[], None]], None]
    mood: str = "well"


@dataclass
class SimulatedChannel:
    """The way from one life of the process to the platform."""

    upstream: Upstream
    machine: Machine
    life: int
    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)
    quiet: Quiet = lambda now: None
    silent_until: float = 0.0
    _notices: deque[float] = field(default_factory=deque)

    async def send(self, message: Message) -> Outcome:
        """Try to send a message once."""
        await self.machine.stand_still()
        upstream, chance = self.upstream, self.upstream.chance
        attempt = Attempt(self.life, message)
        upstream.check(lambda: self._check_limits(message))
        upstream.check(lambda: upstream.ledger.begin(attempt))
        upstream.note("send", message.id, message.person, message.doubtful)
        slow = _SLOW[upstream.mood]
        await asyncio.sleep(chance.expovariate(1 / slow))
        if not self.machine.is_on and chance.random() < 0.5:  # it never left the machine
            await self.machine.stand_still()
        kinds = MOODS[upstream.mood]
        (kind,) = chance.choices(list(kinds), list(kinds.values()))
        if kind == "sent" or (kind in ("unknown", "raises") and chance.random() < 0.6):
            upstream.note("arrives", message.id)
            upstream.check(lambda: upstream.ledger.arrive(message))
            upstream.deliver(message)
        await asyncio.sleep(chance.expovariate(1 / slow))
        await self.machine.stand_still()
        outcome = self._outcome(kind, message)
        upstream.note("outcome", message.id, kind)
        attempt.end(outcome, upstream.ledger.calendar())
        if kind == "raises":
            raise Broken(message.id)
        return outcome

    def _outcome(self, kind: str, message: Message) -> Outcome:
        chance = self.upstream.chance
        match kind:
            case "sent":
                return Sent(str(message.id))
            case "later":
                return Later()
            case "wait":
                return Later(timedelta(seconds=chance.choice([0.3, 2, 20, 600])))
            case "silence":
                wait = timedelta(seconds=chance.choice([0.5, 3, 12]))
                self.silent_until = max(self.silent_until, _now() + wait.total_seconds())
                return Later(wait, everybody=True)
            case "unreachable":
                return Unreachable()
            case "refused":
                return Refused("malformed")
            case _:
                return Unknown()

    def _check_limits(self, message: Message) -> None:
        if _now() < self.silent_until - 1e-6:
            raise Violation(f"message {message.id} is sent although silence was asked for")
        if message.priority <= Priority.STAFF:
            return
        if self.quiet(self.upstream.ledger.calendar()) is not None:
            raise Violation(f"message {message.id} is sent although it is night")
        self._notices.append(_now())
        while self._notices[0] <= _now() - 1:
            self._notices.popleft()
        if len(self._notices) > self.pace.notices:
            raise Violation(f"{len(self._notices)} notices within a second")


def _now() -> float:
    return asyncio.get_running_loop().time()
