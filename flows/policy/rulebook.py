"""The rulebook: looking a fact up for a place, a coverage year and a day, nearest region first.

County, city, province, national, in that order; the nearest level that states a parameter wins. Where its pack marks
the fact as disputed with a wider region's, both are told, the nearer first.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flows.policy.figure import UNKNOWN, Figure, Ground, stated
from flows.policy.kept import kept, once
from flows.policy.library import Library
from flows.policy.pack import Advice, Assistance, Channel, Fact, Group, Hotline, Pack, Paper, Source
from flows.policy.rows import Rows
from flows.policy.value import Value
from flows.regions import chain

NATIONAL = "000000"

V = TypeVar("V", bound=Value)
W = TypeVar("W")


@dataclass(frozen=True)
class Rulebook:
    """All packs, opened once and shared by everybody."""

    library: Library

    @kept(512)
    def at(self, region: str) -> "Local":
        """The rules as they stand in one place, or in the nation. Raises `ValueError` for a code that is no region."""
        return Local(self, () if region == NATIONAL else tuple(place.code for place in chain(region)))

    @kept(4096)
    def nearest(self, region: str) -> str:
        """The nearest place with a pack, by whose rules a region goes: itself, or one it lies in, or the nation.

        Whoever asks for the rules at that place shares what has been looked up there. Raises `ValueError` as `at` does.
        """
        return next((place.code for place in chain(region) if place.code in self.library.packs), NATIONAL)

    @kept(1024)
    def follow(self, work_out: Callable[..., W], *given: Hashable) -> W:
        """What follows from these rules and what is given: once for everybody who gives the same."""
        return work_out(self, *given)

    def source(self, id: str) -> Source:
        """The source with this id."""
        return self.library.sources[id]

    def narrower(self, region: str) -> tuple[str, ...]:
        """The regions inside this one that have rules of their own, so that a person is asked which is meant."""
        return self._inside.get(region, ())

    @once
    def _inside(self) -> Mapping[str, tuple[str, ...]]:
        inside: dict[str, tuple[str, ...]] = {}
        for code in sorted(self.library.packs):
            for wider in () if code == NATIONAL else chain(code)[1:]:
                inside[wider.code] = (*inside.get(wider.code, ()), code)
        return inside


@dataclass(frozen=True)
class Local:
    """The rules of one place, with those of the regions it lies in. `codes` runs from the nearest to the widest."""

    book: Rulebook
    codes: tuple[str, ...]

    @once
    def own(self) -> tuple[Pack, ...]:
        """The packs of this place up to its province, nearest first."""
        packs = self.book.library.packs
        return tuple(packs[code] for code in self.codes if code in packs)

    @once
    def every(self) -> tuple[Pack, ...]:
        """The same, and the national one last."""
        return (*self.own, self.book.library.packs[NATIONAL])

    @kept(4)
    def as_of(self, day: date, work_out: Callable[["Local", date], W]) -> W:
        """What follows from these rules alone on a day: once for everybody who asks on it."""
        return work_out(self, day)

    @kept(64)
    def facts(self, key: str, *, cover: int, on: date, national: bool = True) -> tuple[Fact, ...]:
        """The facts of the nearest region that states this parameter for the coverage year, or as a rule in force.

        Several only where they are for different people (age groups). A fact of the coverage year comes before a rule.
        """
        for pack in self.every if national else self.own:
            of_the_year = tuple(fact for fact in pack.stating(key) if fact.cover == cover)
            if found := of_the_year or tuple(fact for fact in pack.stating(key) if fact.in_force(on)):
                return found
        return ()

    def rules(self, key: str, *, on: date, national: bool = True) -> tuple[Fact, ...]:
        """The same for a rule stated without a year, whatever the coverage year."""
        for pack in self.every if national else self.own:
            if found := tuple(fact for fact in pack.stating(key) if fact.in_force(on)):
                return found
        return ()

    @kept(128)
    def figure(self, key: str, form: type[V], *, cover: int, on: date, national: bool = True) -> Figure[V]:
        """The parameter as a figure, with every reading; unknown where nothing is on file."""
        facts = self.facts(key, cover=cover, on=on, national=national)
        return self.read(facts[0], form) if facts else UNKNOWN

    @kept(64)
    def read(self, fact: Fact, form: type[V]) -> Figure[V]:
        """A fact as a figure, with the wider region's readings after its own where its pack says they contradict it."""
        return stated(
            (reading.value, one.grounds(reading))
            for one in (fact, *self._disputing(fact))
            for reading in one.readings
            if isinstance(reading.value, form)
        )

    def _disputing(self, fact: Fact) -> Iterator[Fact]:
        if fact.disputed_with is not None:
            wider = self.book.library.packs[fact.disputed_with]
            yield from (one for one in wider.stating(fact.key) if one.cover == fact.cover)

    @kept(16)
    def covers(self, parameter: str) -> frozenset[int]:
        """The coverage years for which a parameter (`window`), or any of a kind (`amount.*`), is on file here, up to
        the province.
        """
        stem, any_of_them, _ = parameter.partition("*")
        return frozenset(
            fact.cover
            for pack in self.own
            for fact in pack.facts
            if fact.cover is not None and (fact.key.startswith(stem) if any_of_them else fact.key == stem)
        )

    def latest_cover(self, parameter: str, before: int) -> int | None:
        """The last of them before this one."""
        return max((year for year in self.covers(parameter) if year < before), default=None)

    @once
    def groups(self) -> tuple[Group, ...]:
        """The contribution groups of the nearest region that has any."""
        return next((pack.groups for pack in self.own if pack.groups), ())

    @once
    def assistance(self) -> tuple[Assistance, ...]:
        """The names of assistance identities that are this region's own."""
        return tuple(row for pack in self.own for row in pack.assistance)

    @kept(8)
    def keys(self, prefix: str, *, cover: int, on: date) -> tuple[str, ...]:
        """The last words of the parameters under `prefix` that are on file for the year, nearest region first."""
        for pack in self.own:
            found = tuple(
                dict.fromkeys(
                    fact.key.removeprefix(f"{prefix}.")
                    for fact in pack.facts
                    if fact.key.startswith(f"{prefix}.") and (fact.cover == cover or fact.in_force(on))
                )
            )
            if found:
                return found
        return ()

    @kept(64)
    def channels(self, journey: str, *purposes: str) -> Rows[Channel]:
        """Where things are done, this region's own first; what a wider region only repeats is left out."""
        found: dict[tuple[str, str, str], tuple[Channel, Ground]] = {}
        for pack in self.every:
            for row in pack.channels:
                serves = [purpose for purpose in row.purposes if purpose in purposes]
                known = all((row.kind, row.name, purpose) in found for purpose in serves)
                if not known and (not row.journeys or journey in row.journeys):
                    entry = (row, self._row_ground(pack, "channel", row.sources))
                    found |= {(row.kind, row.name, purpose): entry for purpose in serves}
        return Rows(dict.fromkeys(found.values()))

    @kept(16)
    def hotlines(self, *topics: str) -> Rows[Hotline]:
        """Whom to call, this region's own number first; a number that stands in several packs is told once."""
        found: dict[str, tuple[Hotline, Ground]] = {}
        for pack in self.every:
            for row in pack.hotlines:
                if row.topic in topics:
                    found.setdefault(row.number, (row, self._row_ground(pack, "hotline", row.sources)))
        return Rows(found.values())

    @kept(32)
    def papers(self, situation: str) -> Rows[Paper]:
        """What to bring: the list of the nearest region that has one for this situation."""
        for pack in self.every:
            if found := tuple(row for row in pack.papers if situation in row.situations):
                return Rows((row, self._row_ground(pack, "paper", row.sources)) for row in found)
        return Rows()

    @kept(128)
    def advice(self, step: str, journey: str) -> Rows[Advice]:
        """What to do in a step: the region's own words first, then the general ones."""
        return Rows(
            (row, self._row_ground(pack, "advice", row.sources))
            for pack in self.every
            for row in pack.advice
            if row.step == step and row.journey in (None, journey)
        )

    def _row_ground(self, pack: Pack, key: str, sources: tuple[str, ...]) -> Ground:
        ids = tuple(dict.fromkeys(source.partition(":")[0] for source in sources))
        best = min((self.book.source(id).status for id in ids), key=lambda status: status.rank)
        return Ground(pack.region, key, best, ids, pack.verify_by)
