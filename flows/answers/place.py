"""Place: a region of China, understood from its name, its code or a sentence, or found in a list level by level."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from flows.answers.answer import Asked, NotUnderstood, Option, Outcome, Understood, WhichOne
from flows.answers.choice import read_choice
from flows.answers.numbered import by_number
from flows.answers.reading import TOO_LONG, is_too_long, normalised
from flows.regions import Region, children, is_region, is_within, mentioned, provinces, region, says_no_name
from flows.words import Words, _

_MOST = 5  # with 都不是 that makes six on a screen
_SEVERAL = Words(_("您说了好几个地方。请只写一个，最好带上省或市，像「廊坊市安次区」。"))
_NO_NAME = Words(_("请写出地方的名字，像「廊坊」「南宁武鸣区」；只写县、区看不出是哪里。"))
_NO_SUCH_CODE = _("没有「{said}」这个区划代码。请核对一下，或者直接写地名，像「廊坊市」。")


@dataclass(frozen=True, slots=True)
class Place:
    """A region, stored as its six-digit code of GB/T 2260."""

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Understand one region, ask which of several is meant, or say what is missing.

        The number or the label of an option that leads on in the list is understood as its key, as if it were tapped.
        """
        if is_too_long(normalised(said)):
            return TOO_LONG
        text = normalised(_without_ornaments(said))
        if code := _code(text):
            return Understood(code) if is_region(code) else NotUnderstood(Words(_NO_SUCH_CODE, {"said": text}))
        numbered = by_number(normalised(said), asked.options)
        if isinstance(numbered, WhichOne):
            return numbered if all(map(is_region, numbered.candidates)) else NotUnderstood()
        if numbered is not None:
            return numbered
        found = mentioned(text)
        if len(found.codes) > _MOST:
            return NotUnderstood(_SEVERAL)
        if found.codes:
            return Understood(found.codes[0]) if found.certain and len(found.codes) == 1 else WhichOne(found.codes)
        chosen = read_choice(said, asked.options)
        if isinstance(chosen, Understood) and not is_region(chosen.value):
            return chosen
        if says_no_name(text):
            return NotUnderstood(_NO_NAME)
        return chosen if isinstance(chosen, NotUnderstood) else NotUnderstood()

    def restore(self, stored: str) -> str:
        """The code itself, if it is that of a region."""
        return region(stored).code

    def store(self, value: str) -> str:
        """The code is its own stored form."""
        return value

    def echo(self, value: str) -> Words:
        """The region with those it lies in, to be written in the person's language."""
        return Words("{place}", {"place": region(value)})


def place() -> Place:
    """A province, a city or a county."""
    return Place()


def _code(text: str) -> str | None:
    """The code that a text consists of: 131000, 13, 1310, or as statistics write it, 131000000000."""
    written = re.fullmatch(r"([0-9]{2}|[0-9]{4}|[0-9]{6})|([0-9]{6})(?:000){1,2}", text)
    return (written[1] or written[2]).ljust(6, "0") if written else None


def _without_ornaments(said: str) -> str:
    """The text without small and circled digits: 1²0000 is no code."""
    return "".join(" " if unicodedata.category(sign) == "No" else sign for sign in said)


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────
#
# Each screen has a key, which the options that lead to it carry:
#
#     areas                    the large areas, the top of the list
#     area:4   area:4:4        the provinces of an area; the same from the fifth on
#     in:130000   in:130000:3  what lies in a region; the same from the fourth on
#
# An option that ends the search carries the code of its region.

_AREAS = {
    "1": _("华北（京津冀晋蒙）"),
    "2": _("东北（辽吉黑）"),
    "3": _("华东（沪苏浙皖闽赣鲁台）"),
    "4": _("中南（豫鄂湘粤桂琼港澳）"),
    "5": _("西南（渝川贵云藏）"),
    "6": _("西北（陕甘青宁新）"),
}
"""The large areas by the first digit of the code."""
_OUTSIDE = {"7": "3", "8": "4"}  # 台湾, 香港 and 澳门 have first digits of their own; they lie in these areas
_TOP = "areas"
_ROOM = 6
_SCREEN = re.compile(r"(?P<where>area:(?P<area>[1-6])|in:(?P<code>[0-9]{6}))(?::(?P<skipped>[0-9]{1,3}))?", re.ASCII)


def is_screen(key: str) -> bool:
    """Whether this key leads to a screen of the list."""
    return key == _TOP or _SCREEN.fullmatch(key) is not None


@lru_cache(maxsize=256)
def browse(at: str | None) -> tuple[Option, ...]:
    """One screen of the list: regions, then whatever applies of more, this whole region, and up.

    A key that is none, from an old button, shows the top of the list.
    """
    screen = _SCREEN.fullmatch(at or _TOP)
    if not screen or (screen["code"] and not is_region(screen["code"])):
        return tuple(
            Option(f"area:{digit}", Words(label), also=(label.partition("（")[0],)) for digit, label in _AREAS.items()
        )
    around = region(screen["code"]) if screen["code"] else None
    below = children(around.code) if around else tuple(one for one in provinces() if _area(one) == screen["area"])
    skipped = int(screen["skipped"] or 0)
    enough = (Option(around.code, Words(_("就按{name}"), {"name": around})),) if around and not skipped else ()
    up = Option(_above(around), Words(_("返回上一级")))
    room = _ROOM - len(enough) - 1
    shown = below[skipped : skipped + room]
    if skipped + room >= len(below):
        return *map(_listed, shown), *enough, up
    more = Option(f"{screen['where']}:{skipped + room - 1}", Words(_("更多")))
    return *map(_listed, shown[:-1]), more, *enough, up


def _listed(one: Region) -> Option:
    key = f"in:{one.code}" if children(one.code) else one.code
    return Option(key, Words("{name}", {"name": one}), also=(one.name, one.short, one.romanised))


def _area(one: Region) -> str:
    return _OUTSIDE.get(one.code[0], one.code[0])


def _above(around: Region | None) -> str:
    if around is None:
        return _TOP
    return f"in:{around.parent.code}" if around.parent else f"area:{_area(around)}"


def places(codes: tuple[str, ...]) -> tuple[Option, ...]:
    """Several regions to choose from. One that holds the others stands for what is left of it."""
    known = tuple(code for code in codes if is_region(code))
    return tuple(_one_of(region(code), known) for code in known)


def _one_of(one: Region, codes: tuple[str, ...]) -> Option:
    holds_others = any(is_within(code, one.code) for code in codes if code != one.code)
    label = Words(_("{place}的其他地方"), {"place": one}) if holds_others else Words("{place}", {"place": one})
    return Option(one.code, label, also=(one.name, one.short, one.romanised))
