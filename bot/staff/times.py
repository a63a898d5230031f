"""Times as staff read them: on the clock of China, to the minute."""

from datetime import date, datetime, timedelta, timezone

# Not from the conversation, which asks the desk first and so knows of it.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def moment(at: datetime) -> str:
    """A moment, in words that need no translation: 2026-03-05 16:00."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def today_in_china(now: datetime) -> date:
    """The day it is for everybody at the desk."""
    return now.astimezone(CHINA).date()


def now_in_china() -> datetime:
    """The real clock, for commands that take no other."""
    return datetime.now(CHINA)
