"""How values are written: money, days, months, lists, and what is said of a figure that is not sure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.translator import LANGUAGES, translator
from bot.values import all_of, any_of, figure, lines, plain, value_of, written
from flows.policy.bill import Line
from flows.policy.figure import UNKNOWN, Figure, Ground, Status, stated
from flows.policy.pack import Channel, Hotline, Paper
from flows.regions import region
from flows.words import Words
from tests.conftest import skip_or_fail

ZH = translator("zh_Hans")
GROUNDS = (Ground("610000", "amount.resident", Status.QUOTED_OFFICIAL, ("X09",), date(2027, 5, 20)),)


def known(value: Any) -> Figure[Any]:
    return stated([(value, GROUNDS)])


def disputed(*values: Any) -> Figure[Any]:
    return stated((value, GROUNDS) for value in values)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("total", Decimal("400"), "400元"),
        ("total", Decimal("461.45"), "461.45元"),
        ("total", Decimal("0"), "0元"),
        ("total", Decimal("38.4"), "38.4元"),
        ("coverage_start", date(2026, 1, 1), "2026年1月1日"),
        ("deadline", date(2025, 12, 25), "2025年12月25日（周四）"),
        ("safe_deadline", date(2026, 8, 17), "2026年8月17日（周一）"),
        ("day", date(2026, 5, 31), "2026年5月31日（周日）"),
        ("wait_months", 3, "3个月"),
        ("wait_months", 0, "不用等"),
        ("coverage_year", 2026, "2026"),
        ("usable", True, "是"),
        ("usable", False, "否"),
        ("hours", "22:00-06:00", "22:00-06:00"),
        ("place", region("610502"), "陕西省渭南市临渭区"),
        ("papers", Paper(id="id_card", label="身份证", situations=(), sources=()), "身份证"),
        (
            "hotlines",
            Hotline(number="12393", topic="insurance", label="医保服务热线", sources=()),
            "12393（医保服务热线）",
        ),
        ("lines", Line(2025, Decimal("20"), "care_insurance"), "2025年 长期护理保险 20元"),
        ("x", ("身份证",), "身份证"),
        ("x", ("身份证", "户口簿"), "身份证和户口簿"),
        ("x", ("甲", "乙", "丙"), "甲、乙和丙"),
        ("x", (Words("甲"), Words("乙{n}", {"n": "二"})), "甲和乙二"),
    ],
)
def test_a_value(name: str, value: object, said: str) -> None:
    assert plain(name, value, ZH) == said


def test_what_nobody_said_how_to_write_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        plain("x", object(), ZH)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("total", known(Decimal("400")), "400元"),
        ("total", disputed(Decimal("400"), Decimal("0")), "400元或0元（各处说法不一）"),
        ("total", disputed(Decimal("995"), Decimal("355"), Decimal("825")), "995元、355元或825元（各处说法不一）"),
        (
            *("deadline", disputed(date(2024, 12, 31), date(2025, 3, 31))),
            "2024年12月31日（周二）或2025年3月31日（周一）（各处说法不一）",
        ),
        ("wait_months", disputed(0, 3), "不用等或3个月（各处说法不一）"),
        ("total", UNKNOWN, "（还没有查到）"),
        ("total", UNKNOWN.of_year(2026), "（还没有查到）"),
        ("total", Figure(at_least=Decimal("400"), bound_grounds=GROUNDS), "至少400元"),
        ("total", Figure(at_most=Decimal("160"), bound_grounds=GROUNDS), "最多160元"),
        ("total", Figure(at_least=Decimal("400"), bound_grounds=GROUNDS).of_year(2026), "至少400元（2026年度的）"),
        ("total", known(Decimal("400")).of_year(2025), "400元（2025年度的）"),
    ],
)
def test_a_figure(name: str, value: Figure[Any], said: str) -> None:
    assert figure(name, value, ZH) == said


def test_the_preferred_reading_is_named_first() -> None:
    assert figure("total", disputed(Decimal("80"), Decimal("30")), ZH).startswith("80元")
    assert figure("total", disputed(Decimal("30"), Decimal("80")), ZH).startswith("30元")


def test_a_list_has_a_line_for_each_of_its_items() -> None:
    bill = known((Line(2025, Decimal("520"), "personal"), Line(2025, Decimal("20"), "care_insurance")))
    assert lines("lines", bill, ZH) == ("2025年 个人缴费 520元", "2025年 长期护理保险 20元")


def test_papers_share_a_line() -> None:
    papers = known(tuple(Paper(id=one, label=one, situations=(), sources=()) for one in ("身份证", "户口簿", "照片")))
    assert lines("papers", papers, ZH) == ("身份证、户口簿和照片",)


def test_channels_that_serve_the_same_purpose_share_a_line() -> None:
    channels = known(
        (
            Channel(kind="online", name="微信", purposes=("pay", "check"), sources=(), how="城市服务"),
            Channel(kind="offline", name="银行", purposes=("pay",), sources=()),
            Channel(kind="online", name="支付宝", purposes=("pay", "check"), sources=()),
            Channel(kind="online", name="支付宝", purposes=("pay", "check"), sources=()),
        )
    )
    assert lines("channels", channels, ZH) == ("线上缴费和查询：微信（城市服务）；支付宝", "线下缴费：银行")


def test_an_unknown_list_is_said_to_be_unknown() -> None:
    assert lines("papers", UNKNOWN, ZH) == ("（还没有查到）",)


def test_a_text_is_filled_in() -> None:
    words = Words("请在{deadline}前缴{total}，{more}。", {
        "deadline": known(date(2025, 12, 25)),
        "total": known(Decimal("400")),
        "more": Words("带{papers}", {"papers": ("身份证", "户口簿")}),
    })  # fmt: skip
    assert written(words, ZH) == "请在2025年12月25日（周四）前缴400元，带身份证和户口簿。"


def test_a_text_without_figures_may_contain_braces() -> None:
    assert written(Words("{这不是占位}"), ZH) == "{这不是占位}"


def test_what_people_wrote_is_never_taken_for_a_placeholder() -> None:
    assert written(Words("没有“{said}”", {"said": "{total}"}), ZH) == "没有“{total}”"


def test_nested_values() -> None:
    assert value_of("x", Words("好"), ZH) == "好"
    assert value_of("total", known(Decimal("400")), ZH) == "400元"
    assert value_of("total", Decimal("400"), ZH) == "400元"


def test_lists() -> None:
    assert all_of([], ZH) == ""
    assert all_of(["甲"], ZH) == "甲"
    assert any_of(["甲", "乙", "丙"], ZH) == "甲、乙或丙"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "value", "digits"),
    [
        ("total", known(Decimal("461.45")), ["461.45"]),
        ("total", disputed(Decimal("400"), Decimal("0")), ["400", "0"]),
        ("deadline", known(date(2025, 12, 25)), ["25", "2025"]),
        ("coverage_start", known(date(2026, 3, 1)), ["1", "2026"]),
        ("wait_months", known(3), ["3"]),
        ("total", Figure(at_least=Decimal("400"), bound_grounds=GROUNDS).of_year(2026), ["400", "2026"]),
    ],
)
def test_every_language_says_the_same_figures(language: str, name: str, value: Figure[Any], digits: list[str]) -> None:
    try:
        said = figure(name, value, translator(language))
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")
    assert [one for one in digits if one not in said] == []
