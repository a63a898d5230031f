"""Short text: a few words of somebody's own, such as what a colleague is called."""

import unicodedata
from dataclasses import dataclass

from flows.answers.answer import Asked, NotUnderstood, Outcome, Understood
from flows.words import Words, _

LONGEST = 20


@dataclass(frozen=True, slots=True)
class ShortText:
    """One line of at most twenty characters, stored as it was written."""

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Take the line, without what cannot be seen."""
        text = _visible(said)
        if len(text) > LONGEST:
            return NotUnderstood(Words(_("这个太长了，请写短一点，几个字就行。")))
        return Understood(text) if text else NotUnderstood()

    def restore(self, stored: str) -> str:
        """The line itself. Raises `ValueError` where it is none."""
        if not stored or len(stored) > LONGEST or _visible(stored) != stored:
            raise ValueError(f"{stored!r:.60} is not one line of at most {LONGEST} characters")
        return stored

    def store(self, value: str) -> str:
        """The line is its own stored form."""
        return value

    def echo(self, value: str) -> Words:
        """The line as it was written; it is never translated."""
        return Words("{text}", {"text": value})


def short_text() -> ShortText:
    """A few words of somebody's own."""
    return ShortText()


def _visible(said: str) -> str:
    """The line in one width, with single spaces; control, bidi and zero-width characters are left out."""
    seen = "".join(sign for sign in said if sign.isspace() or not unicodedata.category(sign).startswith("C"))
    return " ".join(unicodedata.normalize("NFC", seen).split())
