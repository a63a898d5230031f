"""Names: everything a region is called, officially or not, in Chinese and in Latin letters."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from flows.regions.table import Region, provinces, regions, rows

Index = Mapping[str, tuple[str, ...]]
"""The codes of the regions that share a name."""

# Counties become districts or cities, and prefectures become cities; people go on saying the old rank for decades.
_OLDER_RANKS = {"区": ("县", "市"), "市": ("县", "地区", "盟")}


@cache
def chinese() -> Index:
    """Regions by their Chinese names, in simplified characters."""
    index: dict[str, list[str]] = defaultdict(list)
    for one in regions():
        for name in _current(one):
            index[name].append(one.code)
    for row in rows("also_called.csv"):
        index[row["name"]] += row["codes"].split("/")
    older: dict[str, list[str]] = defaultdict(list)
    settled = {one.short for one in provinces()}  # 海南地区 is the province, not a prefecture that was once called so
    for one in regions():
        for name in () if one.short in settled else _older(one):
            older[name].append(one.code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in {**older, **index}.items()}


def _current(one: Region) -> Iterator[str]:
    """恩施土家族苗族自治州, 恩施, 恩施州; 浦东新区, 浦东, 浦东区; 广西, which many call 广西省."""
    yield one.name
    yield one.short
    if "自治" in one.name or one.name.endswith("新区"):
        yield one.short + ("省" if one.level == "province" else one.name[-1])
    if one.name.startswith("市") and one.parent:  # 济南市市中区 is written 济南市中区
        yield from (one.parent.short + one.name, one.parent.short + one.short)


def _older(one: Region) -> Iterator[str]:
    """武鸣县, now 武鸣区; 思茅地区, now a city."""
    return (one.short + rank for rank in _OLDER_RANKS.get(one.name[-1], ()) if one.level != "province")


@cache
def latin() -> Index:
    """Regions by their names in Latin letters, as `spelled` writes them, and without the apostrophes."""
    index: dict[str, list[str]] = defaultdict(list)
    for row in rows("romanised.csv"):
        for name in filter(None, (row["romanised"], *row["also"].split("/"))):
            for key in {spelled(name), spelled(name.replace("ü", "v"))}:  # keyboards have a v for the ü of Lüliang
                index[key].append(row["code"])
    index["shanxi"].append("610000")  # Shaanxi is English; in pinyin 陕西 and 山西 differ by nothing but a tone
    loose: dict[str, list[str]] = defaultdict(list)
    for name, codes in index.items():
        loose[name.replace("'", "")] += codes
    return {name: tuple(dict.fromkeys(codes)) for name, codes in {**loose, **index}.items()}


def spelled(name: str) -> str:
    """A name in Latin letters as the index has it: small, in one word, without accents."""
    return "".join(sign for sign in without_accents(name).lower() if "a" <= sign <= "z" or sign == "'")


def without_accents(text: str) -> str:
    """The text with its letters plain: Ürümqi becomes Urumqi."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@cache
def _simplified() -> Mapping[int, str]:
    return {ord(row["traditional"]): row["simplified"] for row in rows("traditional.csv")}


def simplified(text: str) -> str:
    """The text with the traditional characters of names of places simplified; others are left as they are."""
    return text.translate(_simplified())
