"""Conversations read as they were approved. After a change of words, `pytest --update` rewrites them."""

from pathlib import Path

import pytest

from flows.dialogue import Offer
from flows.journeys import JOURNEYS
from flows.soundness import tells
from tests.conftest import skip_or_fail
from tests.transcript import FOLDER, NoTranscript, Told, read, scripts, tell

PATHS = sorted(FOLDER.glob("*/*.txt"))

COVERED = ("newborn", "enroll")
"""The journeys of which every conclusion has a transcript."""

NOWHERE = {"hukou_first"}
"""Conclusions that no packaged pack leads to: no region is known to ask for the household register first."""


def told(text: str) -> Told:
    """The transcript told again; its steps are as its header promises."""
    script = read(text)
    try:
        again = tell(script)
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")
    assert again.steps[-1] == script.ends, "it ends elsewhere now; if that is right, change the header by hand"
    on_the_way = iter(again.steps)
    assert [step for step in script.meets if step not in on_the_way] == [], "it no longer goes by way of these"
    return again


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_conversation_reads_as_approved(path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    now = told(written).text
    if request.config.getoption("--update"):
        path.write_text(now, encoding="utf-8")
    else:
        assert now == written, "if it reads better now: pytest --update"


@pytest.mark.parametrize("journey", COVERED)
def test_every_conclusion_has_a_conversation(journey: str) -> None:
    flow = JOURNEYS[journey]
    conclusions = {tell.id for tell in tells(flow)} | {ask.id for ask in flow.routes if isinstance(ask, Offer)}
    guide = {ask.id for ask in flow.routes if ask.purpose}
    of_journey = [script for path, script in scripts() if path.parent.name == journey]
    assert (conclusions | guide) - {step for one in of_journey for step in (one.ends, *one.meets)} - NOWHERE == set()


def test_every_conversation_belongs_to_a_journey() -> None:
    assert {path.parent.name for path in PATHS} <= {*JOURNEYS, "anywhere"}


HEADER = "# 2026-08-10 · zh_Hans · 来得及\n# entry: newborn--where-610500\n"


def test_an_update_cannot_change_where_a_conversation_ends() -> None:
    with pytest.raises(AssertionError, match="it ends elsewhere now"):
        told(f"{HEADER}# ends: covered_later\n\n> 2026年5月20日\n\n> 上了\n")


def test_an_update_cannot_change_the_way_a_conversation_takes() -> None:
    with pytest.raises(AssertionError, match="no longer goes by way of"):
        told(f"{HEADER}# meets: parents_insured\n# ends: covered_from_birth\n\n> 2026年5月20日\n\n> 上了\n")


def test_the_steps_on_the_way_come_in_this_order() -> None:
    with pytest.raises(AssertionError, match="no longer goes by way of"):
        told(f"{HEADER}# meets: hukou born\n# ends: covered_from_birth\n\n> 2026年5月20日\n\n> 上了\n")


def test_what_was_said_before_does_not_matter_to_an_update() -> None:
    script = f"{HEADER}# ends: hukou\n\n旧的话\n\n> 2026年5月20日\n旧的话\n"
    assert told(script).text == told(told(script).text).text
    assert "旧的话" not in told(script).text


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "day, language and title"),
        ("# 2026-08-10 · 来得及\n# ends: menu\n\n", "day, language and title"),
        ("# 2026-08-10 · zh_Hans · 来得及\n\n> 你好\n", "at which step it ends"),
        ("# 2026-08-10 · zh_Hans · 来得及\n# end: menu\n# ends: menu\n\n", "nothing called end"),
        ("# 2026-08-10 · zh_Hans · 来得及\n# ends: menu\n\n# 第二天\n> 你好\n", "which day it is"),
        ("# 2026-08-10 · zh_Hans · 来得及\n# ends: menu\n\n> [swim]\n", "nobody knows how to"),
    ],
)
def test_what_is_no_transcript_is_refused(text: str, missing: str) -> None:
    with pytest.raises(NoTranscript, match=missing):
        tell(read(text))
