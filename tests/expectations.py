"""What a worked case expects of a decision: which step it leads to, and what each figure has to state.

    {"step": "pay_now", "figures": {"total": "400", "deadline": {"disputed": true, "preferred": "2024-12-31"}},
     "options": [{"kind": "birth_year", "total": {"unknown": true}}], "order": ["both_years", "birth_year"]}

A bare value is short for `{"value": …}`. All operators of one expectation must hold; what is not mentioned is not
looked at. `unmet` says, one sentence each, what does not hold.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Json = Any
"""A value as `json` reads it."""

STATUSES = ("verified_official", "quoted_official", "secondary", "seed_only", "unknown")

WHOLE = frozenset({"exit", "step", "kind", "text", "figures", "options", "absent_options", "order"})
"""What a case may expect; anything else is a slip in the case."""


def unmet(decision: Mapping[str, Json], expect: Mapping[str, Json]) -> list[str]:
    """What a decision does not meet of what is expected of it."""
    said = {key: decision.get(key) for key in ("step", "kind", "text")}
    spoken = {key: wanted for key, wanted in expect.items() if key in said}
    return [
        *(f"the case itself: nobody knows what {key} expects" for key in expect if key not in WHOLE),
        *_figures("", said, spoken),
        *_figures("", decision["figures"], expect.get("figures", {})),
        *_options(decision["figures"].get("options"), expect),
    ]


def _figures(where: str, figures: Mapping[str, Json], expect: Mapping[str, Json]) -> Iterator[str]:
    for name, wanted in expect.items():
        found = figures.get(name)
        figure = found if isinstance(found, dict) else {"value": found}
        for operator, operand in (wanted if isinstance(wanted, dict) else {"value": wanted}).items():
            if not OPERATORS[operator](figure, operand):
                yield f"{where}{name}: {operator} {operand!r} is expected, and it is {found!r:.300}"


def _options(found: Json, expect: Mapping[str, Json]) -> Iterator[str]:
    stated = found.get("value") if isinstance(found, dict) else found
    options: list[dict[str, Json]] = [one for one in stated or () if isinstance(one, dict)]
    for wanted in expect.get("options", ()):
        named = {key: wanted[key] for key in ("kind", "coverage_year") if key in wanted}
        option = next((one for one in options if fits(one, named)), {})
        yield from _figures(f"option {wanted['kind']}: ", option, wanted)
    for unwanted in expect.get("absent_options", ()):
        if not options or any(fits(one, unwanted) for one in options):
            yield f"options: some are expected, and none like {unwanted!r}; they are {options!r:.300}"
    order = expect.get("order", [])
    if [one.get("kind") for one in options if one.get("kind") in order] != order:
        yield f"options: the order {order!r} is expected; they are {options!r:.300}"


def readings(figure: Mapping[str, Json]) -> Sequence[Json]:
    """Every value a figure states, the preferred one first: none, one, or several where sources disagree."""
    several = figure.get("values")
    if isinstance(several, list):
        return [one["value"] for one in several if isinstance(one, dict) and "value" in one]
    return [] if figure.get("value") is None else [figure["value"]]


def fits(found: Json, wanted: Json) -> bool:
    """Whether a value is the wanted one: objects may have further keys, lists come in any order, `true` is not 1."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(fits(found.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(_among(one, found) for one in wanted)
    return type(found) is type(wanted) and bool(found == wanted)


def _among(wanted: Json, found: Sequence[Json]) -> bool:
    return any(fits(one, wanted) for one in found)


def _states(figure: Mapping[str, Json], value: Json) -> bool:
    return not readings(figure) if value is None else fits(list(readings(figure)), [value])


def _is_bound(figure: Mapping[str, Json], bound: Json) -> bool:
    return not readings(figure) and fits(figure, bound)


def _is_disputed(figure: Mapping[str, Json], wanted: Json) -> bool:
    return wanted is (len(readings(figure)) > 1 and figure.get("disputed") is True)


def _is_unknown(figure: Mapping[str, Json], wanted: Json) -> bool:
    return wanted is (not readings(figure) and figure.get("status") == "unknown")


def _is_at_most(figure: Mapping[str, Json], status: Json) -> bool:
    return figure.get("status") in STATUSES[STATUSES.index(status) :]


OPERATORS: dict[str, Callable[[Mapping[str, Json], Json], bool]] = {
    "value": _states,
    "preferred": lambda figure, value: fits(list(readings(figure)[:1]), [value]),
    "disputed": _is_disputed,
    "values_include": lambda figure, values: all(_among(value, readings(figure)) for value in values),
    "certain": lambda figure, wanted: wanted is (len(readings(figure)) == 1),
    "bound": _is_bound,
    "for": lambda figure, year: figure.get("for") == year,
    "unknown": _is_unknown,
    "status": lambda figure, status: figure.get("status") == status,
    "status_at_most": _is_at_most,
    "mentions": lambda figure, text: any(text in str(value) for value in readings(figure)),
}
"""What an expectation may say of a figure: the figure and what is wanted, to whether it holds."""
