"""Packs: dated, cited facts about one region, as a clerk writes them in `packs/*.toml`.

    region = "610000"
    verify_by = 2027-05-20                  # the day by which the sources must be read again

    [[group]]                               # contribution groups, in the order they are offered
    key = "resident"
    label = "城乡居民"

    [[fact]]
    key = "amount.resident"                 # one of the parameters in parameters.py
    cover = 2026                            # amounts and dated windows hold for one coverage year only
    value = "400"
    unit = "CNY_per_year"
    sources = ["X09"]

    [[fact]]                                # a rule: no `cover`; it holds until it is superseded
    key = "newborn.limit"
    sources = ["X09"]
    days = 90

    [[fact]]                                # sources disagree: one reading each, the preferred one first
    key = "late.1"
    cover = 2025
    [[fact.reading]]
    last = 2025-03-31
    sources = ["S4:117", "X22a"]
    [[fact.reading]]
    last = 2025-02-28
    sources = ["X22b"]

What stands above the readings holds for each of them. `status` is the grade of the best source unless the fact states a
weaker one. `verify_by` may stand in a fact too, where its sources are read again on another day than the rest.
`disputed_with = "130000"` says that a wider region's fact contradicts this one and is to be told beside it. Every
number carries its unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from flows.policy.figure import Ground, Status
from flows.policy.kept import once
from flows.policy.price import Amount
from flows.policy.problem import Misstated
from flows.policy.value import Value


def _without_braces(text: str) -> str:
    if "{" in text or "}" in text:
        raise Misstated("话里有花括号，居民会看到奇怪的字", "请去掉 { 和 }")
    return text


Spoken = Annotated[str, AfterValidator(_without_braces)]
"""Words that people read. They quote nothing."""


class Row(BaseModel):
    """A table of a pack or of the list of sources; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Row):
    """A text somebody can look up. `checked` is the day it was last read; `quote` at most 80 characters of it."""

    id: str
    title: str
    issuer: str
    published: str
    kind: Literal["official", "quoted_official", "secondary", "seed"]
    quote: str
    checked: date
    address: str | None = None

    def __hash__(self) -> int:  # of what tells sources apart, as a hash of all they say takes long
        return hash(self.id)

    @property
    def status(self) -> Status:
        """The strongest status a fact may take from this source alone. Nothing is verified before somebody signs it."""
        return {
            "official": Status.QUOTED_OFFICIAL,
            "quoted_official": Status.QUOTED_OFFICIAL,
            "secondary": Status.SECONDARY,
            "seed": Status.SEED_ONLY,
        }[self.kind]


class Group(Row):
    """A contribution group. `student` marks those offered to people who study here (DT1 row 6)."""

    key: str
    label: Spoken
    student: bool = False


SHARED_ASSISTANCE = ("tekun", "orphan", "dibao", "dibao_edge", "monitored", "disabled")
"""The assistance identities that every region shares; a pack names any other, or gives one of these its local name."""


class Assistance(Row):
    """An identity whose personal amount differs, beyond the six that every region shares, or under a local name."""

    key: str
    label: Spoken


class Channel(Row):
    """Where something is done: online or at a counter. `how` says what to tap or bring."""

    kind: Literal["online", "offline"]
    name: str
    purposes: tuple[Literal["register", "pay", "check", "file"], ...]
    sources: tuple[str, ...]
    how: Spoken = ""
    journeys: tuple[str, ...] = ()
    """The journeys it is for; every one where empty."""


class Hotline(Row):
    """A number to call and what it is for. `note` says what is not known of it, such as its area code."""

    number: str
    topic: Literal["insurance", "tax", "complaint"]
    sources: tuple[str, ...]
    label: Spoken


class Paper(Row):
    """A paper to bring, and the situations it is for."""

    id: str
    label: Spoken
    situations: tuple[str, ...]
    sources: tuple[str, ...]


class Advice(Row):
    """What to do in a step of a journey, in this region; `step` is the id of a question or conclusion.

    `when` names a test of the case (`crosses_new_year`), for what concerns only some people.
    """

    step: str
    say: Spoken
    sources: tuple[str, ...]
    journey: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """One reading of a fact: the value and the sources that state it, with the line where the source has lines."""

    value: Value
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a pack states about one parameter.

    `cover` is the coverage year it holds for; a rule has none, and holds from `since` to `until` (both included, both
    may be open).
    """

    region: str
    key: str
    readings: tuple[Stated, ...]
    status: Status
    verify_by: date
    cover: int | None = None
    since: date | None = None
    until: date | None = None
    disputed_with: str | None = None
    note: str = ""

    def __hash__(self) -> int:  # of what tells facts apart, as a hash of all they say takes long
        return hash((self.region, self.key, self.cover))

    def in_force(self, on: date) -> bool:
        """Whether this is a rule, stated without a year, that holds on a day."""
        return self.cover is None and (self.since or date.min) <= on <= (self.until or date.max)

    def grounds(self, reading: Stated) -> tuple[Ground, ...]:
        """What a figure taken from this reading rests on."""
        ids = tuple(dict.fromkeys(source.partition(":")[0] for source in reading.sources))
        return (Ground(self.region, self.key, self.status, ids, self.verify_by, self.cover),)

    def overlaps(self, other: "Fact") -> bool:
        """Whether both state the same parameter for the same time and the same people."""
        if self.key != other.key or self.cover != other.cover:
            return False
        if self.cover is None:
            starts, ends = (
                (self.since or date.min, other.since or date.min),
                (
                    self.until or date.max,
                    other.until or date.max,
                ),
            )
            if max(starts) > min(ends):
                return False
        return any(_same_people(mine.value, theirs.value) for mine in self.readings for theirs in other.readings)


def _same_people(mine: Value, theirs: Value) -> bool:
    if not (isinstance(mine, Amount) and isinstance(theirs, Amount) and mine.age and theirs.age):
        return True
    return max(mine.age.at_least, theirs.age.at_least) <= min(mine.age.at_most, theirs.age.at_most)


@dataclass(frozen=True)
class Pack:
    """Everything on file for one region."""

    region: str
    verify_by: date
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...] = ()
    assistance: tuple[Assistance, ...] = ()
    channels: tuple[Channel, ...] = ()
    hotlines: tuple[Hotline, ...] = ()
    papers: tuple[Paper, ...] = ()
    advice: tuple[Advice, ...] = ()

    def stating(self, key: str) -> tuple[Fact, ...]:
        """The facts on one parameter."""
        return self._by_key.get(key, ())

    @once
    def _by_key(self) -> Mapping[str, tuple[Fact, ...]]:
        facts = sorted(self.facts, key=lambda fact: fact.key)
        return {key: tuple(of_the_key) for key, of_the_key in groupby(facts, key=lambda fact: fact.key)}
