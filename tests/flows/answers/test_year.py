from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.answer import Answer, Asked, Option, Understood
from flows.answers.year import only_a_year, year
from flows.words import Words
from tests.flows.answers.told import rows, told

TODAY = date(2026, 8, 10)
offered = year(never="从来没有参加过")
last_covered: Answer[int | str] = offered
OFFERED = Asked(
    TODAY,
    (
        *(Option(str(number), Words("{year}年", {"year": str(number)})) for number in (2025, 2024)),
        *offered.options,
    ),
)

YEARS = """
2024 · 2024年 · ２０２４ · 2024年度 · 24年 · 二〇二四年 · 二零二四 · 二四年 · 两千零二十四年 · 2024年3月 · 2024.3.5   → 2024
2024年参加的 · 最后一次是2024年 · 是24年 · 我2024年交过 · 前年 · 前年的 · the year before last                     → 2024
去年 · 去年交过 · 上年 · 上一年 · 去年底 · last year                                                          → 2025
今年 · 本年 · 2026 · this year                                                                              → 2026
大前年                                                                                                      → 2023
98年 · 1998                                                                                                 → 1998
2005年 · 05年 · 〇五年                                                                                       → 2005
2023年和2024年 · 2024、2023 · 2023-2024                                                                      → 2024 | 2023
2027 · 明年 · 27年 · 2099年 · next year                                                                      → ✗ {year}年还没有到
1980年 · 1949 · 50年                                                                                         → ✗ {year}年太早了
"""

NEVER = """
从来没有参加过 · 从来没有 · 从没 · 没参加过 · 没有参加过 · 沒參加過 · 没交过 · 从来没参加过医保 · 没有，从来没参加过 → never
没有 · 没 · 无 · 没有呢 · never · 一直没有                                                                     → never
"""

NO_YEAR = """
去年没交 · 去年没参加过 · 2024年断的 · 2020年以后没交过 · 2024年之前 · 大概2023年 · 2023年左右 · 不是2024年 · 2024年吗 → ✗ 没看出是哪一年
10年没交了 · 交了10年 · 缴费15年 · 3年前 · 好几年没参加过 · 最近没交过 · 大大前年 · 三四年前 · 20240305 · 7          → ✗ 没看出是哪一年
没参加过居民医保,参加的是职工医保                                                                               → ✗ 没看出是哪一年
不知道 · 忘了                                                                                                 → ✗ 不清楚没关系
哈哈 · 。 · 😀 · ٢٠٢٤                                                                                        → ✗
"""


@pytest.mark.parametrize(("said", "meant"), [*rows(YEARS), *rows(NEVER), *rows(NO_YEAR)])
def test_a_year(said: str, meant: str) -> None:
    assert told(last_covered.read(said, Asked(TODAY)), last_covered.store) == meant
    if said not in {"7", "从来没有"}:
        assert told(last_covered.read(said, OFFERED), last_covered.store) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    1 · 第一个 · A · 2025年 → 2025
    2 · ②                 → 2024
    3 · 最后一个 · 从来没有 → never
    1和3                  → 2025 | never
    7 · 24                → ✗ 没看出是哪一年
    """),
)
def test_an_option_by_its_number(said: str, meant: str) -> None:
    assert told(last_covered.read(said, OFFERED), last_covered.store) == meant


def test_options_beside_the_years_are_not_taken() -> None:
    beside = Asked(TODAY, (*OFFERED.options, Option("none_of_these", Words("都不是"))))
    assert told(last_covered.read("都不是", beside)) == "✗ 没看出是哪一年"
    assert told(last_covered.read("1和4", beside)) == "✗ 没看出是哪一年"


def test_without_words_only_years_are_understood() -> None:
    assert year().read("2024", Asked(TODAY)) == Understood(2024)
    assert told(year().read("从来没有", Asked(TODAY))) == "✗"


@given(st.integers(min_value=1990, max_value=2199))
def test_a_year_is_restored_as_it_was_stored(number: int) -> None:
    assert last_covered.restore(last_covered.store(number)) == number
    assert last_covered.echo(number) == Words("{year}年", {"year": str(number)})


def test_a_word_is_stored_as_its_key() -> None:
    assert last_covered.restore("never") == "never"
    assert last_covered.store("never") == "never"
    assert last_covered.echo("never") == Words("从来没有参加过")


@pytest.mark.parametrize("stored", ["", "24", "1989", "02024", "2024年", "Never", "٢٠٢٤", "²024", " 2024", "-2024"])
def test_only_the_exact_stored_form_is_restored(stored: str) -> None:
    with pytest.raises(ValueError, match="neither a year"):
        last_covered.restore(stored)


@given(st.integers(min_value=1990, max_value=2026))
def test_every_sensible_year_is_understood(number: int) -> None:
    for written in (
        str(number),
        f"{number}年",
        "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)) + "年",
    ):
        assert last_covered.read(written, Asked(TODAY)) == Understood(number)


@given(st.one_of(st.text(), st.text(alphabet="0123456789年去前今大没交过从来,，.几 ²٣")))
def test_any_text_is_read(text: str) -> None:
    told(last_covered.read(text, Asked(TODAY)))
    told(last_covered.read(text, OFFERED))


@pytest.mark.parametrize("bit", ["2024年", "没", "年", "1", "ﷺ"])
def test_ten_thousand_characters_are_no_answer(bit: str) -> None:
    assert told(last_covered.read(bit * 10_000, Asked(TODAY))) == "✗ 这段话有点长"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("去年的", 2025),
        ("2025年那个", 2025),
        ("是今年", 2026),
        ("今年没有", None),
        ("2025和2026", None),
        ("3月5日", None),
    ],
)
def test_a_text_that_is_only_a_year(said: str, number: int | None) -> None:
    assert only_a_year(said, TODAY) == number
