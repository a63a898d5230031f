"""Year: a calendar year, or a word that stands in its place, such as never."""

import re
from dataclasses import dataclass
from datetime import date

from flows.answers.answer import Asked, NotUnderstood, Option, Outcome, Understood, WhichOne
from flows.answers.choice import choice, read_choice
from flows.answers.likely import full_year
from flows.answers.numbered import by_number
from flows.answers.reading import TOO_LONG, is_too_long, normalised, number, tight, with_digits
from flows.words import Words, _

_NEVER = (
    "从来没有", "从来没", "从没", "从未", "一直没有", "一次也没有", "没有过", "没参加过", "没有参加过", "没参过", "没交过",
    "没有交过", "没缴过", "没有缴过", "没买过", "没有买过", "没有", "没", "无", "never", "none", "no",
)  # fmt: skip
_AWAY = {
    "大前年": -3, "前年": -2, "去年": -1, "上1年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2,
    "the year before last": -2, "last year": -1, "this year": 0, "next year": 1,
}  # fmt: skip
# Two digits open a phrase, as otherwise they may count: 缴费15年, 交了15年.
_YEAR = re.compile(
    r"(?<!\d)(?P<full>(?:19|20|21)\d\d)(?!\d)年?度?|(?<![^ ,:;(是在于])(?P<short>\d\d)年度?"
    rf"|(?<![大今])(?P<away>{'|'.join(_AWAY)})",
    re.ASCII,
)
_ONLY_THAT = re.compile("(?:的|那年|那一年|那个|那天|出生|生|是|,)*")
# A year in which nothing was paid, since which, up to which, or about which: not simply that year.
_NOT_THAT = re.compile(
    "[不没未停断前起到至约了多几吗]|(?<!最)后|开始|左右|大概|差不多|估计|可能|好像|应该"
    r"|\b(?:not|never|since|until|before|after|about|maybe|or)\b|n't"
)
_SOME_TIME = re.compile(r"[年月近前后几]|\b(?:years?|months?)\b")

_WHICH_YEAR = _("没看出是哪一年。请只写一个年份，比如{example}年。")
_NOT_YET = _("{year}年还没有到。请核对一下，写已经到了的年份，比如{example}年。")
_TOO_EARLY = _("{year}年太早了，最早只能填{earliest}年。请核对一下。")


def year(*, earliest: int = 1990, **words: str) -> "Year":
    """A year from `earliest` to the current one, or one of the words, written as `never=_("label")`."""
    return Year(choice(**words).also(never=_NEVER).options, earliest)


@dataclass(frozen=True, slots=True)
class Year:
    """A year, stored as its four digits, or the key of a word."""

    options: tuple[Option, ...]
    earliest: int

    def read(self, said: str, asked: Asked) -> Outcome[int | str]:
        """Understand one year or word, ask which of several is meant, or say what is missing."""
        text = tight(normalised(said))
        if is_too_long(text):
            return TOO_LONG
        text = with_digits(text if (value := number(text)) is None else str(value))
        years = _years(text, asked.today)
        if not years:
            return self._option(said, asked)
        if _NOT_THAT.search(_YEAR.sub("", text)):
            return _because(_WHICH_YEAR, asked)
        if years[-1] < self.earliest:
            return _because(_TOO_EARLY, asked, year=str(years[-1]), earliest=str(self.earliest))
        if years[0] > asked.today.year:
            return _because(_NOT_YET, asked, year=str(years[0]))
        return Understood(years[0]) if len(years) == 1 else WhichOne(years)

    def restore(self, stored: str) -> int | str:
        """Four digits or the key of a word."""
        value = self._restored(stored)
        if value is None:
            raise ValueError(f"{stored!r} is neither a year from {self.earliest} on nor one of our words")
        return value

    def _restored(self, stored: str) -> int | str | None:
        if any(option.key == stored for option in self.options):
            return stored
        return int(stored) if re.fullmatch("[0-9]{4}", stored) and int(stored) >= self.earliest else None

    def store(self, value: int | str) -> str:
        """The digits or the key."""
        return str(value)

    def echo(self, value: int | str) -> Words:
        """The year, or the label of the word."""
        for option in self.options:
            if option.key == value:
                return option.label
        return Words(_("{year}年"), {"year": str(value)})

    def _option(self, said: str, asked: Asked) -> Outcome[int | str]:
        """One of the options shown, by its number or its name; 好几年没交过 names none, though it says 没交过."""
        options = asked.options or self.options
        ours = {option.key: value for option in options if (value := self._restored(option.key)) is not None}
        text = normalised(said)
        if _SOME_TIME.search(text) and by_number(text, options) is None:
            return _because(_WHICH_YEAR, asked)
        clauses = dict.fromkeys(clause for clause in re.split("[,;。!]", text) if clause.strip())
        told = [read_choice(clause, options) for clause in clauses] or [NotUnderstood()]
        if any(outcome != told[0] for outcome in told):
            return _because(_WHICH_YEAR, asked)
        match told[0]:
            case Understood(key) if key in ours:
                return Understood(ours[key])
            case WhichOne(keys) if ours.keys() >= set(keys):
                return WhichOne(tuple(ours[key] for key in keys))
            case NotUnderstood() as nothing if not re.search("[0-9]", text):
                return nothing
        return _because(_WHICH_YEAR, asked)


def only_a_year(text: str, today: date) -> int | None:
    """The year that a text without blanks consists of, as when asked which of two: 去年的, 2025年那个."""
    text = with_digits(text)
    found = _years(text, today)
    return found[0] if len(found) == 1 and _ONLY_THAT.fullmatch(_YEAR.sub("", text)) else None


def _years(text: str, today: date) -> tuple[int, ...]:
    """The years that a text names, latest first."""
    return tuple(sorted({_year(found, today) for found in _YEAR.finditer(text)}, reverse=True))


def _year(found: re.Match[str], today: date) -> int:
    if away := found["away"]:
        return today.year + _AWAY[away]
    return full_year(found["full"] or found["short"], today)


def _because(text: str, asked: Asked, **given: str) -> NotUnderstood:
    """Say what happened and how to write it, with the year before as the example."""
    return NotUnderstood(Words(text, {**given, "example": str(asked.today.year - 1)}))
