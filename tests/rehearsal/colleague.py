"""A colleague: a member of staff with Telegram, whose dialogue with the bot is put on record."""

from dataclasses import dataclass

from tests.rehearsal.record import Record
from tests.telegram.botapi.server import Posted
from tests.telegram.botapi.somebody import Somebody

_PATIENCE = 60.0


@dataclass
class Colleague:
    """Somebody of the bureau, by what they are called."""

    name: str
    telegram: Somebody
    record: Record

    async def says(self, *texts: str) -> Posted:
        """Write one thing after another; the answer to the last."""
        for text in texts:
            before = len(self.telegram.messages)
            self.record.said(self.name, text)
            self.telegram.say(text)
            told = await self._hears(before)
        return told

    async def says_at_once(self, *texts: str) -> Posted:
        """Write several things without waiting for any answer; the answer to the last."""
        before = len(self.telegram.messages)
        for text in texts:
            self.record.said(self.name, text)
            self.telegram.say(text)
        told = await self.telegram.hears(len(texts), since=before, patience=_PATIENCE)
        self.record.shown(told.text)
        return told

    async def taps(self, *labels: str) -> Posted:
        """Tap one button after another, each by a part of what it says; the answer to the last."""
        for label in labels:
            before, latest = len(self.telegram.messages), self.telegram.latest
            self.record.tapped(self.name, next((one for one in latest.labels if label in one), label))
            self.telegram.tap(label)
            told = await self._hears(before)
        return told

    async def is_shown(self, before: int, count: int) -> list[Posted]:
        """Wait until so many messages have come after the first `before`; all but the first go on record."""
        await self.telegram.hears(count, since=before, patience=_PATIENCE)
        came = self.telegram.messages[before:]
        for posted in came[1:]:
            self.record.shown(posted.text)
        return came

    async def _hears(self, before: int) -> Posted:
        told = await self.telegram.hears(since=before, patience=_PATIENCE)
        asks = [label for label in told.labels if label[:1].isdigit()]
        self.record.shown(told.text, asks)
        return told
