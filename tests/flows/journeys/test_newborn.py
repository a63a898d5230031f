"""新生儿参保: what is asked of whom, and the conclusion that no packaged pack leads to."""

from dataclasses import replace
from datetime import date

import pytest

from flows.heard import Opened
from flows.policy.figure import Status
from flows.policy.library import Library
from flows.policy.newborn_rules import WithoutHukou
from flows.policy.pack import Fact, Stated
from flows.policy.rulebook import Rulebook
from tests.talk import Talk, rulebook, talk


@pytest.mark.parametrize(
    ("where", "today", "born", "asked"),
    [
        ("610500", "2026-08-10", "2026-05-20", ["born", "hukou"]),
        ("130000", "2025-06-01", "2025-05-01", ["born", "hukou", "parents_insured"]),
        ("420100", "2026-06-01", "2026-05-01", ["born", "hukou", "parents_insured"]),
        ("410100", "2026-05-01", "2026-04-10", ["born", "hukou"]),
        ("610500", "2026-09-05", "2026-05-20", ["born"]),  # too late, the paperwork changes nothing
        ("510100", "2026-06-01", "2026-05-01", []),  # nothing is on file
    ],
)
def test_only_what_can_change_the_conclusion_is_asked(where: str, today: str, born: str, asked: list[str]) -> None:
    one = talk(today, entry=f"newborn--where-{where}")
    answers = {"born": born, "hukou": "上了", "parents_insured": "没有"}
    steps = []
    while one.screen.kind == "ask":
        steps.append(one.step)
        one.say(answers[one.step])
    assert steps == asked


def where_the_register_comes_first() -> Rulebook:
    """The packaged rules, with a Shaanxi that registers no child before it is in the household register."""
    library = rulebook().library
    shaanxi = library.packs["610000"]
    rule = Stated(WithoutHukou(accepted=False), ("X09",))
    fact = Fact("610000", "newborn.without_hukou", (rule,), Status.QUOTED_OFFICIAL, shaanxi.verify_by)
    changed = {**library.packs, "610000": replace(shaanxi, facts=(*shaanxi.facts, fact))}
    return Rulebook(Library(changed, library.sources))


def in_such_a_place(*said: str) -> Talk:
    one = Talk(date(2026, 8, 10), rules=where_the_register_comes_first())
    return one.hear(Opened("newborn--where-610500--born-20260520")).say(*said)


def test_where_the_household_register_comes_first_that_is_said_with_the_day() -> None:
    one = in_such_a_place("还没有")
    assert one.step == "hukou_first"
    assert "先上户口" in one.screen.text
    assert "2026年8月17日" in one.screen.text
    assert len(one.screen.text) <= 120


def test_once_it_is_in_the_register_nothing_keeps_it_back() -> None:
    assert in_such_a_place("上了").step == "covered_from_birth"


def test_the_day_to_keep_is_the_safe_one() -> None:
    screen = talk("2026-08-10", "2026年5月20日", "上了", entry="newborn--where-610500").screen
    assert "2026年8月17日（周一）" in screen.text
    assert "8月18日" not in screen.text
    limit = next(row for row in screen.rows if row.key == "limit_date")
    assert "2026年8月18日" in limit.lines[0]


def test_every_way_to_pay_is_told_where_the_limit_reaches_into_the_next_year() -> None:
    screen = talk("2026-03-10", "2025年12月20日", "上了", "没有", entry="newborn--where-130000").screen
    options = next(row for row in screen.rows if row.key == "options")
    assert [line.split("：")[0] for line in options.lines] == [
        "两年都交",
        "只交出生这一年",
        "只交下一年的（2026年度）",
    ]
