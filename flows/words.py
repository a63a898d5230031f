"""Words: texts as they are written, carried with the figures they quote until a channel renders them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(text: str) -> str:
    """Mark a Simplified Chinese text for the message catalogues; the text itself is the message id."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """A text and what it quotes by name.

    `text` is a message id with `{name}` placeholders. `given` holds a value for each of them: a date, a number, a
    figure, a nested `Words`, or plain text such as the name of a place, which is never translated.
    """

    text: str
    given: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:  # a mapping has none
        return hash((self.text, frozenset(self.given.items())) if self.given else self.text)
