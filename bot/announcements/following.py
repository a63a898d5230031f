"""Following: whoever sent an announcement in chat sees how far it has got, in one message that is edited until its end.

What is told is owed in the outbox like anything else, one message at a time, and what became of it decides what is told
next: nothing is kept in memory. Where a message cannot be edited, they are told at the beginning and at the end.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

import structlog

from bot.announcements.audience import Somebody
from bot.announcements.channels import channels_of
from bot.announcements.report import Report, report
from bot.announcements.shown import of_progress
from bot.answers import in_writing, read_screen
from bot.background import in_background
from bot.line import Quiet
from bot.render import Screen
from bot.staff.office import Office, who_is
from bot.staff.roles import Command
from bot.translator import translator
from bot.values import written
from storage.announcements import Announcement, Announcements, State
from storage.errors import StorageError
from storage.outbox import Delivery
from storage.progress import Follower, Followers, owe_progress, unfollow
from storage.recipients import Recipients
from storage.sessions import Sessions

log = structlog.get_logger()

_LOOKED_AT_EVERY = 1.0
"""Seconds between two looks: whoever sends or stops something may be another process."""

_APART = timedelta(seconds=3)
"""How long one edit stands before the next: more is not read, and platforms mind it."""

_SHARE_OF_OTHERS = 50
"""Counting a hundred thousand people takes a while: for so many times as long it is left alone afterwards."""

_ENDED = (State.CANCELLED, State.FINISHED)
_STEP, _LAST_STEP = "announce_progress", "announce_told"


@dataclass
class Following:
    """Tells them. While it is `quiet` no new message comes to anybody; the one that is there is edited all the same."""

    office: Office
    clock: Callable[[], datetime]
    quiet: Quiet = lambda now: None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell them for as long as the block lasts."""
        async with in_background(self.run()):
            yield

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        now, took = asyncio.get_running_loop().time, 0.0
        while True:
            await asyncio.sleep(max(_LOOKED_AT_EVERY, _SHARE_OF_OTHERS * took))
            begun = now()
            try:
                await self.look()
            except StorageError as error:
                log.error("announcements.progress_not_told", error=str(error))
            took = now() - begun

    async def look(self) -> None:
        """Owe everybody what is new to them. Raises StorageError."""
        everybody = await Followers(self.office.database).everybody()
        for number, theirs in groupby(everybody, key=attrgetter("announcement")):
            try:
                await self._tell(number, list(theirs))
            except StorageError as error:  # one that is damaged must not hide the others
                log.error("announcements.progress_not_told", announcement=number, error=str(error))

    async def _tell(self, number: int, theirs: Sequence[Follower]) -> None:
        announcement = await Announcements(self.office.database).get(number)
        if announcement is None:
            return
        waiting = [one for one in theirs if await self._waits(one, announcement)]
        if waiting and announcement.has_begun(self.clock()):
            found = await report(Recipients(self.office.database), announcement)
            if announcement.state not in _ENDED or found.is_over:  # in between nobody knows what it comes to
                for one in waiting:
                    await self._go_on(one, found)

    async def _waits(self, one: Follower, announcement: Announcement) -> bool:
        """Whether somebody may be told something now. Whoever is to be told nothing any more is let go of."""
        told, has_ended = one.told, announcement.state in _ENDED
        actor = await self.office.actor(who_is(one.channel, one.person))
        if (
            actor.may(Command.REPORT, announcement.content.region) is None
            or (told is not None and told.delivery is Delivery.FAILED)  # they cannot be reached, or it is refused
            or (has_ended and not announcement.has_begun(self.clock()))
            or (_says_all(one) and _has_arrived(one))
        ):
            await self.office.database.write(partial(unfollow, follower=one))
            return False
        if told is None:
            return self.quiet(self.clock()) is None
        if told.delivery is Delivery.OWED:  # what is owed still may be replaced by the end, and by nothing else
            return has_ended and not _says_all(one)
        just_now = timedelta(0) <= self.clock() - told.at < _APART  # not so where the clock was set back
        return told.delivery is not Delivery.SENDING and not just_now and bool(has_ended or _place(one))

    async def _go_on(self, one: Follower, found: Report) -> None:
        """Owe somebody what is new to them, if anything is."""
        session = await Sessions(self.office.database).load(one.channel, one.person)
        if session is None:
            return
        place, is_over = _place(one), found.announcement.state in _ENDED
        screen = self._screen(found, Somebody.of(session).language)
        before = _screen_of(one)
        if before is not None and replace(before, instead_of="") == screen and _has_arrived(one):
            return
        body = in_writing(replace(screen, instead_of=place))
        # Where it cannot be edited it is not told again, whatever becomes of it.
        is_last_word = is_over and not place
        owe = partial(owe_progress, follower=one, body=body, at=self.clock(), is_last_word=is_last_word)
        await self.office.database.write(owe)

    def _screen(self, found: Report, language: str) -> Screen:
        pushed = channels_of(self.office.settings).pushed
        on_pages = found.of("owed") - sum(found.of("owed", channel) for channel in pushed)
        text, notes = of_progress(found, on_pages)
        to, is_over = translator(language), found.announcement.state in _ENDED
        return Screen(
            step=_LAST_STEP if is_over else _STEP,
            kind="aside",  # it asks nothing, so whatever was asked before is still open
            language=language,
            text=written(text, to),
            notes=tuple(written(note, to) for note in notes),
        )


def _screen_of(one: Follower) -> Screen | None:
    return read_screen(one.told.body) if one.told else None


def _place(one: Follower) -> str:
    """The platform's name for the message that is edited; empty where there is none, or it is not known."""
    before = _screen_of(one)
    return (one.told.receipt if one.told else None) or (before.instead_of if before else "")


def _says_all(one: Follower) -> bool:
    before = _screen_of(one)
    return before is not None and before.step == _LAST_STEP


def _has_arrived(one: Follower) -> bool:
    """Whether what they were told last is not to be told again; an edit of which nobody knows may be made twice."""
    told = one.told
    return told is not None and (
        told.delivery is Delivery.SENT or (told.delivery is Delivery.UNKNOWN and not _place(one))
    )
