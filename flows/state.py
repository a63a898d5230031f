"""The state of a conversation: the answers, and the little that is in the air between two messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from flows.alterable import Alterable

LANGUAGES = ("zh_Hans", "zh_Hant", "en")


@dataclass(frozen=True)
class State(Alterable):
    """What a session remembers. The position in a journey is not in it: it is walked from the answers.

    `answers` holds stored forms by question id, `subjects` what they were about when given. `editing` is the question
    being asked again; `which` are the stored forms of an answer that had several meanings; `browsing` is the level of
    the list of places on the screen; `prompt` is a question about the conversation itself, with what it is about in
    `about`; `misses` counts misunderstandings in a row; `edited` is set between a change and the next conclusion;
    `paused` is the journey another one took over from.
    """

    journey: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh_Hans"
    editing: str | None = None
    which: tuple[str, ...] = ()
    browsing: str | None = None
    prompt: str | None = None
    about: tuple[str, ...] = ()
    misses: int = 0
    edited: bool = False
    paused: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The state as storage keeps it; what is at its default is left out."""
        kept = {name: value for name, value in vars(self).items() if value != _FRESH[name]}
        return {name: _WRITTEN[name](value) if name in _WRITTEN else value for name, value in kept.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The state from storage. What is not as expected is left at its default: nobody is stranded by an old row."""
        read = {name: _READ[name](value) for name, value in stored.items() if name in _READ}
        return cls().but(**{name: value for name, value in read.items() if value is not None})


def _text(stored: object) -> str | None:
    return stored if isinstance(stored, str) else None


def _texts(stored: object) -> tuple[str, ...] | None:
    return tuple(text for text in stored if isinstance(text, str)) if isinstance(stored, list) else None


def _by_question(stored: object) -> dict[str, str] | None:
    if not isinstance(stored, dict):
        return None
    return {key: text for key, text in stored.items() if isinstance(key, str) and isinstance(text, str)}


_READ: Mapping[str, Callable[[object], Any]] = {
    "journey": _text,
    "answers": _by_question,
    "subjects": _by_question,
    "language": lambda stored: stored if stored in LANGUAGES else None,
    "editing": _text,
    "which": _texts,
    "browsing": _text,
    "prompt": _text,
    "about": _texts,
    "misses": lambda stored: stored if type(stored) is int else None,
    "edited": lambda stored: stored if type(stored) is bool else None,
    "paused": _text,
}
"""How each field is read; `None` where it is not as expected."""

_WRITTEN: Mapping[str, Callable[[Any], object]] = {"answers": dict, "subjects": dict, "which": list, "about": list}
"""How a field is written that JSON does not know as it is."""

_FRESH: Mapping[str, object] = {name: getattr(State(), name) for name in _READ}
