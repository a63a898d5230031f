"""A journey is drawn from its map: every box and arrow of it, and nothing else."""

import re

import pytest

from flows.diagram import mermaid
from flows.dialogue import Flow, HandOver, when
from flows.journeys import JOURNEYS
from flows.soundness import tells
from tests.flows.tiny import SOUP, Soup, hot, kind, routed, served, sold_out


def test_a_small_journey() -> None:
    assert mermaid(SOUP).splitlines() == [
        "flowchart TD",
        '    kind(["kind<br>要哪种汤"])',
        '    hot(["hot<br>要热的吗"])',
        '    spoon(["spoon<br>要勺子吗"])',
        '    sold_out["sold_out"]',
        '    served["served"]',
        '    unknown_here["unknown_here"]',
        "    kind -->|fish| hot",
        "    kind -->|bean| sold_out",
        "    hot --> fork1",
        '    fork1{"is_hot?"}',
        "    fork1 -->|yes| spoon",
        "    fork1 -->|no| served",
        "    spoon --> served",
    ]


def test_choices_that_lead_to_the_same_place_share_an_arrow() -> None:
    assert "kind -->|fish · bean| sold_out" in mermaid(routed({kind: {"fish": sold_out, "bean": sold_out}}))


def test_a_fork_that_is_reached_twice_is_drawn_once() -> None:
    fork = when(Soup.is_hot, served, otherwise=sold_out)
    drawn = mermaid(routed({kind: {"fish": hot, "bean": fork}, hot: fork}))
    assert drawn.count('{"is_hot?"}') == 1
    assert "kind -->|bean| fork1" in drawn
    assert "hot --> fork1" in drawn


def test_a_journey_that_takes_over_is_a_box_of_its_own() -> None:
    drawn = mermaid(routed({kind: {"fish": hot, "bean": HandOver("dinner")}}))
    assert 'to_dinner[["dinner"]]' in drawn
    assert "kind -->|bean| to_dinner" in drawn


@pytest.mark.parametrize("flow", JOURNEYS.values(), ids=list(JOURNEYS))
def test_every_question_and_conclusion_of_a_journey_is_drawn_and_joined(flow: Flow) -> None:
    lines = [line.strip() for line in mermaid(flow).splitlines()[1:]]
    boxes = {found[1] for line in lines if (found := re.match(r"(\w+)[\[({]", line))}
    arrows = [re.fullmatch(r"(\w+) -->(?:\|[\w · ]+\|)? (\w+)", line) for line in lines]
    joined = [(found[1], found[2]) for found in arrows if found]
    assert len(boxes) + len(joined) == len(lines)
    assert {start for start, _ in joined} | {end for _, end in joined} <= boxes
    assert {ask.id for ask in flow.routes} | {tell.id for tell in tells(flow)} <= boxes
    assert {end for _, end in joined} >= {ask.id for ask in list(flow.routes)[1:]}


def test_no_mark_that_the_drawing_reads_is_left_in_a_text() -> None:
    for flow in JOURNEYS.values():
        for line in mermaid(flow).splitlines():
            assert not re.search(r'\["[^"]*["{}][^"]*"\]', line), line
