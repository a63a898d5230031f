"""Answers: what was remembered and what was heard become what is remembered and what is owed, all of it in writing.

An answer depends on nothing else but the day, the language and the rules on file. So the last ones are kept: on the
last evening of the window, thousands of people of one county take the same steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.at_hand import AtHand
from bot.incoming import TEXTS, on_record
from bot.render import Screen, render
from bot.translator import translator
from bot.what_happened import Happened, Trail, happened
from flows.entry import UNFOLDED
from flows.exchange import Journeys
from flows.heard import Begin, Heard, Review, Said
from flows.policy.rulebook import Rulebook
from flows.reply import Reply, Wants
from flows.respond import respond
from flows.state import LANGUAGES, State
from flows.words import Words

_KEPT = 10_240
"""How many answers are kept: about a kilobyte each, and a few for each screen, which many of them have in common."""

_LONG = 40
"""A longer text is nobody else's, and is not kept."""

_LONGEST_STATE = 2048
"""Nor is what follows from a longer state: those of all journeys are a fraction of it."""

_SCREENS = 512
"""How many screens are kept as they were before they were written, or after they were read."""

_SCREEN = TypeAdapter(Screen)

_SHOWN: AtHand[Screen] = AtHand(_SCREENS)
"""The screens last written: each is laid out at once."""

_REACHED: AtHand["_Restored"] = AtHand(1024)
"""The states that were written last, and not before: whoever was led to one comes back with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One exchange in writing: the session's new state, what was heard, and the screen that is owed.

    `happened` is for the statistics; `wants` is what has to be done beside answering.
    """

    state: str
    heard: str
    screen: str
    happened: Happened
    wants: Wants | None = None


class Answers:
    """Works answers out, for the journeys and the rules it was made with."""

    def __init__(self, journeys: Journeys, rules: Rulebook) -> None:
        self._journeys = journeys
        self._rules = rules
        self._kept = lru_cache(_KEPT)(self._work_out)

    def get_ready(self, today: date) -> None:
        """Answer somebody made up, in every language: tables of places and forms of dates are loaded when first needed.

        That takes an eighth of a second, for which the first real person would have to wait, and everybody with them.
        """
        for language in LANGUAGES:
            state = ""
            for heard in (Begin("newborn"), Said("西安"), Said(today.isoformat()), Review()):
                state = self.to(heard, state, language=language, today=today).state

    def to(self, heard: Heard, remembered: str, *, language: str, today: date, remark: str = "") -> Answer:
        """The answer to what was heard. `remembered` is the session's state, empty for somebody new.

        `remark` is a text to say first, of what became of the message before it got here.
        """
        if len(remembered) > _LONGEST_STATE or _is_rare(heard):
            return self._work_out(heard, remembered, language, today, remark)
        return self._kept(heard, remembered, language, today, remark)

    def _work_out(self, heard: Heard, remembered: str, language: str, today: date, remark: str) -> Answer:
        heard = in_unicode(heard)
        state, shown, trail = _REACHED.get(remembered) or _restored(remembered, language)
        meant = Said(heard.text, shown, heard.hidden) if isinstance(heard, Said) else heard
        turn = respond(self._journeys, state, meant, today=today, rules=self._rules)
        reply = turn.reply.but(said=(Words(remark), *turn.reply.said)) if remark else turn.reply
        screen, labels = _rendered(reply, turn.state.language)
        what = happened(state, trail, heard, turn)
        reached = _written({"dialogue": turn.state.to_json(), "shown": labels, "trail": what.trail})
        if len(reached) <= _LONGEST_STATE:
            _REACHED.keep(reached, _Restored(turn.state, labels, what.trail))
        return Answer(
            state=reached,
            heard=_written(on_record(heard, shown)),
            screen=screen,
            happened=what,
            wants=turn.wants,
        )


def _is_rare(heard: Heard) -> bool:
    """Whether nobody else will say the same: what people tap and scan is short, and anything can be made up."""
    if isinstance(heard, Said):
        return len(heard.text) > _LONG
    return sum([len(getattr(heard, name)) for name in heard.__match_args__]) > UNFOLDED


@lru_cache(_SCREENS)  # many paths lead to the same words: what was not understood, the menu, one step back
def _rendered(reply: Reply, language: str) -> tuple[str, Mapping[str, str]]:
    """The screen of a reply in writing, and the labels on it by key."""
    screen = render(reply, translator(language))
    return in_writing(screen), {button.key: button.label for button in screen.options}


def in_writing(screen: Screen) -> str:
    """A screen as the outbox keeps it."""
    body = intern(_written(screen))
    _SHOWN.keep(body, screen)
    return body


def read_screen(body: str) -> Screen | None:
    """The screen that a message of the outbox holds; `None` where it can no longer be read."""
    return _SHOWN.get(body) or _read(body)


@lru_cache(_SCREENS)
def _read(body: str) -> Screen | None:
    try:
        return _SCREEN.validate_json(body)
    except ValidationError:
        return None


def in_unicode(heard: Heard) -> Heard:
    """What was heard without halves of surrogate pairs, which a hostile text may hold and no file can."""
    torn: dict[str, Any] = {
        name: value.encode("utf-8", "replace").decode()
        for name in TEXTS[type(heard)]
        if not _is_unicode(value := getattr(heard, name))
    }
    return replace(heard, **torn) if torn else heard


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Restored(NamedTuple):
    """The state of the dialogue, the labels on the person's screen, and how far they have got."""

    state: State
    shown: Mapping[str, str]
    trail: Trail


def _restored(remembered: str, language: str) -> _Restored:
    """Where somebody is, from what is remembered; what cannot be read begins anew."""
    try:
        stored = orjson.loads(remembered)
    except orjson.JSONDecodeError:
        stored = {}
    dialogue = stored.get("dialogue") if isinstance(stored, dict) else None
    if not isinstance(dialogue, dict):
        return _Restored(State(language=language), {}, Trail())
    shown = stored.get("shown")
    labels = shown if isinstance(shown, dict) and {str}.issuperset(map(type, shown.values())) else {}
    return _Restored(State.from_json(dialogue), labels, Trail.from_json(stored.get("trail")))


def _written(value: object) -> str:
    return orjson.dumps(value).decode()
