"""Where a person is: the answers folded over the routes of a journey.

The position is never stored. It is computed from the answers, so that going back, a deep link, an edited answer and a
new version of a journey are all the same thing: other answers, walked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flows.dialogue import Ask, Flow, Fork, HandOver, Offer, Route, Stop, Tell
from flows.policy.case import Case, Facts, NotKnown, Unanswered
from flows.policy.kept import once
from flows.policy.rulebook import Rulebook


@dataclass(frozen=True)
class Step:
    """Where the answers lead: the next question, the conclusion, or the journey that takes over.

    `path` holds the questions answered on the way, in order, with the stored form of each answer; `case` is decided on
    exactly these. `unreadable` is the stored answer to the next question that no longer parses or is not offered here,
    `outdated` one that is about something else, such as the year that was on sale when it was given.
    """

    flow: Flow
    at: Stop
    path: Mapping[Ask, str]
    case: Case
    unreadable: str | None = None
    outdated: bool = False

    @property
    def kind(self) -> str:
        """`ask`, `tell` or `hand_over`."""
        return "hand_over" if isinstance(self.at, HandOver) else "tell" if isinstance(self.at, Tell) else "ask"

    @property
    def id(self) -> str:
        """The id of the question or conclusion, or the journey that takes over."""
        return self.at.journey if isinstance(self.at, HandOver) else self.at.id

    @once
    def progress(self) -> tuple[int, int] | None:
        """Which question this is, and how many there are at most on this branch; `None` at a conclusion.

        A guide that follows a conclusion counts from one again.
        """
        if not isinstance(self.at, Ask) or isinstance(self.at, Offer):
            return None
        answered = 0
        for ask in self.path:
            answered = 0 if isinstance(ask, Offer) else answered + 1
        return answered + 1, answered + _Ahead(self.flow, self.case).most(self.at)


def walk(
    flow: Flow, facts: Facts, stored: Mapping[str, str], subjects: Mapping[str, str] = MappingProxyType({})
) -> Step:
    """Follow the stored answers from the first question as far as they lead.

    Answers to questions that this person is not asked are left alone. One that cannot be restored is asked again, and
    so is one that was about something else: `subjects` says, by question id, what answers were about when given.
    """
    return facts.rules.follow(_walked, flow, facts.today, tuple(stored.items()), tuple(subjects.items()))


_Pairs = tuple[tuple[str, str], ...]


def _walked(rules: Rulebook, flow: Flow, today: date, stored: _Pairs, subjects: _Pairs) -> Step:
    """The same. Whoever has answered one question more goes on from where they were, and from what was said there."""
    if not stored:
        return Step(flow, flow.first, {}, flow.case(Facts(today, rules)))
    before = rules.follow(_walked, flow, today, stored[:-1], subjects)
    return _walk_on(flow, before, dict(stored), dict(subjects))


def _walk_on(flow: Flow, step: Step, stored: Mapping[str, str], subjects: Mapping[str, str]) -> Step:
    """Follow the answers on from a step that some of them have led to."""
    at, path, case = step.at, dict(step.path), step.case
    while isinstance(at, Ask):
        if at.id not in stored:
            return Step(flow, at, path, case)
        if at.about is not None and at.id in subjects and subjects[at.id] != at.about(case):
            return Step(flow, at, path, case, outdated=True)
        try:
            value = at.restore(stored[at.id], case)
        except ValueError:
            return Step(flow, at, path, case, unreadable=stored[at.id])
        path[at] = stored[at.id]
        known = case.facts
        case = flow.case(Facts(known.today, known.rules, {**known.answers, at.id: value}))
        try:
            at = _follow(flow.routes[at], path[at], case)
        except NotKnown:
            at = flow.unknown
    return Step(flow, at, path, case)


_STOPS = (Ask, Tell, HandOver)
_ENDS = (Tell, HandOver, Offer)
_COUNTED = (Ask, Fork)


def _follow(route: Route, answer: str, case: Case) -> Stop:
    while True:
        if isinstance(route, Fork):
            route = route.then if route.test(case) else route.otherwise
        elif isinstance(route, _STOPS):
            return route
        else:
            route = route[answer]


class _Ahead:
    """The questions that may still come, as far as the rules can tell already; what many ways lead to, counted once."""

    def __init__(self, flow: Flow, case: Case) -> None:
        self.routes = flow.routes
        self.case = case
        self.counted: dict[Ask | Fork, int] = {}

    def most(self, route: Route) -> int:
        """The most questions on any way from here."""
        if isinstance(route, _ENDS):
            return 0
        if not isinstance(route, _COUNTED):
            return max(map(self.most, route.values()))
        if route not in self.counted:
            self.counted[route] = self._after(route) if isinstance(route, Fork) else 1 + self.most(self.routes[route])
        return self.counted[route]

    def _after(self, fork: Fork) -> int:
        if not fork.asks:
            return 0
        try:
            return self.most(fork.then if fork.test(self.case) else fork.otherwise)
        except Unanswered:
            return max(self.most(fork.then), self.most(fork.otherwise))
        except NotKnown:
            return 0
