from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.answer import Answer, Asked, NotUnderstood, Option, Understood
from flows.answers.day import any_day, past_day
from flows.words import Words
from tests.flows.answers.told import rows, told

BIRTH: Answer[date] = past_day()
MONDAY = Asked(date(2026, 8, 10))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))

DIGITS = "〇一二三四五六七八九"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spelled(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 1 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


def in_chinese(day: date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{spelled(day.month)}月{spelled(day.day)}日"


@given(DAYS)
def test_every_date_is_understood_in_every_form(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for written in (
        day.isoformat(),
        f"{year}年{month}月{number}日",
        f"{year}.{month}.{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year}{month:02}{number:02}",
        in_chinese(day),
        f"{MONTHS[month - 1]} {number}, {year}",
        f"{number} {MONTHS[month - 1][:3]} {year}",
        f"宝宝是{year}年{month}月{number}号{'一二三四五六日'[day.weekday()]}生的".replace("号", "号周"),
        f"{day} 23:59:59",
    ):
        assert any_day().read(written, MONDAY) == Understood(day), written


@given(DAYS)
def test_what_is_stored_is_restored(day: date) -> None:
    for answer in (past_day(), any_day()):
        assert answer.restore(answer.store(day)) == day


@given(DAYS, DAYS)
def test_no_future_day_is_taken_as_past(day: date, today: date) -> None:
    outcome = past_day().read(day.isoformat(), Asked(today))
    assert isinstance(outcome, Understood) == (day <= today)


@pytest.mark.parametrize(
    "stored", ["", "20250305", "2025-W10-3", "2025-3-5", "2025-02-30", "today", " 2025-03-05", "٢٠٢٥-٠٣-٠٥"]
)
def test_only_the_exact_stored_form_is_restored(stored: str) -> None:
    with pytest.raises(ValueError, match=r"[Ii]nvalid|day is out|month must|form of"):
        past_day().restore(stored)


def test_nothing_is_understood_or_restored_before_the_earliest_day() -> None:
    since_2000 = past_day(earliest=date(2000, 1, 1))
    assert since_2000.read("2000-01-01", MONDAY) == Understood(date(2000, 1, 1))
    assert told(since_2000.read("1999-12-31", MONDAY)) == "✗ {day}太早了"
    with pytest.raises(ValueError, match="from 2000-01-01 on"):
        since_2000.restore("1999-12-31")


def test_a_day_is_said_back_as_a_day() -> None:
    assert BIRTH.echo(date(2025, 3, 5)) == Words("{day}", {"day": date(2025, 3, 5)})


def test_the_example_is_a_day_not_long_ago() -> None:
    outcome = past_day().read("5", MONDAY)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is not None
    assert outcome.why.given == {"example": date(2026, 7, 11)}


def test_what_was_written_wrongly_is_quoted() -> None:
    outcome = past_day().read("宝宝是2025年2月30日生的", MONDAY)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is not None
    assert outcome.why.given["written"] == "2025年2月30日"


ASKED_BACK = Asked(
    MONDAY.today,
    (
        *(Option(day, Words("{day}", {"day": date.fromisoformat(day)})) for day in ("2026-03-05", "2025-03-05")),
        Option("none_of_these", Words("都不是")),
    ),
)


@pytest.mark.parametrize(
    ("said", "day"),
    rows("""
    1 · 第一个 · ① · A · 今年 · 今年的 · 2026年 · 2026 → 2026-03-05
    2 · 第二个 · 去年的 · 2025年那个 · 2025            → 2025-03-05
    1和2                                             → 2026-03-05 | 2025-03-05
    3 · 都不是 · 两个                                 → ✗
    4                                                → ✗ 这里只有{count}个选项
    前年                                              → ✗ 还差准确的日子
    2024年3月5日                                      → 2024-03-05
    """),
)
def test_one_of_the_days_asked_back(said: str, day: str) -> None:
    outcome = told(past_day().read(said, ASKED_BACK))
    assert outcome.removesuffix(" 没看出是哪一天") == day


HOSTILE = st.text(
    alphabet="0123456789年月日号天周星期前后上下个去今昨初.-/:,(年 ٣²①\u200f\u202e\x00\ud800🎉marchWed ago"
)


@given(st.one_of(st.text(), HOSTILE), DAYS)
def test_any_text_is_read(text: str, today: date) -> None:
    for answer in (past_day(), any_day()):
        told(answer.read(text, Asked(today)))
        told(answer.read(text, Asked(today, ASKED_BACK.options)))


@pytest.mark.parametrize("bit", ["3月5日", "2025-", "3天前", "上", "1", "二", "march ", "5 ", "年", "ﷺ", "🎉"])
def test_ten_thousand_characters_are_no_answer(bit: str) -> None:
    assert told(past_day().read((bit * 10_000)[:10_000], MONDAY)) == "✗ 这段话有点长"


@pytest.mark.parametrize(
    "sign", ["\x00", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\u0300", "\ud800", "\ufe0f"]
)
def test_signs_that_nobody_sees_change_nothing(sign: str) -> None:
    written = sign.join("2025年3月5日")
    assert past_day().read(f"{sign}{written}{sign * 10_000}", MONDAY) == Understood(date(2025, 3, 5))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2026, 8, 10)))  # noqa: DTZ001 - a time of day, of no place
def test_the_time_of_day_is_passed_over(moment: datetime) -> None:
    for written in (moment.isoformat(), moment.isoformat(" ", "minutes"), f"{moment:%Y-%m-%d %I:%M %p}"):
        assert past_day().read(written, MONDAY) == Understood(moment.date())


@given(st.integers(min_value=0, max_value=999))
def test_days_ago_are_counted(count: int) -> None:
    for written in (f"{count}天前", f"{count} 天以前"):
        assert past_day().read(written, MONDAY) == Understood(MONDAY.today - timedelta(days=count))
