"""Quiet hours: when nobody is sent anything that they did not ask for."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from bot.staff.times import CHINA


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day until another, on the clock of China, where all regions have the same; usually overnight."""

    first: time = time(21)
    until: time = time(8)

    @classmethod
    def of(cls, text: str) -> Self:
        """The hours as settings have them: 21:00-08:00. Raises ValueError."""
        first, _, until = text.partition("-")
        return cls(time.fromisoformat(first.strip()), time.fromisoformat(until.strip()))

    def end(self, now: datetime) -> datetime | None:
        """When it is no longer quiet; `None` where it is not quiet now."""
        local = now.astimezone(CHINA)
        minute = local.time()
        overnight = self.first > self.until
        is_quiet = (minute >= self.first or minute < self.until) if overnight else (self.first <= minute < self.until)
        if not is_quiet:
            return None
        end = datetime.combine(local.date(), self.until, CHINA)
        return end if end > local else end + timedelta(days=1)
