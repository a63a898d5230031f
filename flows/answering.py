"""Answering: what somebody typed or tapped becomes an answer, or is asked back, or is not understood."""

from dataclasses import replace
from typing import Any

from flows import asides, my_data
from flows.answers.answer import Asked, NotUnderstood, Option, Outcome, Understood, WhichOne
from flows.answers.choice import read_choice
from flows.answers.numbered import by_number
from flows.answers.place import Place, is_screen
from flows.answers.reading import normalised
from flows.cards import TOPICS
from flows.commands import folded
from flows.dialogue import Ask, Offer
from flows.exchange import NONE_OF_THESE, Exchange
from flows.heard import Said
from flows.misunderstood import misunderstood
from flows.moving import CLEARED, follow, opened, resume
from flows.pages import is_page
from flows.prompts import GO_ON, PROMPTS
from flows.reply import Reply, Turn, quoting
from flows.request import asked_for
from flows.showing import LATER, echo
from flows.walk import Step
from flows.wanted import journey_named, journey_wanted, told_of_it, wished
from flows.words import Words, _

_CHOOSE_FIRST = _("没看明白您要哪一个。请先从下面选一个：点一下，或者回复前面的数字。")
_OLD = _("这个按钮是以前的，已经用不上了，请看现在这一步。")
_OLD_OF = _("您点的是前面的「{question}」，这个按钮已经用不上了。要改它，请点「查看」。")


def typed(at: Exchange, said: Said) -> Turn:
    """An answer to the prompt that is waiting, or to the open question."""
    step = at.step
    nothing_asked = step is None or not isinstance(step.at, Ask)
    at_menu = at.state.prompt == "menu"
    if at_menu and (journey := journey_wanted(at, said.text)):
        return prompted(at, "menu", journey)
    if at_menu and at.flow is not None and folded(asked_for(normalised(said.text))) in GO_ON:
        return resume(at)
    waiting = as_shown(at.waiting(), said)
    if waiting and isinstance(chosen := read_choice(said.text, waiting), Understood):
        return prompted(at, at.state.prompt or "", chosen.value)
    wishes = waiting if at.state.prompt in _MAY_BE_WISHED else tuple(one for one in waiting if is_page(one.key))
    if wish := wished(said.text, wishes):
        return prompted(at, at.state.prompt or "", wish)
    if at.state.prompt == "forget":  # 先不用删 is no answer to the question that waits behind
        return at.here(Words(_("没有删，都还在。我们接着来：")))
    if waiting and (unclear := _unclear(at, said, waiting)):
        return unclear
    if nothing_asked and not at_menu and (journey := journey_wanted(at, said.text)):
        return prompted(at, "menu", journey)
    if (at_menu or nothing_asked) and (journey := journey_named(at, said.text)):
        return prompted(at, "menu", journey)
    if step is None or not isinstance(step.at, Ask):
        misses = at.state.misses + 1
        text = misunderstood(None, misses, at.hotlines, options=step is None)  # then the menu stands below
        return at.aside(Reply(step="misunderstood", kind="aside", text=text), misses=misses)
    options = as_shown(at.options(step.at, step), said)
    if at.state.which and isinstance(chosen := read_choice(said.text, options), Understood):
        return answered(at, step.at, step, chosen.value)
    outcome = step.at.answer.read(said.text, Asked(at.today, options))
    if isinstance(outcome, NotUnderstood) and len(every := step.at.options(step.case)) > len(options):
        among_all = step.at.answer.read(said.text, Asked(at.today, as_shown(every, said)))
        outcome = among_all if isinstance(among_all, Understood) else outcome
    if isinstance(outcome, NotUnderstood) and (told := told_of_it(said.text, step.at, options)):
        outcome = Understood(told)
    if step.at.wished and isinstance(outcome, NotUnderstood) and (wish := wished(said.text, options)):
        outcome = Understood(wish)
    return _read(at, step.at, step, outcome, as_it_stands=_as_it_stands(said, outcome, options))


_MAY_BE_WISHED = frozenset(PROMPTS) - {"forget"}
"""我想确定一下 is no yes to a deletion."""


def _unclear(at: Exchange, said: Said, waiting: tuple[Option, ...]) -> Turn | None:
    """The prompt once more, with a hint, where it waits for a clear answer; otherwise `None`."""
    misses = at.state.misses + 1
    by_its_number = by_number(normalised(said.text), waiting)
    why = by_its_number.why if isinstance(by_its_number, NotUnderstood) else None
    text = misunderstood(why or Words(_CHOOSE_FIRST), misses, at.hotlines, options=True)
    return at.asked_again(text, misses=misses)


def _as_it_stands(said: Said, outcome: Outcome[Any], options: tuple[Option, ...]) -> bool:
    """Whether an answer was taken in the words that were typed, or for its number: then it need not be said back."""
    if not isinstance(outcome, Understood) or by_number(normalised(said.text), options) is not None:
        return True
    line, taken = folded(normalised(said.text)), outcome.value
    shown = (said.labels.get(option.key, option.label.text) for option in options if option.key == taken)
    names = (str(taken), *(folded(normalised(name)) for name in shown))
    return any(line in name or name in line for name in names)


def _read(at: Exchange, ask: Ask, step: Step, outcome: Outcome[Any], *, as_it_stands: bool) -> Turn:
    """What was read from a typed answer: one meaning, several, or none."""
    if isinstance(outcome, Understood):
        stored = ask.answer.store(outcome.value)
        inside = at.rules.narrower(stored) if isinstance(ask.answer, Place) else ()
        if inside and stored not in {option.key for option in at.options(ask, step)}:
            text = Words(_("{place}里有的地方规定不一样，您在哪里？"), {"place": echo(ask, stored, step.case)})
            return at.here(text, which=(*inside, stored), misses=0)
        return answered(at, ask, step, stored, as_it_stands=as_it_stands)
    if isinstance(outcome, WhichOne):
        stored_forms = tuple(ask.answer.store(value) for value in outcome.candidates)
        return at.here(Words(_("我看到几种可能，您说的是哪一个？")), which=stored_forms, misses=0)
    misses = at.state.misses + 1
    example = outcome.why or quoting(ask.hint, step.case)
    said = misunderstood(example, misses, at.hotlines, options=len(at.options(ask, step)) > 1)
    if isinstance(ask, Offer):
        return at.aside(Reply(step="misunderstood", kind="aside", text=said), misses=misses)
    reason = (outcome.why,) if outcome.why and misses > 1 else ()
    return at.here(*reason, said, misses=misses)


def tapped(at: Exchange, question: str, key: str) -> Turn:
    """A button: on the open question, on an older one, or on a prompt."""
    if question.startswith("?"):
        return prompted(at, question.removeprefix("?"), key)
    step = at.step
    if step is None or at.flow is None or question not in at.flow.questions:
        return at.here(Words(_OLD))
    if isinstance(step.at, Ask) and step.id == question:
        return answered(at, step.at, step, key)
    return _tapped_again(at, at.flow.questions[question], step, key)


def _tapped_again(at: Exchange, ask: Ask, step: Step, key: str) -> Turn:
    """A button of an earlier question never answers the open one; it offers to change its own answer."""
    answers = {one.id: stored for one, stored in step.path.items()}
    if answers.get(ask.id) == key:
        return at.here(Words(_("「{question}」已经记下了，不用再点。"), {"question": Words(ask.label)}))
    try:
        ask.restore(key, step.case)
        echo(ask, key, step.case)
    except (ValueError, LookupError):
        return at.here(Words(_OLD_OF, {"question": Words(ask.label)}) if ask.id in answers else Words(_OLD))
    if ask.id not in answers:
        return at.here(Words(_("「{question}」现在不用答，请看这一步。"), {"question": Words(ask.label)}))
    return at.ask_about("change", ask.id, key)


def answered(at: Exchange, ask: Ask, step: Step, key: str, *, as_it_stands: bool = True) -> Turn:
    """An option was chosen or an answer understood: take it, and go on.

    What was put in other words than those that stand on the screen is said back as it was taken.
    """
    if key == LATER.key and ask.purpose:
        return at.aside(asides.later())
    if key == NONE_OF_THESE.key and at.state.which:
        return at.here(quoting(ask.hint, step.case), misses=at.state.misses + 1)
    if is_page(key) or (isinstance(ask.answer, Place) and not key.isdecimal()):
        return at.here(browsing=key if is_page(key) or is_screen(key) else None)
    try:
        ask.restore(key, step.case)
    except ValueError:
        return at.here(Words(_("这个选项在这里没有，请从下面选。")))
    answers = {**at.state.answers, ask.id: key}
    subjects = at.state.subjects
    if ask.about is not None:
        subjects = {**subjects, ask.id: ask.about(step.case)}
    said = (
        ()
        if as_it_stands and ask.options(step.case)
        else (Words(_("记下了：{value}"), {"value": echo(ask, key, step.case)}),)
    )
    edited = at.state.edited or at.state.editing is not None
    return at.here(*said, answers=answers, subjects=subjects, editing=None, browsing=None, misses=0, edited=edited)


def prompted(at: Exchange, prompt: str, key: str) -> Turn:
    """The answer to a prompt. One that is no longer waiting changes nothing."""
    if prompt == "menu" and is_page(key):
        return at.menu(at=key)
    if prompt == "menu":
        return at.cards() if key == asides.CARDS_OPTION.key else opened(at, key)
    if prompt == "cards":
        return at.cards(key) if key in TOPICS else at.explain(key)
    if prompt == "my_data" and key == "forget":
        return my_data.forget(at)
    if prompt == "forget" and key == "sure":
        return my_data.confirmed(at)
    if prompt != at.state.prompt:
        return at.here()
    match prompt, key, *at.state.about:
        case "entry", "switch", entry:
            return follow(at, entry)
        case "change", "switch", question, stored:
            answers = {**at.state.answers, question: stored}
            return at.here(Words(_("好，已经改了。")), answers=answers, edited=True, editing=None)
        case (("return" | "restart"), "again"):
            return at.here(Words(_("好，从头开始。")), **CLEARED)
        case _:
            return at.here(misses=0)


def as_shown(options: tuple[Option, ...], said: Said) -> tuple[Option, ...]:
    """The options with the names they had on this person's screen, so that these are understood too."""
    return tuple(
        replace(option, shown=shown)
        if (shown := said.labels.get(option.key)) and shown != option.label.text
        else option
        for option in options
    )
