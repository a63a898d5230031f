"""Layout: a screen as one Telegram message, with what few people need at once folded away behind a button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.answers import read_screen
from bot.channels.telegram import data
from bot.channels.telegram.keyboard import Key, Rows, keyboard, numbered, said, width, with_keys
from bot.channels.telegram.marked import LONGEST, Marked, Paper, parts, units
from bot.render import Entry, Screen
from bot.translator import Translator, translator
from flows.words import _

FOLDED = frozenset({"lines", "limit_date", "incentive_per_year", "papers", "channels"})
"""The rows of a conclusion that wait behind 看详细: needed by whoever sets out, not to know how things stand."""

_READABLE = 36
"""How wide an option may be before phones cut it off on its button; it is then written out in the text as well."""

_FOLDS = {"details": _("看详细"), "sources": _("依据"), "less": _("收起")}


@dataclass(frozen=True)
class Page:
    """One message: its text, and the keyboard under it. What follows from them is worked out once: many are told it.

    `instead_of` is the message that becomes this one, where it is not sent as a new one.
    """

    text: Marked
    keys: Rows
    instead_of: int | None = None

    def of(self, message: int) -> "Page":
        """The page of our message with this id: the buttons that show more or less of it say so."""
        if not self._is_unnamed:
            return self
        return Page(self.text, tuple([_of(message, row) for row in self.keys]), self.instead_of)

    @cached_property
    def contents(self) -> tuple[Mapping[str, object], ...]:
        """The messages that this is sent as, as the Bot API wants them: the last one has the keyboard."""
        *before, last = map(said, parts(self.text))
        return (*(with_keys(part, ()) for part in before), with_keys(last, self.keys))

    @cached_property
    def asks(self) -> bool:
        """Whether there is anything to answer with, beside what shows more or less of it."""
        return any(not data.is_fold(key.data) for row in self.keys for key in row)

    @cached_property
    def _is_unnamed(self) -> bool:
        return any(row[0].data in _UNNAMED for row in self.keys)


def _of(message: int, row: tuple[Key, ...]) -> tuple[Key, ...]:
    if row[0].data not in _UNNAMED:  # they stand together
        return row
    return tuple(Key(key.label, data.fold(_UNNAMED[key.data], message)) for key in row)


_UNNAMED = {data.fold(view, 0): view for view in data.VIEWS}


@lru_cache(4096)
def page_of(body: str, view: str = "") -> Page | None:
    """What is written in the outbox, laid out; `None` where it can no longer be read. Many are told the same."""
    screen = read_screen(body)
    return lay_out(screen, view) if screen else None


def lay_out(screen: Screen, view: str = "") -> Page:
    """The screen in short (`less`), with its `details` or its `sources`; whose message it is, is yet to be said.

    Unless it is told how, it is laid out as the screen asks for.
    """
    to, view = translator(screen.language), view or screen.view
    shown, folded = _divided(screen)
    text = _text(screen, view, screen.rows if view == "details" else shown, to)
    if view == "details" and units(text.text) > LONGEST:  # what the short view says can be read there
        text = _text(screen, view, folded, to)
    instead_of = int(screen.instead_of) if screen.instead_of.isdecimal() else None
    return Page(text, keyboard(screen, _folds(screen, view, folded, to), to), instead_of)


def _text(screen: Screen, view: str, rows: Sequence[Entry], to: Translator) -> Marked:
    paper = Paper()
    for line in screen.said:
        paper.line().write(line)
    if screen.said and screen.review:  # what was said speaks of it
        _rows(paper.gap(), screen.review, to)
    _heading(paper.gap(), screen)
    paper.line().write(screen.text)
    for note in screen.notes:
        paper.line().write(note)
    if screen.review:
        if not screen.said:
            _rows(paper.gap(), screen.review, to)
        return paper.done()
    for banner in screen.banners:
        paper.line().write(f"⚠️ {banner}")
    if view == "sources":
        _sources(paper, screen, to)
    else:
        _points(paper.gap(), screen if view == "details" or not _concludes(screen) else None)
        _rows(paper.gap(), rows, to)
    _options(paper.gap(), screen)
    if screen.typed == "day":
        paper.gap().write(f"✏️ {to.gettext(_('像 2025年3月5日'))}")
    return paper.done()


def _concludes(screen: Screen) -> bool:
    return screen.kind in ("tell", "offer")


def _divided(screen: Screen) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The rows that are shown, and those that are folded away. While somebody is led through, they need them all."""
    if not _concludes(screen):
        return screen.rows, ()
    return (
        tuple(row for row in screen.rows if row.key not in FOLDED),
        tuple(row for row in screen.rows if row.key in FOLDED),
    )


def _heading(paper: Paper, screen: Screen) -> None:
    if screen.progress:
        paper.stress(screen.title).write(f" · {screen.progress}")
    elif _concludes(screen):
        paper.stress(screen.title)


def _points(paper: Paper, screen: Screen | None) -> None:
    for point in (*screen.remarks, *screen.advice) if screen else ():
        paper.line().write(f"· {point}")


def _rows(paper: Paper, rows: Sequence[Entry], to: Translator) -> None:
    before, after = to.gettext(_("{label}：{value}")).split("{value}")
    for row in rows:
        label = before.replace("{label}", row.label if row.confirmed else f"{row.label}＊")
        if len(row.lines) == 1:
            paper.line().stress(label).write(f"{row.lines[0]}{after}")
            continue
        paper.line().stress(label.rstrip())
        for line in row.lines:
            paper.line().write(f"  - {line}")


def _sources(paper: Paper, screen: Screen, to: Translator) -> None:
    """What the figures rest on, in full; what the rest rests on, in a line each, or by its number where it has one."""
    if screen.citations:
        paper.gap().stress(to.gettext(_("依据")))
    for number, source in enumerate(screen.citations, 1):
        checked = to.gettext(_("{day}查阅")).format(day=source.checked)
        paper.line().stress(f"{number}. {source.title}")
        paper.line().write(_joined(source.issuer, source.published, checked))
        if source.quote:
            paper.line().write(to.gettext(_("「{quote}」")).format(quote=source.quote))
        paper.line().write(source.address or "")
    if screen.further:
        paper.gap().stress(to.gettext(_("材料、渠道和电话的出处")))
    numbers = {source.id: number for number, source in enumerate(screen.citations, 1)}
    if above := sorted(numbers[source.id] for source in screen.further if source.id in numbers):
        paper.line().write(to.gettext(_("上面的{numbers}")).format(numbers=to.gettext(_("、")).join(map(str, above))))
    for source in screen.further:
        if source.id not in numbers:
            paper.line().write(f"· {_joined(source.title, source.issuer, source.published, source.address)}")


def _joined(*said: str | None) -> str:
    return " · ".join(filter(None, said))


def _options(paper: Paper, screen: Screen) -> None:
    if any(width(numbered(option)) > _READABLE for option in screen.options):
        for option in screen.options:
            paper.line().write(numbered(option))


def _folds(screen: Screen, view: str, folded: Sequence[Entry], to: Translator) -> list[Key]:
    """The buttons that show the other views, where there is something in them."""
    has = {
        "details": _concludes(screen) and bool(screen.remarks or screen.advice or folded),
        "sources": bool(screen.citations or screen.further),
        "less": True,
    }
    names = [name for name in _FOLDS if has[name] and name != view]
    return [Key(to.gettext(_FOLDS[name]), data.fold(name, 0)) for name in names]
