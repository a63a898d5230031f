"""Moving about: back, edit, review, begin again, come back, follow a link; nothing that was answered is lost by it."""

from dataclasses import replace
from typing import Any

from flows.dialogue import HandOver, Offer
from flows.entry import read_entry
from flows.exchange import Exchange
from flows.reply import Reply, Turn
from flows.showing import reviewed
from flows.walk import Step
from flows.words import Words, _

CLEARED: dict[str, Any] = {
    "answers": {},
    "subjects": {},
    "editing": None,
    "browsing": None,
    "misses": 0,
    "edited": False,
    "paused": None,
}
"""What a fresh start leaves behind: the language, and nothing else."""

_UNREADABLE = _("这个链接或二维码我认不出来，可能没扫完整。没关系，从下面选要办的事就行。")


def opened(at: Exchange, entry: str) -> Turn:
    """The chat was opened, or a journey chosen. A link never erases a journey under way without asking."""
    step = at.step
    under_way = step is not None and bool(step.path) and step.kind == "ask"
    if not entry and step is not None and (put_off := _put_off(step)):
        return at.here(answers={id: stored for id, stored in at.state.answers.items() if id != put_off.id})
    if not entry and step is not None and step.outdated:
        return at.here()
    if not entry:
        return at.ask_about("return") if under_way else at.here()
    try:
        wanted = read_entry(entry, at.journeys)
    except ValueError:
        return at.menu(Words(_UNREADABLE))
    same = wanted.journey == at.state.journey
    if under_way and same and wanted.answers.items() <= dict(at.state.answers).items():
        return at.here()
    if under_way:
        return at.ask_about("entry", entry)
    return follow(at, entry)


def _put_off(step: Step) -> Offer | None:
    """The offer that was put off, where that is how the journey stands: whoever comes back is offered it again."""
    last = list(step.path)[-1] if step.path else None
    return last if step.kind == "tell" and isinstance(last, Offer) else None


def follow(at: Exchange, entry: str) -> Turn:
    """Begin what a deep link or the menu asks for, with its answers filled in."""
    try:
        wanted = read_entry(entry, at.journeys)
    except ValueError:  # it could be read when it was opened, by another version
        return at.menu(Words(_UNREADABLE))
    language = wanted.language or at.state.language
    return at.here(**{**CLEARED, "journey": wanted.journey, "answers": wanted.answers, "language": language})


def edit(at: Exchange, question: str) -> Turn:
    """Ask a question again; its answer stays until there is another."""
    step = at.step
    if step is None or question not in {ask.id for ask in step.path}:
        return at.here()
    return at.here(editing=question, browsing=None, misses=0)


def back(at: Exchange) -> Turn:
    """One step back: out of whatever hangs in the air, else to the question before, whose answer is dropped."""
    step = at.step
    hanging = at.state.prompt or at.state.which or at.state.editing or at.state.browsing
    if hanging or step is None:
        return at.here(editing=None, browsing=None, misses=0)
    if not step.path and at.state.paused:
        return resume(at)
    if not step.path:
        return at.menu(Words(_("已经是第一步了。")))
    last = list(step.path)[-1]
    answers = {id: stored for id, stored in at.state.answers.items() if id != last.id}
    return at.here(answers=answers, misses=0)


def review(at: Exchange) -> Turn:
    """Everything answered so far, each line to be changed."""
    step = at.step
    if step is None or not step.path:
        return at.here(Words(_("还没有填过什么。")))
    at.become(editing=None)
    text = Words(_("您填的是下面这些，点哪一项就改哪一项。"))
    return at.aside(Reply(step="review", kind="aside", text=text, review=reviewed(at.step or step)))


def unfold(at: Exchange, view: str) -> Turn:
    """What stands here once more, unfolded: for those who write what a button says."""
    turn = at.here()
    if turn.reply.citations or turn.reply.further:
        return replace(turn, reply=turn.reply.but(view=view))
    said = Words(_("这一步还没有要展开的，看到结论时就有了。"))
    return replace(turn, reply=turn.reply.but(said=(*turn.reply.said, said)))


def restart(at: Exchange) -> Turn:
    """Begin again, after asking: a slip of the finger must not cost what was filled in."""
    step = at.step
    if step is None or not step.path:
        return at.here(**CLEARED)
    return at.ask_about("restart")


def resume(at: Exchange) -> Turn:
    """Back to the step from which another journey took over, or from the menu to the journey under way."""
    if at.state.paused is None:
        return at.here()
    at.become(journey=at.state.paused, paused=None)
    step = at.step
    handed = list(step.path)[-1].id if step and step.path and isinstance(step.at, HandOver) else None
    return at.here(answers={id: stored for id, stored in at.state.answers.items() if id != handed})
