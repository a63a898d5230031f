"""Rows are told together as one figure that rests on what each of them rests on."""

from datetime import date

from flows.policy.figure import UNKNOWN, Ground, Status
from flows.policy.pack import Paper
from flows.policy.rows import Rows, listed

DUE = date(2027, 5, 20)
CITY = Ground("610500", "paper", Status.QUOTED_OFFICIAL, ("X09",), DUE)
PROVINCE = Ground("610000", "paper", Status.SEED_ONLY, ("S2",), DUE)


def paper(id: str) -> Paper:
    return Paper(id=id, label=id, situations=("enroll",), sources=("X09",))


def test_no_rows_are_unknown() -> None:
    assert listed(()) == UNKNOWN
    assert Rows[Paper]().together == UNKNOWN


def test_rows_stand_in_their_order_on_each_ground_once() -> None:
    told = listed([(paper("a"), CITY), (paper("b"), PROVINCE), (paper("c"), CITY)])
    assert told.values == ((paper("a"), paper("b"), paper("c")),)
    assert told.grounds == (CITY, PROVINCE)
    assert told.status is Status.SEED_ONLY


def test_rows_are_put_together_once() -> None:
    rows = Rows([(paper("a"), CITY)])
    assert listed(rows) is listed(rows)
