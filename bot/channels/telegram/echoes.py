"""Echoes: what comes twice under two names. A button pressed again out of impatience, the pictures of one album."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.channels.telegram.reading import Pressed, Spoken

_AT_ONCE = 10.0
"""Seconds within which a button is pressed again because nothing had happened yet."""


@dataclass
class Echoes:
    """What was taken a moment ago under another name: a button pressed twice, the pictures of one album."""

    most: int = 10_000
    _heard: OrderedDict[tuple[object, ...], tuple[str, float]] = field(default_factory=OrderedDict)

    def is_echo(self, meaning: Spoken | Pressed) -> bool:
        """Whether this was taken already, as another event. The same event again is none: it gets the same answer."""
        key, now = _echoing(meaning), _now()
        event, since = self._heard.get(key, ("", 0.0))
        if event and event != meaning.incoming.event_id and now - since < _AT_ONCE:
            return True
        self._heard[key] = meaning.incoming.event_id, now
        self._heard.move_to_end(key)
        if len(self._heard) > self.most:
            self._heard.popitem(last=False)
        return False

    def forget(self, meaning: Spoken | Pressed) -> None:
        """It was not taken after all."""
        self._heard.pop(_echoing(meaning), None)


def _echoing(meaning: Spoken | Pressed) -> tuple[object, ...]:
    if isinstance(meaning, Spoken):
        return meaning.incoming.person, meaning.album
    return meaning.incoming.person, meaning.on["message_id"] if meaning.on else 0, meaning.data


def _now() -> float:
    return asyncio.get_running_loop().time()
