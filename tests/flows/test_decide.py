"""A case is decided, or refused with a sentence that says what is wrong with it."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.decide import Malformed, as_json, decide, figure_as_json
from flows.policy.bill import Line
from flows.policy.figure import UNKNOWN, Figure, Ground, Status, stated
from flows.policy.pack import Channel, Hotline, Paper
from tests.talk import rulebook


def case(**changes: Any) -> dict[str, Any]:
    """A case that can be decided, with something else about it."""
    return {"journey": "newborn", "today": "2026-08-10", "answers": {"where": "610500"}, **changes}


def test_a_case_leads_to_a_step() -> None:
    decided = decide(case(), rulebook())
    assert (decided.journey, decided.step.id, decided.step.kind) == ("newborn", "born", "ask")


def test_answers_may_be_left_out() -> None:
    assert decide({"journey": "newborn", "today": "2026-08-10"}, rulebook()).step.id == "where"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (case(journey="pension"), "no such journey: 'pension'; there are enroll, newborn"),
        (case(journey=None), "no such journey: None"),
        (case(journey=["newborn"]), "no such journey"),
        ({}, "no such journey: None"),
        (case(today="2026-02-30"), "today is no day: '2026-02-30'; it is written 2026-11-21"),
        (case(today=20260810), "today is no day: 20260810"),
        (case(today="0900-01-01"), "too far away"),
        (case(today="9999-12-31"), "too far away"),
        (case(answers=[]), "answers are an object"),
        (case(answers={"colour": "red"}), "no such question: 'colour'"),
        (case(answers={"where": 610500}), "where: an answer is text in its stored form, not 610500"),
        (case(answers={"where": "999999"}), "where: '999999' is no code of GB/T 2260"),
        (case(answers={"where": "610500", "born": "20.5.2026"}), "born: "),
        (case(answers={"where": "610500", "born": "2026-8-1"}), "born: "),
        (case(answers={"where": "610500", "born": "2026-08-11"}), "born: 2026-08-11 is after today, 2026-08-10"),
        (case(answers={"where": "610500", "hukou": "maybe"}), "hukou: 'maybe' is none of done, not_yet"),
        (case(answers={"where": "610500", "hukou": "Done"}), "hukou: 'Done' is none of"),
        (case(journey="enroll", answers={"birthday": "2027-01-01"}), "birthday: 2027-01-01 is after today"),
    ],
)
def test_a_malformed_case_is_refused(given: dict[str, Any], why: str) -> None:
    with pytest.raises(Malformed) as refused:
        decide(given, rulebook())
    assert str(refused.value).startswith(why) or why in str(refused.value)


def test_a_group_that_this_region_does_not_have_is_malformed() -> None:
    answers = {
        "where": "120000",
        "history": "first",
        "job_insurance": "no",
        "residence": "local_hukou",
        "group": "tier1",
    }
    with pytest.raises(Malformed, match="group: 'tier1' is not offered here"):
        decide(case(journey="enroll", today="2024-11-20", answers=answers), rulebook())


def test_an_answer_of_another_journey_is_ignored_but_must_parse() -> None:
    assert decide(case(answers={"where": "610500", "history": "first"}), rulebook()).step.id == "born"
    with pytest.raises(Malformed):
        decide(case(answers={"where": "610500", "history": "perhaps"}), rulebook())


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats()),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(st.text(), inside, max_size=3)),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {
            "journey": st.one_of(st.sampled_from(["newborn", "enroll"]), anything),
            "today": st.one_of(st.dates().map(str), st.just("2026-08-10"), anything),
            "answers": st.one_of(
                st.dictionaries(
                    st.sampled_from(["where", "born", "history", "residence"]),
                    st.one_of(
                        st.sampled_from(["610500", "130000", "2026-01-01", "first", "covered", "none"]), anything
                    ),
                ),
                anything,
            ),
        }
    )
)
@example({"journey": {}, "today": "", "answers": None})
def test_whatever_is_given_is_decided_or_refused(given: dict[str, Any]) -> None:
    with suppress(Malformed):
        assert decide(given, rulebook()).step.id


# ── Figures as the contract writes them ──────────────────────────────────────────────────────────────────────────────

DUE = date(2027, 5, 20)
GOOD = Ground("610000", "amount.resident", Status.QUOTED_OFFICIAL, ("X09",), DUE)
WEAK = Ground("130000", "amount.resident", Status.SEED_ONLY, ("S2", "X11"), DUE)


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        (
            stated([(Decimal("400.00"), (GOOD,))]),
            {"value": "400", "status": "quoted_official", "sources": ["X09"]},
        ),
        (
            stated([(Decimal("400"), (GOOD,)), (Decimal("0"), (WEAK,))]),
            {
                "values": [{"value": "400", "sources": ["X09"]}, {"value": "0", "sources": ["S2", "X11"]}],
                "disputed": True,
                "status": "seed_only",
                "sources": ["X09", "S2", "X11"],
            },
        ),
        (UNKNOWN, {"value": None, "status": "unknown", "sources": []}),
        (
            Figure(at_least=Decimal("400"), bound_grounds=(GOOD,)),
            {"value": None, "at_least": "400", "status": "quoted_official", "sources": ["X09"]},
        ),
        (
            Figure(at_most=Decimal("160"), bound_grounds=(WEAK,)).of_year(2026),
            {"value": None, "at_most": "160", "status": "seed_only", "sources": ["S2", "X11"], "for": 2026},
        ),
        (
            stated([(Decimal("400"), (GOOD, WEAK))]).of_year(2025),
            {"value": "400", "status": "seed_only", "sources": ["X09", "S2", "X11"], "for": 2025},
        ),
    ],
    ids=["known", "disputed", "unknown", "at least", "at most, of a year", "as weak as the weakest"],
)
def test_a_figure(figure: Figure[Decimal], written: dict[str, Any]) -> None:
    assert figure_as_json(figure) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("400"), "400"),
        (Decimal("1E+3"), "1000"),
        (Decimal("461.450"), "461.45"),
        (Decimal("0"), "0"),
        (date(2026, 1, 1), "2026-01-01"),
        (3, 3),
        (True, True),
        (Paper(id="id_card", label="身份证", situations=(), sources=()), {"id": "id_card", "label": "身份证"}),
        (
            Hotline(number="12393", topic="insurance", sources=(), label="医保"),
            {"number": "12393", "topic": "insurance"},
        ),
        ((Line(2026, Decimal("400"), "personal"),), [{"for": "2026", "amount": "400", "what": "personal"}]),
        (
            (Channel(kind="online", name="微信", purposes=("pay", "check"), sources=(), how="点开"),),
            [
                {"kind": "online", "name": "微信", "how": "点开", "for": "pay"},
                {"kind": "online", "name": "微信", "how": "点开", "for": "check"},
            ],
        ),
    ],
)
def test_a_value(value: object, written: object) -> None:
    assert as_json(value) == written
