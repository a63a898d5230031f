"""The state of a conversation: the answers, and the little that is in the air between two messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

LANGUAGES = ("zh_Hans", "zh_Hant", "en")


@dataclass(frozen=True, slots=True)
class State:
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
        fresh = State()
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
            for name, value in kept.items()
            if value != getattr(fresh, name)
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The state from storage. What is not as expected is left at its default: nobody is stranded by an old row."""
        fresh = cls()
        kept: dict[str, Any] = {}
        for one in fields(cls):
            value, default = stored.get(one.name), getattr(fresh, one.name)
            if isinstance(default, Mapping):
                pairs = value.items() if isinstance(value, Mapping) else ()
                kept[one.name] = {key: text for key, text in pairs if isinstance(key, str) and isinstance(text, str)}
            elif isinstance(default, tuple):
                kept[one.name] = (
                    tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()
                )
            elif default is None:
                kept[one.name] = value if isinstance(value, str) else None
            else:
                kept[one.name] = value if type(value) is type(default) else default
        state = cls(**kept)
        return state if state.language in LANGUAGES else cls(**{**kept, "language": fresh.language})
