"""How people write where they are insured: understood exactly, asked back, or said to be not understood."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.answer import Asked, NotUnderstood, Option, Understood, WhichOne
from flows.answers.place import browse, place
from flows.regions import children, is_region, is_within, provinces, region, regions
from flows.words import Words

TODAY = Asked(date(2026, 8, 10))

UNDERSTOOD = """
    # codes
    131000                     131000
    131002                     131002
    13                         130000
    1310                       131000
    110000                     110000
    130000000000               130000
    131002000000               131002
    131002000                  131002
    １３１０００               131000
    131000 廊坊市              131000
    廊坊131000                 131000

    # provinces
    河北                       130000
    河北省                     130000
    北京                       110000
    北京市                     110000
    重庆                       500000
    广西壮族自治区             450000
    广西                       450000
    广西省                     450000
    广西自治区                 450000
    内蒙                       150000
    内蒙古                     150000
    宁夏                       640000
    新疆                       650000
    新疆维吾尔自治区           650000
    西藏                       540000
    香港                       810000
    香港特区                   810000
    澳门特别行政区             820000
    台湾                       710000
    黑龙江                     230000
    海南                       460000
    海南地区                   460000
    河南                       410000
    吉林省                     220000
    吉林省的                   220000

    # one character
    沪                         310000
    京                         110000
    冀                         130000
    桂                         450000
    我是冀的                   130000
    蒙                         150000
    穗                         440100

    # cities
    廊坊                       131000
    廊坊市                     131000
    河北省廊坊市               131000
    河北廊坊                   131000
    廊坊河北                   131000
    河北，廊坊                 131000
    河北/廊坊                  131000
    陕西 西安                  610100
    陕西,西安                  610100
    西安                       610100
    西安市                     610100
    大同                       140200
    中山                       442000
    资阳                       512000
    长沙                       430100
    恩施                       422800
    恩施州                     422800
    湖北恩施                   422800
    延边                       222400
    西双版纳                   532800
    版纳                       532800
    大理                       532900
    喀什                       653100
    锡盟                       152500
    呼市                       150100
    大兴安岭                   232700
    东莞                       441900
    东莞市                     441900
    广东省中山市               442000
    儋州                       460400
    海南省儋州市               460400
    吉林市                     220200
    吉林省吉林市               220200
    海南州                     632500
    青海省海南藏族自治州       632500
    邯郸                       130400
    辽宁朝阳                   211300
    朝阳市                     211300
    伊春                       230700
    廊 坊                      131000
    廊坊。                     131000
    「廊坊」                   131000
    羊城                       440100

    # counties
    廊坊市安次区               131002
    河北省廊坊市安次区         131002
    安次                       131002
    安次区                     131002
    安次区 廊坊                131002
    廊坊安次                   131002
    西安雁塔                   610113
    雁塔                       610113
    北京海淀                   110108
    浦东                       310115
    浦东区                     310115
    上海浦东新区               310115
    滨海新区                   120116
    南京鼓楼                   320106
    福州鼓楼区                 350102
    北京朝阳                   110105
    朝阳区，北京               110105
    朝阳 长春                  220104
    朝阳县                     211321
    杭州西湖                   330106
    兰州城关                   620102
    济南市中区                 370103
    济南市市中区               370103
    青岛市南                   370202
    青岛市北区                 370203
    唐山路南                   130202
    哈尔滨道里                 230102
    台州路桥                   331004
    巴州                       652800
    海南区                     150303
    大连中山                   210202
    大庆大同区                 230606
    天津市河北区               120105
    河北区                     120105
    牡丹江西安                 231005
    仙桃                       429004
    湖北仙桃                   429004
    神农架                     429021
    济源                       419001
    石河子                     659001
    三沙西沙区                 460302
    白杨市                     659012
    和康县                     653228
    大厂                       131028
    大厂县                     131028
    大厂回族自治县             131028
    三江县                     450226
    鄂伦春                     150723
    前郭                       220721
    费县                       371325
    长子                       140428
    昆山                       320583
    义乌市                     330782
    沙县                       350405
    赣县                       360704
    白银区                     620402
    城关区 拉萨                540102
    南宁武鸣区                 450110
    南宁市武鸣区               450110

    # as it was called before
    武鸣县                     450110
    武鸣                       450110
    南宁武鸣县                 450110
    户县                       610118
    襄樊                       420600
    思茅地区                   530800
    百色地区                   451000
    卢湾区                     310101
    北京宣武区                 110102
    崇文                       110101
    塘沽                       120116
    密云县                     110118
    盘县                       520281
    大同县                     140215
    哲里木盟                   150500
    莱芜                       370116
    重庆江北                   500157
    加格达奇                   232700

    # in a sentence
    我在廊坊                   131000
    我是河北廊坊的             131000
    河北廊坊人                 131000
    户口在南宁                 450100
    我家在安次                 131002
    老家是费县的               371325
    我住北京朝阳               110105
    参保地是西安               610100
    在上海交的                 310000
    我在廊坊上大学             131000
    廊坊市里                   131000
    廊坊开发区                 131000
    苏州工业园区               320500
    你好，我在廊坊             131000
    孩子上个月在廊坊出生的     131000
    我想给西安的妈妈办医保     610100
    我们是从四川来的           510000
    我从江都来                 321012
    从江                       522633
    北京和平谷                 110117
    我从江西来                 360000
    武汉那边                   420100
    天津市和平区南京路108号    120101
    北京市海淀区中关村大街     110108
    上海市黄浦区南京东路       310101
    廊坊市广阳区银河北路       131003
    广州北京路                 440100
    石家庄市桥西区中山西路     130104
    我户籍在河北省，是廊坊市的  131000
    去年搬到杭州了             330100

    # traditional characters
    廣西南寧                   450100
    陝西                       610000
    陝西省西安市               610100
    陜西                       610000
    臺灣                       710000
    台灣                       710000
    瀋陽                       210100
    廈門                       350200
    蘇州                       320500
    乾縣                       610424
    乾县                       610424
    我戶口在廣東               440000
    內蒙古                     150000
    烏魯木齊                   650100

    # Latin letters
    Hebei                      130000
    hebei                      130000
    HEBEI                      130000
    Langfang                   131000
    Langfang, Hebei            131000
    Hebei Langfang             131000
    Langfang City              131000
    Hebei Province             130000
    I am from Langfang         131000
    I live in Langfang city    131000
    my baby was born in Xi'an  610100
    Beijing                    110000
    beijing shi                110000
    Peking                     110000
    Xi'an                      610100
    Xi’an                      610100
    xian                       610100
    Xi An                      610100
    Shaanxi                    610000
    Inner Mongolia             150000
    neimenggu                  150000
    Tibet                      540000
    Xizang                     540000
    Hong Kong                  810000
    hongkong                   810000
    Macau                      820000
    Macao                      820000
    Urumqi                     650100
    Ürümqi                     650100
    wulumuqi                   650100
    Hohhot                     150100
    huhehaote                  150100
    Harbin                     230100
    Lhasa                      540100
    Kashgar                    653100
    Kashi                      653100
    Hainan                     460000
    Henan                      410000
    Jinan                      370100
    Nanjing                    320100
    Haidian                    110108
    Haidian, Beijing           110108
    Chaoyang Beijing           110105
    Lüliang                    141100
    lvliang                    141100
    luliang                    141100
    Taizhou, Zhejiang          331000
    我在Langfang               131000
    Ｈｅｂｅｉ                 130000
    Guangxi Zhuang Autonomous Region  450000

    # what stands around
    廊\u200b坊                 131000
    \u202e廊坊\u202c           131000
    \x00廊\x00坊               131000
    📍廊坊                     131000
    廊坊😀😀😀                 131000
    1. 廊坊                    131000
"""

ASKED_BACK = """
    # names that several places share, likeliest first
    朝阳                       211300 110105 220104
    朝阳区                     110105 220104
    鼓楼区                     320106 320302 350102 410204
    鼓楼                       320106 320302 350102 410204
    城关区                     540102 620102
    西湖                       330106 360103
    西湖区                     330106 360103
    新华区                     130105 130902 410402
    和平                       120101 210102 441624
    和平区                     120101 210102
    通州                       110112 320612
    通州市                     110112 320612
    长安区                     130102 610116
    城区                       140302 140502 441502
    市中区                     370103 370402 511002 511102
    西安区                     220403 231005
    吉林                       220000 220200
    我是吉林的                 220000 220200
    吉林人                     220000 220200
    兴安                       152200 450325
    甘南                       623000 230225
    东乡                       361003 622926
    井陉                       130107 130121
    雄安                       130629 130632 130638
    雄安新区                   130629 130632 130638
    宁                         640000 320100
    莱芜市                     370116 370117
    江干区                     330102 330114
    江北区                     330205 500157
    渝北                       500109 500157
    重庆渝北区                 500109 500157

    # several places
    从河北到上海               130000 310000
    北京或者上海               110000 310000
    以前在北京，现在在上海     110000 310000
    户口在西安，人在咸阳       610100 610400
    131000 保定                131000 130600
    从天津到河北               120000 130000 120105
    天津河北                   120000 130000 120105
    从大连到中山               210200 442000 210202
    大连、中山                 210200 442000 210202
    从江门市到崂山区           440700 370212
    沽源和山城区               130724 410603
    广州和顺德                 440100 440606
    新疆生产建设兵团           650000
    承德承德                   130800 130821
    吉林吉林                   220000 220200
    青海海南                   460000 630000 632500
    乌海海南                   460000 150300 150303
    合肥巢湖和滁州             340181 341100

    # one place, but in doubt
    不在廊坊                   131000
    我不是廊坊的               131000
    可能是廊坊                 131000
    廊坊附近                   131000
    以前在廊坊                 131000
    除了廊坊                   131000
    孩子在安次上学             131002
    昆山花桥镇                 320583
    我在白银工作               620400
    我在中山打工               442000
    北京大学                   110000
    河北工业大学               130000
    兰州拉面                   620100
    廊坊医院                   131000
    老城区                     410302
    江南                       450105
    我是新的                   650000
    东区                       510402

    # in Latin letters, which leave more open
    Jilin                      220000 220200
    Jilin City                 220000 220200
    Chaoyang                   211300 110105 220104
    Suzhou                     320500 341300
    Taizhou                    321200 331000
    Yulin                      450900 610800
    Fuzhou                     350100 361000
    Yichun                     230700 360900
    shanxi                     140000 610000
    not in Langfang            131000
    Beijing or Shanghai        110000 310000
"""

WITHOUT_A_NAME = "市辖区 县 市 区 省 县城 本地 我在本地 这边 农村 高新区 开发区 东北 华北地区 中国"

NO_SUCH_CODE = "999999 99 2024 131099 429000 000000 110100 １３１０９９"

SEVERAL = "河北河南山东山西湖南湖北 北京、上海、天津、重庆、广州、深圳"

NOT_UNDERSTOOD = """
    ？ 。。。 你是谁 不知道 随便 哈哈哈 asdfgh null None <script> %s{place} 外地 外省 国外
    东京 伦敦 纽约 首尔 美国 美国德州 吉隆坡 巴黎 London New_York Beijing_Road,_London
    南京路 北京东路 阿里巴巴 我给长子办 祝您平安幸福 派出所公安说的 公司通道关了 我叫李安次 兵团八师石河子
    1 131 13100 1310000 13100212345 131002199001011234 6222021310020000000 1²0000 ² ① ١٣١٠٠٠ 一三一〇〇〇 ৭
    😀😀😀 🇨🇳
"""

HOSTILE = (
    *("", "   ", "\x00", "\u200b", "\u202e", "\ud800", "\ufffd" * 50, "\u0301" * 10_000),
    *("x" * 10_000, "廊坊" * 5_000, "9" * 10_000, "的" * 299, "区" * 301),
)


def rows(table: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = (line.strip() for line in table.split("\n"))
    split = (line.rsplit("  ", 1) for line in lines if line and not line.startswith("#"))
    return [(said.strip(" "), tuple(codes.split())) for said, codes in split]


@pytest.mark.parametrize(("said", "codes"), rows(UNDERSTOOD))
def test_one_place_is_understood(said: str, codes: tuple[str]) -> None:
    assert place().read(said, TODAY) == Understood(codes[0])


@pytest.mark.parametrize(("said", "codes"), rows(ASKED_BACK))
def test_a_place_in_doubt_is_asked_back(said: str, codes: tuple[str, ...]) -> None:
    outcome = place().read(said, TODAY)
    assert isinstance(outcome, WhichOne)
    assert sorted(outcome.candidates) == sorted(codes)
    assert [region(code).level for code in outcome.candidates] == sorted(
        (region(code).level for code in codes), key=("province", "city", "county").index
    )


@pytest.mark.parametrize("said", WITHOUT_A_NAME.split())
def test_a_place_without_a_name_is_asked_for_its_name(said: str) -> None:
    assert why(said).text.startswith("请写出地方的名字")


@pytest.mark.parametrize("said", NO_SUCH_CODE.split())
def test_a_code_that_does_not_exist_is_quoted(said: str) -> None:
    assert "区划代码" in why(said).text
    assert why(said).given == {"said": unicodedata.normalize("NFKC", said)}


@pytest.mark.parametrize("said", SEVERAL.split())
def test_of_many_places_one_is_asked_for(said: str) -> None:
    assert why(said).text.startswith("您说了好几个地方")


@pytest.mark.parametrize("said", [*NOT_UNDERSTOOD.split(), *HOSTILE])
def test_what_is_no_place_is_not_understood(said: str) -> None:
    outcome = place().read(said.replace("_", " "), TODAY)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is None or not outcome.why.given, "nothing typed is said back, least of all a number"


def why(said: str) -> Words:
    outcome = place().read(said, TODAY)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is not None
    assert len(outcome.why.text) <= 60
    return outcome.why


def test_every_region_is_understood_by_its_path_and_its_code() -> None:
    for one in regions():
        assert place().read(one.code, TODAY) == Understood(one.code)
        assert place().read(one.path, TODAY) == Understood(one.code), one.path


def test_every_region_is_among_what_is_understood_by_its_name() -> None:
    for one in regions():
        for said in (one.name, f"我在{one.name}", f"{one.path}的"):
            outcome = place().read(said, TODAY)
            meant = (outcome.value,) if isinstance(outcome, Understood) else getattr(outcome, "candidates", ())
            assert one.code in meant, said


def test_every_short_name_is_understood_within_its_city() -> None:
    wrong = []
    for one in regions():
        if one.parent:
            outcome = place().read(one.parent.short + one.short, TODAY)
            meant = (outcome.value,) if isinstance(outcome, Understood) else getattr(outcome, "candidates", ())
            if one.code not in meant:
                wrong.append(one.path)
    assert wrong == []


def test_two_places_are_never_taken_for_one() -> None:
    chance = random.Random(20260810)
    for _ in range(1000):
        one, other = chance.sample(regions(), 2)
        if not is_within(one.code, other.code) and not is_within(other.code, one.code):
            outcome = place().read(f"从{one.path}到{other.path}", TODAY)
            assert isinstance(outcome, WhichOne), (one.path, other.path)
            assert set(outcome.candidates) == {one.code, other.code}


@given(st.text(max_size=400) | st.text("河北省廊坊市安次区的在不从到,、 1a'①²\u0301\u200b", max_size=60))
def test_whatever_is_said_gives_regions_or_none(said: str) -> None:
    outcome = place().read(said, TODAY)
    if not isinstance(outcome, NotUnderstood):
        codes = (outcome.value,) if isinstance(outcome, Understood) else outcome.candidates
        assert 1 <= len(codes) <= 5
        assert len(set(codes)) == len(codes)
        assert all(map(is_region, codes))


# ── Stored and said back ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_place_is_stored_as_its_code() -> None:
    assert place().store("131002") == "131002"
    assert place().restore("131002") == "131002"


@pytest.mark.parametrize(
    "stored", ["", "13", "999999", "131000 ", "１３１０００", "١٣١٠٠٠", "廊坊", "110100", "in:131000", "131000\n"]
)
def test_only_the_code_of_a_region_is_restored(stored: str) -> None:
    with pytest.raises(ValueError, match="GB/T 2260"):
        place().restore(stored)


def test_a_place_is_said_back_as_a_region() -> None:
    assert place().echo("131002") == Words("{place}", {"place": region("131002")})


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def keys(at: str | None) -> list[str]:
    return [option.key for option in browse(at)]


def everything_below(at: str | None) -> set[str]:
    """The codes that can be reached by going down and on, and never up."""
    found: set[str] = set()
    open_, seen = [at], {"areas"}
    while open_:
        screen = open_.pop()
        seen.add(screen or "areas")
        assert 1 <= len(browse(screen)) <= 6, screen
        for key in keys(screen)[:-1] if screen else keys(screen):
            if is_region(key):
                found.add(key)
            elif key not in seen:
                open_.append(key)
    return found


def test_every_region_can_be_found_in_the_list() -> None:
    assert everything_below(None) == {one.code for one in regions()}


def test_the_list_begins_with_the_large_areas() -> None:
    assert keys(None) == keys("areas") == [f"area:{digit}" for digit in "123456"]


def test_an_area_lists_its_provinces() -> None:
    assert keys("area:1") == ["in:110000", "in:120000", "in:130000", "in:140000", "in:150000", "areas"]
    assert keys("area:3") == ["in:310000", "in:320000", "in:330000", "in:340000", "area:3:4", "areas"]
    assert keys("area:3:4") == ["in:350000", "in:360000", "in:370000", "710000", "areas"]


def test_a_region_lists_what_lies_in_it_and_can_be_settled_for() -> None:
    assert keys("in:130000") == ["in:130100", "in:130200", "in:130300", "in:130000:3", "130000", "area:1"]
    assert keys("in:131000:3") == ["131023", "131024", "131025", "131026", "in:131000:7", "in:130000"]
    assert keys("in:442000") == ["442000", "in:440000"]
    assert [option.label for option in browse("in:442000")] == [
        Words("就按{name}", {"name": region("442000")}),
        Words("返回上一级"),
    ]


def test_regions_are_listed_by_their_own_names() -> None:
    first = browse("in:131000")[0]
    assert first == Option("131002", Words("{name}", {"name": region("131002")}), ("安次区", "安次", "Anci"))


@pytest.mark.parametrize(
    "at", ["", "x", "area:7", "area:9", "in:999999", "in:13", "in:１３００００", "131000", "in:130000:x"]
)
def test_an_old_button_leads_to_the_top(at: str) -> None:
    assert browse(at) == browse(None)


def test_past_the_end_the_way_leads_up() -> None:
    assert keys("in:130000:999") == ["area:1"]


@pytest.mark.parametrize(
    ("said", "at", "key"),
    [
        ("2", None, "area:2"),
        ("③", None, "area:3"),
        ("第一个", None, "area:1"),
        ("华北", None, "area:1"),
        ("西北", None, "area:6"),
        ("更多", "in:130000", "in:130000:3"),
        ("返回上一级", "in:130000", "area:1"),
        ("4", "in:130000", "in:130000:3"),
        ("1", "in:131000", "131002"),
        ("5", "in:131000", "131000"),
        ("就按廊坊市", "in:131000", "131000"),
        ("廊坊", "in:130000", "131000"),
        ("西安", "in:130000", "610100"),
        ("13", None, "130000"),
    ],
)
def test_what_is_on_the_screen_can_be_said(said: str, at: str | None, key: str) -> None:
    assert place().read(said, Asked(TODAY.today, browse(at))) == Understood(key)


@pytest.mark.parametrize("said", ["7", "坊市", "北省", "自治", "abc"])
def test_what_is_not_on_the_screen_is_not_understood(said: str) -> None:
    assert isinstance(place().read(said, Asked(TODAY.today, browse("in:131000"))), NotUnderstood)


def test_two_screens_cannot_be_shown_at_once() -> None:
    assert place().read("1和2", Asked(TODAY.today, browse(None))) == NotUnderstood()


def test_of_several_meanings_shown_two_may_be_named() -> None:
    shown = tuple(Option(code, Words("{place}", {"place": region(code)})) for code in ("211300", "110105", "220104"))
    assert place().read("1或者2", Asked(TODAY.today, shown)) == WhichOne(("211300", "110105"))


def test_all_provinces_are_in_one_area() -> None:
    listed = [
        code for area in "123456" for code in everything_below(f"area:{area}") if region(code).level == "province"
    ]
    assert sorted(listed) == sorted(one.code for one in provinces())
    assert all(children(code) for code in listed if code < "700000")
