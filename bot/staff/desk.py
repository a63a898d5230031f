"""The desk: what staff do in a private chat, on the same engine as the conversations of residents.

The conversation asks it first. To whoever is not on the staff it does not exist: it hears nothing, and the conversation
answers as it answers any unknown command.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import orjson

from bot.announcements.counter import ANNOUNCEMENTS
from bot.answers import in_unicode, in_writing
from bot.incoming import Incoming, on_record
from bot.posters.counter import POSTERS
from bot.render import Screen, render
from bot.staff.codes import Guesses, digest_of
from bot.staff.counter import Acting, Counter, Done, Refused
from bot.staff.handled import Change, Handled
from bot.staff.invitation import JOIN
from bot.staff.meant import code_in, counter_meant, gives_up, is_text, turns_away
from bot.staff.numbers import NUMBERS
from bot.staff.office import Actor, Office, place_of, who_is
from bot.staff.people import PEOPLE, ROLES
from bot.staff.record import RECORD
from bot.staff.roles import Grant, Role
from bot.staff.times import today_in_china
from bot.translator import LANGUAGES, translator
from flows.answering import typed
from flows.exchange import Exchange
from flows.heard import Heard, Said
from flows.policy.rulebook import Rulebook
from flows.reply import Reply, Turn
from flows.respond import respond
from flows.showing import reviewed
from flows.state import State
from flows.words import Words, _
from storage.audit import Entry
from storage.errors import StaleRevision
from storage.staff import use_code
from storage.transaction import Transaction

COUNTERS = (PEOPLE, ANNOUNCEMENTS, POSTERS, NUMBERS, RECORD)
"""Everything that staff can do in chat."""

_PATIENCE = timedelta(hours=1)
"""How long a question to staff stays open. Afterwards what they write is for the conversation of residents again."""

_JOINED = _("您现在是{place}的「{role}」了。")
_CAN = _("您可以说：{commands}")
_LEFT = _("好，先不办了。要办的时候再说 {command}。")
_ITSELF = "staff"
_STAFF_IN_JSON = f'"{_ITSELF}":'
_HIDDEN = f"{JOIN} …"


@dataclass
class StaffDesk:
    """Where staff are served. `rules` may be replaced at any time, by newer ones."""

    office: Office
    rules: Rulebook
    counters: Sequence[Counter] = COUNTERS
    guesses: Guesses = field(default_factory=Guesses)

    async def meant(self, incoming: Incoming, remembered: str, now: datetime) -> Handled | None:
        """What an event of a private chat means to the desk; None where it is for the conversation of residents.

        `remembered` is the state of the session, empty for somebody new. Raises StorageError.
        """
        code = code_in(incoming.heard)
        if code is not None:
            return await self._join(incoming, code, remembered, now)
        opened = counter_meant(incoming.heard, self.counters)
        if opened is None and _STAFF_IN_JSON not in remembered:
            return None
        heard = in_unicode(incoming.heard)
        session = _read(remembered)
        under_way = None if opened else self._under_way(session, heard, now)
        counter, fresh = opened or (under_way[0] if under_way else None, {})
        if counter is None:
            return None
        actor = await self.office.actor(who_is(incoming.channel, incoming.person))
        if not counter.open_to(actor):
            return None
        shown = _labels(session.get("shown"))
        begun = (
            under_way[1]
            if under_way
            else State(journey=counter.flow.id, language=_language(session, incoming.language), answers=fresh)
        )
        at = await self._exchange(counter, actor, begun, now)
        said = replace(heard, labels=shown) if isinstance(heard, Said) else heard
        if opened:
            turn = at.here()
        elif gives_up(said, at):
            turn = at.menu()
        elif is_text(said, at):
            turn = typed(at, said)
        else:
            turn = respond(at.journeys, at.state, said, today=at.today, rules=self.rules)
        screen, state, done = await self._concluded(counter, actor, turn, at, now)
        return self._handled(on_record(heard, shown), session, screen, state, Change(self.office, actor, done), now)

    def _under_way(self, session: Mapping[str, object], heard: Heard, now: datetime) -> tuple[Counter, State] | None:
        """The counter at which somebody stands, unless they turn away from it or have been gone too long."""
        match session.get(_ITSELF):
            case {"dialogue": dict(dialogue), "until": int(until)} if now.timestamp() < until:
                state = State.from_json(dialogue)
            case _:
                return None
        counter = next((one for one in self.counters if one.flow.id == state.journey), None)
        if counter is None or turns_away(heard, counter, state):
            return None
        return counter, state

    async def _exchange(self, counter: Counter, actor: Actor, state: State, now: datetime) -> Exchange:
        case = await counter.case(self.office, actor, now)
        flow = replace(counter.flow, case=case)
        return Exchange({flow.id: flow}, state, today_in_china(now), self.rules)

    async def _concluded(
        self, counter: Counter, actor: Actor, turn: Turn, at: Exchange, now: datetime
    ) -> tuple[Screen, State | None, Done | None]:
        """What is said, where they stand then, and what was done if they came to a conclusion."""
        to = translator(turn.state.language)
        if turn.reply.kind == "menu":  # they gave up, or went back from the first question
            said = Reply("staff_left", "tell", Words(_LEFT, {"command": counter.words[0]}), Words(counter.flow.title))
            return render(said, to), None, None
        if refused := counter.limit(actor, turn.state.answers):
            return self._asked_again(counter, refused, turn.state, at)
        if turn.reply.kind != "tell":
            return self._shown(counter, turn, at), turn.state, None
        act = counter.acts.get(turn.reply.step)
        if act is None:
            return render(replace(turn.reply, actions=("menu",)), to), None, None
        outcome = await act(Acting(self.office, actor, turn.state.answers, now, self.rules))
        if isinstance(outcome, Refused):
            return self._asked_again(counter, outcome, turn.state, at)
        said = replace(turn.reply, text=outcome.text, notes=outcome.notes, actions=("menu",))
        screen = render(said, to)
        return replace(screen, notes=(*screen.notes, *screen.remarks), remarks=()), None, outcome

    def _asked_again(
        self, counter: Counter, refused: Refused, state: State, at: Exchange
    ) -> tuple[Screen, State, None]:
        decided = (id for id, ask in counter.flow.questions.items() if counter.decides(ask))  # on what is asked anew
        gone = (refused.question, *refused.also, *decided)
        answers = {id: stored for id, stored in state.answers.items() if id not in gone}
        anew = Exchange(at.journeys, state, at.today, self.rules)
        again = anew.here(refused.why, answers=answers)
        return self._shown(counter, again, anew), again.state, None

    def _shown(self, counter: Counter, turn: Turn, at: Exchange) -> Screen:
        """The question, with what is to be seen along with it."""
        beside = counter.beside(at.step.case, turn.reply.question) if at.step else ()
        reply = replace(turn.reply, said=(*turn.reply.said, *beside))
        if at.step and reply.question == at.step.id and counter.shows_what_was_answered(at.step):
            reply = replace(reply, review=reviewed(at.step))
        return render(reply, translator(turn.state.language))

    async def _join(self, incoming: Incoming, code: str, remembered: str, now: datetime) -> Handled | None:
        """Add whoever brings a code that counts. To anybody else a wrong one is no different from any other words."""
        who = who_is(incoming.channel, incoming.person)
        if not self.guesses.heard(who, now):
            return None
        digest = digest_of(code, self.office.seal)
        found = await self.office.staff.code(digest, now)
        if found is None:
            self.guesses.missed(who, now)
            return None
        actor, office = await self.office.actor(who), self.office
        joined = Grant(Role(found.role), found.region)
        member = replace(actor, grants=(*actor.grants, joined))
        commands = "  ".join(counter.words[0] for counter in self.counters if counter.open_to(member))
        told = {"place": place_of(found.region), "role": Words(ROLES[found.role])}

        def change(transaction: Transaction) -> None:
            if use_code(transaction, digest, who, now) is None:
                raise StaleRevision("This code was used or has expired meanwhile. Look again, and redo the turn.")

        what = {"name": found.name, "invited_by": found.made_by}
        done = Done(
            Words(_JOINED, told),
            entry=Entry(now, who, joined.role, "staff.join", joined.region, what),
            change=change,
        )
        session = _read(remembered)
        to = translator(_language(session, incoming.language))
        notes = (Words(_CAN, {"commands": commands}),)
        screen = render(Reply("staff_joined", "tell", done.text, Words(PEOPLE.flow.title), notes=notes), to)
        # A code that was used is worth nothing; all the same it is nobody's business in the transcript.
        record = on_record(Said(_HIDDEN), {})
        return self._handled(record, session, screen, None, Change(office, actor, done), now)

    def _handled(
        self,
        record: Mapping[str, object],
        session: Mapping[str, object],
        screen: Screen,
        state: State | None,
        change: Change,
        now: datetime,
    ) -> Handled:
        kept = {name: value for name, value in session.items() if name != _ITSELF}
        kept["shown"] = {button.key: button.label for button in screen.options}
        if state is not None:
            until = int((now + _PATIENCE).timestamp())
            kept[_ITSELF] = {"dialogue": state.to_json(), "until": until}
        return Handled(_written(record), _written(kept), in_writing(screen), change)


def _language(session: Mapping[str, object], device: str) -> str:
    dialogue = session.get("dialogue")
    chosen = dialogue.get("language") if isinstance(dialogue, dict) else None
    return chosen if chosen in LANGUAGES else device


def _labels(stored: object) -> dict[str, str]:
    pairs = stored.items() if isinstance(stored, dict) else ()
    return {key: label for key, label in pairs if isinstance(key, str) and isinstance(label, str)}


def _read(remembered: str) -> dict[str, object]:
    """The session, for a look at what the desk keeps in it; empty where it cannot be read."""
    try:
        session = orjson.loads(remembered)
    except orjson.JSONDecodeError:
        return {}
    return session if isinstance(session, dict) else {}


def _written(value: object) -> str:
    return orjson.dumps(value).decode()
