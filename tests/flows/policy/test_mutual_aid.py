"""Mutual aid: every relation, with and without an account, near and far (a table to be read beside DT10)."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from flows.journeys.mutual_aid import MUTUAL_AID
from flows.policy.case import Facts
from flows.policy.figure import Status
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.walk import Step, walk

TABLE = """
    # relation     without an account   in one province   across provinces
    spouse         not_eligible         family_account    wallet
    parent         not_eligible         family_account    wallet
    child          not_eligible         family_account    wallet
    sibling        not_eligible         family_account    wallet
    grandparent    not_eligible         family_account    wallet
    grandchild     not_eligible         family_account    wallet
    other          not_eligible         not_eligible      not_eligible
"""


@cache
def rules() -> Rulebook:
    return Rulebook(Library.open())


def led(relation: str, account: str = "", province: str = "") -> Step:
    answers = {"relation": relation, "payer_account": account, "same_province": province}
    return walk(MUTUAL_AID, Facts(date(2026, 11, 21), rules()), {id: one for id, one in answers.items() if one})


def rows() -> list[list[str]]:
    return [cells for line in TABLE.splitlines() if (cells := line.partition("#")[0].split())]


@pytest.mark.parametrize(("relation", "without", "same", "across"), rows())
def test_where_a_relation_leads(relation: str, without: str, same: str, across: str) -> None:
    assert led(relation, "no", "yes").id == led(relation, "no", "no").id == without
    assert led(relation, "yes", "yes").id == same
    assert led(relation, "yes", "no").id == across


def test_nothing_is_asked_that_changes_nothing() -> None:
    assert [ask.id for ask in led("other", "yes", "yes").path] == ["relation"]
    assert [ask.id for ask in led("child", "no", "yes").path] == ["relation", "payer_account"]
    assert led("child").id == "payer_account"
    assert led("child", "yes").id == "same_province"


def test_the_wallet_has_limits() -> None:
    figures = led("parent", "yes", "no").case.figures()
    limits = {name: figures[name] for name in ("per_transfer_limit", "transfers_per_day", "closed_hours")}
    assert {name: one.preferred for name, one in limits.items()} == {
        "per_transfer_limit": Decimal(2000),
        "transfers_per_day": 3,
        "closed_hours": "22:00-06:00",
    }
    assert {one.status for one in limits.values()} == {Status.QUOTED_OFFICIAL}
    assert {one.sources for one in limits.values()} == {("X58", "X42")}


def test_the_wallet_is_on_the_telephone_and_the_family_account_at_a_counter_too() -> None:
    wallet, family = led("parent", "yes", "no").case.figures(), led("parent", "yes", "yes").case.figures()
    assert "papers" not in wallet
    assert [paper.id for paper in family["papers"].preferred or ()] == ["id_card", "insurance_card", "mutual_aid_form"]
    assert ["医保钱包" in one.how for one in wallet["channels"].preferred or ()] == [True]
    assert ["家庭共济" in one.how for one in family["channels"].preferred or ()] == [True]
    assert "per_transfer_limit" not in family


def test_who_is_turned_down_is_told_whom_to_call_and_nothing_else() -> None:
    assert set(led("other").case.figures()) == {"hotlines"}
    assert set(led("child", "no").case.figures()) == {"hotlines"}


@pytest.mark.parametrize(
    ("relation", "account", "why"), [("other", "", {"no_relative"}), ("child", "no", {"no_account"})]
)
def test_who_is_turned_down_is_told_why(relation: str, account: str, why: set[str]) -> None:
    step = led(relation, account)
    answered = {ask.id for ask in step.path}
    asked = {"no_relative": "relation", "no_account": "payer_account"}
    assert {name for name, id in asked.items() if id in answered and getattr(step.case, name)()} == why
