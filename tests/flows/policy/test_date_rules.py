"""The date rules against an oracle that counts on its fingers: day by day and month by month, sharing nothing.

Births on every day of ten years, every region's limit, windows and waits, leap days and ends of months.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.calendar import Season, add_months, next_month
from flows.policy.case import Facts, NotKnown
from flows.policy.enrollment import Enrollment
from flows.policy.library import Library
from flows.policy.newborn import Newborn
from flows.policy.newborn_rules import NewbornLimit
from flows.policy.rulebook import NATIONAL, Rulebook

RULES = Rulebook(Library.open())
REGIONS = sorted(code for code in RULES.library.packs if code != NATIONAL)
ONE_DAY = timedelta(days=1)


def days_from(first: date) -> Iterator[date]:
    while True:
        yield first
        first += ONE_DAY


def the_nth_day(first: date, n: int) -> date:
    """Counted on fingers, the first day being one."""
    for count, day in enumerate(days_from(first), 1):
        if count == n:
            return day
    raise AssertionError("days do not end")


def so_many_months_on(day: date, months: int) -> date:
    """Month by month: the same day of the month where there is one, otherwise the last there is."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for of_month in range(day.day, 0, -1):
        try:
            return date(year, month, of_month)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def births() -> Iterator[date]:
    for day in days_from(date(2023, 1, 1)):
        if day.year == 2033:
            return
        yield day


def newborn(region: str, born: date, today: date) -> Newborn:
    return Newborn(Facts(today, RULES, {"where": region, "born": born, "hukou": "done", "parents_insured": "no"}))


def limits_of(region: str) -> list[NewbornLimit]:
    found = RULES.at(region).figure("newborn.limit", NewbornLimit, cover=2026, on=date(2026, 6, 1), national=False)
    return list(found.values)


WITH_A_LIMIT = [region for region in REGIONS if limits_of(region)]


@given(day=st.dates(date(2000, 1, 1), date(2060, 12, 31)), months=st.integers(0, 60))
def test_months_are_counted_one_by_one_and_clamped_to_the_months_end(day: date, months: int) -> None:
    assert add_months(day, months) == so_many_months_on(day, months)


def test_a_birth_on_every_day_has_the_last_day_that_fingers_count() -> None:
    assert len(WITH_A_LIMIT) > 10
    for region in WITH_A_LIMIT:
        limits = limits_of(region)
        for born in births():
            expected = set()
            for limit in limits:
                if limit.since == "hukou":
                    continue
                if limit.months is not None:
                    expected.add(so_many_months_on(born, limit.months))
                if limit.days is not None and limit.birth_day != "not_counted":
                    expected.add(born + (limit.days - 1) * ONE_DAY)
                if limit.days is not None and limit.birth_day != "counted":
                    expected.add(born + limit.days * ONE_DAY)
            case = newborn(region, born, born)
            assert set(case.limit_date.values) == expected, (region, born)
            assert case.safe_deadline.values == (min(expected),), (region, born)


@pytest.mark.parametrize("born", [date(2024, 2, 29), date(2028, 2, 29), date(2025, 11, 30), date(2026, 12, 31)])
def test_days_are_counted_as_on_a_calendar_on_the_wall(born: date) -> None:
    [first, second] = sorted(newborn("610000", born, born).limit_date.values)
    assert (first, second) == (the_nth_day(born, 90), the_nth_day(born, 91))


@given(
    born=st.dates(date(2023, 1, 1), date(2032, 12, 31)),
    region=st.sampled_from(WITH_A_LIMIT),
    after=st.integers(0, 400),
)
def test_registering_a_newborn_later_never_starts_cover_earlier(born: date, region: str, after: int) -> None:
    day = born + after * ONE_DAY
    try:
        today, tomorrow = (start_of(newborn(region, born, one)) for one in (day, day + ONE_DAY))
    except NotKnown:
        return
    if today is not None and tomorrow is not None and (day + ONE_DAY).year == day.year:
        assert tomorrow >= today, (region, born, day)


def start_of(case: Newborn) -> date | None:
    return None if case.outgrown() else case.coverage_start.preferred


@given(
    today=st.dates(date(2023, 1, 1), date(2032, 12, 30)),
    region=st.sampled_from(REGIONS),
    history=st.sampled_from(["first", "continuous"]),
)
def test_paying_later_never_starts_cover_earlier_within_a_coverage_year(today: date, region: str, history: str) -> None:
    now, later = (enrollment(region, day, history) for day in (today, today + ONE_DAY))
    if now.year != later.year:
        return
    starts = [case.coverage_start.preferred for case in (now, later) if case.mode in ("window", "late")]
    if len(starts) == 2 and None not in starts:
        assert starts[1] >= starts[0], (region, today)  # type: ignore[operator]


def enrollment(region: str, today: date, history: str) -> Enrollment:
    answers = {"where": region, "history": history, "job_insurance": "no", "residence": "local_hukou"}
    return Enrollment(Facts(today, RULES, answers))


@given(today=st.dates(date(2023, 1, 1), date(2032, 12, 31)), region=st.sampled_from(REGIONS))
def test_the_year_on_sale_is_this_one_or_the_next_and_what_is_usable_fits_into_it(today: date, region: str) -> None:
    case = enrollment(region, today, "first")
    assert case.year - today.year in (0, 1)
    start = case.coverage_start.preferred
    if start is not None and case.usable.preferred:
        assert date(case.year, 1, 1) <= start <= date(case.year, 12, 31)


@given(
    first=st.dates(date(2022, 9, 1), date(2022, 12, 31)),
    length=st.integers(0, 200),
    years=st.integers(0, 10),
    day=st.dates(date(2022, 1, 1), date(2033, 12, 31)),
)
def test_a_window_moved_by_whole_years_keeps_its_days(first: date, length: int, years: int, day: date) -> None:
    window = Season(2023, first, first + length * ONE_DAY).moved_to(2023 + years)
    assert window.first == so_many_months_on(first, 12 * years)
    assert window.holds(day) == (window.first <= day <= so_many_months_on(first + length * ONE_DAY, 12 * years))


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_the_next_month_begins_where_this_one_ends(day: date) -> None:
    assert next_month(day) == next(one for one in days_from(day + ONE_DAY) if one.day == 1)
