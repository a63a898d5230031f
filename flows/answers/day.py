"""Day: a date in whatever way people write or tell it, understood exactly or asked back."""

import re
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from flows.answers.answer import Asked, NotUnderstood, Outcome, Understood, WhichOne
from flows.answers.doubt import FORGOTTEN, MARK, OTHER_CALENDAR, PART_OF_A_DATE, is_errand, is_inexact
from flows.answers.likely import Days, Moment, of_any_week
from flows.answers.numbered import by_number
from flows.answers.reading import TOO_LONG, is_too_long, normalised, tight, with_digits
from flows.answers.spoken_day import SPOKEN, WEEKDAY, weekday
from flows.answers.written_day import CLOCK, LONE_DAY, WRITTEN, Form
from flows.answers.year import only_a_year
from flows.words import Words, _

_MOST_CANDIDATES = 4

_WHICH_DAY = _("没看出是哪一天。请写上年、月、日，比如{example}。")
_EXACT_DAY = _("还差准确的日子。请把年、月、日都写上，比如{example}。")
_OTHER_CALENDAR = _("这像是农历或别的历法，换算容易出错。请看证件上的公历日期，像{example}这样写。")
_FORGOTTEN = _("一时想不起没关系，看看出生证明、户口本等证件上的日期，再像{example}这样写。")
_NO_SUCH_DAY = _("日历上没有“{written}”这一天。请核对一下月份和日子，再像{example}这样写。")
_OTHER_WEEKDAY = _("{day}和您写的星期几对不上。请再核对一下是哪一天。")
_NOT_YET = _("{day}还没有到。请核对年份，写已经过去的日子，比如{example}。")
_TOO_EARLY = _("{day}太早了，最早只能填{earliest}。请核对一下年份。")
_TOO_MANY = _("您写了好几个日子，我怕选错。请只写这一项的那一天，比如{example}。")


def past_day(*, earliest: date = date(1900, 1, 1)) -> "Day":
    """A day that has come already, such as a birthday."""
    return Day(past=True, earliest=earliest)


def any_day(*, earliest: date = date(1900, 1, 1)) -> "Day":
    """A day that may also lie ahead, such as a move."""
    return Day(past=False, earliest=earliest)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, stored as an ISO date. It has come already where `past` holds, and is not before `earliest`."""

    past: bool
    earliest: date

    def read(self, said: str, asked: Asked) -> Outcome[date]:
        """Understand one day exactly, ask which of a few is meant, or say what is missing."""
        text = tight(normalised(said))
        if is_too_long(text):
            return TOO_LONG
        if OTHER_CALENDAR.search(text):
            return _because(_OTHER_CALENDAR, asked)
        found = _find(text, Moment(asked.today, self.past))
        if not found.mentions:
            return self._shown(text, asked) or _why_no_day(found.rest, asked)
        for mention in found.mentions:
            if impossible := self._why_impossible(mention, asked):
                return impossible
        if is_inexact(found.rest) or (found.only_spoken and is_errand(found.rest)):
            return _because(_FORGOTTEN if FORGOTTEN.search(text) else _EXACT_DAY, asked)
        return self._one_of(found, asked)

    def restore(self, stored: str) -> date:
        """The date of exactly this form: 2025-03-05."""
        day = date.fromisoformat(stored)
        if day.isoformat() != stored or day < self.earliest:
            raise ValueError(f"{stored!r} is not a day from {self.earliest} on in the form of {day}")
        return day

    def store(self, value: date) -> str:
        """As ISO writes it."""
        return value.isoformat()

    def echo(self, value: date) -> Words:
        """The day; rendering adds the weekday, by which people notice a slip."""
        return Words("{day}", {"day": value})

    def _why_impossible(self, mention: "_Mention", asked: Asked) -> NotUnderstood | None:
        """Why a day that was named cannot be the answer, whatever else was named beside it."""
        written, days = mention
        if not days:
            return _because(_NO_SUCH_DAY, asked, written=written)
        if any(self._allows(day, asked) for day in days):
            return None
        if days[0] < self.earliest:
            return _because(_TOO_EARLY, asked, day=days[0], earliest=self.earliest)
        return _because(_NOT_YET, asked, day=days[0])

    def _allows(self, day: date, asked: Asked) -> bool:
        return self.earliest <= day and not (self.past and asked.today < day)

    def _one_of(self, found: "_Found", asked: Asked) -> Outcome[date]:
        days = _agreed([tuple(day for day in days if self._allows(day, asked)) for _written, days in found.mentions])
        # A weekday tells which is likelier. It does not prove a year: every date falls on it again after some years.
        likelier = [day for day in days if not found.weekdays or day.weekday() in found.weekdays]
        if len(days) > _MOST_CANDIDATES:
            return _because(_TOO_MANY, asked)
        if len(days) > 1:
            return WhichOne(tuple(dict.fromkeys([*likelier, *days])))
        return Understood(days[0]) if likelier else _because(_OTHER_WEEKDAY, asked, day=days[0])

    def _shown(self, text: str, asked: Asked) -> Outcome[date] | None:
        """One of the days that were asked back, by its number or its year; other options may stand beside them."""
        shown = {}
        for option in asked.options:
            with suppress(ValueError):
                shown[option.key] = self.restore(option.key)
        year = only_a_year(text, asked.today)
        of_year = [day for day in shown.values() if day.year == year]
        if len(of_year) == 1:
            return Understood(of_year[0])
        match by_number(text, asked.options):
            case Understood(key) if key in shown:
                return Understood(shown[key])
            case WhichOne(keys) if shown.keys() >= set(keys):
                return WhichOne(tuple(shown[key] for key in keys))
            case NotUnderstood() as out_of_range if shown:
                return out_of_range
        return None


class _Mention(NamedTuple):
    written: str
    days: Days


class _Found(NamedTuple):
    """What a text tells: days, weekdays beside them, and the rest, with a mark for each day."""

    mentions: tuple[_Mention, ...]
    weekdays: Set[int]
    only_spoken: bool
    rest: str


@lru_cache(512)
def _find(text: str, moment: Moment) -> _Found:
    rest = CLOCK.sub(" ", with_digits(text))
    spoken, rest = _take(rest, SPOKEN, moment)
    written, rest = _take(rest, WRITTEN, moment)
    weekdays = {weekday(found[1] or found[2]): found[0] for found in WEEKDAY.finditer(rest)}
    if spoken or written:
        return _Found((*spoken, *written), weekdays.keys(), not written, WEEKDAY.sub("", rest))
    alone, rest = _take(rest, (LONE_DAY,), moment)
    alone += [_Mention(sign, of_any_week(day, moment)) for day, sign in weekdays.items()]
    return _Found(tuple(alone), set(), True, WEEKDAY.sub(MARK, rest))


def _take(text: str, forms: tuple[Form, ...], moment: Moment) -> tuple[list[_Mention], str]:
    mentions: list[_Mention] = []
    for pattern, days in forms:
        if found := [_Mention(one[0], days(one, moment)) for one in pattern.finditer(text)]:
            mentions += found
            text = pattern.sub(MARK, text)
            if text == MARK:
                break
    return mentions, text


def _agreed(told: list[Days]) -> Days:
    """The days that all mentions allow, 昨天3月5号; where they contradict each other, all of them."""
    every = tuple(dict.fromkeys(day for days in told for day in days))
    return tuple(day for day in every if all(day in days for days in told)) or every


def _why_no_day(rest: str, asked: Asked) -> NotUnderstood:
    if FORGOTTEN.search(rest):
        return _because(_FORGOTTEN, asked)
    if PART_OF_A_DATE.search(rest):
        return _because(_EXACT_DAY, asked)
    return _because(_WHICH_DAY, asked) if re.search("[0-9]", rest) else NotUnderstood()


def _because(text: str, asked: Asked, **given: object) -> NotUnderstood:
    """Say what happened and how to write it, with a day of the month before as the example."""
    return NotUnderstood(Words(text, {**given, "example": asked.today - timedelta(days=30)}))
