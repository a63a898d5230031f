"""The ways in which people tell a day from today: 昨天, 3天前, 上周三, last Wednesday."""

import re
from datetime import timedelta

from flows.answers.likely import Days, Moment, in_week, last, last_week, next_week, this_week
from flows.answers.written_day import Form, form

_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_ENGLISH_DAYS = {
    "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "this morning": 0, "tomorrow": 1, "day after tomorrow": 2,
}  # fmt: skip
_ENGLISH_NUMBERS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WEEKDAYS = {**{sign: index for index, sign in enumerate("一二三四五六日")}, "天": 6}
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAY = "([一二三四五六日天1-6])(?![0-9月年])"
_ENGLISH_WEEKDAY = (
    "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])"
)
_WHICH_WEEK = {
    "上": last_week, "这": this_week, "本": this_week, "下": next_week,
    "last": last, "this": this_week, "next": next_week,
}  # fmt: skip


def _away(days: int, moment: Moment) -> Days:
    return (moment.today + timedelta(days=days),)


def _ago(found: re.Match[str], moment: Moment) -> Days:
    count, unit, direction = found.groups()
    return _away(int(count) * (1 if unit == "天" else 7) * (-1 if direction == "前" else 1), moment)


def _english_ago(found: re.Match[str], moment: Moment) -> Days:
    count = int(found[1]) if found[1].isdigit() else max(_ENGLISH_NUMBERS.index(found[1]), 1)
    return _away(-count * (7 if found[2] == "week" else 1), moment)


def weekday(written: str) -> int:
    """三, 3 and wednesday are 2; Monday is 0."""
    if written in _WEEKDAYS:
        return _WEEKDAYS[written]
    return int(written) - 1 if written.isdigit() else _ENGLISH_WEEKDAYS.index(written[:3])


def _of_week(found: re.Match[str], moment: Moment) -> Days:
    return _WHICH_WEEK[found[1]](weekday(found[2]), moment)


SPOKEN: tuple[Form, ...] = (
    # 3天前, 一周前; not 3到4天前, 出院3天前, nor 3日前, which may be before the third
    form(r"(?<![\d年月.\-/院术产职休学婚班证役])(?<!\d[,、~到至或])(\d{1,3})个?(天|周|星期|礼拜)[之以]?([前后])", _ago),
    form(rf"(?<![\w\-.])(\d{{1,3}}|{'|'.join(_ENGLISH_NUMBERS)}) (day|week)s? ago\b", _english_ago),
    # 昨天, 昨晚, 今儿个; not 目前, 以后天天
    form("(?<![大今目之以从往])(大?[前后]|[昨今明])(?:[天日晚夜早晨]|儿个?)", lambda f, m: _away(_DAYS[f[1]], m)),
    form(rf"\b({'|'.join(_ENGLISH_DAYS)})\b", lambda f, m: _away(_ENGLISH_DAYS[f[1]], m)),
    # 上上周三, 上周三, 这个星期一
    form(f"(?<!上)上上个?{_WEEK}{_WEEKDAY}", lambda f, m: (in_week(weekday(f[1]), -2, m.today),)),
    form(f"(?<![上下])([上这本下])1?个?{_WEEK}{_WEEKDAY}", _of_week),
    form(rf"\b(last|this|next) {_ENGLISH_WEEKDAY}", _of_week),
)

WEEKDAY = re.compile(
    rf"(?<![0-9一二两三四五六七八九十几每上下这本])\(?{_WEEK}{_WEEKDAY}\)?|(?<![a-z]){_ENGLISH_WEEKDAY}[.]?", re.ASCII
)
"""A weekday by itself. Beside a date it says which of the possible ones; alone it may be any week's."""
