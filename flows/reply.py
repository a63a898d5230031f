"""A reply: what is said back, before any channel decides what it looks like."""

from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

from flows.alterable import Alterable
from flows.answers.answer import Option
from flows.policy.case import Case
from flows.policy.figure import UNKNOWN, Figure, Grounds
from flows.policy.pack import Source
from flows.state import State
from flows.words import Words

Action = Literal["back", "review", "restart", "menu", "help", "person", "resume"]

Wants = Literal["my_data", "forget", "unsubscribe", "subscribe"]
"""What somebody wants done with what is kept about them: counted, deleted, used for news no longer, or again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a conclusion: what it is about, and the figure."""

    name: str
    label: Words = field(hash=False)
    value: Figure[Any]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in the words of a pack, with what it rests on."""

    text: Words
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One answer in a summary, which a tap changes."""

    question: str
    label: Words
    value: Words


@dataclass(frozen=True)
class Reply(Alterable):
    """One exchange's answer.

    `said` comes first: what was understood, what changed, what was not understood. `text` is the question or the
    conclusion; `notes` are its remarks; `rows`, `advice` and `citations` are its details; `further` are the sources of
    papers, channels, numbers and advice. `question` is what a tap on
    one of `options` answers. `progress` is "question n of at most m". `view` is how much of a conclusion is wanted at
    once: its `details`, its `sources`, or what is shown at first (`less`).

    Its words tell it from most others, so that what is long to hash is left out of its hash.
    """

    step: str
    kind: Literal["menu", "ask", "offer", "tell", "aside"]
    text: Words
    title: Words | None = None
    said: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = field(default=(), hash=False)
    advice: tuple[Advice, ...] = field(default=(), hash=False)
    banners: tuple[Words, ...] = ()
    citations: tuple[Source, ...] = field(default=(), hash=False)
    further: tuple[Source, ...] = field(default=(), hash=False)
    question: str = ""
    options: tuple[Option, ...] = field(default=(), hash=False)
    actions: tuple[Action, ...] = ()
    terms: tuple[str, ...] = ()
    review: tuple[Reviewed, ...] = ()
    progress: tuple[int, int] | None = None
    typed: Literal["day", "place", "text"] | None = None
    view: str = "less"


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: the state it leaves, the reply that is owed, and what has to be done beside it."""

    state: State
    reply: Reply
    wants: Wants | None = None


@lru_cache(maxsize=4096)
def quoted(text: str) -> tuple[str, ...]:
    """The names of the figures a text quotes."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(text) if name))


def quoting(text: str, case: Case) -> Words:
    """A text with the figures of the case it quotes; one that cannot be stated is said to be unknown."""
    return Words(text, {name: case.stated(name) or UNKNOWN for name in quoted(text)})
