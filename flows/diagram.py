"""Diagrams: a journey drawn from its map, in Mermaid, so that a picture can never be out of date."""

from collections.abc import Iterator, Mapping

from flows.dialogue import Ask, Flow, Fork, HandOver, Offer, Route, Tell
from flows.soundness import stops, tells


def mermaid(flow: Flow) -> str:
    """The journey as a Mermaid flowchart: questions as rounded boxes, forks as diamonds, conclusions as boxes."""
    return "\n".join(["flowchart TD", *(f"    {line}" for line in _Drawing(flow).lines())])


class _Drawing:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.forks: dict[Fork, str] = {}

    def lines(self) -> Iterator[str]:
        for ask in self.flow.routes:
            yield f'{ask.id}(["{ask.id}<br>{_short(ask.text)}"])'
        for tell in tells(self.flow):
            yield f'{tell.id}["{tell.id}"]'
        handed = [stop for route in self.flow.routes.values() for stop in stops(route) if isinstance(stop, HandOver)]
        for journey in dict.fromkeys(stop.journey for stop in handed):
            yield f'to_{journey}[["{journey}"]]'
        for ask, route in self.flow.routes.items():
            yield from self.arrows(ask.id, route)

    def arrows(self, start: str, route: Route, label: str = "") -> Iterator[str]:
        """The arrows from one box; choices that lead to the same place share an arrow."""
        if isinstance(route, Mapping):
            together: dict[int, list[str]] = {}
            for key, branch in route.items():
                together.setdefault(id(branch), []).append(key)
            branches = {id(branch): branch for branch in route.values()}
            for place, keys in together.items():
                yield from self.arrows(start, branches[place], " · ".join(keys))
            return
        arrow = f"-->|{label}|" if label else "-->"
        if isinstance(route, Fork):
            known = route in self.forks
            name = self.forks.setdefault(route, f"fork{len(self.forks) + 1}")
            yield f"{start} {arrow} {name}"
            if not known:
                yield f'{name}{{"{route.test.__name__}?"}}'
                yield from self.arrows(name, route.then, "yes")
                yield from self.arrows(name, route.otherwise, "no")
        elif isinstance(route, HandOver):
            yield f"{start} {arrow} to_{route.journey}"
        elif isinstance(route, (Ask, Offer, Tell)):
            yield f"{start} {arrow} {route.id}"


def _short(text: str) -> str:
    """The question itself, without what is explained after it, and without the marks Mermaid reads."""
    question = text.split("？")[0].split("。")[-1]
    return question.replace("{", "").replace("}", "").replace('"', "")
