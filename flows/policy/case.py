"""A case: the rules applied to one person, on one day, with the answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.rulebook import Rulebook

R = TypeVar("R")


class Unanswered(LookupError):
    """A rule needs the answer to a question that has not been answered yet."""


class NotKnown(LookupError):
    """A fact that decides the conclusion is not on file for this region, nor any wider one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case is decided on: the day, the rules on file, and the parsed answers by question id."""

    today: date
    rules: Rulebook
    answers: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, question: str) -> Any:
        """The answer to a question. Raises `Unanswered`."""
        if question not in self.answers:
            raise Unanswered(question)
        return self.answers[question]


class Case:
    """The rules applied to one person. Figures are the methods marked with `figure`; tests are plain methods."""

    figure_names: tuple[str, ...] = ()

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.today = facts.today

    def __init_subclass__(cls) -> None:
        members = (pair for base in reversed(cls.__mro__) for pair in vars(base).items())
        cls.figure_names = tuple(dict.fromkeys(name for name, member in members if isinstance(member, figure)))

    def figures(self) -> dict[str, Figure[Any]]:
        """Every figure that this case can state at this point; one whose question is not answered yet is left out."""
        found = ((name, self.stated(name)) for name in self.figure_names)
        return {name: value for name, value in found if value is not None}

    def stated(self, name: str) -> Figure[Any] | None:
        """One figure; `None` where it does not apply, or rests on a question that was not asked."""
        try:
            value: Figure[Any] | None = getattr(self, name)
        except (Unanswered, NotKnown):
            return None
        return value


class figure(once[R]):  # noqa: N801 - reads as a decorator
    """Mark a method of a case as a figure: a cited value, worked out once; `None` where it does not apply."""
