"""Showing: a step of a journey as a reply, with its figures, remarks, advice, banners and sources."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from flows.answers.answer import Option
from flows.answers.day import Day
from flows.answers.place import Place, browse
from flows.dialogue import Ask, Flow, HandOver, Note, Offer, Tell
from flows.labels import LABELS
from flows.policy.case import Case, Unanswered
from flows.policy.figure import Figure, Ground, cited
from flows.policy.pack import Source
from flows.policy.rulebook import Local, Rulebook
from flows.reply import Action, Advice, Reply, Reviewed, Row, quoted, quoting
from flows.state import State
from flows.walk import Step
from flows.words import Words, _

LATER = Option("later", Words(_("以后再说")))

_UNOFFICIAL = _("未经官方核实：标＊的内容来自非官方资料，办之前请打电话确认。")
_STALE = _("这些资料有一段时间没有重新核对了，可能已经变了，请先确认。")
_PAST_YEAR = _("资料说的是{year}年度，已经过去，只作参考。")


def show(
    flow: Flow,
    step: Step,
    state: State,
    rules: Rulebook,
    said: tuple[Words, ...] = (),
    options: tuple[Option, ...] | None = None,
) -> Reply:
    """The reply for where somebody is: the next question, or the conclusion.

    `options` are those on the screen, where they are not simply all that the question has.
    """
    if isinstance(step.at, HandOver):
        raise TypeError("a hand-over is walked on into, and never shown")
    if options is None:
        options = options_of(step.at, step.case, state) if isinstance(step.at, Ask) else ()
    if isinstance(step.at, Tell | Offer):
        return _conclusion(flow, step.at, step, state, rules, said, options)
    return _question(flow, step.at, step, rules, said, options)


def _question(
    flow: Flow, ask: Ask, step: Step, rules: Rulebook, said: tuple[Words, ...], options: tuple[Option, ...]
) -> Reply:
    text = quoting(ask.text, step.case)
    return Reply(
        step=ask.id,
        kind="ask",
        title=flow.option.label,
        said=said,
        text=text,
        question=ask.id,
        options=options,
        actions=_asking(step),
        terms=ask.explains,
        progress=step.progress,
        typed="day" if isinstance(ask.answer, Day) else "place" if isinstance(ask.answer, Place) else "text",
        **_guidance(flow, ask, step.case, text, rules) if ask.purpose else {},
    )


def _guidance(flow: Flow, ask: Ask, case: Case, text: Words, rules: Rulebook) -> dict[str, Any]:
    """What helps with a step that is done elsewhere, and what it rests on."""
    rows, advice = _rows(_GUIDED_ROWS, case, ask.purpose), _advice(ask.id, flow, case)
    figures, services = _grounds(_quoted_figures([text])), _services(rows, advice)
    return {
        "rows": rows,
        "advice": advice,
        "banners": banners([*figures, *services], case.today),
        "citations": _citations(figures, rules),
        "further": _citations(services, rules),
    }


SERVICES = ("papers", "channels", "hotlines")
"""Lists that help to get it done; the sources of figures are told apart from theirs."""

_GUIDED_ROWS = ("channels", "papers", "hotlines")


def _conclusion(
    flow: Flow,
    tell: Tell | Offer,
    step: Step,
    state: State,
    rules: Rulebook,
    said: tuple[Words, ...],
    options: tuple[Option, ...],
) -> Reply:
    case = step.case
    instead = tell.instead if isinstance(tell, Tell) else ()
    text = quoting(next((note.text for note in instead if _applies(note, case)), tell.text), case)
    notes = tuple(quoting(note.text, case) for note in tell.notes if _applies(note, case))
    rows = _rows(tell.rows, case, tell.purpose)
    advice = _advice(tell.id, flow, case)
    figures = _grounds([*_quoted_figures([text, *notes]), *(row.value for row in rows if row.name not in SERVICES)])
    services = _services(rows, advice)
    return Reply(
        step=tell.id,
        kind="offer" if isinstance(tell, Offer) else "tell",
        title=flow.option.label,
        said=said,
        text=text,
        notes=notes,
        rows=rows,
        advice=advice,
        banners=banners([*figures, *services], case.today),
        citations=_citations(figures, rules),
        further=_citations(services, rules),
        question=tell.id if isinstance(tell, Offer) else "",
        options=options,
        actions=_concluding(step, state),
        terms=tell.explains if isinstance(tell, Offer) else (),
    )


def beside(reply: Reply, step: Step, state: State, options: tuple[Option, ...] = ()) -> Reply:
    """Something said beside a conclusion, which stands above it, with everything that can follow the conclusion."""
    question = step.id if isinstance(step.at, Offer) else ""
    return reply.but(question=question, options=options, actions=_concluding(step, state))


def options_of(ask: Ask, case: Case, state: State) -> tuple[Option, ...]:
    """The options on the screen for a question, in the order they are numbered."""
    if isinstance(ask.answer, Place):
        return browse(state.browsing)
    options = tuple(
        replace(option, label=quoting(option.label.text, case)) if quoted(option.label.text) else option
        for option in ask.options(case)
    )
    return (*options, LATER) if ask.purpose else options


def reviewed(step: Step) -> tuple[Reviewed, ...]:
    """What has been answered on the way here, each line to be changed by a tap."""
    return tuple(Reviewed(ask.id, Words(ask.label), echo(ask, stored, step.case)) for ask, stored in step.path.items())


def echo(ask: Ask, stored: str, case: Case) -> Words:
    """An answer as it is said back: the option's label, or the date or the place in full."""
    labels = {option.key: option.label for option in ask.options(case)}
    if stored in labels:
        return quoting(labels[stored].text, case)
    return ask.answer.echo(ask.answer.restore(stored))


def _applies(note: Note, case: Case) -> bool:
    try:
        return note.test(case)
    except Unanswered:  # a remark about what this person was not asked
        return False


_LABELS = {name: Words(label) for name, label in LABELS.items()}


def _rows(names: Iterable[str], case: Case, purpose: str) -> tuple[Row, ...]:
    found = ((name, _serving(purpose, name, case.stated(name))) for name in names)
    return tuple(
        Row(name, _LABELS[name], value)
        for name, value in found
        if value is not None and (name in _MISSED or not value.unknown)
    )


def _serving(purpose: str, name: str, value: Figure[Any] | None) -> Figure[Any] | None:
    """The channels that serve a purpose, `None` where there are none; any other figure as it is."""
    if not purpose or name != "channels" or value is None:
        return value
    serving = _purposeful(purpose, value)
    return serving if any(serving.values) else None


@lru_cache(256)
def _purposeful(purpose: str, channels: Figure[Any]) -> Figure[Any]:
    return channels.then(lambda every: tuple(one for one in every if purpose in one.purposes))


_MISSED = {"total", "deadline", "safe_deadline", "coverage_start", "previous_total", "previous_deadline"}
"""Figures that people look for: where no source says, that is said. The others are left out."""


def _advice(step: str, flow: Flow, case: Case) -> tuple[Advice, ...]:
    local: Local | None = getattr(case, "local", None)
    if local is None:
        return ()
    return tuple(
        Advice(Words(row.say), (ground,))
        for row, ground in local.advice(step, flow.id)
        if row.when is None or getattr(case, row.when)()
    )


def _services(rows: Iterable[Row], advice: Iterable[Advice]) -> list[Ground]:
    return [
        *_grounds(row.value for row in rows if row.name in SERVICES),
        *(ground for one in advice for ground in one.grounds),
    ]


def _quoted_figures(texts: Iterable[Words]) -> list[Figure[Any]]:
    return [value for words in texts for name in quoted(words.text) if isinstance(value := words.given[name], Figure)]


def _grounds(figures: Iterable[Figure[Any]]) -> list[Ground]:
    return [ground for one in figures for ground in one.grounds]


def banners(grounds: Collection[Ground], today: date) -> tuple[Words, ...]:
    """What must be said of the facts behind a reply: not confirmed, not re-read for long, of a year that is over."""
    said = []
    if any(not ground.status.official for ground in grounds):
        said.append(Words(_UNOFFICIAL))
    if any(ground.verify_by < today for ground in grounds):
        said.append(Words(_STALE))
    past = {ground.cover for ground in grounds if ground.cover is not None and ground.cover < today.year}
    said += [Words(_PAST_YEAR, {"year": year}) for year in sorted(past)]
    return tuple(said)


def _citations(grounds: Iterable[Ground], rules: Rulebook) -> tuple[Source, ...]:
    return tuple(map(rules.source, cited(grounds)))


def _asking(step: Step) -> tuple[Action, ...]:
    """What is offered beside a question."""
    return ("back", "review", "restart", "person", "help") if step.path else ("restart", "person", "help")


def _concluding(step: Step, state: State) -> tuple[Action, ...]:
    """What is offered below a conclusion."""
    resume: tuple[Action, ...] = ("resume",) if state.paused and isinstance(step.at, Tell) else ()
    back: tuple[Action, ...] = ("back", "review") if step.path else ()
    return (*resume, *back, "restart", "menu", "person", "help")
