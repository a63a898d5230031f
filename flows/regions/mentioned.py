"""Which regions a text mentions, and whether it is certain that they are meant.

Names that lie within each other are one place: 廊坊安次, or 西安 and 雁塔. Others are several, and nobody guesses
which. What a name is worth depends on what else is said. 廊坊 is a place in any sentence. 安次 is one where nothing but
我在 stands around it; but in a sentence, 长子 may be a son and 公安 the police. 老城区 and 江南 are everywhere.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from flows.regions.names import chinese, latin, simplified, spelled, without_accents
from flows.regions.table import is_region, is_within, region

Codes = tuple[str, ...]


class Mentioned(NamedTuple):
    """The codes of the regions that may be meant, likeliest first, and whether the text leaves no doubt."""

    codes: Codes = ()
    certain: bool = True


def mentioned(text: str) -> Mentioned:
    """The regions that a text in small letters and half width mentions."""
    parts = list(_parts(text))
    names = [part for part in parts if isinstance(part, _Name)]
    rest = "".join(part if isinstance(part, str) else "|" for part in parts)
    around = _AROUND.sub("", rest).replace("|", "").strip()
    certain = not _DOUBT.search(rest)
    if not names and len(around) == 1:
        return Mentioned(chinese().get(around, ()), certain and (rest == around or around not in _EVERYDAY))
    enough = _Worth.SENTENCE if around else _Worth.ALONE
    sure = [one for one in names if one.worth >= enough]
    sure += [one for one in names if one not in sure and any(_together(one.codes, other.codes) for other in sure)]
    perhaps = [one for one in names if one not in sure and (one.located or not around)]
    return Mentioned(_meant_by([one for one in names if one in sure or one in perhaps]), certain and not perhaps)


def says_no_name(text: str) -> bool:
    """Whether a text says where, but names nothing: 我在本地, 县城."""
    rest = "".join(part if isinstance(part, str) else "|" for part in _parts(text))
    return bool(rest.strip()) and not _AROUND.sub("", rest).strip()


# ── What stands around a name ────────────────────────────────────────────────────────────────────────────────────────

_AROUND = re.compile(
    "我们?|俺们?|咱们?|本人|自己|宝宝|孩子|户口本?|户籍|籍贯|[家现]?住[在址]?|地址|老?家里?|现在|目前|来自|就按?"
    "|[这那][边里儿]?|本地|当地|本[省市县区]|市辖区|[市县城区]里|县城|市区|乡下|农村|地区|一带|自治[区州县]|[新特]区"
    "|(?:经济|技术|高新)*开发区|高新区|经开区|中国|全国|[华东西]北|华[东中南]|西南|中南"
    "|参保地?|医保|社保|居保|居民|您好|你好|请问|谢谢|麻烦|帮我|查一?下?|看一?下?|地方"
    "|[是在从到去来于属都也的人了呢啊呀吧哦嗯呃哈嘛交缴办上市县省区州]"
    r"|[、/;+&]|\b(?:i|am|im|i'm|from|in|at|live|living|my|is|it's|the|we|our|are|home|hometown|hukou|please|hi|hello|of|to|city|town"
    r"|province|municipality|prefecture|district|county|region|autonomous|special|administrative|china|chinese|prc"
    r"|shi|sheng|qu|state|zhuang|hui|uygur|uyghur)\b| "
)
_DOUBT = re.compile(
    "[不没未非别或]|除|可能|好像|大概|也许|以前|之前|曾|原来|附近|旁边|周边|隔壁|[以之]外"
    r"|\b(?:not|or|maybe|perhaps|probably|near|used)\b|n't"
)
_LOCATED = re.compile(r"(?:[在住到去从往于自]|户口|老家)$|\b(?:in|at|from|to|near) $")
_TOWNSHIP = re.compile("[^|]{1,8}?(?:镇|乡|村|街道|社区|小区|苏木|农场)")
_STREET = re.compile("[东南西北中]?(?:路|大?街|大道|道|巷|胡同)")
_NAMED_AFTER = re.compile("[^上读念在的是]{0,4}(?:大学|学院)|医院|银行|保险|日报|时间|话|菜|火锅|拉面")
_STREETS = frozenset({"road", "rd", "street", "st", "avenue", "ave", "lane", "university", "college", "bank", "hotel"})


# ── What a name is worth ─────────────────────────────────────────────────────────────────────────────────────────────


class _Worth(IntEnum):
    NEVER = 0
    """Only beside a name that settles it."""
    ALONE = 1
    """Where nothing else is said."""
    SENTENCE = 2


class _Name(NamedTuple):
    codes: Codes
    worth: _Worth
    located: bool = False
    """Whether the words around it speak of a place: 在安次上学, 昆山花桥镇."""
    adjoins: bool = False
    """Whether it follows another name directly."""


_EVERYWHERE = re.compile("[城郊矿东西]区|(?:[老新]城|新市|城[中东西北]|市[中南北])区?|江南")
# Cities, the short name of which is a word, or known for something else: 白银, 来宾; 阿里巴巴, 德州 in America, 和田玉.
_WORDS = re.compile("来宾|白银|日照|安康|大同|阿里|德州|中山|孝感|和田|哈密|黄石|大理|四平")
_RANKS = "省市区县旗州盟"
_EVERYDAY = "新云青贵黑台吉港秦宁申藏川甘蒙"
"""Short for a province only by themselves: 冀 is 河北 in 我是冀的 as well, but 我是新的 says nothing of 新疆."""


def _worth(name: str, codes: Codes) -> _Worth:
    if _EVERYWHERE.fullmatch(name):
        return _Worth.NEVER
    has_rank = len(name) > 2 and name[-1] in _RANKS
    is_wide = not _WORDS.fullmatch(name) and any(code.endswith("00") for code in codes)
    return _Worth.SENTENCE if has_rank or is_wide else _Worth.ALONE


# ── Finding names ────────────────────────────────────────────────────────────────────────────────────────────────────

# Of punctuation only what lists: 大连、中山 are two cities, 大连中山 is a district.
_TOKEN = re.compile(
    r"(?P<latin>[a-z][a-z']*)|(?P<code>[0-9]+)|(?P<chinese>[\u3400-\u9fff]+)|(?P<other>[^\W_]|[、/;+&])"
)
_LONGEST = 20
_MOST_WORDS = 4


def _parts(text: str) -> Iterator["_Name | str"]:
    """The names in a text, and what stands between them."""
    adjoins = False
    for part in _parts_alone(text):
        yield part._replace(adjoins=adjoins) if isinstance(part, _Name) else part
        adjoins = isinstance(part, _Name)


def _parts_alone(text: str) -> Iterator["_Name | str"]:
    tokens = _TOKEN.finditer(simplified(without_accents(text)).replace("'s ", " "))
    for kind, group in groupby(tokens, key=lambda token: token.lastgroup):
        said = [token[0] for token in group]
        if kind == "chinese":
            yield from _in_chinese("".join(said))
        elif kind == "latin":
            yield from _in_latin(said)
        elif kind == "code":
            yield from (_Name((code,), _Worth.SENTENCE) for code in said if is_region(code))
        else:
            yield "".join(said)


def _in_chinese(run: str) -> Iterator["_Name | str"]:
    start = 0
    while start < len(run):
        end = _name_end(run, start)
        street = _STREET.match(run, end)
        if end == start:
            yield run[start]
            start += 1
        elif street and _name_end(run, end) == end:  # 南京路, but not 唐山路南区
            yield run[start : street.end()]
            start = street.end()
        else:
            codes, after = chinese()[run[start:end]], run[end:]
            named_after = _NAMED_AFTER.match(after)  # 北京大学
            located = bool(_LOCATED.search(run[:start]) or _TOWNSHIP.match(after) or named_after)
            yield _Name(codes, _Worth.NEVER if named_after else _worth(run[start:end], codes), located)
            start = end


def _name_end(run: str, start: int) -> int:
    """Where the longest name ends that begins here; `start` where none does."""
    ends = range(min(start + _LONGEST, len(run)), start + 1, -1)
    return next((end for end in ends if run[start:end] in chinese()), start)


def _in_latin(words: list[str]) -> Iterator["_Name | str"]:
    start = 0
    while start < len(words):
        ends = range(min(start + _MOST_WORDS, len(words)), start, -1)
        end = next((end for end in ends if spelled("".join(words[start:end])) in latin()), start)
        if end == start or not _STREETS.isdisjoint(words[end : end + 1]):
            end = max(end, start + 1)
            yield f" {' '.join(words[start:end])} "
        else:
            codes = latin()[spelled("".join(words[start:end]))]
            known = sum(map(len, words[start:end])) > 4 and any(code.endswith("00") for code in codes)
            located = start > 0 and bool(_LOCATED.search(f"{words[start - 1]} "))
            yield _Name(codes, _Worth.SENTENCE if known else _Worth.ALONE, located)
        start = end


# ── From names to places ─────────────────────────────────────────────────────────────────────────────────────────────

_BOTH_MEANT = frozenset({"220200"})  # 吉林 is the province and, to the millions who live there, the city


def _meant_by(names: Iterable[_Name]) -> Codes:
    """The places that names mean together, likeliest first.

    What a name commonly means may lie in another's region anywhere in the text. What it means less often, it means only
    right behind that region: 大连中山 is a district, 从大连到中山 leads to a city; and 天津河北 may be both.
    """
    places: list[Codes] = []
    besides: list[Codes] = []
    for name in names:
        codes = name.codes
        for place in list(places):
            if common := _together(_meant(place), _meant(codes)):
                if place == codes:  # 承德承德: perhaps the county of that name in the city
                    besides.append(tuple(code for code in codes if code not in _outermost(codes)))
                codes = common
                places.remove(place)
            elif rare := _together(place, codes):
                is_province = any(code.endswith("0000") for code in _meant(codes))
                if name.adjoins and place is places[-1] and not is_province and set(rare) <= set(codes):
                    codes = rare
                    places.remove(place)
                else:
                    besides.append(rare)
        places.append(codes)
    meant = dict.fromkeys(code for place in (*places, *besides) for code in _meant(place))
    return tuple(sorted(meant, key=_rank))


def _rank(code: str) -> int:
    return ("province", "city", "county").index(region(code).level)


def _together(some: Codes, others: Codes) -> Codes:
    """What two names mean together: the narrower of each pair that lies within each other."""
    pairs = [(one, other) for one in some for other in others]
    narrower = (one if is_within(one, other) else other if is_within(other, one) else "" for one, other in pairs)
    return tuple(dict.fromkeys(filter(None, narrower)))


def _meant(codes: Codes) -> Codes:
    """Which of the regions that share a name are commonly meant by it.

    By that of a province the province (海南, 河北), by that of a city the city and not what lies in it (恩施, 长沙).
    Cities come before districts elsewhere (西安, 大同), where people add 区; but by 朝阳 many mean that in Beijing.
    """
    if provinces := [code for code in codes if code.endswith("0000")]:
        return tuple(code for code in codes if code in provinces or code in _BOTH_MEANT)
    outer = _outermost(codes)
    cities = [code for code in outer if code.endswith("00")]
    if cities and "110105" not in outer:
        outer = [code for code in outer if code in cities or not region(code).name.endswith("区")]
    return tuple(outer)


def _outermost(codes: Codes) -> list[str]:
    return [code for code in codes if not any(code != other and is_within(code, other) for other in codes)]
