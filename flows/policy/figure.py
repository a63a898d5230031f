"""Figures: what a person is told, with every reading, what it rests on, and how sure it is.

A figure exists only through the facts it rests on. It states one value, several where sources disagree (the preferred
reading first), only a floor or a ceiling, or nothing where no source says. It is never guessed and never averaged.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import product
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from flows.policy.kept import once

V = TypeVar("V")
W = TypeVar("W")


class Status(StrEnum):
    """How sure a fact is, strongest first. A figure is as sure as the weakest fact it rests on."""

    VERIFIED_OFFICIAL = "verified_official"
    QUOTED_OFFICIAL = "quoted_official"
    SECONDARY = "secondary"
    SEED_ONLY = "seed_only"
    UNKNOWN = "unknown"

    __hash__ = str.__hash__  # as grounds are compared all the time

    def __init__(self, name: str) -> None:
        self.rank = len(type(self).__members__)
        """0 is the strongest."""
        self.official = name.endswith("official")
        """Whether it may be spoken without the banner that nobody official has confirmed it."""


class Ground(NamedTuple):
    """One fact of one pack, or one reading of a disputed fact, as the ground of a figure.

    Repeated ones are dropped over and over on every turn: a tuple is compared fastest.
    """

    region: str
    key: str
    status: Status
    sources: tuple[str, ...]
    verify_by: date
    cover: int | None = None


Grounds = tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[V]):
    """One value a figure may have, and what says so."""

    value: V
    grounds: Grounds = field(hash=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that say so, each once."""
        return cited(self.grounds)


@dataclass(frozen=True)
class Figure(Generic[V]):
    """A cited value. Without readings and without a bound it is unknown."""

    readings: tuple[Reading[V], ...] = ()
    at_least: V | None = None
    at_most: V | None = None
    bound_grounds: Grounds = ()
    year: int | None = None

    def __hash__(self) -> int:  # of values alone, as what they rest on seldom tells figures apart; and only once
        return self._hash

    @once
    def _hash(self) -> int:
        return hash((self.readings, self.at_least, self.at_most, self.year))

    @property
    def known(self) -> bool:
        """Whether exactly one value is stated."""
        return len(self.readings) == 1

    @property
    def disputed(self) -> bool:
        """Whether sources disagree on the value."""
        return len(self.readings) > 1

    @property
    def bounded(self) -> bool:
        """Whether only a floor or a ceiling is stated."""
        return not self.readings and (self.at_least is not None or self.at_most is not None)

    @property
    def unknown(self) -> bool:
        """Whether no source says anything."""
        return not self.readings and not self.bounded

    @property
    def preferred(self) -> V | None:
        """The first reading's value, which routes and the order of options go by; `None` where there is none."""
        return self.readings[0].value if self.readings else None

    @property
    def values(self) -> tuple[V, ...]:
        """Every value stated, preferred first."""
        return tuple([reading.value for reading in self.readings])

    @once
    def grounds(self) -> Grounds:
        """Every fact this figure rests on, each once."""
        every = [ground for reading in self.readings for ground in reading.grounds]
        return _each_once((*every, *self.bound_grounds))

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of every source behind it, each once."""
        return cited(self.grounds)

    @once
    def status(self) -> Status:
        """The weakest status of anything it rests on."""
        if self.unknown:
            return Status.UNKNOWN
        return max((ground.status for ground in self.grounds), key=_rank, default=Status.UNKNOWN)

    def then(self, change: Callable[[V], W]) -> "Figure[W]":
        """The figure that follows from this one, reading by reading. A bound says nothing about what follows."""
        if self.known:
            only = self.readings[0]
            return Figure((Reading(change(only.value), only.grounds),))
        return stated((change(reading.value), reading.grounds) for reading in self.readings)

    def resting_also_on(self, *grounds: Ground) -> "Figure[V]":
        """The same figure, resting on further facts as well."""
        if not grounds:
            return self
        readings = tuple(Reading(reading.value, (*reading.grounds, *grounds)) for reading in self.readings)
        bound_grounds = (*self.bound_grounds, *grounds) if self.bounded else ()
        return Figure(readings, self.at_least, self.at_most, bound_grounds, self.year)

    def of_year(self, year: int) -> "Figure[V]":
        """The same figure, said to be of a year: last year's price told as last year's."""
        return replace(self, year=year)


UNKNOWN: Figure[Any] = Figure()

_rank = attrgetter("rank")


def cited(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """The ids of the sources of these grounds, each once, in order."""
    return tuple(dict.fromkeys([source for ground in grounds for source in ground.sources]))


def stated(readings: Iterable[tuple[V, Grounds]]) -> Figure[V]:
    """A figure from its readings, preferred first. Readings that agree become one, resting on all their grounds."""
    merged: list[Reading[V]] = []
    for value, grounds in readings:
        for place, known in enumerate(merged):
            if type(known.value) is type(value) and known.value == value:
                merged[place] = Reading(known.value, _each_once((*known.grounds, *grounds)))
                break
        else:
            merged.append(Reading(value, _each_once(grounds)))
    return Figure(tuple(merged))


def _each_once(grounds: Grounds) -> Grounds:
    return grounds if len(grounds) < 2 else tuple(dict.fromkeys(grounds))


def either(*figures: Figure[V]) -> Figure[V]:
    """One figure where any of these may be right, preferred first. Unknown where one of them is."""
    if any(not figure.readings for figure in figures):
        return UNKNOWN
    return stated((reading.value, reading.grounds) for figure in figures for reading in figure.readings)


def combine(change: Callable[..., W], *figures: Figure[Any]) -> Figure[W]:
    """What follows from several figures together, in every combination of their readings; unknown if one is."""
    return stated(
        (
            change(*(reading.value for reading in readings)),
            tuple(ground for reading in readings for ground in reading.grounds),
        )
        for readings in product(*(figure.readings for figure in figures))
    )


def add(parts: Sequence[Figure[Decimal]]) -> Figure[Decimal]:
    """The sum of amounts. A known part plus a floor is a floor; a part nobody knows makes the sum unknown."""
    if not any(part.bounded for part in parts):
        return combine(lambda *amounts: sum(amounts, Decimal(0)), *parts)
    floors = [part.at_least if part.bounded else min(part.values, default=None) for part in parts]
    ceilings = [part.at_most if part.bounded else max(part.values, default=None) for part in parts]
    grounds = tuple(dict.fromkeys(ground for part in parts for ground in part.grounds))
    at_least = sum((floor for floor in floors if floor is not None), Decimal(0)) if None not in floors else None
    at_most = sum((top for top in ceilings if top is not None), Decimal(0)) if None not in ceilings else None
    if at_least is None and at_most is None:
        return UNKNOWN
    return Figure(at_least=at_least, at_most=at_most, bound_grounds=grounds)
