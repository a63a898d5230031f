"""A manuscript: a TOML file as a clerk wrote it, the line on which each thing stands in it, and what is wrong there."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from flows.policy.kept import once
from flows.policy.misprint import told
from flows.policy.problem import Problem

R = TypeVar("R", bound=BaseModel)

Table = dict[str, Any]

Place = tuple[str | int, ...]
"""The way to a table or a field, as in `("fact", 2, "reading", 0, "days")`. The empty way is the file itself."""

_HEADER = re.compile(r"^[ \t]*\[\[\s*([\w.]+)\s*\]\]", re.MULTILINE)


@dataclass
class Manuscript:
    """The text of one file, and the problems found while reading it."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, key: str, what: str, remedy: str) -> Problem:
        """Something that is wrong at a place of this file."""
        return Problem(self.file, self.line(place), key, what, remedy)

    def refuse(self, place: Place, key: str, what: str, remedy: str) -> None:
        """Note something that is wrong, and go on."""
        self.problems.append(self.problem(place, key, what, remedy))

    def tables(self) -> Table:
        """The file as TOML; nothing where it is none."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+), column (\d+)", str(error))
            line = int(at[1]) if at else self.text.count("\n") + 1
            what = f"从第{at[2]}个字起读不懂" if at else "到文件末尾还没有写完"
            remedy = "请看这一行和上一行：引号、方括号要成对，同一个名字不能写两次，日期要真有那一天"
            self.problems.append(Problem(self.file, line, "", what, remedy))
            return {}

    def rows(self, name: str, rows: object) -> Iterator[tuple[Place, Table]]:
        """The tables of an array, each with its place."""
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            yield from (((name, number), row) for number, row in enumerate(rows))
        else:
            self.refuse((name,), name, f"{name} 不是一张一张的表", f"请每一项都以 [[{name}]] 起头")

    def form(self, place: Place, key: str, model: type[R], row: Table) -> R | None:
        """A table in its proper form, or `None` with every problem noted."""
        try:
            return model.model_validate(row)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self.refuse((*place, *one["loc"][:1]), key, *told(one, model))
            return None

    def line(self, place: Place) -> int:
        """The line of a table or a field, counted from 1; a field that is not written has the line of its table.

        tomllib tells no line numbers. But the n-th header `[[fact]]` of the text is the n-th fact it returns, so a scan
        for headers finds every table again; it is made only when something is wrong. (A header inside a multi-line
        text would be miscounted. No pack has one: texts for people are short.)
        """
        start, end = 0, self._headers[0][1] if self._headers else len(self.text)
        path = ""
        while len(place) > 1 and isinstance(place[1], int):
            path = f"{path}.{place[0]}" if path else str(place[0])
            tables = [at for name, at in self._headers if name == path and at >= start]
            if place[1] >= len(tables):
                break
            start, place = tables[place[1]], place[2:]
            end = next((at for _, at in self._headers if at > start), len(self.text))
        if place and (written := re.search(rf"^[ \t]*{place[0]}\s*=", self.text[start:end], re.MULTILINE)):
            start += written.start()
        return self.text.count("\n", 0, start) + 1

    @once
    def _headers(self) -> list[tuple[str, int]]:
        return [(header[1], header.start()) for header in _HEADER.finditer(self.text)]
