"""What a clerk writes on paper in their own words: no figures without a source, and no numbers of people."""

import pytest

from bot.posters.lettering import headline_of, place_of
from bot.posters.refusal import PosterRefused


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("每人缴费只要380元，2月29日前都能缴", "380元"),
        ("2月29日前都能缴", "2月29日前"),
        ("12月31日截止", "12月31日截止"),
        ("二〇二六年九月一日开始缴", "九月一日"),
        ("2026-09-01 开始缴", "2026-09-01"),
        ("报销七成", "七成"),
        ("报销 70％", "70"),
        ("每人四百块", "四百块"),
        ("每人补400元", "400元"),
    ],
)
def test_a_figure_typed_by_hand_is_refused_and_named(text: str, figure: str) -> None:
    for lettered in (headline_of, place_of):
        with pytest.raises(PosterRefused, match="没有官方依据") as refused:
            lettered(text)
        assert figure in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "妇幼保健院 2楼",
            "政务服务大厅 1楼 3号窗口",
            "人民路100号2栋301室",
            "第二人民医院住院部5楼东",
            "301医院",
            "A1出口",
        ),
        *(
            "三元里街道便民服务中心",
            "三元区政务大厅",
            "五块石社区",
            "九成宫镇卫生院",
            "五四路12号",
            "五一广场",
            "百万庄大街",
        ),
        *("八一路社区卫生服务中心三层", "第一百货大楼", "住院部收费2号窗口", "12393热线旁", "四百号"),
    ],
)
def test_floors_windows_and_names_of_places_are_no_figures(text: str) -> None:
    assert place_of(text) == text


@pytest.mark.parametrize("text", ["2027年度居民医保开始交了", "三步办好医保", "一家三口都能扫", "24小时都能问"])
def test_a_headline_may_count_what_is_no_money(text: str) -> None:
    assert headline_of(text) == text


@pytest.mark.parametrize(
    "number", ["110105194912310021", "13812345678", "6228480402564890018", "〔身份证号〕", "〔卡号〕", "〔电话号码〕"]
)
def test_the_number_of_a_person_is_refused_and_not_repeated(number: str) -> None:
    for lettered in (headline_of, place_of):
        with pytest.raises(PosterRefused, match="身份证号、银行卡号或者个人的电话号码") as refused:
            lettered(f"找小李{number}")
        assert number not in str(refused.value)
