"""One exchange: what was heard, and the state of the conversation, become a reply and the state after it.

Nothing here knows a clock, a network, a database or a language: the day, the rules and the answers come in, a reply
comes out, so that the same turn can be replayed.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flows import asides, moving, my_data
from flows import heard as ways
from flows.answering import as_shown, tapped, typed
from flows.answers.answer import NotUnderstood
from flows.answers.choice import read_choice
from flows.answers.reading import normalised
from flows.cards import card_meant
from flows.changing import change_meant
from flows.commands import command, exact_command, folded, is_called, is_urgent
from flows.dialogue import Ask
from flows.exchange import Exchange, Journeys
from flows.heard import Heard, Said
from flows.identity import without_labels
from flows.identity_numbers import Kind
from flows.policy.rulebook import Rulebook
from flows.reply import Turn
from flows.request import asked_for
from flows.state import LANGUAGES, State


def respond(journeys: Journeys, state: State, heard: Heard, *, today: date, rules: Rulebook) -> Turn:
    """One exchange. `today` is the day on which the person asks and would pay."""
    at = Exchange(journeys, state, today, rules)
    if isinstance(heard, Said) and heard.hidden:
        rest = Said(without_labels(heard.text), heard.labels)
        return _beside_a_number(at, heard.hidden, rest, respond(journeys, state, rest, today=today, rules=rules))
    if isinstance(heard, Said) and is_urgent(heard.text):
        return at.aside(asides.urgent())
    match meant(at, heard) if isinstance(heard, Said) else heard:
        case Said() as said:
            return typed(at, said)
        case ways.Tapped(question, key):
            return tapped(at, question, key)
        case ways.Opened(entry) | ways.Begin(entry):
            return moving.opened(at, entry)
        case ways.Edit(question):
            return moving.edit(at, question)
        case ways.Speak(language):
            spoken = language if language in LANGUAGES else state.language
            return at.asked_again(language=spoken) or at.here(language=spoken)
        case ways.Explain(term):
            return at.explain(term)
        case ways.Back():
            return moving.back(at)
        case ways.Review():
            return moving.review(at)
        case ways.Unfold(view):
            return moving.unfold(at, view)
        case ways.Restart():
            return moving.restart(at)
        case ways.Menu():
            return at.menu()
        case ways.Help():
            return at.aside(asides.help_())
        case ways.Person():
            return at.aside(asides.person(at.local))
        case ways.Pause():
            return at.aside(asides.later())
        case ways.Resume():
            return moving.resume(at)
        case ways.MyData():
            return my_data.shown(at)
        case ways.Forget():
            return my_data.forget(at)
        case ways.Unsubscribe():
            return my_data.unsubscribed(at)
        case ways.Subscribe():
            return my_data.subscribed(at)
        case ways.Other(what):
            return at.aside(asides.other(what, at.answered_with))


def _beside_a_number(at: Exchange, kinds: Iterable[Kind], rest: Said, turn: Turn) -> Turn:
    """The turn for what else was said, and that the number is not kept; by itself it is no misunderstanding."""
    told = asides.identity(kinds)
    if turn.state.misses > at.state.misses:
        return at.aside(told)
    reply = turn.reply
    if is_urgent(rest.text):  # the ambulance stays first
        return replace(turn, reply=reply.but(notes=(*reply.notes, told.text)))
    return replace(turn, reply=reply.but(said=(told.text, *reply.said)))


def meant(at: Exchange, said: Said) -> Heard:
    """What a typed line is: a command, a question of a card, or itself. An option of the same name comes first."""
    step = at.step
    ordered = command(said.text)
    wanted = ordered or (change_meant(step.path, said.text) if step else None)
    card = None if wanted else card_meant(said.text)
    if not wanted and not card:
        return said
    options = at.options(step.at, step) if step and isinstance(step.at, Ask) else ()
    menu = asides.everything(at.journeys) if at.state.prompt == "menu" or not options else ()
    shown = (*options, *at.waiting())
    with_courtesies = ordered is not None and exact_command(said.text) is None
    lines = [folded(normalised(said.text))]
    if with_courtesies and at.state.prompt != "forget":  # where nothing is wished for, it is asked about again
        lines.append(folded(asked_for(normalised(said.text))))
    labels = [(option, said.labels.get(option.key)) for option in (*shown, *menu)]
    if any(is_called(line, option, label) for line in lines for option, label in labels):
        return said
    if (card or with_courtesies) and not isinstance(read_choice(said.text, as_shown(shown, said)), NotUnderstood):
        return said
    return wanted or (ways.Explain(card) if card else said)
