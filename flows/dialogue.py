"""The vocabulary of a journey: questions, conclusions, remarks, forks, and the map that joins them.

A journey is written as vocabulary, then words, then a map (`routes`). It never computes: tests and figures belong to
its case, the rules of `flows/policy` applied to one person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flows.answers.answer import Answer, Option
from flows.answers.day import Day
from flows.answers.year import Year
from flows.policy.case import Case
from flows.words import Words

Test = Callable[[Any], bool]
"""A yes-or-no method of a case, such as `Newborn.in_time`."""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A question. `id` is a promise: its meaning never changes and it is never reused.

    `label` names the question in a summary ("出生日期"), `also` are further ways people name it, in English too.
    `hint` says it again with an example, `offers` gives the options where they depend on the case, `explains` names the
    glossary terms its text uses, `purpose` marks a step that is done elsewhere (`register`, `pay`, `check`), and so can
    be put off. `about` names what the answer is about where that changes with time, such as the year on sale: an answer
    about another year is asked again. `wished` marks a question about what is wanted: there 想 and 要 deny nothing.
    """

    id: str
    answer: Answer[Any]
    text: str
    label: str
    hint: str = ""
    offers: Callable[[Any], tuple[Option, ...]] | None = None
    explains: tuple[str, ...] = ()
    purpose: str = ""
    about: Callable[[Any], str] | None = None
    also: tuple[str, ...] = ()
    wished: bool = False

    def options(self, case: Case) -> tuple[Option, ...]:
        """What a person can tap, in the order it is numbered; empty for a free answer."""
        if self.offers is not None:
            return self.offers(case)
        return tuple(getattr(self.answer, "options", ()))

    def restore(self, stored: str, case: Case) -> Any:
        """The answer from its stored form. Raises `ValueError` where it is none, or is not offered to this person."""
        if self.offers is not None and stored not in {option.key for option in self.offers(case)}:
            raise ValueError(f"{self.id}: {stored!r} is not offered here")
        value = self.answer.restore(stored)
        if isinstance(self.answer, Day) and self.answer.past and value > case.today:
            raise ValueError(f"{self.id}: {stored} has not come yet")
        if isinstance(self.answer, Year) and isinstance(value, int) and value > case.today.year + 1:
            raise ValueError(f"{self.id}: {stored} lies too far ahead")
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A paragraph said only when the case calls for it."""

    test: Test
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Tell:
    """A conclusion: the sentence that matters, remarks that may apply, and the figures spelled out below it.

    `purpose` narrows its channels to those that serve it; all are shown where it is left out. `instead` are other words
    for the same conclusion; the first whose test holds is said in the place of `text`.
    """

    id: str
    text: str
    notes: tuple[Note, ...] = ()
    rows: tuple[str, ...] = ()
    purpose: str = ""
    instead: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Offer(Ask):
    """A conclusion that ends in a question: whether to be led through it."""

    wished: bool = True
    notes: tuple[Note, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """Another journey takes over, with the answers kept."""

    journey: str


@dataclass(frozen=True, eq=False)
class Fork:
    """A branch decided by the rules. Made by `when`."""

    test: Test
    then: "Route"
    otherwise: "Route"

    @cached_property
    def asks(self) -> bool:
        """Whether a question can come next on either branch, rather than only conclusions."""
        return _asks(self.then) or _asks(self.otherwise)


Stop = Ask | Tell | HandOver
Route = Stop | Fork | Mapping[str, "Route"]


def _asks(route: Route) -> bool:
    if isinstance(route, Fork):
        return route.asks
    if isinstance(route, Mapping):
        return any(map(_asks, route.values()))
    return isinstance(route, Ask) and not isinstance(route, Offer)


def when(test: Test, then: Route, *, otherwise: Route) -> Fork:
    """Go to `then` where the test holds for this case, and to `otherwise` where it does not."""
    return Fork(test, then, otherwise)


@dataclass(frozen=True, eq=False)
class Flow:
    """A journey. It begins with the first question of `routes`; an unknown fact that decides ends it in `unknown`.

    `also` are further ways people name it at the menu.
    """

    id: str
    title: str
    case: type[Case]
    routes: Mapping[Ask, Route]
    unknown: Tell
    also: tuple[str, ...] = ()

    @cached_property
    def first(self) -> Ask:
        """The question it begins with."""
        return next(iter(self.routes))

    @cached_property
    def questions(self) -> Mapping[str, Ask]:
        """Its questions by id."""
        return {ask.id: ask for ask in self.routes}

    @cached_property
    def option(self) -> Option:
        """Itself, as the menu offers it."""
        return Option(self.id, Words(self.title), also=(self.id.replace("_", " "), *self.also))
