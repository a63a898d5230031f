"""The ways in which people write a date: 2025年3月5日, 2025.3.5, 25/03/2025, Mar 5, 3月5号, 去年3月5日, 上个月5号.

Each form is a pattern and the days that it may mean. They are tried in this order, the complete ones first; patterns
work on a text without blanks beside Chinese characters and signs, and with its Chinese numbers in digits.
"""

import re
from collections.abc import Callable

from flows.answers.likely import Days, Moment, exactly, full_year, of_any_month, of_any_year

Form = tuple[re.Pattern[str], Callable[[re.Match[str], Moment], Days]]


def form(pattern: str, days: Callable[[re.Match[str], Moment], Days]) -> Form:
    """A way to write a day. ASCII: digits and words of other scripts are none of ours."""
    return re.compile(pattern, re.ASCII), days


CLOCK = re.compile(
    r"t?(?<!\d)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m\b| ?z\b|\+\d{2}:?\d{2})?"
    r"|\b\d{1,2} ?[ap]\.?m\b|\d{1,2}点钟?(?:\d{1,2}分?|半|多|整|\d刻)?|\d{1,2}时\d{1,2}分(?:\d{1,2}秒)?",
    re.ASCII,
)
"""A time of day. It tells nothing about the day, and its digits must not be taken for one."""

MONTH = (
    "(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])[.]?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1}
# After a number without 日 or 号: what would make it a count of something else, as in 3月5天.
_COUNTING = "[0-9天个岁斤克元千万公年月周人次]"

_BETWEEN = r"[-./,、。·・•_\\–—− ]"
# Numbers that may be anything are dates only by themselves, or after words that announce one.
_FRAMED = "(?<![^ ,:;(是于在日期生的])"


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _whole(found: re.Match[str], _: Moment) -> Days:
    year, month, day = found.groups()
    return exactly(int(year), int(month), int(day))


def _year_last(found: re.Match[str], _: Moment) -> Days:
    """03/05/2025 is March to some and May to others."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return exactly(year, first, second) + exactly(year, second, first)


def _short_year(found: re.Match[str], moment: Moment) -> Days:
    return exactly(full_year(found[1], moment.today), int(found[2]), int(found[3]))


def _three_short(found: re.Match[str], moment: Moment) -> Days:
    """25.3.5 begins with the year. 05/03/25 may begin with any of the three: a year is never one digit, though."""
    first, second, third = found[1], found[3], found[4]
    days: Days = ()
    if len(first) == 2:
        days += exactly(full_year(first, moment.today), int(second), int(third))
    if len(third) == 2:
        year = full_year(third, moment.today)
        days += exactly(year, int(first), int(second)) + exactly(year, int(second), int(first))
    return days


def _english(year: str | None, month: str, day: str, moment: Moment) -> Days:
    if year is None:
        return of_any_year(_month(month), int(day), moment)
    return exactly(full_year(year, moment.today), _month(month), int(day))


def _relative_year(found: re.Match[str], moment: Moment) -> Days:
    return exactly(moment.today.year + _YEARS[found[1]], int(found[2]), int(found[3]))


def _relative_month(found: re.Match[str], moment: Moment) -> Days:
    months = moment.today.year * 12 + moment.today.month - 1 + _MONTHS_AWAY[found[1]]
    return exactly(months // 12, months % 12 + 1, int(found[2]))


def _without_year(found: re.Match[str], moment: Moment) -> Days:
    return of_any_year(int(found[1]), int(found[2]), moment)


def _year_after(found: re.Match[str], moment: Moment) -> Days:
    return exactly(int(found[3]), int(found[1]), int(found[2]))


WRITTEN: tuple[Form, ...] = (
    # 2025年3月5日, 2025-03-05, 2025.3.5, 2025 3 5
    form(rf"(?<!\d)(\d{{4}})(?:年的?|{_BETWEEN})(\d{{1,2}})(?:月份?的?|{_BETWEEN})(\d{{1,2}})(?!\d)[日号]?", _whole),
    # 20250305, unless it is the number of something
    form(r"(?<![号码]:)(?<![\w号码])((?:19|20|21)\d\d)(\d\d)(\d\d)(?!\d)[日号]?", _whole),
    # 2025 March 5
    form(
        rf"(?<!\d)(\d{{4}})[ ,-]*{MONTH}[ ,-]*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)",
        lambda f, m: _english(f[1], f[2], f[3], m),
    ),
    # 5 Mar 2025, 5th of March
    form(
        rf"(?<![\w.])(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]*{MONTH}(?:[ ,-]*'?(\d{{4}}|\d\d)(?!\d))?",
        lambda f, m: _english(f[3], f[2], f[1], m),
    ),
    # March 5, 2025; Mar 5
    form(
        rf"{MONTH}[ -]?(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:[ ,-]+'?(\d{{4}}|\d\d)(?!\d))?",
        lambda f, m: _english(f[3], f[1], f[2], m),
    ),
    # 25/03/2025, 03/05/2025
    form(r"(?<![\w.\-/])(\d{1,2})([-./ ])(\d{1,2})\2(\d{4})(?!\d)年?", _year_last),
    # 25年3月5日
    form(r"(?<!\d)(\d\d)年的?(\d{1,2})(?:月份?的?|[-./])(\d{1,2})(?!\d)[日号]?", _short_year),
    # 25.3.5
    form(r"(?<![\w.\-/])(\d{1,2})([-./])(\d{1,2})\2(\d{1,2})(?!\d|[-./]\d)[日号]?", _three_short),
    # 去年3月5日
    form(
        r"(?<!大)(大前年|(?<!今)后年|[前去上今本明]年)的?(\d{1,2})(?:月份?的?|[-./])(\d{1,2})(?!\d)[日号]?",
        _relative_year,
    ),
    # 上个月5号
    form(r"(?<!上)(上上|[上这本当下])个?月的?(\d{1,2})[日号]", _relative_month),
    # 3月5日2025年
    form(r"(?<!\d)(\d{1,2})月份?的?(\d{1,2})[日号]?[, ]?(?<!\d)(\d{4})(?!\d)年?", _year_after),
    # 3月5日, 3月5
    form(rf"(?<!\d)(\d{{1,2}})月份?的?(\d{{1,2}})(?:[日号]|(?!{_COUNTING}))", _without_year),
    # 3.5号, 3.5, 3/5
    form(r"(?<![\w.\-/])(\d{1,2})[-./。·](\d{1,2})[日号]", _without_year),
    form(rf"{_FRAMED}(\d{{1,2}})[-./。·](\d{{1,2}})(?![^ ,:;)。!~吧的生出那])", _without_year),
)

LONE_DAY: Form = form(r"(?<![\w第月年.\-/])(\d{1,2})[日号]", lambda found, moment: of_any_month(int(found[1]), moment))
"""5号, where nothing else is told: beside another date it may be of that month, or a house number."""
