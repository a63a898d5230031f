"""Which of the numbered options a person means: 2, ②, 第二个, 选二, B, 最后一个."""

import re
from functools import lru_cache

from flows.answers.answer import NotUnderstood, Option, Outcome, Understood, WhichOne
from flows.answers.reading import number, tight
from flows.words import Words, _

_NAMED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "头一": 1}
_LETTERS = "abcdefgh"  # y and n are answers of their own

# 两 is left out: 两个 means both of them, not the second.
_NUMERAL = "[0-9]{1,4}|[〇零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}"
_WANT = "(?:我|就|要|想|请|办)*"
_CHOOSE = "(?:(?:选择|选项|选|答案是|答案|回复|option|choice|answer|number|no[. ]|[#]))"
_COUNTER = "个|条|种|款|位|样"
_POSITION = re.compile(
    rf"""
    {_WANT}(?P<asked>{_CHOOSE}?\ ?(?:是|:)?\ ?(?:第|the\ )?)
    [(\[<"“「【]*(?P<which>{_NUMERAL}|[{_LETTERS}]|{"|".join(_NAMED)})(?:st|nd|rd|th)?[)\]>"”」】.、:,;]*
    (?P<counter>\ ?(?:{_COUNTER})|\ (?:one|option)|[项号])?
    (?:选项|答案)?(?:的|吧|呢|啊|呀|了)*
    """,
    re.VERBOSE,
)
_LAST = re.compile(
    f"{_WANT}选?(?:(?:最后|最末|末尾|最下面|倒数第一)(?:那|的)?(?:一?[个项条种])?|the last(?: one)?|last(?: one)?)"
    "(?:吧|呢|啊|呀)*"
)
_AND = re.compile(" and | or |或者|还是|[,、;/和跟或与&+ ]")


@lru_cache(512)
def positions(text: str, count: int) -> tuple[int, ...]:
    """The positions that a normalised text names, counted from one; nothing where it is not about positions."""
    text = tight(text)
    if _LAST.fullmatch(text):
        return (count,)
    if found := _POSITION.fullmatch(text):
        return _position(found)
    named = [_POSITION.fullmatch(part) for part in _AND.split(text) if part]
    several = [_position(found) if found else () for found in named]
    return tuple(dict.fromkeys(sum(several, ()))) if several and all(several) else ()


def _position(found: re.Match[str]) -> tuple[int, ...]:
    which, asked, counter = found["which"], found["asked"], found["counter"] or ""
    if counter.strip() in _COUNTER.split("|") and not asked and which not in _NAMED:
        return ()  # 一个 says how many, 第一个 says which
    if which in _NAMED:
        return (_NAMED[which],)
    if which in _LETTERS:
        return (_LETTERS.index(which) + 1,)
    value = number(which)
    return () if value is None else (value,)


def by_number(text: str, options: tuple[Option, ...]) -> Outcome[str] | None:
    """The key of the option whose number a normalised text gives; `None` where it gives none."""
    named = positions(text, len(options)) if options else ()
    if not named:
        return None
    if not all(1 <= position <= len(options) for position in named):
        return NotUnderstood(
            Words(_("这里只有{count}个选项，请回复其中一个的序号，或者直接点一下。"), {"count": len(options)})
        )
    keys = tuple(options[position - 1].key for position in named)
    return Understood(keys[0]) if len(keys) == 1 else WhichOne(keys)
