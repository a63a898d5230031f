"""Marked text: plain words of which some stand out. It is measured and cut as the Bot API counts.

What stands out is told to Telegram by position, never by signs in the text: nothing that is quoted, and nothing that a
person wrote, can become markup.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 4096
"""The most that one message may hold, in units of UTF-16: a Chinese character is one, most emoji are two."""

_ENDS = tuple(map(re.compile, (r"\n\n", r"\n", r"[。！？；!?;]|[.](?=\s)", r"，", r"\s")))
"""Where a text may be cut, the best place first."""


def units(text: str) -> int:
    """The length of a text as the Bot API counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, with the stretches that stand out as pairs of positions in it."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()

    def entities(self) -> list[dict[str, object]]:
        """What stands out, as the Bot API wants to be told."""
        return [{"type": "bold", "offset": offset, "length": length} for offset, length in _in_units(self)]

    @classmethod
    def from_units(cls, text: str, bold: Iterable[tuple[int, int]]) -> "Marked":
        """A text as the Bot API describes it, with positions in units."""
        encoded = text.encode("utf-16-le", "surrogatepass")
        at = [len(encoded[: 2 * place].decode("utf-16-le", "ignore")) for pair in bold for place in pair]
        return cls(text, tuple((one, other) for one, other in zip(at[::2], at[1::2], strict=True) if one < other))

    def between(self, start: int, end: int) -> "Marked":
        """A part of it, without the spaces around."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
        if (start, end) == (0, len(self.text)):
            return self
        bold = [(max(one, start) - start, min(other, end) - start) for one, other in self.bold]
        return Marked(self.text[start:end], tuple([(one, other) for one, other in bold if one < other]))


class Paper:
    """Writes a marked text line by line, on a new sheet or below what has `begun`."""

    def __init__(self, begun: Marked | None = None) -> None:
        self._written = begun.text if begun else ""
        self._bold = list(begun.bold) if begun else []

    def write(self, text: str) -> "Paper":
        """Some words where the last ones ended."""
        self._written += text
        return self

    def stress(self, text: str) -> "Paper":
        """Words that stand out."""
        if text:
            self._bold.append((len(self._written), len(self._written) + len(text)))
        return self.write(text)

    def line(self) -> "Paper":
        """Begin a new line, unless this one is empty."""
        return self if not self._written or self._written.endswith("\n") else self.write("\n")

    def gap(self) -> "Paper":
        """Leave one line empty, except at the top."""
        self.line()
        return self if not self._written or self._written.endswith("\n\n") else self.write("\n")

    def done(self) -> Marked:
        """What was written."""
        return Marked(self._written, tuple(self._bold)).between(0, len(self._written))


def parts(whole: Marked, longest: int = LONGEST) -> tuple[Marked, ...]:
    """The text in pieces that fit, cut at the end of a paragraph, a line or a sentence where there is one."""
    return tuple(_cut(whole, longest)) if units(whole.text) > longest else (whole.between(0, len(whole.text)),)


def _in_units(marked: Marked) -> tuple[tuple[int, int], ...]:
    text = marked.text
    if units(text) == len(text):  # as nearly always
        return tuple([(start, end - start) for start, end in marked.bold])
    return tuple((units(text[:start]), units(text[start:end])) for start, end in marked.bold)


def _cut(whole: Marked, longest: int) -> Iterator[Marked]:
    start, text = 0, whole.text
    while units(text[start:]) > longest:
        room = _fitting(text, start, longest)
        end = _end_of_sentence(text, start, room)
        yield whole.between(start, end)
        start = end
    yield whole.between(start, len(text))


def _fitting(text: str, start: int, longest: int) -> int:
    """How far one gets with so many units."""
    used = 0
    for position in range(start, len(text)):
        used += 2 if text[position] > "\uffff" else 1
        if used > longest:
            return position
    return len(text)


def _end_of_sentence(text: str, start: int, room: int) -> int:
    """Behind the last good place to cut; none in the first half, as little pieces tear a text apart."""
    for end in _ENDS:
        places = [found.end() for found in end.finditer(text, start, room)]
        if places and places[-1] > (start + room) // 2:
            return places[-1]
    return room
