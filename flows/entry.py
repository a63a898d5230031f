"""Entries: deep links as pre-filled answers, such as the one behind a poster's QR code.

    newborn
    newborn--where-450100
    enroll--where-450100--job_insurance-no--lang-en

Letters, digits, hyphens and underscores only, and at most 64 of them in a link, so that one grammar serves Telegram,
WeChat and the web page. A day is written without hyphens (`born-20250305`).

A poster's own link (`p-khmt4826-…`) is short whatever it stands for: it is registered and signed, and whoever knows the
register unfolds it into an entry before it comes here. So what is read here may be longer than a link; and no journey
is ever called `p`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.dialogue import Flow
from flows.state import LANGUAGES

LONGEST = 64
"""How many characters a link has at most."""

UNFOLDED = 512
"""How many a registered entry unfolds to at most: no journey asks more."""

_ENTRY = re.compile(rf"[A-Za-z0-9_-]{{1,{UNFOLDED}}}")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a deep link asks for: a journey, answers in stored form, and the language to speak."""

    journey: str
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None


def read_entry(text: str, journeys: Mapping[str, Flow]) -> Entry:
    """Parse a deep link. Raises `ValueError` where it is not one of ours; who opened it is greeted all the same.

    An answer that does not parse is refused here; one that is not offered in this region is asked again on the way.
    """
    if not _ENTRY.fullmatch(text):
        raise ValueError(f"an entry is 1 to {UNFOLDED} letters, digits, hyphens and underscores")
    journey, *parts = text.split("--")
    if journey not in journeys:
        raise ValueError("no such journey")
    questions, answers, language = journeys[journey].questions, {}, None
    for part in parts:
        name, _, value = part.partition("-")
        if name == "lang" and value in LANGUAGES:
            language = value
            continue
        if name not in questions:
            raise ValueError("no such question in this journey")
        if name in answers:
            raise ValueError("a question has one answer")
        stored = "-".join(day.groups()) if (day := _DAY.fullmatch(value)) else value
        questions[name].answer.restore(stored)
        answers[name] = stored
    return Entry(journey, answers, language)


def write_entry(entry: Entry, longest: int = LONGEST) -> str:
    """The text for an entry: a link, unless it may be longer. Raises `ValueError` where it does not fit."""
    parts = [entry.journey, *(f"{name}-{value.replace('-', '')}" for name, value in entry.answers.items())]
    text = "--".join([*parts, f"lang-{entry.language}"] if entry.language else parts)
    if not _ENTRY.fullmatch(text) or len(text) > longest:
        raise ValueError(f"an entry has at most {longest} letters, digits, hyphens and underscores: {text}")
    return text
