"""The application: every part wired by hand, in one place."""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, datetime, time

from bot.answers import Answers
from bot.conversation import CHINA, Clock, Conversation
from bot.delivery import Delivery
from bot.line import Channel, Line
from bot.my_data import MyData
from bot.posters.posters import Posters
from bot.quiet import QuietHours
from bot.retention import Retention
from bot.settings import Settings
from bot.staff.desk import StaffDesk
from bot.staff.office import office_of
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from storage.database import Database

_CAN_WRITE_APART = (os.cpu_count() or 1) > 1 and os.name == "posix"


def clock_for(today: date | None) -> Clock:
    """The real clock, or one that stands on a given day, for trying out what is said then."""
    if today is None:
        return lambda: datetime.now(CHINA)
    moment = datetime.combine(today, time(12), CHINA)
    return lambda: moment


@asynccontextmanager
async def open_conversation(
    settings: Settings, clock: Clock, channels: Iterable[Channel] = (), *, serves: bool = False
) -> AsyncIterator[Conversation]:
    """A conversation on the configured database and packs, which sends on these channels.

    `serves` for a server of many people: turns are written on a core of their own, where there is a second one.

    Raises `StorageError` or `BadPack`, with a sentence.
    """
    rules = Rulebook(Library.open(settings.packs))
    quiet = QuietHours.of(settings.quiet_hours)
    async with Database.open(settings.database, apart=serves and _CAN_WRITE_APART) as database:
        delivery = Delivery(Line(channel, database, clock, quiet=quiet.end) for channel in channels)
        async with delivery.running():
            yield await conversation_on(database, rules, settings, clock, delivery)


async def conversation_on(
    database: Database, rules: Rulebook, settings: Settings, clock: Clock, delivery: Delivery
) -> Conversation:
    """A conversation on an open database. Raises `StorageError`."""
    office = office_of(settings, database)
    return Conversation(
        database,
        Answers(JOURNEYS, rules),
        clock,
        delivery,
        posters=await Posters.open(database, settings.link_key),
        my_data=MyData(database, Retention.of(settings), office.owners),
        desk=StaffDesk(office, rules),
    )
