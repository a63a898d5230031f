"""Retention: how long what is kept is kept, and what is let go of when that time is over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Self

import orjson
import structlog

from bot.settings import Settings
from bot.staff.office import Office
from bot.what_happened import Trail
from storage.chain import let_go
from storage.errors import StorageError
from storage.forgetting import Forgetting
from storage.sessions import Session
from storage.statistics import Statistics

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long is kept: people who stopped half-way, people who were told a conclusion, what staff did, and each event.

    Of events that are older, the numbers stay.
    """

    idle: timedelta = timedelta(days=30)
    finished: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=180)
    events: timedelta = timedelta(days=30)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As this deployment decides."""
        return cls(
            timedelta(days=settings.keep_idle_days),
            timedelta(days=settings.keep_finished_days),
            timedelta(days=settings.keep_audit_days),
            timedelta(days=settings.keep_events_days),
        )

    def keeps(self, session: Session, now: datetime) -> bool:
        """Whether somebody is not forgotten yet."""
        return now - session.updated_at <= (self.finished if _has_concluded(session.state) else self.idle)


async def keep_no_longer(office: Office, retention: Retention, now: datetime) -> None:
    """Let go of everything whose time is over; to be done once a day. Raises StorageError.

    What the database could not let go of stays until the next time.
    """
    database = office.database
    away_since = now - min(retention.idle, retention.finished)
    people = await Forgetting(database).forget_older_than(away_since, unless=partial(retention.keeps, now=now))
    entries = await let_go(office.audit, now - retention.audit, now)
    events = await Statistics(database).compact(now - retention.events, office.left_after)
    log.info("retention", people=people, audit_entries=entries, events=events)


async def keep_no_longer_daily(office: Office, retention: Retention, clock: Callable[[], datetime]) -> None:
    """Let go of it every night, when hardly anybody writes, for as long as this runs. What goes wrong is logged."""
    while True:
        await asyncio.sleep(until_night(clock()).total_seconds())
        try:
            await keep_no_longer(office, retention, clock())
        except StorageError as error:
            log.error("retention.failed", error=str(error))


def until_night(now: datetime) -> timedelta:
    """How long it is to the next half past three."""
    night = now.replace(hour=3, minute=30, second=0, microsecond=0)
    return (night if now < night else night + timedelta(days=1)) - now


def _has_concluded(state: str) -> bool:
    """Whether the last step that somebody was shown is a conclusion."""
    try:
        stored = orjson.loads(state)
    except orjson.JSONDecodeError:  # a session that nobody can read is not worth keeping for longer
        return False
    return isinstance(stored, dict) and Trail.from_json(stored.get("trail")).concluded
