"""Soundness: a proof, for every journey, that nobody can be stranded in it.

Every question can be reached and leads on; every offered choice is routed, and nothing else; every figure that a text
quotes exists; there is no loop; whoever is handed over is taken in.
"""

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from flows.dialogue import Ask, Flow, Fork, HandOver, Note, Offer, Route, Stop, Tell
from flows.glossary import GLOSSARY
from flows.labels import LABELS
from flows.policy.case import Case
from flows.reply import quoted


def unsound(flow: Flow, journeys: Collection[str]) -> tuple[str, ...]:
    """What is wrong with a journey, one sentence each; empty where it is sound. `journeys` may take over."""
    return tuple(_problems(flow, journeys))


def stops(route: Route) -> Iterator[Stop]:
    """Every question, conclusion and journey that a route can lead to."""
    if isinstance(route, Fork):
        yield from stops(route.then)
        yield from stops(route.otherwise)
    elif isinstance(route, Mapping):
        for branch in route.values():
            yield from stops(branch)
    else:
        yield route


def tells(flow: Flow) -> tuple[Tell, ...]:
    """The conclusions of a journey, each once, in the order of the map."""
    found = [stop for route in flow.routes.values() for stop in stops(route) if isinstance(stop, Tell)]
    return tuple(dict.fromkeys([*found, flow.unknown]))


def _problems(flow: Flow, journeys: Collection[str]) -> Iterator[str]:
    yield from _unreachable(flow)
    yield from _unrouted(flow)
    yield from _loops(flow)
    yield from _same_ids(flow)
    for ask in flow.routes:
        yield from _unquotable(ask.id, (ask.text, ask.hint, ask.label), flow.case)
        yield from _unquotable(ask.id, (option.label.text for option in getattr(ask.answer, "options", ())), flow.case)
        yield from (f"{ask.id}: {term} is not in the glossary" for term in ask.explains if term not in GLOSSARY)
        if isinstance(ask, Offer):
            yield from _unspeakable(ask.id, ask.notes, ask.rows, flow.case)
    for tell in tells(flow):
        yield from _unquotable(tell.id, (tell.text,), flow.case)
        yield from _unspeakable(tell.id, (*tell.notes, *tell.instead), tell.rows, flow.case)
    for route in flow.routes.values():
        for stop in stops(route):
            if isinstance(stop, HandOver) and stop.journey not in journeys:
                yield f"{flow.id}: nobody takes over as {stop.journey}"


def _unreachable(flow: Flow) -> Iterator[str]:
    reached, waiting = set(), [flow.first]
    while waiting:
        ask = waiting.pop()
        if ask in reached:
            continue
        reached.add(ask)
        if ask not in flow.routes:
            yield f"{ask.id}: has no route"
            continue
        waiting += [stop for stop in stops(flow.routes[ask]) if isinstance(stop, Ask)]
    yield from (f"{ask.id}: cannot be reached" for ask in flow.routes if ask not in reached)


def _unrouted(flow: Flow) -> Iterator[str]:
    for ask, route in flow.routes.items():
        if not isinstance(route, Mapping):
            continue
        offered = {option.key for option in getattr(ask.answer, "options", ())}
        yield from (f"{ask.id}: the choice {key} leads nowhere" for key in sorted(offered - set(route)))
        yield from (f"{ask.id}: the choice {key} is routed and not offered" for key in sorted(set(route) - offered))


def _loops(flow: Flow) -> Iterator[str]:
    after = {ask: [stop for stop in stops(route) if isinstance(stop, Ask)] for ask, route in flow.routes.items()}
    try:
        TopologicalSorter(after).prepare()
    except CycleError as loop:
        yield f"{flow.id}: a loop through {', '.join(ask.id for ask in loop.args[1])}"


def _same_ids(flow: Flow) -> Iterator[str]:
    ids = [ask.id for ask in flow.routes] + [tell.id for tell in tells(flow)]
    yield from (f"{id}: is the id of two things" for id in sorted({id for id in ids if ids.count(id) > 1}))


def _unquotable(id: str, texts: Iterator[str] | tuple[str, ...], case: type[Case]) -> Iterator[str]:
    for text in texts:
        yield from (
            f"{id}: quotes {name}, which is no figure" for name in quoted(text) if name not in case.figure_names
        )


def _unspeakable(id: str, notes: tuple[Note, ...], rows: tuple[str, ...], case: type[Case]) -> Iterator[str]:
    for note in notes:
        yield from _unquotable(id, (note.text,), case)
    yield from (f"{id}: shows {row}, which is no figure" for row in rows if row not in case.figure_names)
    yield from (f"{id}: shows {row}, which has no label" for row in rows if row not in LABELS)
