"""A talk: one person on one channel, in memory, whose state is written down and read back between any two turns."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from bot.incoming import Incoming, without_identity
from bot.my_data import counted
from bot.render import Screen, as_text, render
from bot.retention import Retention
from bot.translator import translator
from flows.exchange import Journeys
from flows.heard import Heard, Opened, Said, Tapped
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.reply import Reply, Wants
from flows.respond import respond
from flows.state import State
from storage.holdings import Held


@cache
def rulebook() -> Rulebook:
    """The packaged packs, opened once."""
    return Rulebook(Library.open())


@dataclass
class Talk:
    """What a person says and taps, and what is said back, as a channel would have it.

    `stored` is all that is remembered between two turns; `shown` are the labels on the person's screen.
    """

    today: date
    stored: str = "{}"
    rules: Rulebook = field(default_factory=rulebook)
    journeys: Journeys = field(default_factory=lambda: JOURNEYS)
    shown: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    wants: Wants | None = None
    turns: int = 0

    @property
    def state(self) -> State:
        """What is remembered, read back."""
        return State.from_json(json.loads(self.stored))

    @property
    def step(self) -> str:
        """The id of the step on the screen."""
        assert self.reply is not None
        return self.reply.step

    @property
    def screen(self) -> Screen:
        """What the person sees."""
        assert self.reply is not None
        screen = render(self.reply, translator(self.state.language))
        if self.wants != "my_data":
            return screen
        return counted(screen, Held(self.turns - 1, self.turns - 1), self.today, "telegram", Retention())

    @property
    def text(self) -> str:
        """What the person sees, as the terminal prints it."""
        return as_text(self.screen, translator(self.state.language))

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are remembered."""
        return dict(self.state.answers)

    def hear(self, *heard: Heard) -> "Talk":
        """Take one turn after another."""
        for one in heard:
            came = without_identity(Incoming("talk", "somebody", "", one)).heard
            said = replace(came, labels=self.shown) if isinstance(came, Said) else came
            turn = respond(self.journeys, self.state, said, today=self.today, rules=self.rules)
            self.stored = json.dumps(turn.state.to_json(), ensure_ascii=False)
            assert self.state == turn.state, "a state reads back as it was written"
            self.reply, self.wants, self.turns = turn.reply, turn.wants, self.turns + 1
            self.shown = {button.key: button.label for button in self.screen.options}
        return self

    def say(self, *texts: str) -> "Talk":
        """Type one thing after another."""
        return self.hear(*map(Said, texts))

    def tap(self, number: int) -> "Talk":
        """Tap the button with this number."""
        return self.hear(Tapped(self.screen.question, self.screen.options[number - 1].key))


def talk(today: str, *said: str, entry: str = "", language: str = "zh_Hans") -> Talk:
    """A talk on this day that opens with a deep link, and goes on with what is typed."""
    begun = Talk(date.fromisoformat(today), json.dumps(State(language=language).to_json()))
    return begun.hear(Opened(entry)).say(*said)


def numbered(items: Iterable[str]) -> dict[int, str]:
    """Items as they are numbered on a screen."""
    return dict(enumerate(items, 1))
