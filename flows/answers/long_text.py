"""Long text: what somebody writes in several lines of their own, such as an announcement or a list."""

import unicodedata
from dataclasses import dataclass

from flows.answers.answer import Asked, NotUnderstood, Outcome, Understood
from flows.words import Words, _

_TOO_LONG = Words(_("这个太长了，请写短一点再发一次。"))


LONGEST, LONGEST_LINE = 3000, 60
"""In characters. What a text is for may allow less, and says so."""


@dataclass(frozen=True, slots=True)
class LongText:
    """At most so many characters, stored as they were written; all on one line unless there may be several."""

    longest: int
    several_lines: bool

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Take what was written, without blanks around it."""
        text = self._tidied(said)
        if len(text) > self.longest:
            return NotUnderstood(_TOO_LONG)
        return Understood(text) if text else NotUnderstood()

    def restore(self, stored: str) -> str:
        """The text itself. Raises `ValueError` where it is none."""
        if not stored or len(stored) > self.longest or self._tidied(stored) != stored:
            raise ValueError(f"{stored!r:.60} is no text of at most {self.longest} characters")
        return stored

    def store(self, value: str) -> str:
        """The text is its own stored form."""
        return value

    def echo(self, value: str) -> Words:
        """The text as it was written; it is never translated."""
        return Words("{text}", {"text": value})

    def _tidied(self, said: str) -> str:
        text = unicodedata.normalize("NFC", said).strip()
        return "\n".join(line.strip() for line in text.splitlines()) if self.several_lines else " ".join(text.split())


def long_text() -> LongText:
    """Several lines of somebody's own."""
    return LongText(LONGEST, several_lines=True)


def line() -> LongText:
    """One line of somebody's own, longer than a name."""
    return LongText(LONGEST_LINE, several_lines=False)
