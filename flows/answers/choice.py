"""Choice: one of a few options, understood by its number, by its name, or from a sentence that names it."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.answers.answer import Asked, NotUnderstood, Option, Outcome, Understood, WhichOne
from flows.answers.named import named
from flows.answers.numbered import by_number
from flows.answers.reading import TOO_LONG, is_too_long, normalised
from flows.words import Words, _

# fmt: off
_YES = (
    "是", "对", "有", "嗯", "恩", "好", "要", "行", "可以", "有了", "没错", "当然", "确实", "可不是",
    "yes", "y", "ok", "okay", "yeah", "yep", "sure", "right", "correct", "i do", "i have",
)
_NO = (
    "不是", "没有", "不", "没", "否", "无", "不对", "不要", "不用", "不行", "不好", "不可以", "不需要", "没了", "不了",
    "还没", "还没有", "从来没有", "没得", "冇", "no", "n", "nope", "not yet", "none", "do not", "have not",
)
_UNSURE = (
    "不知道", "不清楚", "不确定", "不晓得", "不记得", "记不清", "记不得", "忘了", "忘记了", "不懂", "不明白", "说不清",
    "don't know", "not sure", "no idea", "unsure",
)
NONE = (
    "都没有", "都不是", "没有一个", "一个都没有", "一样都没有", "一个都不是", "都对不上",
    "none", "none of them", "none of these", "none of those", "none of the above", "not any", "neither", "nothing",
)
"""What people say where none of several things is so."""
# fmt: on


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few options, stored as its key."""

    options: tuple[Option, ...]

    def also(self, **ways: tuple[str, ...]) -> "Choice":
        """The same choice, with further ways in which people say an option; they are heard, never shown."""
        return Choice(tuple(replace(option, also=option.also + ways.get(option.key, ())) for option in self.options))

    def alone(self, **ways: tuple[str, ...]) -> "Choice":
        """The same choice, with ways to say an option that say it only where nothing else is said."""
        return Choice(tuple(replace(option, alone=option.alone + ways.get(option.key, ())) for option in self.options))

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Find the option that a person means among those shown to them."""
        return read_choice(said, asked.options or self.options)

    def restore(self, stored: str) -> str:
        """The key itself, if it is one of ours."""
        return self._option(stored).key

    def store(self, value: str) -> str:
        """The key is its own stored form."""
        return value

    def echo(self, value: str) -> Words:
        """The label of the option."""
        return self._option(value).label

    def _option(self, key: str) -> Option:
        for option in self.options:
            if option.key == key:
                return option
        raise ValueError(f"{key!r} is none of {', '.join(option.key for option in self.options)}")


def choice(**options: str) -> Choice:
    """One of several options, written as `key=_("label")` in the order in which they are numbered."""
    return Choice(tuple(Option(key, Words(label)) for key, label in options.items()))


def yes_no(*, yes: str, no: str, unsure: str | None = None) -> Choice:
    """Yes or no, labelled in the words of the question (有/没有), heard in all others; `unsure` is a third option."""
    either = choice(yes=yes, no=no) if unsure is None else choice(yes=yes, no=no, unsure=unsure)
    return either.also(yes=_YES, no=_NO, unsure=_UNSURE)


def read_choice(said: str, options: tuple[Option, ...]) -> Outcome[str]:
    """Find the option that a person means, among those shown, in the order in which they are numbered."""
    text = normalised(said)
    return TOO_LONG if is_too_long(text) else _read(text, options)


@lru_cache(512)  # as people say the same few things, wherever they are
def _read(text: str, options: tuple[Option, ...]) -> Outcome[str]:
    by_name = named(text, options)
    by_position = by_number(_leading_number(text) if by_name else text, options)
    if isinstance(by_position, Understood) and by_name != (by_position.value,):
        by_name = tuple(dict.fromkeys((by_position.value, *by_name)))
    if len(by_name) == 1:
        return Understood(by_name[0])
    if by_name:
        return WhichOne(by_name)
    if by_position is not None:
        return by_position
    return NotUnderstood(_ASK_SOMEBODY if any(way in text for way in _UNSURE) else None)


_NUMBERED_LINE = re.compile(r"[(\[]?([0-9]{1,2})(?:[)\].、: ]+[^0-9].*)")
_ASK_SOMEBODY = Words(_("不清楚没关系。可以先问问家里人，或者看看手边的证件、缴费记录；也可以找人工。"))


def _leading_number(text: str) -> str:
    """The number of a line that was copied with its label, 2. 还没有; otherwise the text itself."""
    line = _NUMBERED_LINE.fullmatch(text)
    return line[1] if line else text
