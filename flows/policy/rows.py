"""Rows of packs, such as papers and numbers to call: each with what it rests on, and all of them told as one figure."""

from collections.abc import Iterable
from typing import TypeVar

from flows.policy.figure import UNKNOWN, Figure, Ground, stated
from flows.policy.kept import once

R = TypeVar("R")


class Rows(tuple[tuple[R, Ground], ...]):
    """Rows in the order in which they are told, each with its ground."""

    @once
    def together(self) -> Figure[tuple[R, ...]]:
        """The rows as one figure that rests on all of them; unknown where there is none."""
        if not self:
            return UNKNOWN
        return stated([(tuple(row for row, _ in self), tuple(ground for _, ground in self))])


def listed(rows: Iterable[tuple[R, Ground]]) -> Figure[tuple[R, ...]]:
    """Rows as one figure that rests on all of them; unknown where there is none."""
    return (rows if isinstance(rows, Rows) else Rows(rows)).together
