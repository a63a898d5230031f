"""Answered: what becomes of a message whose question was answered: its buttons go, and it says what was chosen."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.channels.telegram import data
from bot.channels.telegram.keyboard import Key, Rows
from bot.channels.telegram.marked import LONGEST, Marked, Paper, units
from bot.channels.telegram.update import Message

_CHOSEN = "✓ "
_NUMBER = re.compile(r"[0-9]+\. ")


def keys_of(message: Message) -> Rows:
    """The keyboard that a message has: of its keys those that we may send back."""
    return tuple(tuple(Key(label, handed) for label, handed in row) for row in _rows_of(message))


def _rows_of(message: Message) -> Iterator[list[tuple[str, str]]]:
    """What they say, and what they hand back."""
    for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
        yield [(label, handed) for key in row if (label := key.get("text")) and (handed := key.get("callback_data"))]


def without_answers(keys: Rows) -> Rows:
    """The keys that stay after an answer: those that only show more, or less, of what was said."""
    rows = (tuple(key for key in row if data.is_fold(key.data)) for row in keys)
    return tuple(row for row in rows if row)


def after_answer(message: Message, pressed: str) -> tuple[Rows, str] | None:
    """The keys that stay when a button of a message was pressed, and what it says; `None` where all of them stay.

    What a button says that is no option is nothing. One pass over what Telegram brought: it is done for every button.
    """
    stay, label, is_option, goes = [], "", not pressed.startswith("/"), False
    for row in _rows_of(message):
        folds = []
        for says, handed in row:
            if handed.startswith("/") and data.is_fold(handed):
                folds.append(Key(says, handed))
                continue
            goes = True
            if is_option and not label and handed == pressed:
                label = _NUMBER.sub("", says, count=1)
        if folds:
            stay.append(tuple(folds))
    return (tuple(stay), label) if goes else None


def mark_in(message: Message) -> str:
    """What was chosen under a message, as it says itself; empty where nothing was."""
    last = (message.get("text") or "").rpartition("\n")[2]
    return last.removeprefix(_CHOSEN) if last.startswith(_CHOSEN) else ""


@lru_cache(1024)  # many choose the same
def marked_with(text: Marked, chosen: str) -> Marked | None:
    """The text with what was chosen below it; `None` where there is no room."""
    done = Paper(text).gap().stress(f"{_CHOSEN}{chosen}").done()
    return done if chosen and units(done.text) <= LONGEST else None


def text_of(message: Message) -> Marked:
    """What a message says, with what stands out in it."""
    bold = [one for one in message.get("entities", ()) if one["type"] == "bold"]
    return _said(message.get("text") or "", tuple((one["offset"], one["offset"] + one["length"]) for one in bold))


@lru_cache(1024)  # many are told the same
def _said(text: str, bold: tuple[tuple[int, int], ...]) -> Marked:
    return Marked.from_units(text, bold)


@dataclass
class OpenKeyboards:
    """Which message of whom has buttons to answer with: of those who wrote last, as far as this process knows."""

    most: int = 10_000
    _open: OrderedDict[str, tuple[int, Rows]] = field(default_factory=OrderedDict)

    def knows(self, person: str) -> bool:
        """Whether this process has sent this person something to answer."""
        return person in self._open

    def opened(self, person: str, message: int, keys: Rows) -> tuple[int, Rows] | None:
        """A message with buttons was sent. Returns the one that was open before, and the keys that stay under it."""
        older, its_keys = self._open.get(person, _NONE)
        self._note(person, (message, keys))
        return (older, without_answers(its_keys)) if older else None

    def closed(self, person: str, message: int) -> bool:
        """A button of this message was pressed. Returns whether it was the open one, as far as is known."""
        was_open = self._open.get(person, (message,))[0] == message
        if was_open:
            self._note(person, _NONE)
        return was_open

    def _note(self, person: str, now: tuple[int, Rows]) -> None:
        self._open[person] = now
        self._open.move_to_end(person)
        if len(self._open) > self.most:
            self._open.popitem(last=False)


_NONE: tuple[int, Rows] = (0, ())
"""Nothing is open: what was is answered."""
