"""The model: one person's conversation as it ought to be, one event after another, with nothing but `flows.respond`.

It has no lanes, cache, database or process, and so nothing that could be lost, repeated or mixed up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import orjson

from bot.incoming import Incoming, without_identity
from bot.render import Screen, render
from bot.translator import translator
from flows.heard import Heard, Said
from flows.journeys import JOURNEYS
from flows.reply import Wants
from flows.respond import respond
from flows.state import State
from tests.simulation.rules import rulebook


@dataclass(frozen=True)
class Expected:
    """What one turn comes to."""

    state: State
    screen: Screen
    wants: Wants | None


@dataclass
class Model:
    """One person. `events` counts the turns, and `last` is the number of the last one in the inbox."""

    stored: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    events: int = 0
    last: int | None = None

    def hear(self, incoming: Incoming, today: date, version: int) -> Expected:
        """Take a turn."""
        turn = self.would_say(incoming, today, version)
        self.stored = orjson.dumps(turn.state.to_json()).decode()
        self.shown = {button.key: button.label for button in turn.screen.options}
        self.events += 1
        return turn

    def would_say(self, incoming: Incoming, today: date, version: int) -> Expected:
        """What the turn would come to."""
        heard = without_identity(incoming).heard
        if isinstance(heard, Said):
            heard = replace(heard, labels=self.shown)
        return _turn(heard, orjson.dumps(self.shown), self.stored, incoming.language, today, version)


@lru_cache(8192)
def _turn(heard: Heard, shown: bytes, stored: str, language: str, today: date, version: int) -> Expected:
    state = State.from_json(orjson.loads(stored)) if stored else State(language=language)
    turn = respond(JOURNEYS, state, heard, today=today, rules=rulebook(version))
    return Expected(turn.state, render(turn.reply, translator(turn.state.language)), turn.wants)
