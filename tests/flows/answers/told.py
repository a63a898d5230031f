"""Tables of what is said and what is understood, to be read like a list."""

import re
from collections.abc import Callable
from typing import TypeVar

from flows.answers.answer import NotUnderstood, Outcome, Understood

T = TypeVar("T")


def rows(table: str) -> list[tuple[str, str]]:
    """Each line gives what is said, in ways with a dot between them, and behind an arrow what is understood."""
    lines = [line.split("→") for line in table.strip().splitlines() if line.strip()]
    return [(said.strip(), understood.strip()) for ways, understood in lines for said in ways.split(" · ")]


def told(outcome: Outcome[T], store: Callable[[T], str] = str) -> str:
    """The stored form; several with a stroke between them; or, after a cross, how the sentence begins that says why."""
    if isinstance(outcome, Understood):
        return store(outcome.value)
    if isinstance(outcome, NotUnderstood):
        return f"✗ {_beginning(outcome)}".strip()
    return " | ".join(map(store, outcome.candidates))


def _beginning(outcome: NotUnderstood) -> str:
    """The sentence up to its first pause, provided that it is one we may say."""
    if outcome.why is None:
        return ""
    text = outcome.why.text
    assert len(text) <= 60, text
    assert not re.search("[0-9]", text), "figures are quoted, never written into a text"
    assert text.endswith("。"), text
    text.format(**outcome.why.given)  # everything it quotes is given
    return re.split("[，。：]", text)[0]
