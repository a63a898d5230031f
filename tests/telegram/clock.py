"""The clock of these tests: a certain day, on which time goes by."""

from datetime import UTC, date, datetime, time

from bot.conversation import CHINA, Clock

TODAY = date(2026, 8, 10)
"""A baby born on 20 May is 82 days old: there is a week left to register it."""


def running_clock(today: date = TODAY, begun: datetime | None = None) -> Clock:
    """A clock that begins at noon of this day, and goes on from there: what is put off comes round.

    One process after another that is told when the first of them has `begun` goes on where the last one was.
    """
    since = begun or datetime.now(UTC)
    return lambda: datetime.combine(today, time(12), CHINA) + (datetime.now(UTC) - since)
