"""Lapsed cover as a clerk would check it: missed years, waits, repairs, first days covered, exempt groups, the order.

Qingdao and Pu'er take reading B of how missed years count, Hohhot reading A; Xuchang takes neither.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.calendar import add_months
from flows.policy.case import Facts
from flows.policy.figure import Status
from flows.policy.late import Late
from flows.policy.library import Library
from flows.policy.missed import missed_years
from flows.policy.option import PaymentOption
from flows.policy.pack import Fact, Stated
from flows.policy.price import Amount
from flows.policy.rulebook import Rulebook
from flows.policy.timing import Exempt
from flows.policy.value import Value

QINGDAO, HOHHOT, PUER, XUCHANG, HEBEI = "370200", "150100", "530800", "411000", "130000"
JINING, QINHUANGDAO, SHANXI, GUANGZHOU, GUANGXI, CHONGQING = "370800", "130300", "140000", "440100", "450000", "500000"


@cache
def rulebook() -> Rulebook:
    return Rulebook(Library.open())


def told(region: str, key: str, *values: Value, cover: int | None = None) -> Rulebook:
    """The packaged rules, and one more fact there: one value, or several where sources disagree."""
    pack = rulebook().library.packs[region]
    readings = tuple(Stated(value, ("X07",)) for value in values)
    fact = Fact(region, key, readings, Status.SECONDARY, pack.verify_by, cover)
    packs = {**rulebook().library.packs, region: replace(pack, facts=(*pack.facts, fact))}
    return Rulebook(Library(packs, rulebook().library.sources))


def priced(region: str, cover: int, *values: str, **bound: str) -> Rulebook:
    """The packaged rules, and what a year costs there: one price, several where sources disagree, or a bound."""
    stated = [{"value": value} for value in values] or [bound]
    amounts = [Amount.model_validate({**one, "unit": "CNY_per_year"}) for one in stated]
    return told(region, "amount.resident", *amounts, cover=cover)


def lapsed(
    where: str,
    today: str,
    last_covered: int | str,
    special: str = "none",
    changed: str | None = None,
    rules: Rulebook | None = None,
) -> Late:
    """Somebody last covered in a year, who pays on a day."""
    answers = {"where": where, "last_covered": last_covered, "special": special, "hardship": "none"}
    day = {"special_date": date.fromisoformat(changed)} if changed else {}
    return Late(Facts(date.fromisoformat(today), rules or rulebook(), {**answers, "group": "resident", **day}))


def options(case: Late) -> dict[str, PaymentOption]:
    """The options by kind, in their order."""
    return {option.way.kind: option for option in case.options.values[0]}


def most_repairs(case: Late) -> int:
    return max((option.way.repaired for option in options(case).values()), default=0)


def start(option: PaymentOption) -> str:
    assert option.coverage_start.preferred is not None
    return option.coverage_start.preferred.isoformat()


# Missed years


@pytest.mark.parametrize(
    ("last_covered", "buying", "missed"),
    [
        (2025, 2026, 0),
        (2024, 2026, 1),
        (2024, 2027, 2),
        (2019, 2026, 1),  # only years from 2025 on count
        (2019, 2025, 0),
        (2023, 2025, 0),
        (2026, 2026, 0),  # the cover of the year itself has ended
        (2027, 2026, 0),
        ("never", 2026, 0),  # whoever was never insured has missed none
    ],
)
def test_missed_years_lie_between_the_last_covered_and_the_one_being_bought(
    last_covered: int | str, buying: int, missed: int
) -> None:
    assert missed_years(last_covered, buying, epoch=2025) == missed


# Waits and repairs: the table of the rules, paid in the window before New Year

BY_READING_B = [
    # missed, wait, most repairs, first day covered, the same after most repairs
    (1, 3, 0, "04-01", "04-01"),
    (2, 4, 1, "05-01", "04-01"),
    (3, 5, 2, "06-01", "04-01"),
    (4, 6, 0, "07-01", "07-01"),
    (5, 7, 1, "08-01", "07-01"),
    (6, 8, 2, "09-01", "07-01"),
    (9, 11, 5, "12-01", "07-01"),
]
BY_READING_A = [
    (1, 4, 1, "05-01", "04-01"),
    (2, 5, 2, "06-01", "04-01"),
    (3, 6, 3, "07-01", "04-01"),
    (4, 7, 1, "08-01", "07-01"),
    (5, 8, 2, "09-01", "07-01"),
    (6, 9, 3, "10-01", "07-01"),
]


@pytest.mark.parametrize(
    ("where", "missed", "wait", "repairs", "first_day", "after_repairs"),
    [(QINGDAO, *row) for row in BY_READING_B] + [(HOHHOT, *row) for row in BY_READING_A],
)
def test_the_wait_and_how_far_it_can_be_repaired(
    where: str, missed: int, wait: int, repairs: int, first_day: str, after_repairs: str
) -> None:
    buying = 2025 + missed
    case = lapsed(where, f"{buying - 1}-11-15", 2024)
    assert options(case)["next_year"].wait_months.values == (wait,)
    assert start(options(case)["next_year"]) == f"{buying}-{first_day}"
    assert most_repairs(case) == repairs
    assert case.coverage_start.values == (date.fromisoformat(f"{buying}-{after_repairs}"),)


def test_ten_missed_years_are_worth_nothing_without_a_repair() -> None:
    case = lapsed(QINGDAO, "2034-11-15", 2024)
    next_year = options(case)["next_year"]
    assert (next_year.wait_months.values, start(next_year), next_year.usable) == ((12,), "2036-01-01", False)
    assert most_repairs(case) == 6
    assert case.only_repair_is_usable()


def test_without_missed_years_the_window_has_no_wait_and_the_time_after_it_the_fixed_one() -> None:
    case = lapsed(QINGDAO, "2026-05-20", 2025)
    assert options(case)["this_year"].wait_months.values == (3,)
    assert start(options(case)["this_year"]) == "2026-08-20"
    case = lapsed(QINGDAO, "2026-11-15", 2026)
    assert options(case)["next_year"].wait_months.values == (0,)
    assert start(options(case)["next_year"]) == "2027-01-01"


def test_where_no_reading_is_taken_both_are_told_and_a_repair_shortens_both() -> None:
    case = lapsed(XUCHANG, "2026-11-15", 2024)
    assert options(case)["next_year"].wait_months.values == (4, 5)
    assert options(case)["repair_1"].wait_months.values == (3, 4)
    assert most_repairs(case) == 1, "the preferred reading decides how many"
    assert case.wait_disputed()


def test_a_late_segment_has_no_repair() -> None:
    case = lapsed(QINGDAO, "2028-05-20", 2024)
    assert [(option.way.kind, option.way.year) for option in options(case).values()] == [
        ("this_year", 2028),
        ("next_year", 2029),
    ]


@pytest.mark.parametrize(
    ("today", "year"),
    [("2027-02-25", 2027), ("2027-02-26", 2028), ("2026-12-31", 2027)],
)
def test_a_repair_is_for_the_year_in_whose_window_one_pays(today: str, year: int) -> None:
    """Pu'er's window ends on 25 February."""
    assert options(lapsed(PUER, today, 2024))["repair_1"].way.year == year


def test_the_wait_rests_on_the_epoch_only_where_another_one_would_change_it() -> None:
    since_2024 = lapsed(QINGDAO, "2026-11-15", 2024).options.values[0][0].wait_months
    since_2019 = lapsed(QINGDAO, "2026-11-15", 2019).options.values[0][0].wait_months
    assert "wait.lapse_epoch_year" not in {ground.key for ground in since_2024.grounds}
    assert "wait.lapse_epoch_year" in {ground.key for ground in since_2019.grounds}
    assert since_2019.status is Status.SECONDARY


# Prices


def test_a_repaired_year_costs_what_the_year_being_bought_does() -> None:
    case = lapsed(QINGDAO, "2027-11-15", 2024, rules=priced(QINGDAO, 2028, "420"))
    assert {kind: option.total.values for kind, option in options(case).items()} == {
        "repair_2": (Decimal(1260),),
        "repair_1": (Decimal(840),),
        "next_year": (Decimal(420),),
        "this_year": (),
    }
    lines = options(case)["repair_2"].lines
    assert lines is not None
    assert [(line.year, line.amount, line.what) for line in lines.values[0]] == [
        (2028, Decimal(420), "personal"),
        (2028, Decimal(840), "repair"),
    ]
    assert case.repair_is_best()
    assert case.repaired_years is not None
    assert case.repaired_years.values == (2,)
    assert case.repair_price is not None
    assert case.repair_price.values == (Decimal(840),)


def test_every_repaired_year_is_priced_by_the_same_source() -> None:
    case = lapsed(QINGDAO, "2027-11-15", 2024, rules=priced(QINGDAO, 2028, "420", "400"))
    assert options(case)["repair_2"].total.values == (Decimal(1260), Decimal(1200))
    assert options(case)["repair_2"].lines is None


def test_a_floor_stays_a_floor() -> None:
    case = lapsed(QINGDAO, "2026-11-15", 2024, rules=priced(QINGDAO, 2027, at_least="400"))
    repaired = options(case)["repair_1"].total
    assert (repaired.values, repaired.at_least) == ((), Decimal(800))
    assert case.repair_price_unknown()


def test_what_a_late_payer_owes_is_told_by_every_source() -> None:
    assert options(lapsed(GUANGXI, "2025-06-30", 2024))["this_year"].total.values == (Decimal(400), Decimal(1070))
    assert options(lapsed(GUANGXI, "2025-07-01", 2024))["this_year"].total.values == (Decimal(1070),)
    assert lapsed(GUANGXI, "2025-07-01", 2024).pays_subsidy()


# This year: on sale, closed, useless, or covered

SOLD = [
    # where, paid on, last covered, special, whether it is sold, its first day covered
    (HEBEI, "2026-01-20", 2025, "none", "2026-01-20"),  # in the window: from the day of payment
    (HEBEI, "2026-03-01", 2025, "none", "2026-06-01"),  # late: three months
    (HEBEI, "2026-09-30", 2025, "none", "2026-12-30"),  # the last useful day
    (HEBEI, "2026-10-01", 2025, "none", "2027-01-01"),  # useless
    (HEBEI, "2027-01-20", 2026, "none", "2027-01-20"),  # last year's window, moved on
    (HEBEI, "2026-05-10", 2026, "none", None),  # covered
    (HEBEI, "2026-05-10", 2026, "graduate", None),  # which says nothing of an end
    (HEBEI, "2026-05-10", 2026, "left_job", "2026-08-10"),  # that cover has ended
    ("321000", "2025-08-31", 2024, "none", "2025-11-30"),  # Yangzhou's last day
    ("321000", "2025-09-01", 2024, "none", None),  # and after it
    ("610000", "2025-11-30", 2024, "none", None),  # closed since March
    ("120000", "2025-06-10", 2024, "none", "2025-09-10"),  # by the national rule
    (HOHHOT, "2025-05-20", 2024, "none", "2025-08-01"),  # from the month of payment
    ("360100", "2026-02-10", 2025, "none", "2026-01-01"),  # Jiangxi's window: the whole year
]


@pytest.mark.parametrize(("where", "today", "last_covered", "special", "first_day"), SOLD)
def test_this_year(where: str, today: str, last_covered: int, special: str, first_day: str | None) -> None:
    this_year = options(lapsed(where, today, last_covered, special)).get("this_year")
    assert (start(this_year) if this_year else None) == first_day
    if this_year:
        assert this_year.usable == (start(this_year) <= f"{today[:4]}-12-31")


# Exempt groups (DT6)

EXEMPT = [
    # where, change, when, paid on, wait, first day covered (last covered in the year before)
    (PUER, "left_job", "2026-05-31", "2026-08-31", (0,), ("2026-08-31",)),
    (PUER, "left_job", "2026-05-31", "2026-09-01", (3,), ("2026-12-01",)),
    (PUER, "left_job", "2026-05-31", "2026-02-15", (0,), ("2026-02-15",)),
    (PUER, "discharged", None, "2026-08-01", (0,), ("2026-08-01",)),
    (PUER, "hardship_new", None, "2026-08-01", (0,), ("2026-08-01",)),
    (PUER, "graduate", None, "2026-08-01", (3,), ("2026-11-01",)),  # not on the list
    (JINING, "left_job", "2026-05-31", "2026-08-31", (0,), ("2026-05-31",)),
    (JINING, "released", "2025-12-20", "2026-03-20", (0,), ("2026-01-01",)),  # never before the year
    (JINING, "released", "2025-12-20", "2026-03-21", (3,), ("2026-06-21",)),
    (QINHUANGDAO, "discharged", "2022-03-10", "2022-06-07", (0,), ("2022-03-10",)),
    (QINHUANGDAO, "discharged", "2022-03-10", "2022-06-08", (0, 3), ("2022-03-10", "2022-09-08")),
    (QINHUANGDAO, "discharged", "2022-03-10", "2022-06-09", (3,), ("2022-09-09",)),
    (SHANXI, "left_job", "2025-12-01", "2026-03-01", (0,), ("2026-03-01",)),
    (GUANGZHOU, "hardship_new", None, "2026-06-01", (0,), ()),  # from a day that is not asked
]


@pytest.mark.parametrize(("where", "special", "changed", "today", "wait", "first_days"), EXEMPT)
def test_the_wait_falls_away_for_those_on_the_list(
    where: str, special: str, changed: str | None, today: str, wait: tuple[int, ...], first_days: tuple[str, ...]
) -> None:
    case = lapsed(where, today, int(today[:4]) - 1, special, changed)
    this_year = options(case)["this_year"]
    assert this_year.wait_months.values == wait
    assert tuple(day.isoformat() for day in this_year.coverage_start.values) == first_days
    assert case.exempt() == (0 in wait)


def test_missed_years_do_not_matter_to_those_on_the_list() -> None:
    case = lapsed(PUER, "2030-08-01", 2024, "released")
    assert options(case)["this_year"].wait_months.values == (0,)


def test_nothing_is_repaired_where_nothing_is_waited_for() -> None:
    case = lapsed(PUER, "2027-02-10", 2024, "discharged")
    assert most_repairs(case) == 0
    assert options(case)["this_year"].deadline.values == (date(2027, 2, 25),), "that of the window, where it is open"


def test_a_list_is_open_when_the_late_segments_are_over() -> None:
    """Chongqing's close on 30 September; a list beside them counts as one of unknown end, limit or no limit."""
    assert "this_year" not in options(lapsed(CHONGQING, "2026-10-05", 2025, "left_job"))
    rules = told(CHONGQING, "exempt.left_job", Exempt(within_months=3))
    for changed, wait, first_day in (("2026-08-01", 0, "2026-10-05"), ("2026-05-01", 3, "2027-01-05")):
        this_year = options(lapsed(CHONGQING, "2026-10-05", 2025, "left_job", changed, rules))["this_year"]
        assert (this_year.wait_months.values, start(this_year)) == ((wait,), first_day)
        assert this_year.usable == (wait == 0)
        assert this_year.deadline.unknown
        assert this_year.total.unknown


@pytest.mark.parametrize(
    ("where", "special", "asked"),
    [
        (PUER, "left_job", True),  # a limit
        (PUER, "discharged", False),  # none
        (JINING, "discharged", True),
        (HEBEI, "left_job", False),  # not listed
        (GUANGZHOU, "hardship_new", False),  # never asked
        (PUER, "none", False),
    ],
)
def test_the_day_of_the_change_is_asked_where_it_decides(where: str, special: str, asked: bool) -> None:
    assert lapsed(where, "2026-08-01", 2025, special).day_decides() is asked


# What is asked


@pytest.mark.parametrize(
    ("where", "today", "last_covered", "asked"),
    [
        ("410100", "2025-11-10", 2024, True),  # 2026 is on file
        ("410100", "2026-11-10", 2026, False),  # 2027 is not
        (HEBEI, "2025-11-10", 2024, False),  # one group
        (QINGDAO, "2026-11-10", 2024, False),  # nothing on file
    ],
)
def test_the_group_is_asked_where_a_price_on_offer_is_known(
    where: str, today: str, last_covered: int, asked: bool
) -> None:
    assert lapsed(where, today, last_covered).has_groups() is asked


# Whatever the place, the day and the person

PLACES = [*sorted(rulebook().library.packs.keys() - {"000000"}), "510100"]
SPECIALS = ("none", "left_job", "discharged", "released", "graduate", "hukou_moved", "hardship_new")


@st.composite
def people(draw: st.DrawFn) -> tuple[Late, Late]:
    """The same person paying on a day, or on a later one of the same year."""
    year = draw(st.integers(2024, 2032))
    first, second = sorted(draw(st.tuples(*[st.dates(date(year, 1, 1), date(year, 12, 31))] * 2)))
    changed = first - timedelta(days=draw(st.integers(0, 200)))
    answers = {
        "where": draw(st.sampled_from(PLACES)),
        "last_covered": draw(st.just("never") | st.integers(2015, year)),
        "special": draw(st.sampled_from(SPECIALS)),
        "special_date": changed,
        "birthday": date(1955, 7, 1),
        "hardship": "none",
        "group": "resident",
    }
    earlier, later = (Late(Facts(day, rulebook(), answers)) for day in (first, second))
    return earlier, later


@given(people())
def test_paying_later_never_covers_sooner_within_a_year(pair: tuple[Late, Late]) -> None:
    earlier, later = ({(one.way.kind, one.way.year): one for one in case.options.values[0]} for case in pair)
    for way in earlier.keys() & later.keys():
        first, second = earlier[way].coverage_start.preferred, later[way].coverage_start.preferred
        assert first is None or second is None or first <= second, way


@given(people())
def test_the_best_way_is_usable_and_soonest_if_any_is(pair: tuple[Late, Late]) -> None:
    case, _ = pair
    best, *others = case.options.values[0]
    assert best.usable or not any(option.usable for option in others)
    for option in others:
        if option.usable and best.coverage_start.preferred and option.coverage_start.preferred:
            assert best.coverage_start.preferred <= option.coverage_start.preferred


@given(people())
def test_a_repair_takes_off_a_month_for_each_year_and_never_the_fixed_wait(pair: tuple[Late, Late]) -> None:
    case, _ = pair
    found = options(case)
    for option in found.values():
        if option.way.what == "repair":
            plain = found["this_year" if option.way.year == case.today.year else "next_year"]
            assert plain.wait_months.preferred is not None
            assert option.wait_months.preferred == plain.wait_months.preferred - option.way.repaired
            assert option.wait_months.preferred >= 3
            assert option.coverage_start.preferred is not None
            assert add_months(option.coverage_start.preferred, option.way.repaired) >= plain.coverage_start.values[0]


@given(people())
def test_every_remark_can_be_decided(pair: tuple[Late, Late]) -> None:
    from flows.journeys.late import options as conclusion  # a rule knows no journey; a test may

    for case in pair:
        assert {note.test(case) for note in conclusion.notes} <= {True, False}
        assert case.figures().keys() >= {"options", "best", "total", "coverage_start"}
