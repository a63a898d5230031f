"""Texts with a date in them that tell no day for certain: they are asked back, never guessed."""

from datetime import date

import pytest

from flows.answers.answer import Asked
from flows.answers.day import past_day
from tests.flows.answers.told import rows, told

MONDAY = Asked(date(2026, 8, 10))


@pytest.mark.parametrize(
    ("said", "day"),
    rows("""
    农历二月初六 · 農曆二月初六 · 阴历3月5日 · 三月初五 · 3月初5 · 三月十五 · 八月十五 · 三月廿八 · 正月十五 · 腊月二十三 → ✗ 这像是农历或别的历法
    闰六月初一 · 大年初一 · 2025年正月初八 · 农历2025年3月5日 · 3月5日(农历二月初六) · 上个月十五 · lunar March 5     → ✗ 这像是农历或别的历法
    民国114年3月5日 · 民国14年3月5日 · 令和7年3月5日 · 昭和60年3月5日                                          → ✗ 这像是农历或别的历法
    三月十五日 · 三月十五号                                                            → 2026-03-15 | 2025-03-15
    三月三十一                                                                        → 2026-03-31 | 2025-03-31
    """),
)
def test_another_calendar(said: str, day: str) -> None:
    assert told(past_day().read(said, MONDAY)) == day


@pytest.mark.parametrize(
    ("said", "day"),
    rows("""
    大概2025年3月5日 · 2025年3月5日左右 · 约2025年3月5日 · 好像是3月5号 · 可能3月5日 · 应该是2025年3月5日  → ✗ 还差准确的日子
    2025年3月5日前 · 2025年3月5日以前 · 3月5日之后 · 3月5号前后 · 2025年3月5日前一天 · 到2025年3月5日    → ✗ 还差准确的日子
    不是3月5日 · 3月5日不对 · 是不是2025年3月5日 · 不是2025年3月5日 · 非2025年3月5日 · 2025年3月5日没生  → ✗ 还差准确的日子
    预产期2025年3月5日 · 2025年3月5日满月 · 2025年3月5日百天 · 2025年3月5日周岁 · 截止2025年3月5日       → ✗ 还差准确的日子
    2025年3月5日可以吗 · 哪天？3月5日 · 2025年3月5日，第二天 · 2025年3月5日后的3天 · 3月5天               → ✗ 还差准确的日子
    about March 5, 2025 · not March 5, 2025 · before 2025-03-05 · March 5 or 6 · since March 5, 2025   → ✗ 还差准确的日子
    忘了 · 不知道 · 记不清了 · 想不起来 · I don't remember · 不知道是不是3月5日             → ✗ 一时想不起没关系
    """),
)
def test_doubt(said: str, day: str) -> None:
    assert told(past_day().read(said, MONDAY)) == day
