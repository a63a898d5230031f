"""The chart: the numbers of a report as a picture that can be read across a table, written as SVG.

One bar for each group: how many came, pale, and the part that matters, in the one colour; every bar says its numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

_WIDTH, _EDGE = 1200, 64
_LABELS = 330
_BARS = _WIDTH - 2 * _EDGE - _LABELS - 24
_TOP, _ROW, _BAR = 330, 84, 30
_MOST = 40

_INK, _QUIET, _PALE, _COLOUR = "#191919", "#575757", "#cfe6d9", "#0b6b41"


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its name, how many came, the part of them that is drawn in colour, and its numbers in words."""

    label: str
    whole: int
    part: int
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `figures` are numbers above the bars, each with its name; `whole` and `part` name the colours."""

    title: str
    about: str
    figures: Sequence[tuple[str, str]]
    whole: str
    part: str
    bars: Sequence[Bar]
    note: str
    fonts: Sequence[str] = ()

    def svg(self) -> str:
        """The chart as a file of its own."""
        shown = self.bars[:_MOST]
        height = _TOP + _ROW * max(len(shown), 1) + 96
        family = ", ".join(f"'{name}'" for name in (*self.fonts, *_FONTS)) + ", sans-serif"
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
                f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label={quoteattr(_plain(self.title))} '
                f"font-family={quoteattr(family)}>",
                f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
                *self._head(),
                *self._bars(shown),
                _text(_EDGE, height - 40, 22, _QUIET, self._small(shown)),
                "</svg>",
                "",
            ]
        )

    def _head(self) -> Iterator[str]:
        yield _text(_EDGE, 88, 44, _INK, self.title, bold=True)
        yield _text(_EDGE, 132, 24, _QUIET, self.about)
        step = (_WIDTH - 2 * _EDGE) // max(len(self.figures), 1)
        for number, (value, name) in enumerate(self.figures):
            yield _text(_EDGE + step * number, 218, 56, _COLOUR if number == 0 else _INK, value, bold=True)
            yield _text(_EDGE + step * number, 254, 24, _QUIET, name)
        yield f'<line x1="{_EDGE}" y1="282" x2="{_WIDTH - _EDGE}" y2="282" stroke="#e4e4e4" stroke-width="2"/>'

    def _bars(self, shown: Sequence[Bar]) -> Iterator[str]:
        x = _EDGE + _LABELS + 24
        yield from self._legend(x)
        if not shown:
            yield _text(_EDGE, _TOP + 48, 26, _QUIET, "这段时间还没有数字。")
        longest = max((bar.whole for bar in shown), default=0) or 1
        for number, bar in enumerate(shown):
            y = _TOP + _ROW * number
            whole, part = (round(_BARS * value / longest) for value in (bar.whole, bar.part))
            lines = _in_lines(bar.label, _LABELS, 26)
            for line, text in enumerate(lines):
                yield _text(
                    _EDGE + _LABELS, y + (40 if len(lines) == 1 else 28 + 34 * line), 26, _INK, text, anchor="end"
                )
            yield _bar(x, y + 16, max(whole, 3 if bar.whole else 0), _PALE)
            yield _bar(x, y + 16, max(part, 3 if bar.part else 0), _COLOUR)
            yield _text(x, y + 74, 22, _QUIET, bar.said)

    def _legend(self, x: int) -> Iterator[str]:
        for colour, name in ((_PALE, self.whole), (_COLOUR, self.part)):
            yield f'<rect x="{x}" y="298" width="22" height="22" rx="4" fill="{colour}"/>'
            yield _text(x + 32, 317, 22, _QUIET, name)
            x += 32 + round(_wide(name) * 22) + 36

    def _small(self, shown: Sequence[Bar]) -> str:
        left = len(self.bars) - len(shown)
        return f"{self.note}还有 {left} 行没有画出来。" if left else self.note


_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei")
"""What a browser looks for, whoever opens the file."""


def _text(x: int, y: int, size: int, colour: str, said: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(_plain(said))}</text>"
    )


def _bar(x: int, y: int, width: int, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{_BAR}" rx="{min(6, width // 2)}" fill="{colour}"/>'


def _plain(said: str) -> str:
    """Only what XML can hold."""
    return "".join(sign for sign in said if sign.isprintable() or sign == "\u3000")


def _wide(said: str) -> float:
    """How wide a text is, in letters of a Chinese font."""
    return sum(1 if east_asian_width(sign) in "WFA" else 0.56 for sign in said)


def _in_lines(said: str, width: int, size: int) -> list[str]:
    """A text in one line, or in two where it is too long, as far as there is room."""
    first = _beginning(said, width / size)
    if first == said:
        return [said]
    if " " in first[len(first) // 2 :]:  # rather between words than within one
        first = first[: first.rindex(" ")]
    rest = said[len(first) :].lstrip(" ·")
    second = _beginning(rest, width / size)
    return [first.rstrip(" ·"), second if second == rest else f"{_beginning(rest, width / size - 1)}…"]


def _beginning(said: str, letters: float) -> str:
    """As much of a text as there is room for."""
    end = len(said)
    while _wide(said[:end]) > letters:
        end -= 1
    return said[:end]
