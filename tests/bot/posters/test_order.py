"""What a clerk asks for, and the sentence that says what is wrong with it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.posters.order import Order, checked
from bot.posters.refusal import PosterRefused
from flows.journeys import JOURNEYS
from tests.bot.posters.examples import ORDER, RULES, SEASON, TODAY


def check(order: Order, on: date = TODAY) -> Order:
    return checked(order, JOURNEYS, RULES, on)


def test_the_place_is_filled_in_where_the_journey_asks_for_it() -> None:
    assert check(ORDER).answers == {"where": "610100"}
    assert check(replace(ORDER, journey="mutual_aid")).answers == {}


def test_a_place_that_is_moved_to_is_not_where_somebody_is_insured() -> None:
    order = replace(ORDER, journey="moving", answers={"to_where": "610100"})
    assert check(order).answers == {"to_where": "610100"}


def test_answers_stand_in_the_order_of_the_questions() -> None:
    order = Order("enroll", "110000", "学校", {"group": "student", "job_insurance": "no", "residence": "student_here"})
    assert list(check(order, SEASON).answers) == ["where", "job_insurance", "residence", "group"]


def test_texts_are_tidied() -> None:
    order = check(replace(ORDER, place="  妇幼保健院\n 2楼 ", headline=" 添丁之喜！ "))
    assert (order.place, order.headline) == ("妇幼保健院 2楼", "添丁之喜！")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"journey": "pension"}, "没有「pension」这件事。可以写：enroll（参保缴费）"),
        ({"where": "999999"}, "「999999」不是这里能用的地区代码"),
        ({"where": "810000"}, "「810000」不是这里能用的地区代码"),
        ({"place": " "}, "张贴的地方要写 1 到 60 个字"),
        ({"place": "医" * 61}, "现在是 61 个"),
        ({"place": "妇幼\u202e保健院"}, "看不见的字符"),
        ({"headline": "办" * 41}, "标题要写 1 到 40 个字"),
        ({"language": "fr"}, "没有「fr」这种语言。可以写：zh_Hans、zh_Hant、en"),
        ({"expires": TODAY}, "有效期写的是 2026-08-10"),
        ({"expires": date(2028, 8, 10)}, "最远只能写到 2028-08-09：规定年年会变"),
        ({"quotes": ("phone",)}, "没有「phone」这种数字。可以写：fee、deadline"),
        ({"answers": {"colour": "red"}}, "「新生儿参保」里没有 colour 这一问。可以写：where、born"),
        ({"answers": {"hukou": "maybe"}}, "「宝宝户口」（hukou）在这里不能是 maybe。可以写：done、not_yet。"),
        ({"answers": {"born": "2026-02-30"}}, "日子像 2026-03-05"),
        ({"answers": {"where": "西安"}}, "「参保地」（where）在这里不能是 西安"),
        ({"journey": "enroll", "answers": {"group": "student"}}, "不能是 student。可以写：resident。"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(PosterRefused) as refused:
        check(replace(ORDER, **wrong))  # type: ignore[arg-type]
    assert told in str(refused.value)
