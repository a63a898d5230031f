"""The pictures of journeys in the documents are drawn from the code, and stay true to it."""

import re
from pathlib import Path

import pytest

from flows.diagram import mermaid
from flows.journeys import JOURNEYS

ROOT = Path(__file__).parents[1]
JOURNEYS_PAGE = ROOT / "docs" / "journeys.md"


def drawn(journey: str) -> str:
    return f"```mermaid\n{mermaid(JOURNEYS[journey])}\n```"


def every_journey() -> str:
    parts = [f"## {flow.title} · `{flow.id}`\n\n{drawn(flow.id)}\n" for flow in JOURNEYS.values()]
    return "# Journeys\n\nDrawn from the code by `pytest --update`; a test keeps them true.\n\n" + "\n".join(parts)


def with_diagrams(text: str) -> str:
    return re.sub(
        r"(<!-- diagram:(\w+) -->\n).*?(<!-- /diagram -->)",
        lambda found: f"{found[1]}{drawn(found[2])}\n{found[3]}",
        text,
        flags=re.DOTALL,
    )


def test_the_diagrams_in_the_readme_are_those_of_the_code(request: pytest.FixtureRequest) -> None:
    page = ROOT / "README.md"
    if request.config.getoption("--update"):
        page.write_text(with_diagrams(page.read_text(encoding="utf-8")), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert "```mermaid" in text
    assert text == with_diagrams(text)


def test_every_journey_is_drawn(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        JOURNEYS_PAGE.parent.mkdir(exist_ok=True)
        JOURNEYS_PAGE.write_text(every_journey(), encoding="utf-8")
    assert JOURNEYS_PAGE.read_text(encoding="utf-8") == every_journey()
