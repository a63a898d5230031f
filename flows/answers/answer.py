"""What every kind of answer can do: read people forgivingly, restore storage exactly, offer its options."""

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from flows.words import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person can tap. `key` is what is stored; `also` are further ways people say it.

    `alone` are ways that say it only where nothing else is said: 交了 does, but 我邻居交了 and 去年交了 do not.
    `shown` is the label as it stood on their screen, where that was in another language.
    """

    key: str
    label: Words = field(hash=False)
    also: tuple[str, ...] = field(default=(), hash=False)
    shown: str = field(default="", hash=False)
    alone: tuple[str, ...] = field(default=(), hash=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment in which an answer is read: the day it is, and the options shown, in the order they are numbered."""

    today: date
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """Exactly one meaning was found."""

    value: T


@dataclass(frozen=True, slots=True)
class WhichOne(Generic[T]):
    """Several meanings are possible: the person is asked which, likeliest first. Never guessed."""

    candidates: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No meaning was found. `why` says what happened and what to do, where there is something particular to say."""

    why: Words | None = None


Outcome = Understood[T] | WhichOne[T] | NotUnderstood


class Answer(Protocol[T]):
    """How one kind of answer is offered, read, stored and said back."""

    def read(self, said: str, asked: Asked) -> Outcome[T]:
        """Understand what a person typed."""
        ...

    def restore(self, stored: str) -> T:
        """Parse the stored form. Raises `ValueError` where it is not exactly one."""
        ...

    def store(self, value: T) -> str:
        """The stored form, as saved sessions, deep links and cases hold it."""
        ...

    def echo(self, value: T) -> Words:
        """The answer as it is said back to the person."""
        ...
