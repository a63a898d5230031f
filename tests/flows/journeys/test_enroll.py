"""参保缴费: what is asked of whom, and what follows the conclusion."""

import pytest

from flows.heard import Opened
from tests.talk import Talk, talk

BASIC = ["history", "job_insurance", "residence"]


@pytest.mark.parametrize(
    ("where", "today", "asked"),
    [
        ("450000", "2024-11-20", BASIC),
        ("610000", "2025-11-30", [*BASIC, "hardship"]),
        ("410100", "2025-11-15", [*BASIC, "group", "hardship"]),
        ("310000", "2024-12-01", [*BASIC, "group", "birthday"]),
        ("440400", "2024-11-20", [*BASIC, "group"]),
        ("330100", "2025-11-15", []),
    ],
)
def test_only_what_can_change_the_amount_here_is_asked(where: str, today: str, asked: list[str]) -> None:
    one = talk(today, entry=f"enroll--where-{where}")
    answers = {"history": "2", "job_insurance": "没有", "birthday": "1955年7月1日"}
    steps = []
    while one.screen.kind == "ask":
        steps.append(one.step)
        one.say(answers.get(one.step, "1"))
    assert steps == asked


def test_people_who_study_here_choose_among_the_groups_of_students() -> None:
    one = talk("2024-12-01", "没有", "在这里上学", entry="enroll--where-310000--history-continuous")
    assert one.step != "group"  # there is one group of students, so it is not asked
    two = talk("2024-12-01", "没有", "在这里上学", entry="enroll--where-410100--history-continuous")
    assert [option.key for option in two.screen.options] == ["resident", "university"]


def test_none_stands_first_among_the_identities() -> None:
    one = talk("2025-11-15", "没有", "户口在这里", "1", entry="enroll--where-410100--history-continuous")
    assert one.step == "hardship"
    assert one.screen.options[0].label == "都没有"


def test_the_question_about_the_past_names_the_year_on_sale() -> None:
    november, january = (
        talk("2025-11-10", entry="enroll--where-130600"),
        talk("2026-03-10", entry="enroll--where-130600"),
    )
    assert "2026年度" in november.screen.text
    assert "2025年有医保，2026年还没交" in november.text
    assert "2026年度" in january.screen.text
    assert "2027年度" in talk("2026-11-21", entry="enroll--where-130600").screen.text


def at_the_offer() -> Talk:
    one = talk("2025-11-30", "没有", "户口在这里", "都没有", entry="enroll--where-610500--history-continuous")
    assert one.step == "pay_now"
    return one


def test_the_guide_counts_from_one() -> None:
    one = at_the_offer().say("1")
    numbers = []
    for _ in range(4):
        numbers.append(one.screen.progress)
        one.say("做好了")
    assert numbers == ["第1/4步", "第2/4步", "第3/4步", "第4/4步"]
    assert one.step == "all_done"


@pytest.mark.parametrize("steps", range(4))
def test_every_guided_step_can_be_put_off_and_taken_up_again(steps: int) -> None:
    one = at_the_offer().say("1", *["做好了"] * steps)
    step = one.step
    later = one.say("以后再说")
    assert later.step == step
    assert "进度都记下了" in later.text
    assert one.hear(Opened("")).say("接着填").step == step


@pytest.mark.parametrize("steps", range(4))
def test_the_figures_stay_during_the_guide(steps: int) -> None:
    one = at_the_offer().say("1", *["做好了"] * steps, "查看")
    assert len(one.screen.review) == 6 + steps


def test_an_amount_of_another_year_is_told_only_as_that_years() -> None:
    one = talk("2026-11-21", "没有", "户口在这里", "都没有", entry="enroll--where-610500--history-continuous")
    assert one.step == "not_announced"
    assert "2026年度" in one.screen.text
    assert "2027年度" in one.screen.text
    amounts = [line for row in one.screen.rows for line in row.lines if "400元" in line]
    assert amounts == ["400元（2026年度的）"]
