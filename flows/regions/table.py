"""The table of regions: every province, city and county of mainland China, and how they lie within each other."""

import re
from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

Level = Literal["province", "city", "county"]

_PEOPLES = (
    "蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔|朝鲜|土家|布依|仡佬|仫佬|毛南|傈僳|纳西|哈尼|拉祜|景颇|布朗|普米|独龙|裕固|撒拉|保安|东乡"
    "|[回满藏苗侗瑶壮彝黎傣白羌畲水佤怒土各]"
)
# The shortest beginning, of two characters at least, that only peoples and a rank follow. A banner keeps its 左 or 右,
# which tells it from its neighbours.
_SHORT = re.compile(
    rf"(.{{2,}}?)(?:(?:{_PEOPLES})?族|(?:{_PEOPLES})(?=自治))*"
    "(?:特别行政区|自治[区州县旗]|地区|(?<=神农架)林区|[矿特新]区|[省市盟县区]|(?<![左右前中后合])旗)"
)

_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


@dataclass(frozen=True, slots=True)
class Region:
    """A province, a city or a county, by its six-digit code and its full official name."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.path

    @property
    def level(self) -> Level:
        """Its rank, as its code has it: a municipality is a province, and its districts are counties."""
        return "province" if self.code.endswith("0000") else "city" if self.code.endswith("00") else "county"

    @property
    def parent(self) -> "Region | None":
        """The region it lies in; of a municipality's district that is the municipality, of a province none."""
        return next(iter(chain(self.code)[1:]), None)

    @property
    def path(self) -> str:
        """Its name after those of the regions it lies in: 河北省廊坊市安次区."""
        return "".join(one.name for one in reversed(chain(self.code)))

    @property
    def short(self) -> str:
        """The name without its rank, as people say it: 河北, 廊坊, 广西, 恩施. Nobody calls 费县 by one character."""
        return _shortened(self.name)

    @property
    def romanised_path(self) -> str:
        """Its name in Latin letters before those of the regions it lies in: Anci, Langfang, Hebei."""
        return ", ".join(one.romanised for one in chain(self.code))

    @property
    def traditional(self) -> str:
        """The full name in traditional characters: 廣西壯族自治區."""
        return _traditional_names().get(self.code, self.name)

    @property
    def traditional_path(self) -> str:
        """The path in traditional characters: 廣西壯族自治區南寧市."""
        return "".join(one.traditional for one in reversed(chain(self.code)))

    @property
    def romanised(self) -> str:
        """The short name as an English page shows it: Hebei, Inner Mongolia, Xi'an, Anci."""
        return _romanised()[self.code]


def region(code: str) -> Region:
    """The region with this code. Raises `ValueError` where there is none."""
    try:
        return _table()[code]
    except KeyError:
        raise ValueError(f"{code!r:.40} is no code of GB/T 2260: six digits, such as 131000 for 廊坊市") from None


def is_region(code: str) -> bool:
    """Whether there is a region with this code."""
    return code in _table()


def regions() -> tuple[Region, ...]:
    """All regions, in the order of their codes: before each county its city, before each city its province."""
    return tuple(_table().values())


def provinces() -> tuple[Region, ...]:
    """The provinces, autonomous regions, municipalities and special administrative regions."""
    return _children()[""]


def children(code: str) -> tuple[Region, ...]:
    """The regions directly below; none below a county, or below a city without counties, such as 东莞."""
    return _children().get(region(code).code, ())


def chain(code: str) -> tuple[Region, ...]:
    """The region and those it lies in, nearest first: county, city, province.

    There is no city between a municipality and its districts, nor between a province and the counties it administers
    itself: the codes 110100 and 429000 that would stand for one are not in the table.
    """
    table = _table()
    wider = (f"{code[:4]}00", f"{code[:2]}0000")
    return region(code), *(table[one] for one in wider if one != code and one in table)


def on_the_mainland(code: str) -> bool:
    """Whether the region is under the national insurance; 台湾, 香港 and 澳门 have one of their own."""
    return not code.startswith(("71", "81", "82"))


def is_within(code: str, wider: str) -> bool:
    """Whether a region is the other one, or lies in it."""
    return any(one.code == wider for one in chain(code))


def pooling_area(code: str) -> Region:
    """The region whose fund pays: the city, the municipality, or the county that its province administers itself.

    A province is many such areas; where no more is known of a place, the province stands for itself.
    """
    own = chain(code)
    if own[-1].code in _MUNICIPALITIES:
        return own[-1]
    return own[1] if len(own) == 3 else own[0]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file beside this one. Lines that begin with # say where they come from."""
    lines = files("flows.regions").joinpath(name).read_text(encoding="utf-8").splitlines()
    return list(DictReader(line for line in lines if not line.startswith("#")))


@cache
def _shortened(name: str) -> str:
    found = _SHORT.fullmatch(name)
    return found[1] if found else name


@cache
def _table() -> Mapping[str, Region]:
    return {row["code"]: Region(row["code"], row["name"]) for row in rows("gbt2260.csv")}


@cache
def _children() -> Mapping[str, tuple[Region, ...]]:
    def wider(one: Region) -> str:
        return one.parent.code if one.parent else ""

    return {code: tuple(below) for code, below in groupby(sorted(regions(), key=wider), key=wider)}


@cache
def _traditional_names() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in rows("traditional_names.csv")}


@cache
def _romanised() -> Mapping[str, str]:
    return {row["code"]: row["romanised"] for row in rows("romanised.csv")}
