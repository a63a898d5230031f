"""The time of day in a simulated world: it moves on with the loop, jumps, and never says the same moment twice."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation import CHINA

OCCASIONS = (
    datetime(2025, 12, 31, 23, 59, 30, tzinfo=CHINA),
    datetime(2025, 11, 30, 9, 0, tzinfo=CHINA),
    datetime(2026, 2, 28, 23, 59, 20, tzinfo=CHINA),
    datetime(2026, 6, 30, 23, 59, 50, tzinfo=CHINA),
    datetime(2026, 8, 10, 12, 0, tzinfo=CHINA),
    datetime(2028, 2, 28, 23, 59, 0, tzinfo=CHINA),
    datetime(2028, 2, 29, 12, 0, tzinfo=CHINA),
    datetime(2028, 12, 31, 23, 59, 40, tzinfo=CHINA),
)
"""When worlds begin: often just before a year, a month or a 29 February does."""

_JUMPS = (
    timedelta(seconds=30),
    timedelta(minutes=20),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=31),
    timedelta(days=365),
)


@dataclass
class Calendar:
    """What time it is, and which rules were in force at any moment that was asked for."""

    begins: datetime
    version: int = 0
    versions: dict[datetime, int] = field(default_factory=dict)
    _jumped: timedelta = timedelta()

    def __call__(self) -> datetime:
        """The time. Each moment is a new one, so that it tells what happened at it from everything else."""
        moment = self.begins + self._jumped + timedelta(seconds=asyncio.get_running_loop().time())
        while moment in self.versions:
            moment += timedelta(microseconds=1)
        self.versions[moment] = self.version
        return moment

    def jump(self, chance: random.Random) -> timedelta:
        """Be set: mostly forward, as when a machine wakes up; sometimes a little back, as when a clock is put right."""
        back = chance.random() < 0.25
        by = -chance.choice(_JUMPS[:3]) if back else chance.choice(_JUMPS)
        self._jumped += by
        return by

    def go_on(self, by: timedelta) -> None:
        """Let time pass that nobody waits through."""
        self._jumped += by
