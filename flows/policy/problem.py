"""Problems: what is wrong in a pack, told to the clerk who wrote it so that it can be put right at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `key` is the parameter or row it is about; `line` is 1 where the whole file is meant."""

    file: str
    line: int
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file} 第{self.line}行 {self.key}".rstrip()
        return f"{where}：{self.what}。{self.remedy}。"


class BadPack(Exception):
    """The packs cannot be used. Every problem of every file is in `problems`, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Misstated(ValueError):
    """A value that is not what its parameter asks for. Raised by the forms of values, which know no lines."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}。{remedy}。")
