"""The names of regions in a text, what each is worth there, and what stands around them."""

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from flows.regions.names import chinese, latin, simplified, spelled, without_accents
from flows.regions.table import is_region

Codes = tuple[str, ...]


class Worth(IntEnum):
    """What a name is worth by itself: 老城区 and 江南 are everywhere, 长子 may be a son, and 廊坊 is always a place."""

    NEVER = 0
    ALONE = 1
    SENTENCE = 2


class Name(NamedTuple):
    """A name, by the codes of all regions that are called so."""

    codes: Codes
    worth: Worth
    located: bool = False
    """Whether the words around it speak of a place: 在安次上学, 昆山花桥镇."""
    adjoins: bool = False
    """Whether it follows another name directly."""
    is_latin: bool = False
    """In Latin letters the wider region comes last: Baoshan, Shanghai."""


class Rest(NamedTuple):
    """What is no name, and whether it is what people write around one."""

    text: str
    explained: bool


def spotted(text: str) -> list[Name | Rest]:
    """The names in a text in small letters and half width, in their order, and all that is between them."""
    parts: list[Name | Rest] = []
    for part in _parts(text):
        adjoins = bool(parts) and isinstance(parts[-1], Name)
        parts.append(part._replace(adjoins=adjoins) if isinstance(part, Name) else part)
    return parts


# Of punctuation only what lists: 大连、中山 are two cities, 大连中山 is a district.
_TOKEN = re.compile(
    r"(?P<latin>[a-z][a-z']*)|(?P<code>[0-9]+)|(?P<chinese>[\u3400-\u9fff]+)|(?P<list>[、/;+&])|(?P<other>[^\W_])"
)


def _parts(text: str) -> Iterator[Name | Rest]:
    tokens = _TOKEN.finditer(simplified(without_accents(text)).replace("'s ", " "))
    for kind, group in groupby(tokens, key=lambda token: token.lastgroup):
        said = [token[0] for token in group]
        if kind == "chinese":
            yield from _in_chinese("".join(said))
        elif kind == "latin":
            yield from _in_latin(said)
        elif kind == "code":
            yield from (Name((code,), Worth.SENTENCE) for code in said if is_region(code))
        else:
            yield Rest("".join(said), explained=kind == "list")


# ── Chinese ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_AROUND = re.compile(
    "我们?|俺们?|咱们?|本人|自己|宝宝|孩子|户口本?|户籍|籍贯|[家现]?住[在址]?|地址|老?家里?|现在|目前|来自|就按?|应该"
    "|[这那][边里儿]?|本地|当地|本[省市县区]|市辖区|[市县城区]里|县城|市区|乡下|农村|地区|一带|自治[区州县]|[新特]区"
    "|(?:经济|技术|高新)*开发区|高新区|经开区|中国|全国|[华东西]北|华[东中南]|西南|中南"
    "|(?:生产建设)?兵团|参保地?|医保|社保|居保|居民|您好|你好|请问|谢谢|麻烦|帮我|查一?下?|看一?下?|地方"
    "|或者?|还是|要不|可能|好像|大概|也许|以前|之前|曾经?|原来|附近|旁边|周边|隔壁|[以之]外|除了?"
    "|[是在从到去来于属都也的人了呢啊呀吧哦嗯呃哈嘛交缴办上市县省区州和与跟及不没未非别]"
)
_STREET = re.compile("[东南西北中]?(?:路|大?街道?|大道|道|巷|胡同)")
_LOCATED = re.compile("(?:[在住到去从往于自]|户口|老家)$")
_TOWNSHIP = re.compile(".{1,8}?(?:镇|乡|村|街道|社区|小区|苏木|农场)")
_NAMED_AFTER = re.compile("[^上读念在的是]{0,4}(?:大学|学院)|医院|银行|保险|日报|时间|话|菜|火锅|拉面")

_EVERYWHERE = re.compile("[城郊矿东西]区|(?:[老新]城|新市|城[中东西北]|市[中南北])区?|江南")
# Cities, the short name of which is a word, or known for something else: 白银, 来宾; 阿里巴巴, 德州 in America, 和田玉.
_WORDS = re.compile("来宾|白银|日照|安康|大同|阿里|德州|中山|孝感|和田|哈密|黄石|大理|四平")
_LONGEST = 20


def _in_chinese(run: str) -> Iterator[Name | Rest]:
    start = 0
    for end, piece in _divided(run):
        said, after = run[start:end], run[end:]
        if piece == "name":
            named_after = _NAMED_AFTER.match(after)  # 北京大学
            located = bool(_LOCATED.search(run[:start]) or _TOWNSHIP.match(after) or named_after)
            yield Name(chinese()[said], Worth.NEVER if named_after else _worth(said), located)
        else:
            yield Rest(said, explained=piece == "around")
        start = end


def _worth(name: str) -> Worth:
    if _EVERYWHERE.fullmatch(name):
        return Worth.NEVER
    has_rank = len(name) > 2 and name[-1] in "省市区县旗州盟"
    is_wide = not _WORDS.fullmatch(name) and any(code.endswith("00") for code in chinese()[name])
    return Worth.SENTENCE if has_rank or is_wide else Worth.ALONE


_COST = {"name": 1, "around": 1, "street": 5, "unexplained": 10}


def _divided(run: str) -> list[tuple[int, str]]:
    """The ends and kinds of the pieces of a text, so divided that as little as possible is left unexplained.

    从江门到崂山 is 从, 江门, 到, 崂山, not 从江 and a 门 behind it; 唐山路南 is no 唐山路, but 南京路 is.
    """
    cost = [0] * (len(run) + 1)
    first: list[tuple[int, str]] = [(0, "")] * len(run)
    for start in reversed(range(len(run))):
        is_link = run[start] in "从到在来去和与跟及"  # 从江都来 comes from 江都, though there is a 从江
        end, kind = min(
            _pieces(run, start),
            key=lambda piece: (_COST[piece[1]] + cost[piece[0]], is_link and piece[1] == "name", -piece[0]),
        )
        cost[start] = _COST[kind] + cost[end]
        first[start] = (end, kind)
    divided, start = [], 0
    while start < len(run):
        divided.append(first[start])
        start = first[start][0]
    return divided


def _pieces(run: str, start: int) -> Iterator[tuple[int, str]]:
    """Every piece that may begin here, by its end."""
    for end in range(start + 2, min(start + _LONGEST, len(run)) + 1):
        if run[start:end] in chinese():
            yield end, "name"
            if street := _STREET.match(run, end):
                yield street.end(), "street"
    if around := _AROUND.match(run, start):
        yield around.end(), "around"
    yield start + 1, "unexplained"


# ── Latin letters ────────────────────────────────────────────────────────────────────────────────────────────────────

_AROUND_LATIN = re.compile(
    "i|am|im|i'm|from|in|at|live|living|my|is|it's|the|we|our|are|home|hometown|hukou|please|hi|hello|of|to|city|town"
    "|province|municipality|prefecture|district|county|region|autonomous|special|administrative|china|chinese|prc"
    "|shi|sheng|qu|state|zhuang|hui|uygur|uyghur|and|not|or|maybe|perhaps|probably|near|used"
)
_STREETS = frozenset(("road", "rd", "street", "st", "avenue", "ave", "lane", "university", "college", "bank", "hotel"))
_BEFORE_A_PLACE = frozenset(("in", "at", "from", "to", "near"))
_MOST_WORDS = 4


def _in_latin(words: list[str]) -> Iterator[Name | Rest]:
    start = 0
    while start < len(words):
        ends = range(min(start + _MOST_WORDS, len(words)), start, -1)
        end = next((end for end in ends if spelled("".join(words[start:end])) in latin()), start)
        if end == start or not _STREETS.isdisjoint(words[end : end + 1]):
            end = max(end, start + 1)
            yield from (Rest(f" {word} ", explained=bool(_AROUND_LATIN.fullmatch(word))) for word in words[start:end])
        else:
            name = spelled("".join(words[start:end]))
            is_known = len(name) > 4 and any(code.endswith("00") for code in latin()[name])
            located = not _BEFORE_A_PLACE.isdisjoint(words[max(start - 1, 0) : start])
            yield Name(latin()[name], Worth.SENTENCE if is_known else Worth.ALONE, located, is_latin=True)
        start = end
