"""Moving: what stays, what is joined anew and by when, by the day of the move (a table to be read beside DT12)."""

from datetime import date
from functools import cache

import pytest

from flows.journeys.moving import MOVING
from flows.policy.case import Facts
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.walk import Step, walk

TODAY = date(2026, 11, 21)

RESIDENTS = """
    # from     to        moved on      covered until   next year   window opens   deadline
    130000     450100    2026-07-01    2026-12-31      2027        ?              ?            # 广西: 2027 not entered
    440300     360100    2026-10-01    2026-12-31      2027        2026-09-15     2027-02-28   # 江西: every year
    440300     360100    2026-12-31    2026-12-31      2027        2026-09-15     2027-02-28
    440300     360100    2027-01-01    2027-12-31      2028        2027-09-15     2028-02-28   # a move to come
    440300     530800    2026-10-01    2026-12-31      2027        ?              2027-02-25   # 普洱: from September
    440300     360100    2025-10-01    2025-12-31      -           -              -            # that year is over
    440300     360100    1999-10-01    1999-12-31      -           -              -
    440300     360100    9999-12-31    9999-12-31      -           -              -            # the calendar ends
"""

PLACES = """
    # from     to        remarks
    130000     450100    -
    360100     360102    stays_in_the_area       # two districts of one city
    360100     360700    exempt_from_filing      # 江西 asks for no filing inside it
    130100     130200    -                       # 河北: nobody says
"""


@cache
def rules() -> Rulebook:
    return Rulebook(Library.open())


def table(text: str) -> list[list[str]]:
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return [cells for cells in lines if cells]


def led(where: str, to_where: str, moved_on: str = "", scheme: str = "", today: date = TODAY) -> Step:
    answers = {"where": where, "to_where": to_where, "moved_on": moved_on, "scheme": scheme}
    return walk(MOVING, Facts(today, rules()), {id: stored for id, stored in answers.items() if stored})


def said(step: Step, name: str) -> str:
    figure = step.case.stated(name)
    if figure is None:
        return "-"
    return "?" if figure.unknown else str(figure.preferred)


@pytest.mark.parametrize(("where", "to_where", "moved_on", "until", "year", "opens", "deadline"), table(RESIDENTS))
def test_residents_stay_to_the_end_of_the_year_and_join_the_new_place(
    where: str, to_where: str, moved_on: str, until: str, year: str, opens: str, deadline: str
) -> None:
    step = led(where, to_where, moved_on, "resident")
    assert step.id == "stay_then_enroll"
    names = ("coverage_end", "coverage_year", "window_opens", "deadline")
    assert [said(step, name) for name in names] == [until, year, opens, deadline]


@pytest.mark.parametrize(("where", "to_where", "remark"), table(PLACES))
def test_whether_the_old_cover_serves_in_the_new_place(where: str, to_where: str, remark: str) -> None:
    step = led(where, to_where, "2026-10-01", "resident")
    remarks = [name for name in ("stays_in_the_area", "exempt_from_filing") if getattr(step.case, name)()]
    assert remarks == [name for name in (remark,) if name != "-"]
    assert said(step, "direct_settlement") == ("True" if remark == "exempt_from_filing" else "-")


def test_employees_are_transferred_and_nothing_of_a_year_is_told() -> None:
    step = led("130100", "420100", "2026-07-01", "employee")
    assert step.id == "transfer"
    assert set(step.case.figures()) == {"channels", "hotlines"}
    names = [one.name for one in step.case.figures()["channels"].preferred or ()]
    assert names == [
        *("湖北医保服务平台", "湖北政务服务网", "国家医保服务平台 App"),
        *("河北医保公共服务", "河北智慧医保"),
    ]
    assert [one.number for one in step.case.figures()["hotlines"].preferred or ()] == ["12393"]


def test_residents_register_and_pay_in_the_new_place_and_can_call_either() -> None:
    figures = led("131000", "450100", "2026-07-01", "resident").case.figures()
    assert {purpose for one in figures["channels"].preferred or () for purpose in one.purposes} >= {"register", "pay"}
    assert "「南宁医保」公众号" in [one.name for one in figures["channels"].preferred or ()]
    assert [paper.id for paper in figures["papers"].preferred or ()] == ["id_card", "hukou_book", "residence_permit"]
    numbers = [one.number for one in figures["hotlines"].preferred or ()]
    assert sorted(set(numbers)) == sorted(numbers)
    assert {"12393", "12366", "2227130"} <= set(numbers)


@pytest.mark.parametrize(
    ("moved_on", "today", "over", "missed", "to_come"),
    [
        ("2026-10-01", date(2026, 11, 21), False, False, True),
        ("2026-10-01", date(2026, 12, 31), False, False, True),
        ("2025-10-01", date(2026, 11, 21), True, False, False),
    ],
)
def test_what_is_said_of_the_next_year(moved_on: str, today: date, over: bool, missed: bool, to_come: bool) -> None:
    case = led("440300", "360100", moved_on, "resident", today).case
    assert isinstance(case, MOVING.case)
    remarks = [getattr(case, name)() for name in ("cover_is_over", "window_missed", "window_to_come")]
    assert remarks == [over, missed, to_come]


def test_a_window_that_has_closed_is_no_way_in() -> None:
    """陕西 sold 2026 until 25 December 2025: whoever moved there two days later is late."""
    case = led("440300", "610100", "2025-12-27", "resident", date(2025, 12, 27)).case
    assert [getattr(case, name)() for name in ("cover_is_over", "window_missed", "window_to_come")] == [
        *(False, True, False)
    ]


def test_everything_is_asked_in_order() -> None:
    assert led("130000", "450100").id == "moved_on"
    assert led("130000", "450100", "2026-07-01").id == "scheme"
    assert [ask.id for ask in led("130000", "450100", "2026-07-01", "resident").path] == [
        *("where", "to_where", "moved_on", "scheme")
    ]


@pytest.mark.parametrize("code", ["710000", "810000", "820000"])
def test_no_source_speaks_of_places_outside_the_mainland(code: str) -> None:
    assert led("130000", code).id == "unknown_here"
    assert set(led("130000", code).case.figures()) >= {"hotlines"}
