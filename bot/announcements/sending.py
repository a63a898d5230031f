"""Sending: what was approved and sent is put into the outbox, a little ahead of what goes out, until everybody is told.

Only a little, so that pausing and cancelling are a matter of not putting in any more. Nothing is kept in memory:
whichever process looks next goes on where the last one was.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Self

import structlog

from bot.announcements.audience import Audience, Somebody
from bot.announcements.message import body
from bot.background import in_background
from bot.line import Channel, Quiet
from bot.quiet import QuietHours
from bot.settings import Settings
from bot.staff.times import today_in_china
from bot.translator import LANGUAGES
from storage import announcements as stored
from storage.announcements import Announcement, Announcements, State
from storage.database import Database
from storage.errors import StorageError
from storage.posters import PosterRegister
from storage.recipients import Recipients, is_under_way, is_waited_for, put_into_outbox, take_back
from storage.sessions import Session
from storage.transaction import Transaction

log = structlog.get_logger()

_LOOKED_AT_EVERY = 1.0
"""Seconds between two looks: whoever stops or sends something may be another process."""

_SECONDS_AHEAD = 2
"""For how long what waits in the outbox lasts."""

_PORTION = 200
"""How many are dealt with in one transaction: replies wait for it."""


@dataclass
class Sending:
    """Puts announcements into the outbox. `rates` are the channels that are sent to, with how many a second they take;
    on the `fetched` ones whoever comes back finds it.
    """

    database: Database
    clock: Callable[[], datetime]
    rates: Mapping[str, int] = field(default_factory=dict)
    fetched: Sequence[str] = ("web",)
    quiet: Quiet = lambda now: None

    @classmethod
    def of(
        cls, settings: Settings, database: Database, clock: Callable[[], datetime], channels: Iterable[Channel]
    ) -> Self:
        """As a deployment has it that sends on these channels."""
        rates = {channel.name: channel.pace.notices for channel in channels}
        return cls(database, clock, rates, quiet=QuietHours.of(settings.quiet_hours).end)

    @property
    def _channels(self) -> tuple[str, ...]:
        return (*self.rates, *self.fetched)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send for as long as the block lasts."""
        async with in_background(self.run()):
            yield

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StorageError as error:
                log.error("announcements.unavailable", error=str(error))
            await asyncio.sleep(_LOOKED_AT_EVERY)

    async def look(self) -> None:
        """Do what is to be done now of every announcement. Raises StorageError."""
        going = []
        for number in await Announcements(self.database).unsettled():
            announcement = await self._get(number)
            if announcement is not None and not await self._has_ended(announcement):
                going.append(announcement)
        if going and not self.quiet(self.clock()):
            await self._go_on(going)

    async def _get(self, number: int) -> Announcement | None:
        """The announcement, unless it is damaged: nobody is sent it, and the others go on."""
        try:
            return await Announcements(self.database).get(number)
        except StorageError as error:
            log.error("announcements.damaged", announcement=number, error=str(error))
            return None

    async def _has_ended(self, announcement: Announcement) -> bool:
        """Whether nobody is to be sent it now: it has ended, or was stopped. What was put in is taken back then."""
        state, number, now = announcement.state, announcement.number, self.clock()
        if state in (State.GOING, State.PAUSED) and now >= announcement.content.not_after:
            await self.database.write(partial(stored.finish, number=number, at=now))
        elif state is State.GOING:
            return not announcement.has_begun(now)
        for channel in self._channels:
            while await self.database.write(partial(take_back, number=number, channel=channel, limit=_PORTION)):
                pass
        await self.database.write(partial(_settle, number=number, channels=self._channels))
        return True

    async def _go_on(self, going: list[Announcement]) -> None:
        posters = {poster.code: poster.region for _, poster in await PosterRegister(self.database).since(0)}
        said = {one.number: _said(one, posters, self.clock()) for one in going}
        for channel, rate in self.rates.items():
            room = rate * _SECONDS_AHEAD - await Recipients(self.database).ahead(channel, self.clock())
            for one in going:  # each gets its share: a short one does not wait for a long one
                await self._put(one.number, channel, max(room // len(going), 1) if room > 0 else 0, said[one.number])
        for channel in self.fetched:
            for one in going:
                await self._put(one.number, channel, _EVERYBODY, said[one.number])
        for one in going:
            finish = partial(_finish, number=one.number, channels=self._channels, now=self.clock())
            await self.database.write(finish)

    async def _put(self, number: int, channel: str, room: int, said: "Said") -> None:
        while room > 0:
            put = await self.database.write(
                partial(
                    put_into_outbox,
                    number=number,
                    channel=channel,
                    limit=min(room, _PORTION),
                    now=self.clock(),
                    body=said,
                )
            )
            room = room - put if put else 0


Said = Callable[[Session], str | None]

_EVERYBODY = 1 << 62


def _said(announcement: Announcement, posters: Mapping[str, str], now: datetime) -> Said:
    """What is said to each person; nothing to those whom it does not concern any more since they were counted."""
    content = announcement.content
    audience, today = Audience.from_json(content.audience), today_in_china(now)
    bodies = {language: body(content, language) for language in LANGUAGES}

    def say(session: Session) -> str | None:
        one = Somebody.of(session)
        fits = content.corrects is not None or audience.fits(one, content.region, posters, today)
        return bodies[one.language] if fits else None

    return say


def _finish(transaction: Transaction, number: int, channels: Sequence[str], now: datetime) -> None:
    if not is_waited_for(transaction, number) and not _is_under_way(transaction, number, channels):
        stored.finish(transaction, number, now)


def _settle(transaction: Transaction, number: int, channels: Sequence[str]) -> None:
    if not _is_under_way(transaction, number, channels):
        stored.settle(transaction, number)


def _is_under_way(transaction: Transaction, number: int, channels: Sequence[str]) -> bool:
    return any(is_under_way(transaction, number, channel) for channel in channels)
