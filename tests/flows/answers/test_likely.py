from datetime import date

import pytest

from flows.answers.likely import Moment, exactly, full_year, in_week, of_any_month, of_any_year


def test_a_day_that_does_not_exist_is_none() -> None:
    assert exactly(2025, 2, 30) == ()
    assert exactly(0, 1, 1) == ()
    assert exactly(2024, 2, 29) == (date(2024, 2, 29),)


@pytest.mark.parametrize(
    ("written", "year"),
    [("2025", 2025), ("25", 2025), ("26", 2026), ("36", 2036), ("37", 1937), ("99", 1999), ("00", 2000), ("85", 1985)],
)
def test_two_digits_reach_ten_years_ahead(written: str, year: int) -> None:
    assert full_year(written, date(2026, 8, 10)) == year


def test_the_last_leap_days_around_a_year_2100_that_has_none() -> None:
    assert of_any_year(2, 29, Moment(date(2103, 1, 1), past=True)) == (date(2096, 2, 29), date(2092, 2, 29))
    assert of_any_year(2, 29, Moment(date(2097, 1, 1), past=False)) == (date(2096, 2, 29), date(2104, 2, 29))
    assert of_any_year(2, 30, Moment(date(2026, 8, 10), past=True)) == ()


def test_months_that_lack_a_day_are_passed_over() -> None:
    assert of_any_month(31, Moment(date(2026, 3, 30), past=True)) == (date(2026, 1, 31), date(2025, 12, 31))
    assert of_any_month(32, Moment(date(2026, 3, 30), past=True)) == ()


@pytest.mark.parametrize("today", [date(2026, 8, day) for day in range(10, 17)])
def test_a_week_runs_from_monday_to_sunday(today: date) -> None:
    assert in_week(0, 0, today) == date(2026, 8, 10)
    assert in_week(6, 0, today) == date(2026, 8, 16)
    assert in_week(2, -1, today) == date(2026, 8, 5)
