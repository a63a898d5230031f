"""The decision command's answer: the step, every figure, the whole text as a resident reads it, and the sources."""

from collections.abc import Mapping
from typing import Any

from bot.render import as_text, render
from bot.translator import translator
from flows.decide import decide, figures_as_json
from flows.dialogue import HandOver
from flows.journeys import JOURNEYS
from flows.policy.pack import Source
from flows.policy.rulebook import Rulebook
from flows.showing import show
from flows.state import State


def decision(given: Mapping[str, Any], rules: Rulebook) -> dict[str, Any]:
    """Decide one case. Raises `flows.decide.Malformed`."""
    decided = decide(given, rules)
    step, figures = decided.step, decided.step.case.figures()
    if isinstance(step.at, HandOver):
        text, shown = "", None
    else:
        shown = show(JOURNEYS[decided.journey], step, State(), rules)
        to = translator("zh_Hans")
        text = as_text(render(shown, to), to)
    sources = dict.fromkeys(source for figure in figures.values() for source in figure.sources)
    sources |= dict.fromkeys(source.id for source in (shown.citations if shown else ()))
    return {
        "journey": decided.journey,
        "step": step.id,
        "kind": step.kind,
        "figures": figures_as_json(figures),
        "text": text,
        "citations": [_citation(rules.source(id)) for id in sources],
    }


def _citation(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "issuer": source.issuer,
        "address": source.address,
        "published": source.published,
        "quote": source.quote,
        "checked_on": source.checked.isoformat(),
    }
