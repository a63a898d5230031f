"""The keyboard under a message: numbered options, words to be explained, answers to be changed, and the ways out."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.channels.telegram import data
from bot.channels.telegram.marked import Marked
from bot.render import Button, Screen
from bot.translator import LANGUAGES, Translator
from flows.words import _

WIDE = 40
"""How much text fits side by side in one row on a narrow phone, a Chinese character counting two."""

_MARGIN = 2
"""What the edges of a button take of that."""

_ACROSS = 4
"""The most buttons side by side: thumbs are wide."""


@dataclass(frozen=True, slots=True)
class Key:
    """One button of a keyboard: what it says, and what it hands back."""

    label: str
    data: str


Rows = tuple[tuple[Key, ...], ...]


def keyboard(screen: Screen, folds: Iterable[Key], to: Translator) -> Rows:
    """Every button of a screen, from what it asks for to the ways out. `folds` show more of it or less."""
    return (
        *side_by_side(_changes(screen, to)),
        *((Key(numbered(option), data.option(screen.question, option.key)),) for option in screen.options),
        *_explained(screen.terms),
        *side_by_side(folds),
        *_ways_out(screen.actions),
        *side_by_side(_languages(screen)),
    )


@lru_cache(256)  # the same few below every screen
def _explained(terms: tuple[Button, ...]) -> Rows:
    return tuple(side_by_side(Key(term.label, data.explain(term.key)) for term in terms))


@lru_cache(256)
def _ways_out(actions: tuple[Button, ...]) -> Rows:
    return tuple(side_by_side(Key(action.label, data.action(action.key)) for action in actions))


def numbered(option: Button) -> str:
    """An option with the number that may be typed instead."""
    return option.label if option.number is None else f"{option.number}. {option.label}"


def side_by_side(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    """Keys in as few rows as they can be read in, as even as possible: all keys of a row are equally wide."""
    every = tuple(keys)
    for rows in range(1, len(every) + 1):
        across = -(-len(every) // rows)
        fits = across <= _ACROSS and max(width(key.label) for key in every) + _MARGIN <= WIDE // across
        if fits or across == 1:
            yield from (every[first : first + across] for first in range(0, len(every), across))
            return


@lru_cache(1024)  # of what stands on buttons
def width(text: str) -> int:
    """How wide a text is on the screen, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def content(text: Marked, keys: Rows) -> Mapping[str, object]:
    """A message as the Bot API wants it, but for the chat it goes to."""
    return with_keys(said(text), keys)


def with_keys(said: Mapping[str, object], keys: Rows) -> Mapping[str, object]:
    """What a message says, and the keyboard under it."""
    return {**said, "reply_markup": as_markup(keys)} if keys else said


@lru_cache(1024)  # many are told the same, under one keyboard or another
def said(text: Marked) -> Mapping[str, object]:
    """What a message says, as the Bot API wants it."""
    plain = {"text": text.text, "link_preview_options": _QUIET}
    return {**plain, "entities": text.entities()} if text.bold else plain


_QUIET = {"is_disabled": True}
"""No preview of a page that is linked to: it would push the words off the screen."""


def as_markup(rows: Rows) -> Mapping[str, object]:
    """The keyboard as the Bot API wants it."""
    return {"inline_keyboard": [[{"text": key.label, "callback_data": key.data} for key in row] for row in rows]}


def _changes(screen: Screen, to: Translator) -> Iterator[Key]:
    say = to.gettext(_("改「{question}」"))
    return (Key(say.format(question=line.label), data.edit(line.key)) for line in screen.review)


def _languages(screen: Screen) -> Iterator[Key]:
    """The menu is where another language is found, under the name it gives itself."""
    if screen.step == "menu":
        yield from (Key(name, data.speak(code)) for code, name in LANGUAGES.items() if code != screen.language)
