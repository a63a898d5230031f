"""The decision: one case in, one conclusion out, as the contract has it; for clerks, scripts and tests.

Here a value that does not parse is refused; a conversation would ask again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flows.journeys import JOURNEYS
from flows.policy.bill import Line
from flows.policy.case import Facts
from flows.policy.figure import Figure
from flows.policy.option import PaymentOption, Way
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rulebook import Rulebook
from flows.walk import Step, walk


class Malformed(ValueError):
    """A case that cannot be decided; the message says what is wrong with it and what is expected."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A case that has been decided."""

    journey: str
    step: Step


def decide(given: Mapping[str, Any], rules: Rulebook) -> Decided:
    """Walk a case `{"journey", "today", "answers"}` to where it leads. Raises `Malformed`."""
    journey, day, answers = given.get("journey"), given.get("today"), given.get("answers", {})
    if not isinstance(journey, str) or journey not in JOURNEYS:
        raise Malformed(f"no such journey: {journey!r:.60}; there are {', '.join(JOURNEYS)}")
    try:
        today = date.fromisoformat(day if isinstance(day, str) else "")
        if today.isoformat() != day:
            raise ValueError
    except ValueError:
        raise Malformed(f"today is no day: {day!r:.60}; it is written 2026-11-21") from None
    if not 1900 <= today.year < 3000:
        raise Malformed(f"today is too far away to be counted from: {day!r:.60}")
    if not isinstance(answers, Mapping):
        raise Malformed("answers are an object of question ids and stored forms")
    questions = {id: ask for flow in JOURNEYS.values() for id, ask in flow.questions.items()}
    for id, stored in answers.items():
        if id in questions:
            _check(id, stored, questions[id].answer, today)
        else:
            raise Malformed(f"no such question: {id!r:.60}")
    step = walk(JOURNEYS[journey], Facts(today, rules), answers)
    if step.unreadable is not None:
        raise Malformed(f"{step.id}: {step.unreadable!r:.60} is not offered here")
    return Decided(journey, step)


def _check(id: str, stored: object, answer: Any, today: date) -> None:
    if not isinstance(stored, str):
        raise Malformed(f"{id}: an answer is text in its stored form, not {stored!r:.60}")
    try:
        value = answer.restore(stored)
    except ValueError as error:
        raise Malformed(f"{id}: {error}") from None
    if id in ("born", "birthday") and value > today:
        raise Malformed(f"{id}: {stored} is after today, {today}")


def figures_as_json(figures: Mapping[str, Figure[Any]]) -> dict[str, Any]:
    """Figures as the contract writes them."""
    return {name: figure_as_json(figure) for name, figure in figures.items()}


def figure_as_json(figure: Figure[Any]) -> dict[str, Any]:
    """One figure: value or values, status and sources; a bound where a source gives only that."""
    written: dict[str, Any] = {"value": None, "status": figure.status.value, "sources": list(figure.sources)}
    if figure.known:
        written["value"] = as_json(figure.values[0])
    elif figure.disputed:
        del written["value"]
        written["values"] = [
            {"value": as_json(reading.value), "sources": list(reading.sources)} for reading in figure.readings
        ]
        written["disputed"] = True
    for bound in ("at_least", "at_most"):
        if getattr(figure, bound) is not None:
            written[bound] = as_json(getattr(figure, bound))
    if figure.year is not None:
        written["for"] = figure.year
    return written


def as_json(value: object) -> Any:
    """A value of a figure: money as text without trailing noise, days in ISO form, rows as objects."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case tuple():
            return [one for item in value for one in _as_objects(item)]
        case Line():
            return {"for": str(value.year), "amount": as_json(value.amount), "what": value.what}
        case Paper():
            return {"id": value.id, "label": value.label}
        case Hotline():
            return {"number": value.number, "topic": value.topic}
        case Way():
            return {"kind": value.kind, "coverage_year": value.year}
        case PaymentOption():
            return {
                **as_json(value.way),
                **{
                    name: figure_as_json(getattr(value, name))
                    for name in ("total", "wait_months", "coverage_start", "coverage_end", "deadline")
                },
                "usable": value.usable,
            }
    return value


def _as_objects(item: object) -> list[Any]:
    """An item of a list; a channel that serves several purposes stands once for each."""
    if isinstance(item, Channel):
        return [{"kind": item.kind, "name": item.name, "how": item.how, "for": purpose} for purpose in item.purposes]
    return [as_json(item)]
