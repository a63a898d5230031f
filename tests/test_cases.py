"""Worked cases: each a question, worked out by hand from the sources, and what has to come out of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.decision import decision
from flows.decide import Malformed
from flows.journeys import JOURNEYS
from flows.soundness import tells
from tests.expectations import WHOLE, unmet
from tests.talk import rulebook

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "tests" / "cases").glob("*.json"))
DECIDE = [sys.executable, "-c", "from bot.command import main; main()", "decide"]


def read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


CASES = {path.stem: read(path) for path in PATHS}
MALFORMED = {name for name, case in CASES.items() if "exit" in case["expect"]}


@pytest.mark.parametrize("name", sorted(set(CASES) - MALFORMED))
def test_a_case_comes_out_as_it_should(name: str) -> None:
    case = CASES[name]
    assert unmet(decision(case["given"], rulebook()), case["expect"]) == []


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_a_malformed_case_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        decision(CASES[name]["given"], rulebook())


def command(given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(DECIDE, input=given, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_command_writes_the_decision_as_one_object() -> None:
    case = CASES["enroll-yangzhou-long-term-care-apart"]
    done = command(json.dumps(case["given"]))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == decision(case["given"], rulebook())
    assert unmet(json.loads(done.stdout), case["expect"]) == []


@pytest.mark.parametrize(
    "given",
    [
        json.dumps(CASES["malformed-region"]["given"]),
        '{"journey": ["newborn"], "today": "2026-08-10"}',
        "[]",
        "{",
        "",
        "[" * 100_000,
    ],
)
def test_the_command_refuses_with_a_sentence_and_exit_code_two(given: str) -> None:
    done = command(given)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("canbao decide: ")
    assert len(done.stderr.splitlines()) == 1


def test_every_case_says_what_it_expects_and_why() -> None:
    for name, case in CASES.items():
        assert list(case) == ["id", "why", "given", "expect"], name
        assert case["id"] == name
        assert case["why"].endswith("."), name
        assert case["expect"], name
        assert set(case["expect"]) <= WHOLE, name
        assert "figures" not in case["expect"] or "(" in case["why"], f"{name}: which sources does it rest on?"


@pytest.mark.parametrize("journey", ["newborn", "enroll"])
def test_every_conclusion_is_reached_by_a_case(journey: str) -> None:
    reached = {case["expect"].get("step") for case in CASES.values() if case["given"]["journey"] == journey}
    offers = {"pay_now", "pay_late"} if journey == "enroll" else set()
    nowhere = {"hukou_first"}  # no region is known to ask for the household register first
    assert ({tell.id for tell in tells(JOURNEYS[journey])} | offers) - reached - nowhere == set()
