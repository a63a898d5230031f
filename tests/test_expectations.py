"""The grammar of expectations: each operator holds, and fails to hold, where it should."""

from typing import Any

import pytest

from tests.expectations import unmet

KNOWN = {"value": "400", "status": "quoted_official", "sources": ["X09"]}
DISPUTED = {"values": [{"value": "400"}, {"value": "0"}], "disputed": True, "status": "seed_only"}
UNKNOWN = {"value": None, "status": "unknown"}
FLOOR = {"value": None, "at_least": "400", "status": "quoted_official"}
OF_A_YEAR = {"value": "400", "status": "quoted_official", "for": 2026}
LIST = {"value": [{"id": "id_card", "label": "身份证"}, {"id": "photo", "label": "照片"}], "status": "secondary"}

HOLDS = [
    *((KNOWN, "400"), (KNOWN, {"value": "400"}), (KNOWN, {"preferred": "400"}), (KNOWN, {"certain": True})),
    *((KNOWN, {"disputed": False}), (KNOWN, {"unknown": False}), (KNOWN, {"values_include": ["400"]})),
    *(
        (KNOWN, {"status": "quoted_official"}),
        (KNOWN, {"status_at_most": "quoted_official"}),
        (KNOWN, {"mentions": "40"}),
    ),
    *(
        (DISPUTED, {"disputed": True, "preferred": "400", "values_include": ["0", "400"]}),
        (DISPUTED, {"certain": False}),
    ),
    *((DISPUTED, {"status_at_most": "secondary"}), (UNKNOWN, {"unknown": True}), (UNKNOWN, None), (None, None)),
    *(
        (UNKNOWN, {"certain": False}),
        (FLOOR, {"bound": {"at_least": "400"}}),
        (FLOOR, None),
        (FLOOR, {"certain": False}),
    ),
    *((OF_A_YEAR, {"value": "400", "for": 2026}), (None, {"certain": False})),
    *((LIST, [{"id": "photo"}, {"id": "id_card"}]), (LIST, {"mentions": "photo"})),
]
FAILS = [
    *(
        (KNOWN, "401"),
        (KNOWN, 400),
        (KNOWN, "400.00"),
        (KNOWN, None),
        (KNOWN, {"certain": False}),
        (KNOWN, {"unknown": True}),
    ),
    *((KNOWN, {"disputed": True}), (KNOWN, {"value": "400", "status": "secondary"}), (KNOWN, {"for": 2026})),
    *((KNOWN, {"status_at_most": "secondary"}), (KNOWN, {"mentions": "500"}), (KNOWN, {"bound": {"at_least": "400"}})),
    *(
        (DISPUTED, "400"),
        (DISPUTED, {"preferred": "0"}),
        (DISPUTED, {"values_include": ["400", "1"]}),
        (DISPUTED, None),
    ),
    *((UNKNOWN, {"unknown": False}), (FLOOR, {"bound": {"at_least": "401"}}), (FLOOR, {"bound": {"at_most": "400"}})),
    *((FLOOR, {"unknown": True}), (None, {"unknown": True}), (None, "400"), (OF_A_YEAR, {"for": "2026"})),
    *((LIST, [{"id": "photo"}]), (LIST, [{"id": "photo"}, {"id": "x"}]), ({"value": True}, 1), ({"value": 1}, True)),
]


def decision(total: Any, **more: Any) -> dict[str, Any]:
    figures = {} if total is None else {"total": total}
    return {"step": "pay_now", "kind": "ask", "text": "缴400元", "figures": {**figures, **more}}


@pytest.mark.parametrize(("figure", "expected"), HOLDS)
def test_an_expectation_is_met(figure: Any, expected: Any) -> None:
    assert unmet(decision(figure), {"figures": {"total": expected}}) == []


@pytest.mark.parametrize(("figure", "expected"), FAILS)
def test_an_expectation_is_not_met(figure: Any, expected: Any) -> None:
    assert len(unmet(decision(figure), {"figures": {"total": expected}})) >= 1


def test_the_step_the_kind_and_the_text() -> None:
    assert unmet(decision(KNOWN), {"step": "pay_now", "kind": "ask", "text": {"mentions": "400元"}}) == []
    assert len(unmet(decision(KNOWN), {"step": "pay_late", "kind": "tell", "text": {"mentions": "500"}})) == 3


OPTIONS = {
    "value": [
        {"kind": "this_year", "coverage_year": 2026, "total": KNOWN, "usable": True},
        {"kind": "next_year", "coverage_year": 2027, "total": UNKNOWN, "usable": False},
    ]
}


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ({"options": [{"kind": "this_year", "total": "400", "usable": True}]}, 0),
        ({"options": [{"kind": "next_year", "coverage_year": 2027, "total": {"unknown": True}}]}, 0),
        ({"options": [{"kind": "this_year", "total": "500", "usable": False}]}, 2),
        ({"options": [{"kind": "repair_1"}]}, 1),
        ({"options": [{"kind": "this_year", "coverage_year": 2027}]}, 2),
        ({"absent_options": [{"kind": "repair_1"}]}, 0),
        ({"absent_options": [{"kind": "this_year", "coverage_year": 2026}]}, 1),
        ({"order": ["this_year", "next_year"]}, 0),
        ({"order": ["next_year", "this_year"]}, 1),
        ({"order": ["this_year", "repair_1"]}, 1),
    ],
)
def test_options(expect: dict[str, Any], missed: int) -> None:
    assert len(unmet(decision(KNOWN, options=OPTIONS), expect)) == missed


def test_absence_is_not_proved_by_an_empty_list() -> None:
    assert len(unmet(decision(KNOWN), {"absent_options": [{"kind": "repair_1"}]})) == 1


def test_a_slip_in_the_case_is_told() -> None:
    assert unmet(decision(KNOWN), {"steps": "pay_now"}) == ["the case itself: nobody knows what steps expects"]
    with pytest.raises(KeyError):
        unmet(decision(KNOWN), {"figures": {"total": {"valeu": "400"}}})
