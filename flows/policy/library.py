"""The library: every pack and every source, read once from their files and refused as a whole if anything is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Self

from flows.policy.draft import Draft, read
from flows.policy.manuscript import Manuscript
from flows.policy.overdue import overdue
from flows.policy.pack import Pack, Source
from flows.policy.problem import BadPack, Problem
from flows.policy.proofreading import proofread

__all__ = ["BadPack", "Library", "Problem", "problems"]

LONGEST_QUOTE = 80


@dataclass(frozen=True)
class Library:
    """The packs by region and the sources by id."""

    packs: Mapping[str, Pack]
    sources: Mapping[str, Source]

    @classmethod
    def open(cls, folder: Path | Traversable | None = None) -> Self:
        """Read `packs/*.toml` and `sources.toml` of a folder, the packaged ones unless one is named.

        Raises `BadPack` with every problem of every file. A `verify_by` that has passed is none here: people are then
        told so beside the figure, and `problems` tells the staff.
        """
        drafts, sources, found = _read(folder)
        if found:
            raise BadPack(_in_order(found))
        packs = {draft.region: draft.pack() for draft in drafts}
        return cls(MappingProxyType(packs), MappingProxyType(sources))


def problems(folder: Path | Traversable | None, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong with the packs of a folder on a day; `None` means the packaged ones."""
    drafts, sources, found = _read(folder)
    return _in_order([*found, *overdue(drafts, sources, today)])


def _read(folder: Path | Traversable | None) -> tuple[list[Draft], dict[str, Source], list[Problem]]:
    folder = folder or files("flows.policy")
    found: list[Problem] = []
    sources: dict[str, Source] = {}
    drafts: list[Draft] = []
    for manuscript in _manuscripts([folder / "sources.toml"], found):
        sources = _sources(manuscript)
        found += manuscript.problems
    packs = [file for file in (folder / "packs").iterdir() if file.name.endswith(".toml")]
    for manuscript in _manuscripts(sorted(packs, key=lambda file: file.name), found):
        drafts.append(read(manuscript, sources))
        found += manuscript.problems
    return drafts, sources, [*found, *proofread(drafts, sources)]


def _manuscripts(paths: Sequence[Path | Traversable], found: list[Problem]) -> Iterator[Manuscript]:
    for path in paths:
        try:
            yield Manuscript(path.name, path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            found.append(Problem(path.name, 1, "", "不是 UTF-8 编码的文件", "请用编辑器另存为 UTF-8"))
        except FileNotFoundError:
            found.append(Problem(path.name, 1, "", "没有这个文件", f"请补上 {path.name}"))


def _sources(manuscript: Manuscript) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for place, row in manuscript.rows("source", manuscript.tables().get("source", [])):
        source = manuscript.form(place, str(row.get("id", "source")), Source, row)
        if source is None:
            continue
        if source.id in sources:
            manuscript.refuse((*place, "id"), source.id, "这个编号写了两次", "请给另一份材料换一个编号")
        if len(source.quote) > LONGEST_QUOTE:
            what = f"摘录有 {len(source.quote)} 个字，最多 {LONGEST_QUOTE} 个"
            manuscript.refuse((*place, "quote"), source.id, what, "请只留最要紧的一句原文")
        sources[source.id] = source
    return sources


def _in_order(found: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))
