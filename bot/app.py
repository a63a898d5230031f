"""The application: every part wired by hand, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time

from bot.conversation import CHINA, Clock, Conversation
from bot.settings import Settings
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from storage.database import Database


def clock_for(today: date | None) -> Clock:
    """The real clock, or one that stands on a given day, for trying out what is said then."""
    if today is None:
        return lambda: datetime.now(CHINA)
    moment = datetime.combine(today, time(12), CHINA)
    return lambda: moment


@asynccontextmanager
async def open_conversation(settings: Settings, clock: Clock) -> AsyncIterator[Conversation]:
    """A conversation on the configured database and packs. Raises `StorageError` or `BadPack`, with a sentence."""
    rules = Rulebook(Library.open(settings.packs))
    async with Database.open(settings.database) as database:
        yield Conversation(database, JOURNEYS, rules, clock)
