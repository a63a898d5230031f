"""Which regions a text mentions, and whether it is certain that they are meant.

Names that lie within each other are one place: 廊坊安次, or 西安 and 雁塔. Others are several, and nobody guesses.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from flows.regions.names import chinese
from flows.regions.spotted import Codes, Name, Rest, Worth, spotted
from flows.regions.table import is_within, region


class Mentioned(NamedTuple):
    """The codes of the regions that may be meant, likeliest first, and whether the text leaves no doubt."""

    codes: Codes = ()
    certain: bool = True


_DOUBT = re.compile(
    "[不没未非别或]|还是|除|可能|好像|大概|也许|以前|之前|曾|原来|附近|旁边|周边|隔壁|[以之]外|兵团"
    r"|\b(?:not|or|maybe|perhaps|probably|near|used)\b|n't"
)
_EVERYDAY = "新云青贵黑台吉港秦宁申藏川甘蒙"
"""Short for a province only by themselves: 冀 is 河北 in 我是冀的 as well, but 我是新的 says nothing of 新疆."""


def mentioned(text: str) -> Mentioned:
    """The regions that a text in small letters and half width mentions."""
    parts = spotted(text)
    names = [part for part in parts if isinstance(part, Name)]
    rest = "".join("|" if isinstance(part, Name) else part.text for part in parts)
    around = "".join(part.text for part in parts if isinstance(part, Rest) and not part.explained)
    certain = not _DOUBT.search(rest)
    if not names and len(around) == 1:
        return Mentioned(chinese().get(around, ()), certain and (rest == around or around not in _EVERYDAY))
    enough = Worth.SENTENCE if around else Worth.ALONE
    sure = [one for one in names if one.worth >= enough]
    sure += [one for one in names if one not in sure and any(_together(one.codes, other.codes) for other in sure)]
    perhaps = [one for one in names if one not in sure and (one.located or not around)]
    return Mentioned(_meant_by([one for one in names if one in sure or one in perhaps]), certain and not perhaps)


def says_no_name(text: str) -> bool:
    """Whether a text says where, but names nothing: 我在本地, 县城."""
    parts = spotted(text)
    return bool(parts) and all(isinstance(part, Rest) and part.explained for part in parts)


# ── From names to places ─────────────────────────────────────────────────────────────────────────────────────────────


def _meant_by(names: Iterable[Name]) -> Codes:
    """The places that names mean together, likeliest first.

    What a name commonly means may lie in another's region anywhere in the text. What it means less often, it means only
    beside that region: 大连中山 is a district, 从大连到中山 leads to a city; and 天津河北 may be both.
    """
    places: list[Codes] = []
    besides: list[Codes] = []
    before: Codes = ()
    for name in names:
        codes = name.codes
        if codes == before:  # 承德承德: perhaps the county of that name in the city
            besides.append(tuple(code for code in codes if code not in _outermost(codes)))
        for place in list(places):
            if common := _together(_meant(place), _meant(codes)):
                codes = common
                places.remove(place)
            elif rare := _together(place, codes):
                if name.adjoins and place is places[-1] and _is_read_so(rare, name):
                    codes = rare
                    places.remove(place)
                else:
                    besides.append(rare)
        places.append(codes)
        before = name.codes
    meant = dict.fromkeys(code for place in (*places, *besides) for code in _meant(place))
    return tuple(sorted(meant, key=_rank))


def _is_read_so(rare: Codes, name: Name) -> bool:
    """Whether a name has a rare meaning because of the region before it; the name of a province keeps its own."""
    is_province = any(code.endswith("0000") for code in _meant(name.codes))
    return not is_province and (name.is_latin or set(rare) <= set(name.codes))


def _rank(code: str) -> int:
    return ("province", "city", "county").index(region(code).level)


def _together(some: Codes, others: Codes) -> Codes:
    """What two names mean together: the narrower of each pair that lies within each other."""
    pairs = [(one, other) for one in some for other in others]
    narrower = (one if is_within(one, other) else other if is_within(other, one) else "" for one, other in pairs)
    return tuple(dict.fromkeys(filter(None, narrower)))


_BOTH_MEANT = frozenset({"220200"})  # 吉林 is the province and, to the millions who live there, the city
_MEANT_BY_MANY = "110105"  # 朝阳 is a city, but to many 朝阳区 in Beijing


def _meant(codes: Codes) -> Codes:
    """Which of the regions that share a name are commonly meant by it.

    By that of a province the province (海南, 河北), by that of a city the city and not what lies in it (恩施, 长沙).
    Cities come before districts elsewhere (西安, 大同), where people add 区, and before what only sounds like them.
    """
    if provinces := [code for code in codes if code.endswith("0000")]:
        return tuple(code for code in codes if code in provinces or code in _BOTH_MEANT)
    outer = _outermost(codes)
    cities = {code: region(code).short for code in outer if code.endswith("00")}
    if cities:
        outer = [code for code in outer if code in cities or region(code).short in cities.values()]
    if cities and _MEANT_BY_MANY not in outer:
        outer = [code for code in outer if code in cities or not region(code).name.endswith("区")]
    return tuple(outer)


def _outermost(codes: Codes) -> list[str]:
    return [code for code in codes if not any(code != other and is_within(code, other) for other in codes)]
