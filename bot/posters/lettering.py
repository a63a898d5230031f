"""Lettering: what a clerk has printed in words of their own. It hangs where nobody can correct it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import reduce

from bot.announcements.typed import amounts, deadlines
from bot.posters.refusal import PosterRefused
from flows.identity import LABELS, masked

_LONGEST_PLACE = 60
_LONGEST_HEADLINE = 40

_NUMERAL = "(?:[0-9]{1,4}|[〇零一二三四五六七八九十廿卅]{1,4})"
_DAY = re.compile(rf"{_NUMERAL}月{_NUMERAL}[日号]|[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}")


def headline_of(text: str) -> str:
    """A headline on one line. Raises PosterRefused."""
    return _lettered(text, "标题", _LONGEST_HEADLINE)


def place_of(text: str) -> str:
    """Where a poster hangs, on one line. Raises PosterRefused."""
    return _lettered(text, "张贴的地方", _LONGEST_PLACE, names=_NAMES)


_NAMES = ("五块石", "九成宫")
"""Places that are called what would otherwise be an amount or a share."""


def _lettered(text: str, what: str, longest: int, names: Sequence[str] = ()) -> str:
    line = " ".join(text.split())
    if not line or len(line) > longest:
        raise PosterRefused(f"{what}要写 1 到 {longest} 个字，现在是 {len(line)} 个。")
    if any(unicodedata.category(sign).startswith("C") for sign in line):
        raise PosterRefused(f"{what}里有看不见的字符，请重新打一遍。")
    # What was sent in a chat was masked at the door.
    if masked(line).found or any(label in line for label in LABELS.values()):
        raise PosterRefused(f"{what}里像是有身份证号、银行卡号或者个人的电话号码，不能贴到外面。请去掉再写。")
    for figure in _figures(reduce(_without, names, line)):
        raise PosterRefused(
            f"{what}里的「{figure}」是手写的，没有官方依据，印出去也没有人再核对。请去掉。"
            "有官方依据的费用和期限，海报上会另外印。"
        )
    return line


def _without(line: str, name: str) -> str:
    return line.replace(name, " ")


def _figures(line: str) -> Iterator[str]:
    """Every amount, share and day in a text, even a right one: nobody would look whether it still holds."""
    yield from (figure for figure, _amount in amounts(line))
    yield from deadlines(line)
    yield from (match[0] for match in _DAY.finditer(unicodedata.normalize("NFKC", line)))
