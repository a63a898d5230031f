"""The position is computed: other answers, walked again."""

from collections.abc import Mapping
from datetime import date

import pytest

from flows.dialogue import Flow, HandOver, Tell, when
from flows.journeys import JOURNEYS
from flows.policy.case import Facts, NotKnown
from flows.policy.rulebook import Rulebook
from flows.walk import Step, walk
from tests.flows.tiny import ROUTES, SOUP, Soup, dessert, hot, kind, routed, served, sold_out, soup, spoon, unknown_here
from tests.talk import rulebook

TODAY = date(2025, 11, 30)


def step(stored: Mapping[str, str], flow: Flow = SOUP) -> Step:
    return walk(flow, Facts(TODAY, rulebook()), stored)


@pytest.mark.parametrize(
    ("stored", "leads_to"),
    [
        ({}, "kind"),
        ({"kind": "bean"}, "sold_out"),
        ({"kind": "fish"}, "hot"),
        ({"kind": "fish", "hot": "no"}, "served"),
        ({"kind": "fish", "hot": "yes"}, "spoon"),
        ({"kind": "fish", "hot": "yes", "spoon": "no"}, "served"),
        ({"spoon": "no", "hot": "yes", "kind": "fish"}, "served"),  # in whatever order they were stored
        ({"hot": "yes", "spoon": "no"}, "kind"),  # a later answer does not jump the queue
        ({"kind": "bean", "hot": "yes", "spoon": "no"}, "sold_out"),  # nor do answers nobody asks for
        ({"kind": "fish", "pepper": "yes"}, "hot"),
    ],
)
def test_answers_lead_to_a_step(stored: dict[str, str], leads_to: str) -> None:
    assert step(stored).id == leads_to


def test_the_path_holds_what_was_asked_in_order() -> None:
    path = step({"spoon": "no", "hot": "yes", "kind": "fish", "pepper": "yes"}).path
    assert {ask.id: stored for ask, stored in path.items()} == {"kind": "fish", "hot": "yes", "spoon": "no"}
    assert list(path) == [kind, hot, spoon]


def test_the_case_is_decided_on_the_path_alone() -> None:
    case = step({"kind": "bean", "hot": "yes"}).case
    assert dict(case.facts.answers) == {"kind": "bean"}


@pytest.mark.parametrize("broken", ["", "noodle", "FISH", "fish "])
def test_an_answer_that_no_longer_parses_is_asked_again(broken: str) -> None:
    again = step({"kind": broken, "hot": "yes"})
    assert (again.id, again.kind, again.unreadable) == ("kind", "ask", broken)


def test_an_answer_not_given_yet_is_not_unreadable() -> None:
    assert step({"kind": "fish"}).unreadable is None


def test_a_birthday_that_has_not_come_is_asked_again() -> None:
    stored = {"where": "610500", "born": "2025-12-01"}
    assert step(stored, JOURNEYS["newborn"]).unreadable == "2025-12-01"
    assert step({**stored, "born": "2025-11-30"}, JOURNEYS["newborn"]).id == "hukou"


def test_an_option_that_this_region_does_not_have_is_asked_again() -> None:
    stored = {"where": "120000", "history": "continuous", "job_insurance": "no", "residence": "local_hukou"}
    assert step({**stored, "group": "tier1"}, JOURNEYS["enroll"]).unreadable == "tier1"
    assert step({**stored, "group": "adult_low"}, JOURNEYS["enroll"]).id == "hardship"


def test_an_unknown_fact_that_decides_ends_in_the_last_resort() -> None:
    def nobody_knows(case: Soup) -> bool:
        raise NotKnown("salt")

    flow = routed({hot: when(nobody_knows, spoon, otherwise=served)})
    assert step({"kind": "fish", "hot": "yes"}, flow).at is unknown_here


def test_the_kinds_of_steps() -> None:
    assert step({}).kind == "ask"
    assert step({"kind": "bean"}).kind == "tell"
    over = step({"kind": "bean"}, routed({kind: {"fish": hot, "bean": HandOver("dinner")}}))
    assert (over.kind, over.id) == ("hand_over", "dinner")


@pytest.mark.parametrize("known", range(4))
def test_going_on_from_where_others_went_leads_where_walking_from_the_beginning_does(known: int) -> None:
    stored = {"kind": "fish", "hot": "yes", "spoon": "no"}
    some = dict(list(stored.items())[:known])
    alone = walk(SOUP, Facts(TODAY, Rulebook(rulebook().library)), stored)
    before = step(some)
    onward = step(stored)
    assert (onward.id, dict(onward.path)) == ("served", dict(alone.path))
    assert onward.case.facts.answers == alone.case.facts.answers
    assert len(before.path) == known, "where somebody was stays as it was"


def test_in_whatever_order_they_were_answered_the_answers_lead_to_the_same_place() -> None:
    stored = {"spoon": "no", "kind": "fish", "hot": "yes"}
    assert (step(stored).id, list(step(stored).path.values())) == ("served", ["fish", "yes", "no"])


# ── Question n of at most m ──────────────────────────────────────────────────────────────────────────────────────────


def shown(stored: Mapping[str, str], flow: Flow = SOUP) -> tuple[int, int] | None:
    return step(stored, flow).progress


def test_the_branch_taken_is_counted_as_it_becomes_known() -> None:
    assert shown({}) == (1, 3)
    assert shown({"kind": "fish"}) == (2, 3)
    assert shown({"kind": "fish", "hot": "yes"}) == (3, 3)


def test_a_conclusion_has_no_number() -> None:
    assert shown({"kind": "bean"}) is None


def test_a_fork_that_is_decided_counts_only_its_branch() -> None:
    always = routed({kind: when(lambda case: True, served, otherwise=hot)})
    assert shown({}, always) == (1, 1)


def test_a_last_resort_ends_the_count() -> None:
    def nobody_knows(case: Soup) -> bool:
        raise NotKnown("salt")

    assert shown({}, routed({kind: when(nobody_knows, hot, otherwise=hot)})) == (1, 1)


def test_a_fork_between_conclusions_is_not_decided_to_count() -> None:
    def never_asked(case: Soup) -> bool:
        raise AssertionError

    either = when(never_asked, served, otherwise=when(never_asked, sold_out, otherwise=dessert))
    assert shown({}, routed({kind: either})) == (1, 1)


def test_what_many_ways_lead_to_is_looked_at_once() -> None:
    looked: list[Soup] = []

    def is_hot(case: Soup) -> bool:
        looked.append(case)
        return case.is_hot()

    then_spoon = when(is_hot, spoon, otherwise=served)
    flow = routed({kind: {"fish": hot, "bean": then_spoon}, hot: then_spoon})
    assert shown({}, flow) == (1, 3)
    assert len(looked) == 1


def test_an_offer_has_no_number_and_its_guide_counts_from_one() -> None:
    flow = soup(routes={kind: {"fish": dessert, "bean": sold_out}, dessert: {"start": spoon, "later": served}, **SPOON})
    assert shown({}, flow) == (1, 1)
    assert shown({"kind": "fish"}, flow) is None
    assert shown({"kind": "fish", "dessert": "start"}, flow) == (1, 1)


SPOON = {spoon: ROUTES[spoon]}


def test_what_is_concluded_is_a_conclusion() -> None:
    assert isinstance(step({"kind": "bean"}).at, Tell)
