"""A colleague: a member of staff with Telegram, whose dialogue with the bot is put on record."""

import asyncio
import re
from dataclasses import dataclass

from tests.rehearsal.record import Record
from tests.telegram.botapi.server import Posted
from tests.telegram.botapi.somebody import Somebody

_PATIENCE = 60.0

_PROGRESS = re.compile("^第[0-9]+号通知(正在发送|暂停着|.*这是最后的结果)")


@dataclass
class Colleague:
    """Somebody of the bureau, by what they are called."""

    name: str
    telegram: Somebody
    record: Record

    @property
    def answers(self) -> list[Posted]:
        """What they were told, but for the message that is edited while an announcement goes out."""
        return [one for one in self.telegram.messages if not _PROGRESS.match(one.text)]

    async def says(self, *texts: str) -> Posted:
        """Write one thing after another; the answer to the last."""
        for text in texts:
            before = len(self.answers)
            self.record.said(self.name, text)
            self.telegram.say(text)
            told = await self._hears(before)
        return told

    async def says_at_once(self, *texts: str) -> Posted:
        """Write several things without waiting for any answer; the answer to the last."""
        before = len(self.answers)
        for text in texts:
            self.record.said(self.name, text)
            self.telegram.say(text)
        told = await self._answered(before + len(texts))
        self.record.shown(told.text)
        return told

    async def taps(self, *labels: str) -> Posted:
        """Tap one button after another, each by a part of what it says; the answer to the last."""
        for label in labels:
            before, latest = len(self.answers), self.answers[-1]
            self.record.tapped(self.name, next((one for one in latest.labels if label in one), label))
            self.telegram.tap(label, latest)
            told = await self._hears(before)
        return told

    async def is_shown(self, before: int, count: int) -> list[Posted]:
        """Wait until so many messages have come after the first `before`; all but the first go on record."""
        await self.telegram.hears(count, since=before, patience=_PATIENCE)
        came = self.telegram.messages[before:]
        for posted in came[1:]:
            self.record.shown(posted.text)
        return came

    async def is_told_the_end_of(self, number: int) -> str:
        """Wait until the message about the sending of an announcement has become what it came to in the end."""
        end = re.compile(f"^第{number}号通知.*这是最后的结果")
        async with asyncio.timeout(_PATIENCE):
            while not (told := [one.text for one in self.telegram.messages if end.match(one.text)]):
                await self.telegram.changes(_PATIENCE)
        return told[-1]

    async def _hears(self, before: int) -> Posted:
        told = await self._answered(before + 1)
        asks = [label for label in told.labels if label[:1].isdigit()]
        self.record.shown(told.text, asks)
        return told

    async def _answered(self, count: int) -> Posted:
        """Wait until they have had so many answers; the last."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.answers) < count:
                await self.telegram.changes(_PATIENCE)
        return self.answers[-1]
