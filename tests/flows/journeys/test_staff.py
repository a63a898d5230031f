"""The journeys of staff are held to what every journey is, and are offered to no resident."""

import re

import pytest

from flows.clerk import JOBS, LOOKS, clerk
from flows.dialogue import Flow
from flows.journeys import JOURNEYS
from flows.journeys.staff import STAFF_JOURNEYS
from flows.policy.case import Facts
from flows.soundness import tells, unsound
from tests.talk import rulebook, talk

FLOWS = pytest.mark.parametrize("flow", STAFF_JOURNEYS.values(), ids=list(STAFF_JOURNEYS))


@FLOWS
def test_nobody_can_be_stranded(flow: Flow) -> None:
    assert unsound(flow, STAFF_JOURNEYS) == ()


@FLOWS
def test_its_ids_are_of_no_other_journey(flow: Flow) -> None:
    assert flow.id not in JOURNEYS
    theirs = {id for other in JOURNEYS.values() for id in (*other.questions, *(tell.id for tell in tells(other)))}
    assert not theirs & {*flow.questions, *(tell.id for tell in tells(flow))}


@FLOWS
def test_its_questions_are_read_at_a_glance(flow: Flow) -> None:
    assert all(len(ask.text) <= 60 and len(ask.hint) <= 60 for ask in flow.routes)
    assert not any(re.search("[0-9]", ask.text + ask.hint) for ask in flow.routes)


def test_no_resident_is_offered_one_of_them() -> None:
    for word in ("菜单", "更多"):
        assert not any(flow.title in talk("2026-03-05", word).text for flow in STAFF_JOURNEYS.values())
    for id in STAFF_JOURNEYS:
        assert talk("2026-03-05", entry=id).step == "menu"


def test_nobody_is_offered_what_they_may_not_do() -> None:
    case = clerk({"list", "show"})(Facts(talk("2026-03-05").today, rulebook()))
    assert [job.key for job in case.jobs()] == ["list"]
    assert [look.key for look in case.looks()] == ["show"]
    nothing = clerk(())(Facts(talk("2026-03-05").today, rulebook()))
    assert (nothing.jobs(), nothing.looks(), nothing.whom()) == ((), (), ())
    assert len(JOBS) + len(LOOKS) == 5
