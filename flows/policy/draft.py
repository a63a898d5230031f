"""Drafts: one pack as far as it can be read, each thing with its place, so that it can be pointed at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from flows.policy.figure import Status
from flows.policy.manuscript import Manuscript, Place, Table
from flows.policy.misprint import missing, nearest
from flows.policy.pack import Advice, Assistance, Channel, Fact, Group, Hotline, Pack, Paper, Row, Source, Stated
from flows.policy.parameters import PARAMETERS, model_of
from flows.policy.value import Value

R = TypeVar("R", bound=Row)


class Heading(Row):
    """The fields at the top of a pack."""

    region: str
    verify_by: date


class FactHeading(Row):
    """The fields of a fact that are not part of its value."""

    key: str
    cover: int | None = None
    since: date | None = None
    until: date | None = None
    status: Status | None = None
    disputed_with: str | None = None
    note: str = ""
    verify_by: date | None = None
    sources: tuple[str, ...] | None = None
    reading: tuple[Table, ...] | None = None


@dataclass
class Draft:
    """What could be read of one pack."""

    manuscript: Manuscript
    region: str = ""
    verify_by: date = date.max
    facts: list[tuple[Place, Fact]] = field(default_factory=list)
    groups: list[tuple[Place, Group]] = field(default_factory=list)
    assistance: list[tuple[Place, Assistance]] = field(default_factory=list)
    channels: list[tuple[Place, Channel]] = field(default_factory=list)
    hotlines: list[tuple[Place, Hotline]] = field(default_factory=list)
    papers: list[tuple[Place, Paper]] = field(default_factory=list)
    advice: list[tuple[Place, Advice]] = field(default_factory=list)

    def pack(self) -> Pack:
        """The pack; of use only where there are no problems."""
        return Pack(
            self.region,
            self.verify_by,
            facts=tuple(fact for _, fact in self.facts),
            groups=tuple(row for _, row in self.groups),
            assistance=tuple(row for _, row in self.assistance),
            channels=tuple(row for _, row in self.channels),
            hotlines=tuple(row for _, row in self.hotlines),
            papers=tuple(row for _, row in self.papers),
            advice=tuple(row for _, row in self.advice),
        )


def read(manuscript: Manuscript, sources: Mapping[str, Source]) -> Draft:
    """Read a pack. After each problem the reading goes on, so that all are told at once."""
    draft = Draft(manuscript)
    raw = manuscript.tables()
    if manuscript.problems:
        return draft
    facts = raw.pop("fact", [])
    draft.groups = _rows(manuscript, "group", Group, raw)
    draft.assistance = _rows(manuscript, "assistance", Assistance, raw)
    draft.channels = _rows(manuscript, "channel", Channel, raw)
    draft.hotlines = _rows(manuscript, "hotline", Hotline, raw)
    draft.papers = _rows(manuscript, "paper", Paper, raw)
    draft.advice = _rows(manuscript, "advice", Advice, raw)
    if heading := manuscript.form((), "", Heading, raw):
        draft.region, draft.verify_by = heading.region, heading.verify_by
    for place, row in manuscript.rows("fact", facts):
        if fact := _fact(draft, place, row, sources):
            draft.facts.append((place, fact))
    return draft


def behind(readings: tuple[Stated, ...], sources: Mapping[str, Source]) -> list[Source]:
    """The sources of all readings, as far as they are on the list."""
    cited = (source.partition(":")[0] for reading in readings for source in reading.sources)
    return [sources[one] for one in cited if one in sources]


def best_status(readings: tuple[Stated, ...], sources: Mapping[str, Source]) -> Status:
    """The grade of the best source of all readings."""
    grades = [source.status for source in behind(readings, sources)]
    return min(grades, key=lambda status: status.rank, default=Status.UNKNOWN)


def _fact(draft: Draft, place: Place, row: Table, sources: Mapping[str, Source]) -> Fact | None:
    manuscript = draft.manuscript
    key = str(row.get("key", ""))
    model = model_of(key)
    if "key" in row and model is None:
        known = [parameter.replace("*", key.rpartition(".")[2]) for parameter in PARAMETERS]
        remedy = nearest(key, known, "请对照 parameters.py 里的参数表改正")
        manuscript.refuse((*place, "key"), key, "没有这个参数", remedy)
        return None
    # `since` and `reading` are also fields of two values. There they are words; of a fact, a day and a list of tables.
    words = {name for name in (model.model_fields if model else ()) if isinstance(row.get(name), str)}
    own = {name: value for name, value in row.items() if name in FactHeading.model_fields and name not in words}
    heading = manuscript.form(place, key, FactHeading, own)
    if heading is None or model is None:
        return None
    said = {name: value for name, value in row.items() if name not in own}
    readings = tuple(_readings(manuscript, place, heading, model, said))
    stated = tuple(reading for reading in readings if reading)
    if not stated or len(stated) < len(readings):
        return None
    return Fact(
        draft.region,
        key,
        stated,
        heading.status or best_status(stated, sources),
        heading.verify_by or draft.verify_by,
        heading.cover,
        heading.since,
        heading.until,
        heading.disputed_with,
        heading.note,
    )


def _readings(
    manuscript: Manuscript, place: Place, heading: FactHeading, model: type[Value], said: Table
) -> Iterator[Stated | None]:
    """What a fact states itself, or one reading for each of its tables `[[fact.reading]]`."""
    key = heading.key
    if heading.reading is None:
        yield _reading(manuscript, place, key, model, said, heading.sources)
        return
    if heading.sources is not None:
        remedy = "请在每个 [[fact.reading]] 里写各自的 sources"
        manuscript.refuse((*place, "sources"), key, "几种说法的来源合写在一处", remedy)
    if len(heading.reading) < 2:
        manuscript.refuse(place, key, "只写了一种说法", "请补上另一种说法，或去掉 [[fact.reading]] 这一行")
    for number, table in enumerate(heading.reading):
        own = {name: value for name, value in table.items() if name != "sources"}
        yield _reading(manuscript, (*place, "reading", number), key, model, said | own, table.get("sources"))


def _reading(
    manuscript: Manuscript, place: Place, key: str, model: type[Value], said: Table, sources: object
) -> Stated | None:
    value = manuscript.form(place, key, model, said)
    if not sources:
        manuscript.refuse((*place, "sources"), key, *missing("sources", FactHeading))
    elif not (isinstance(sources, list | tuple) and all(isinstance(source, str) for source in sources)):
        manuscript.refuse((*place, "sources"), key, "来源不是编号的列表", '请写成 sources = ["X11", "S2:49"]')
    elif value:
        return Stated(value, tuple(sources))
    return None


def _rows(manuscript: Manuscript, name: str, model: type[R], raw: Table) -> list[tuple[Place, R]]:
    rows = manuscript.rows(name, raw.pop(name, []))
    return [(place, read) for place, row in rows if (read := manuscript.form(place, name, model, row))]
