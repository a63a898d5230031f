"""Rendering: a reply as a screen in one person's language, which every channel then lays out in its own way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from urllib.parse import urlsplit

from bot.comparison import Table, compared
from bot.translator import Translator
from bot.values import day, lines, written
from flows.glossary import GLOSSARY
from flows.policy.pack import Source
from flows.reply import Action, Reply, Row
from flows.words import Words, _

ACTIONS = {
    "resume": _("回到刚才"),
    "back": _("上一步"),
    "review": _("查看"),
    "restart": _("重来"),
    "menu": _("菜单"),
    "person": _("人工"),
    "help": _("帮助"),
}
"""What every screen offers beside the question, as buttons and as words."""

# What a screen is made of has no slots: orjson writes what has a `__dict__` four times as fast.


@dataclass(frozen=True)
class Button:
    """Something to tap: `key` is handed back, `number` is what may be typed instead."""

    key: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Entry:
    """A labelled line, or several, of a conclusion or a summary. `key` names the figure or the question.

    `confirmed` is false where what is said rests on a source that is not official. `table` says the lines again as
    rows of cells, for a channel that can show them side by side.
    """

    key: str
    label: str
    lines: tuple[str, ...]
    confirmed: bool = True
    table: Table = ()


@dataclass(frozen=True)
class Citation:
    """A source as a resident sees it. `address` only where it is a government page, `quote` only where it was kept."""

    id: str
    title: str
    issuer: str
    published: str
    quote: str
    checked: str
    address: str | None


@dataclass(frozen=True)
class Screen:
    """Everything on one screen, in words. `kind` and `step` are those of the reply.

    A conclusion is its `text` and as many `notes` as are read in one go; `remarks` are the notes beside the details.
    What a newer version adds has a default, so that an older screen can be shown again. `instead_of` is the receipt of
    the message whose place it takes, where the channel can edit what it sent. `view` is what is shown of it at first.
    """

    step: str
    kind: str
    language: str
    text: str
    said: tuple[str, ...] = ()
    title: str = ""
    progress: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    banners: tuple[str, ...] = ()
    rows: tuple[Entry, ...] = ()
    advice: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    further: tuple[Citation, ...] = ()
    question: str = ""
    options: tuple[Button, ...] = ()
    actions: tuple[Button, ...] = ()
    terms: tuple[Button, ...] = ()
    review: tuple[Entry, ...] = ()
    typed: str | None = None
    instead_of: str = ""
    view: str = "less"


def render(reply: Reply, to: Translator) -> Screen:
    """The reply as a screen in this language."""
    progress = ""
    if reply.progress is not None:
        progress = to.gettext(_("第{number}/{count}步")).format(number=reply.progress[0], count=reply.progress[1])
    text = written(reply.text, to)
    notes = _all(reply.notes, to)
    first = _in_one_go(text, notes, to)
    return Screen(
        step=reply.step,
        kind=reply.kind,
        language=to.language,
        text=text,
        said=_all(reply.said, to),
        title=written(reply.title, to) if reply.title else "",
        progress=progress,
        notes=notes[:first],
        remarks=notes[first:],
        banners=_all(reply.banners, to),
        rows=tuple([_row(row, to) for row in reply.rows]),
        advice=_all([one.text for one in reply.advice], to),
        citations=_cited(reply.citations, to.language),
        further=_cited(reply.further, to.language),
        question=reply.question,
        options=tuple(
            [Button(option.key, written(option.label, to), number) for number, option in enumerate(reply.options, 1)]
        ),
        actions=_actions(reply.actions, to.gettext),
        terms=_terms(reply.terms, to.gettext),
        review=tuple([Entry(one.question, written(one.label, to), (written(one.value, to),)) for one in reply.review]),
        typed=reply.typed,
        view=reply.view,
    )


def _all(texts: Iterable[Words], to: Translator) -> tuple[str, ...]:
    return tuple([written(words, to) for words in texts])


@lru_cache(maxsize=128)
def _actions(actions: tuple[Action, ...], gettext: Callable[[str], str]) -> tuple[Button, ...]:
    return tuple(Button(action, gettext(ACTIONS[action])) for action in actions)


@lru_cache(maxsize=128)
def _terms(terms: tuple[str, ...], gettext: Callable[[str], str]) -> tuple[Button, ...]:
    asked = gettext(_("{word}是什么？"))
    return tuple(Button(term, asked.format(word=gettext(GLOSSARY[term].title))) for term in terms)


_ONE_GO = {"zh_Hans": 120, "zh_Hant": 120, "en": 360}
"""How many characters of a conclusion come before the details: a Chinese one says as much as three letters."""


def _in_one_go(text: str, notes: tuple[str, ...], to: Translator) -> int:
    """How many of the notes, in their order of importance, are read together with the conclusion."""
    lengths = accumulate(map(len, notes), initial=len(text))
    return max(sum(length <= _ONE_GO[to.language] for length in lengths) - 1, 0)


@lru_cache(maxsize=1024)  # most of what a conclusion says is the same for everybody in a place
def _row(row: Row, to: Translator) -> Entry:
    confirmed = row.value.unknown or row.value.status.official
    return Entry(row.name, written(row.label, to), lines(row.name, row.value, to), confirmed, compared(row.value, to))


def _cited(sources: Iterable[Source], language: str) -> tuple[Citation, ...]:
    return tuple([citation(source, language) for source in sources])


@lru_cache(maxsize=1024)
def citation(source: Source, language: str) -> Citation:
    """A source as it is shown: a link only to a government page, since copies of such pages sit on hijacked hosts."""
    host = urlsplit(source.address or "").hostname or ""
    return Citation(
        id=source.id,
        title=source.title,
        issuer=source.issuer,
        published=source.published,
        quote=source.quote,
        checked=day(source.checked, language),
        address=source.address if host == "gov.cn" or host.endswith(".gov.cn") else None,
    )


def as_text(screen: Screen, to: Translator) -> str:
    """The screen as plain text: for the terminal, for transcripts, and for the decision command."""
    return "\n".join(_text_lines(screen, to))


def _text_lines(screen: Screen, to: Translator) -> Iterator[str]:
    named = to.gettext(_("{label}：{value}"))
    yield from screen.said
    if screen.progress:
        yield f"〔{screen.title} · {screen.progress}〕"
    elif screen.kind in ("tell", "offer"):
        yield f"〔{screen.title}〕"
    yield screen.text
    yield from screen.notes
    yield from (f"⚠ {banner}" for banner in screen.banners)
    yield from (f"· {line}" for line in (*screen.remarks, *screen.advice))
    for row in screen.rows:
        mark = "" if row.confirmed else "＊"
        if len(row.lines) == 1:
            yield named.format(label=f"{row.label}{mark}", value=row.lines[0])
        else:
            yield named.format(label=f"{row.label}{mark}", value="").rstrip()
            yield from (f"  - {line}" for line in row.lines)
    if screen.citations:
        yield to.gettext(_("依据："))
        yield from (f"  [{one.id}] {cited(one, to)}" for one in screen.citations)
    if screen.further:
        yield to.gettext(_("材料、渠道和电话的出处：{sources}")).format(
            sources=" ".join(one.id for one in screen.further)
        )
    for line in screen.review:
        yield named.format(label=line.label, value=line.lines[0])
    yield from (f"  {button.number}. {button.label}" for button in screen.options)
    yield from (f"  ? {button.label}" for button in screen.terms)
    if screen.actions:
        yield " · ".join(button.label for button in screen.actions)


def cited(one: Citation, to: Translator) -> str:
    """A source in one line."""
    quote = to.gettext(_("「{quote}」")).format(quote=one.quote) if one.quote else ""
    checked = to.gettext(_("{day}查阅")).format(day=one.checked)
    return to.gettext(_("，")).join(
        part for part in (one.title, one.issuer, one.published, checked, one.address or "", quote) if part
    )
