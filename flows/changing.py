"""Changing in words: 改参保地, change place of insurance, for those who write instead of tapping."""

import re
from collections.abc import Iterable

from flows.answers.answer import Option
from flows.answers.named import named
from flows.answers.reading import is_too_long, normalised
from flows.commands import folded
from flows.dialogue import Ask
from flows.heard import Edit, Review
from flows.words import Words

_CHANGE = re.compile(
    r"(?:请|我|想|要|需要|帮我)*(?:修改|更改|改正|改动|改)(?:一下|下)?(?![成为到回])"
    r"|(?:please |can i |i (?:want|need|would like|'d like) to )?(?:change|edit|correct|fix)\b(?! (?:it|this|that|to)\b)"
    r" ?(?:(?:the|my|our)\b ?)?"
)
"""改成 and change to say what the answer is to be, and not which."""

_QUOTED = """ 「」“”"'"""


def change_meant(asked: Iterable[Ask], text: str) -> Edit | Review | None:
    """Which of the answered questions somebody wants to answer again; all are shown to whoever names several."""
    line = normalised(text)
    found = None if is_too_long(line) else _CHANGE.match(line)
    if found is None:
        return None
    called = tuple(Option(ask.id, Words(ask.label), ask.also) for ask in asked)
    meant = _by_its_whole_name(line[found.end() :], called) or named(line[found.end() :], called)
    return None if not meant else Edit(meant[0]) if len(meant) == 1 else Review()


def _by_its_whole_name(text: str, called: Iterable[Option]) -> tuple[str, ...]:
    """给谁用 and 是不是同省 read like questions, but are names."""
    name = folded(text).strip(_QUOTED)
    return tuple(one.key for one in called if name in {folded(normalised(way)) for way in (one.label.text, *one.also)})
