from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translator import translator
from flows.answers.reading import is_too_long, normalised, number, tight, with_digits
from flows.journeys import JOURNEYS
from flows.journeys.person import ASSISTANCE
from flows.prompts import PROMPTS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("３月５号", "3月5号"),
        ("  上  了\n", "上 了"),
        ("上\u200b了\ufeff", "上了"),  # zero width
        ("\u202e上了\u202c", "上了"),  # right to left
        ("上\x00了\x07", "上了"),
        ("ＹＥＳ", "yes"),
        ("①", "1"),
        ("⑳", "20"),
        ("❶", "1"),
        ("❿", "10"),
        ("⓴", "20"),
        ("➋", "2"),
        ("⓵", "1"),
        ("⒈", "1."),
        ("⑴", "(1)"),
        ("1️⃣", "1"),  # a keycap
        ("²", "2"),
        ("٣", "٣"),  # Arabic-Indic: a digit of another script stays what it is
        ("三月五號", "三月五号"),
        ("農曆", "农历"),
        ("三個禮拜後", "三个礼拜后"),
        ("兩週前", "两周前"),
        ("幾歲", "几岁"),
        ("沒參加過", "没参加过"),
        ("繳費", "缴费"),
        ("還沒有", "还没有"),
        ("登記過嗎", "登记过吗"),
        ("怎麼報銷", "怎么报销"),
        ("幫我換成簡體", "帮我换成简体"),
        ("二○二五", "二〇二五"),
        ("don’t", "don't"),
        ("1̶", "1"),
        ("㋂㏤", "3月5日"),
        ("\ud800上了", "上了"),  # half a surrogate pair
        ("", ""),
        ("🎉", "🎉"),
    ],
)
def test_what_is_written_gets_one_form(written: str, read: str) -> None:
    assert normalised(written) == read


def labels() -> Iterator[str]:
    for flow in JOURNEYS.values():
        yield flow.title
        for ask in flow.routes:
            yield from (ask.label, *(option.label.text for option in getattr(ask.answer, "options", ())))
    yield from (label for labels in PROMPTS.values() for label in labels.values())
    yield from ASSISTANCE.values()


def test_what_stands_on_a_button_reads_the_same_in_traditional_characters() -> None:
    traditional = translator("zh_Hant").gettext
    assert [one for one in labels() if normalised(traditional(one)) != normalised(one)] == []


def test_plain_signs_are_read_alike_the_short_way_and_beside_what_takes_the_long_way() -> None:
    signs = [chr(code) for code in range(0xFFFF) if not 0xD800 <= code < 0xE000]
    assert [sign for sign in signs if normalised(f"a{sign}b") != normalised(f"\u200ba{sign}b")] == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("25", 25),
        ("007", 7),
        ("〇", 0),
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("廿八", 28),
        ("卅一", 31),
        ("一百零五", 105),
        ("一百一十", 110),
        ("三百六十五", 365),
        ("二千零五", 2005),
        ("两千零二十五", 2025),
        ("二〇二五", 2025),
        ("二零二五", 2025),
        ("贰零贰伍", 2025),
        ("壹佰贰拾叁", 123),
        ("三万", 30_000),
        ("十二万", 120_000),
        ("三万五千", 35_000),
        ("三万零五", 30_005),
        ("", None),
        ("三四", None),  # three or four
        ("两三", None),
        ("一二三", None),
        ("一百二", None),  # 120 to most, 102 by the letter
        ("三万五", None),
        ("十十", None),
        ("百", None),
        ("二十一二", None),
        ("²", None),
        ("٣", None),
        ("1.5", None),
        ("-1", None),
        ("好", None),
    ],
)
def test_numbers(written: str, value: int | None) -> None:
    assert number(written) == value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("二〇二五年三月五日", "2025年3月5日"),
        ("二o二五年十二月三十一号", "2025年12月31号"),
        ("二0二五年", "2025年"),
        ("二〇二0年", "2020年"),
        ("二五年三月五", "25年3月5"),
        ("〇五年", "05年"),
        ("十一月十一日", "11月11日"),
        ("两天前", "2天前"),
        ("一百二十天前", "120天前"),
        ("两个星期前", "2个星期前"),
        ("三四天前", "三四天前"),
        ("三四年前", "三四年前"),
        ("二宝", "二宝"),
        ("周三", "周三"),
    ],
)
def test_chinese_numbers_that_count_time(written: str, read: str) -> None:
    assert with_digits(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("2025 年 3 月 5 日。", "2025年3月5日"), ("5 mar 2025", "5 mar 2025"), ("mar 5, 2025", "mar 5,2025")],
)
def test_blanks_stay_between_latin_words_only(written: str, read: str) -> None:
    assert tight(written) == read


@pytest.mark.parametrize("text", ["好" * 301, "\u0300\u0301" * 5000 + "ﷺ" * 400, "是 " * 5000])
def test_a_story_is_too_long(text: str) -> None:
    assert is_too_long(normalised(text))


@pytest.mark.parametrize("text", ["好" * 300, "\u200b" * 10_000 + "好", " " * 10_000 + "好", "\u0300" * 10_000 + "好"])
def test_what_cannot_be_seen_makes_nothing_long(text: str) -> None:
    assert not is_too_long(normalised(text))


@given(st.text())
def test_any_text_has_one_form(text: str) -> None:
    once = normalised(text)
    assert once == " ".join(once.split())
    number(once)
    tight(with_digits(once))


@given(st.integers(min_value=0, max_value=9999))
def test_every_number_can_be_spelled_out(value: int) -> None:
    assert number(spelled_out(value)) == value


def spelled_out(value: int) -> str:
    """As it is taught at school: 10 is 十, 105 is 一百零五, 2010 is 二千零一十."""
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    text, pending = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += "零" * (pending and bool(text)) + digits[digit] + sign
        pending = not digit
    return text.removeprefix("一") if 10 <= value < 20 else text
