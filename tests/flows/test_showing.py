"""What has to be said of the facts behind a reply, and where."""

from datetime import date, timedelta

import pytest

from flows.dialogue import HandOver
from flows.journeys import JOURNEYS
from flows.policy.case import Facts
from flows.policy.figure import Ground, Status
from flows.showing import banners, show
from flows.state import State
from flows.walk import walk
from tests.talk import rulebook, talk

TODAY = date(2026, 11, 21)
DUE = date(2027, 5, 20)


def ground(status: Status = Status.QUOTED_OFFICIAL, verify_by: date = DUE, cover: int | None = None) -> Ground:
    return Ground("610000", "amount.resident", status, ("X09",), verify_by, cover)


@pytest.mark.parametrize(
    ("grounds", "openings"),
    [
        ([], []),
        ([ground()], []),
        ([ground(Status.VERIFIED_OFFICIAL)], []),
        ([ground(Status.SECONDARY)], ["未经官方核实"]),
        ([ground(), ground(Status.SEED_ONLY)], ["未经官方核实"]),
        ([ground(verify_by=TODAY)], []),
        ([ground(verify_by=TODAY - timedelta(days=1))], ["这些资料"]),
        ([ground(cover=2026)], []),
        ([ground(cover=2027)], []),
        ([ground(cover=2025)], ["资料说的是"]),
        ([ground(cover=2025), ground(cover=2024), ground(cover=2025)], ["资料说的是", "资料说的是"]),
        (
            [ground(Status.SECONDARY, date(2026, 1, 1), 2022)],
            ["未经官方核实", "这些资料", "资料说的是"],
        ),
    ],
)
def test_what_the_facts_behind_a_reply_call_for(grounds: list[Ground], openings: list[str]) -> None:
    said = [words.text for words in banners(grounds, TODAY)]
    assert [text[: len(opening)] for text, opening in zip(said, openings, strict=True)] == openings


def test_past_years_are_named_in_order() -> None:
    years = [words.given["year"] for words in banners([ground(cover=2025), ground(cover=2022)], TODAY)]
    assert years == [2022, 2025]


def test_a_question_that_quotes_no_figure_carries_no_banner() -> None:
    assert talk("2028-01-10", entry="newborn--where-610500").screen.banners == ()


def test_a_conclusion_on_unofficial_facts_says_so_and_whom_to_call() -> None:
    screen = talk("2025-06-14", "2025年3月15日", entry="newborn--where-130000").screen
    assert any("未经官方核实" in banner for banner in screen.banners)
    assert any(row.key == "hotlines" for row in screen.rows)


def test_a_conclusion_on_facts_not_read_again_says_so() -> None:
    screen = talk("2028-03-15", "2028年2月29日", "上了", "没有", entry="newborn--where-130000").screen
    assert any("没有重新核对" in banner for banner in screen.banners)


def test_every_source_is_cited_once() -> None:
    screen = talk("2026-03-10", "2025年12月20日", "上了", "没有", entry="newborn--where-130000").screen
    ids = [citation.id for citation in screen.citations]
    assert len(ids) == len(set(ids)) > 0


def test_a_hand_over_is_never_shown() -> None:
    flow = JOURNEYS["enroll"]
    step = walk(flow, Facts(date(2025, 11, 30), rulebook()), {"where": "610000", "history": "lapsed"})
    assert isinstance(step.at, HandOver)
    with pytest.raises(TypeError):
        show(flow, step, State(), rulebook())


def test_a_list_that_serves_no_purpose_here_is_left_out() -> None:
    one = talk("2025-11-10", "没有", "户口在这里", "都没有", "1", entry="enroll--where-130600--history-continuous")
    assert one.step == "registered"
    assert [row.label for row in one.screen.rows if not any(row.lines)] == []
