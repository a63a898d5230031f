"""Key: one of the options that the rules offer to this person, such as the region's contribution groups."""

import re
from dataclasses import dataclass

from flows.answers.answer import Asked, Outcome
from flows.answers.choice import read_choice
from flows.words import Words


@dataclass(frozen=True, slots=True)
class Key:
    """An answer whose options depend on the case; what is offered is checked by the question."""

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Find the option that a person means."""
        return read_choice(said, asked.options)

    def restore(self, stored: str) -> str:
        """Take a key as it is stored. Raises `ValueError` where it cannot be one."""
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", stored):
            raise ValueError(f"{stored!r:.60} is no key")
        return stored

    def store(self, value: str) -> str:
        """The key itself."""
        return value

    def echo(self, value: str) -> Words:
        """The key: whoever shows it takes the label of the option instead."""
        return Words("{key}", {"key": value})


def key() -> Key:
    """One of the options that the rules offer to this person."""
    return Key()
