"""Writing: what goes out to thousands of people is checked as nothing else is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.announcements.audience import Audience
from bot.announcements.message import LONGEST, in_text, screen
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.writing import Draft, content_of
from flows.commands import command
from flows.heard import Unsubscribe
from storage.announcements import Content
from tests.announcements.bureau import EVERYWHERE, NANNING, NOON, SHAANXI, XIAN
from tests.bot.posters.examples import rules_where
from tests.talk import rulebook


def written(
    text: str,
    region: str = SHAANXI,
    *,
    now: datetime = NOON,
    journey: str = "",
    **more: str,
) -> Content:
    """The content of an announcement that is written like this."""
    draft = Draft(region, {"zh_Hans": text, **more}, Audience(journey=journey))
    return content_of(draft, rulebook(), now)


def refused(text: str, region: str = SHAANXI, *, now: datetime = NOON, journey: str = "", **more: str) -> str:
    """Why an announcement is refused."""
    with pytest.raises(AnnouncementRefused) as why:
        written(text, region, now=now, journey=journey, **more)
    return str(why.value)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_figures_are_filled_in_from_official_texts() -> None:
    content = written("{region}：{fee}，{deadline}前交。电话{hotline}。", XIAN)
    assert content.written["zh_Hans"] == "{region}：{fee}，{deadline}前交。电话{hotline}。"
    assert content.said["zh_Hans"] == "西安市：2026年度个人缴费400元，2025年12月25日（周四）前交。电话12393。"


def test_every_language_has_them_in_its_own_way() -> None:
    content = written("{region}{deadline}截止", XIAN, zh_Hant="{region}{deadline}截止", en="{region} until {deadline}")
    assert content.said["zh_Hant"] == "西安市2025年12月25日（週四）截止"
    assert content.said["en"] == "Xi'an until Thu, Dec 25, 2025"


def test_the_journey_decides_which_deadline_is_meant() -> None:
    assert written("宝宝{deadline}办参保。", XIAN, journey="newborn").said["zh_Hans"] == "宝宝出生后90天内办参保。"
    assert "12月25日" in written("{deadline}", XIAN, journey="elsewhere").said["zh_Hans"]


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("{deadline}", "340100", "{deadline}用不了：只有非官方资料"),
        ("{fee}", "140000", "只有非官方资料"),
        ("{fee}", NANNING, "没有查到依据"),
        ("{fee}", "130000", "只知道下限或上限"),
    ],
)
def test_what_no_official_text_states_is_refused_with_the_reason(text: str, region: str, why: str) -> None:
    assert why in refused(text, region)


def test_a_deadline_that_is_over_is_not_announced() -> None:
    assert "已经过了" in refused("{deadline}", XIAN, now=datetime(2026, 3, 5, 12, tzinfo=NOON.tzinfo))


def test_what_everybody_is_told_names_no_place_and_no_figure() -> None:
    assert "每个地方不一样" in refused("{fee}", EVERYWHERE)
    assert "每个地方不一样" in refused("{region}", EVERYWHERE)
    assert written("系统今晚维护。", EVERYWHERE).said == {"zh_Hans": "系统今晚维护。"}


@pytest.mark.parametrize(
    "text", ["{name}", "{", "}", "{{region}}", "{region!r}", "{region:>9}", "{0}", "{}", "{region.code}", "{fee[0]}"]
)
def test_nothing_else_can_be_quoted(text: str) -> None:
    assert "{region}、{deadline}、{fee}、{hotline}" in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "只要380元。",
        "交４００元到５００元。",
        "¥380",
        "报销70%。",
        "报销７０％",
        "四百元",
        "百分之七十",
        "380 块钱",
        "380 YUAN",
        "1,400元",
        "人民币380",
        "叁佰捌拾圆",
        "报销七成",
    ],
)
def test_an_amount_that_somebody_typed_is_refused(text: str) -> None:
    assert "没有官方依据" in refused(text)


def test_an_amount_that_is_what_the_official_text_states_is_let_through() -> None:
    assert written("个人交400元。").said["zh_Hans"] == "个人交400元。"
    assert "{fee}" in refused("个人交401元。")
    assert "没有查到依据" in refused("个人交400元。", NANNING)
    assert "{fee}" in refused("最高400万元。")


@pytest.mark.parametrize("text", ["12月31日前交。", "请在二月底前交", "12月25日截止"])
def test_a_deadline_that_somebody_typed_is_refused_with_the_way_to_quote_it(text: str) -> None:
    assert "期限请写成{deadline}" in refused(text, XIAN)
    assert "期限请写成{deadline}" in refused("周六开", en="Pay by December 31.")


def test_dates_times_and_doors_can_be_written_as_they_are() -> None:
    text = "3月8日上午8:30起，窗口搬到长安街5号2楼205室，12393照常。"
    assert written(text).said["zh_Hans"] == text


def test_a_changed_figure_makes_another_text() -> None:
    rules = rules_where(SHAANXI, "window", last="12-20")
    before = written("{deadline}前交。").fingerprint
    after = content_of(Draft(SHAANXI, {"zh_Hans": "{deadline}前交。"}), rules, NOON)
    assert "12月20日" in after.said["zh_Hans"]
    assert after.fingerprint != before


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_simplified_chinese_is_always_there() -> None:
    with pytest.raises(AnnouncementRefused, match="简体中文一定要写"):
        content_of(Draft(SHAANXI, {"en": "Closed on Saturday."}), rulebook(), NOON)
    assert "空的" in refused(" \n ")
    assert "没有「fr」" in refused("好", fr="bon")


def test_whoever_reads_another_language_gets_theirs_or_the_simplified_text() -> None:
    content = written("周六开。", en="Open on Saturday.")
    assert screen(content, "en").text == "Open on Saturday."
    assert screen(content, "zh_Hant").text == "周六开。"
    assert screen(content, "zh_Hant").language == "zh_Hant"


def test_every_announcement_says_how_to_have_no_more() -> None:
    for language in ("zh_Hans", "zh_Hant", "en"):
        *_, last = in_text(written("周六开。"), language).splitlines()
        word = last.partition("「")[2].partition("」")[0] or last.partition("“")[2].partition("”")[0]
        assert isinstance(command(word), Unsubscribe), f"{last} does not say what to say"


def test_a_correction_says_that_it_is_one_and_a_rehearsal_too() -> None:
    correction = content_of(Draft(SHAANXI, {"zh_Hans": "周日开。"}), rulebook(), NOON, corrects=3)
    assert in_text(correction, "zh_Hans").startswith("【更正】")
    assert "只发给了您" in screen(written("周日开。"), "zh_Hans", rehearsal=True).said[0]
    assert screen(written("周日开。"), "zh_Hans").said == ()


@pytest.mark.parametrize(
    "text",
    [
        "<b>重要</b>",
        "<a href='https://x.cn'>点这里</a>",
        "[点这里](https://x.cn)",
        "**重要**",
        "`" * 3,
        "&nbsp;",
        "<!--",
    ],
)
def test_markup_is_refused(text: str) -> None:
    assert "普通文字" in refused(text)


def test_signs_that_are_no_markup_are_not() -> None:
    for text in ("满3岁<6岁的孩子", "A&B 楼", "5*8 小时", "周六 -> 周日", "https://www.nhsa.gov.cn/col/"):
        assert written(text).said["zh_Hans"] == text


@pytest.mark.parametrize(
    "text", ["周六\x07开", "周六\u202e开", "周六\ue000开", "4\u200b点", "周\u200d六", "周六\u3164开", "👧\u200d"]
)
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    assert "看不见的字符" in refused(text)


def test_a_pictogram_may_be_joined_from_several() -> None:
    for text in ("👨‍👩‍👧 一家人", "🏳️‍🌈", "👩🏽‍⚕️ 义诊", "❤️‍🩹"):
        assert written(text).said["zh_Hans"] == text


@pytest.mark.parametrize(
    "text", ["请11010519491231002X来一趟。", "尾号6222021001116245702的卡", "找〔电话号码〕", "打13812345678"]
)
def test_no_number_of_anybody_goes_out(text: str) -> None:
    assert "身份证号" in refused(text)


def test_lines_are_tidied_and_kept() -> None:
    assert written("\n  第一行  \n\n第二行\r\n").said["zh_Hans"] == "第一行\n\n第二行"


def test_a_message_fits_on_every_platform_in_every_language() -> None:
    assert "最多2048个" in refused("长" * 700)
    assert "English" in refused("短", en="x" * 2100)
    content = written("长" * 660)
    assert all(len(in_text(content, language).encode()) <= LONGEST for language in ("zh_Hans", "zh_Hant", "en"))


def test_it_has_an_end() -> None:
    assert written("好").not_after == NOON + timedelta(days=7)
    with pytest.raises(AnnouncementRefused, match="已经过了"):
        content_of(replace(Draft(SHAANXI, {"zh_Hans": "好"}), not_after=NOON), rulebook(), NOON)


def test_an_audience_that_there_is_not_is_refused() -> None:
    assert "没有「new_born」这件事" in refused("好", journey="new_born")
