"""An exchange: where somebody is in the conversation, and the ways to say something back from there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flows import asides
from flows.answers.answer import Option
from flows.answers.choice import NONE
from flows.answers.place import Place, places
from flows.cards import CARDS
from flows.dialogue import Ask, Flow, HandOver, Offer, Tell
from flows.pages import page
from flows.policy.case import Facts
from flows.policy.figure import Figure
from flows.policy.pack import Hotline
from flows.policy.rows import listed
from flows.policy.rulebook import NATIONAL, Local, Rulebook
from flows.prompts import LASTING, PROMPTS, asked, choices, heard_as
from flows.reply import Reply, Turn
from flows.showing import beside, echo, options_of, show
from flows.state import State
from flows.walk import Step, walk
from flows.words import Words, _

Journeys = Mapping[str, Flow]

NONE_OF_THESE = Option("none_of_these", Words(_("都不是")), also=("不是", "都不对", "no", *NONE))


@dataclass
class Exchange:
    """One message being answered. `state` changes as it is worked out; everything else is given."""

    journeys: Journeys
    state: State
    today: date
    rules: Rulebook
    _walked: tuple[tuple[object, ...], Step | None] | None = field(default=None, init=False, repr=False)

    # Where the person is

    @property
    def flow(self) -> Flow | None:
        """The journey under way; `None` before one is chosen, and where a stored journey no longer exists."""
        return self.journeys.get(self.state.journey or "")

    @property
    def step(self) -> Step | None:
        """Where the answers lead; while an answer is being edited, the question it belongs to."""
        state = self.state
        walked = state.journey, state.answers, state.subjects, state.editing
        if self._walked is None or self._walked[0] != walked:
            self._walked = walked, self._walk()
        return self._walked[1]

    def _walk(self) -> Step | None:
        flow, answers = self.flow, self.state.answers
        if flow is None:
            return None
        if self.state.editing is not None:
            answers = {id: stored for id, stored in answers.items() if id != self.state.editing}
        return walk(flow, Facts(self.today, self.rules), answers, self.state.subjects)

    @property
    def local(self) -> Local:
        """The rules of the person's place, or only the national ones as long as it is not known."""
        path = self.step.path if self.step else {}
        place = next((self.rules.nearest(stored) for ask, stored in path.items() if ask.id == "where"), NATIONAL)
        return self.rules.at(place)

    @property
    def hotlines(self) -> Figure[tuple[Hotline, ...]]:
        """Whom to call."""
        return listed(self.local.hotlines("insurance", "tax"))

    def options(self, ask: Ask, step: Step) -> tuple[Option, ...]:
        """What is on the screen: the question's options, or the meanings it was asked back about."""
        if isinstance(ask.answer, Place) and self.state.which:
            return (*places(self.state.which), NONE_OF_THESE)
        meanings = []
        for stored in self.state.which:
            with suppress(ValueError):  # it was asked back by a version that read it otherwise
                meanings.append(Option(stored, echo(ask, stored, step.case)))
        if meanings:
            return (*meanings, NONE_OF_THESE)
        every = options_of(ask, step.case, self.state)
        return every if isinstance(ask.answer, Place) else page(every, self.state.browsing)

    @property
    def answered_with(self) -> asides.AnsweredWith:
        """What answers the question that stays below whatever is said beside it."""
        step = self.step
        if step is None or self.state.prompt in LASTING:  # then the menu, or the prompt, stands below
            return "options"
        if not isinstance(step.at, Ask):
            return "nothing"
        if isinstance(step.at.answer, Place):
            return "place"
        return "options" if self.options(step.at, step) else "words"

    def become(self, **changes: Any) -> State:
        """The state after these changes; whatever hung in the air is settled unless it is set again."""
        self.state = self.state.but(**{"prompt": None, "about": (), "which": (), **changes})
        return self.state

    # What is said back

    def here(self, *said: Words, **changes: Any) -> Turn:
        """Show where the person is after these changes. A journey that takes over is walked on into."""
        return self._shown((*said, *self._arrive(**changes)))

    def _shown(self, said: tuple[Words, ...]) -> Turn:
        flow, step = self.flow, self.step
        if flow is None or step is None:
            return self.menu(*said)
        options = self.options(step.at, step) if isinstance(step.at, Ask) else ()
        return Turn(self.state, show(flow, step, self.state, self.rules, said, options))

    def _arrive(self, **changes: Any) -> tuple[Words, ...]:
        """Make these changes, and walk to where they lead; what is to be said of the way there."""
        self.become(**changes)
        said: list[Words] = []
        step = self.step
        while step and isinstance(step.at, HandOver) and step.at.journey in self.journeys:
            guided = any(ask.purpose for ask in step.path)
            said.append(Words(_("接下来是：{journey}。"), {"journey": Words(self.journeys[step.at.journey].title)}))
            paused = self.state.journey if guided else self.state.paused
            self.state = self.state.but(journey=step.at.journey, paused=paused)
            step = self.step
        if self.flow is not None and step is not None:
            said += self._drop_what_no_longer_applies(self.flow, step)
        return tuple(said)

    def _drop_what_no_longer_applies(self, flow: Flow, step: Step) -> tuple[Words, ...]:
        """Forget what the changed path has no use for, and say so; only once it is certain that it is not asked."""
        if step.outdated:
            kept = {id: stored for id, stored in self.state.answers.items() if id != step.id}
            self.state = self.state.but(answers=kept)
            return (Words(_("已经换了年度，这一项请再答一次。")),)
        gone = [step.id] if step.unreadable is not None else []
        concluded = step.kind != "ask" or isinstance(step.at, Offer)
        if self.state.edited and concluded:
            asked = {step.id, *(ask.id for ask in step.path)}
            gone += [id for id in flow.questions if id in self.state.answers and id not in asked]
        if not gone and not (self.state.edited and concluded):
            return ()
        kept = {id: stored for id, stored in self.state.answers.items() if id not in gone}
        self.state = self.state.but(answers=kept, edited=self.state.edited and not concluded)
        labels = tuple(Words(flow.questions[id].label) for id in gone)
        return (Words(_("「{questions}」在这里不适用，原来的回答去掉了。"), {"questions": labels}),) if labels else ()

    def menu(self, *said: Words, at: str | None = None) -> Turn:
        """Show what can be done here; a journey under way is kept."""
        reply = asides.menu(self.journeys, said, at)
        if self.flow is not None and self.state.answers:
            reply = reply.but(actions=("resume", *reply.actions))
        return Turn(self.become(prompt="menu", about=(at,) if at else ()), reply)

    def cards(self, topic: str = "") -> Turn:
        """Offer the questions that people ask, a topic at a time; a journey under way is kept."""
        return Turn(self.become(prompt="cards", about=(topic,) if topic else ()), asides.cards(topic))

    def explain(self, card: str) -> Turn:
        """Answer such a question, beside whatever is under way; an old button for one that is gone changes nothing."""
        return self.aside(asides.explain(card, self.local)) if card in CARDS else self.here()

    def aside(self, reply: Reply, **changes: Any) -> Turn:
        """Say something beside the point, above the question that stays open, so that the place is never lost.

        A conclusion is not told all over again: it stands above, and everything that follows it is still offered.
        """
        if waiting := self.asked_again(*reply.said, reply.text, *reply.notes, **changes):
            return replace(waiting, reply=waiting.reply.but(citations=reply.citations))
        met = self._arrive(**{"which": self.state.which, **changes})
        step = self.step
        if step and isinstance(step.at, Tell):
            return Turn(self.state, beside(reply, step, self.state))
        if step and isinstance(step.at, Offer):
            return Turn(self.state, beside(reply, step, self.state, self.options(step.at, step)))
        turn = self._shown((*reply.said, reply.text, *reply.notes, *met))
        if not reply.citations and not reply.review:
            return turn
        citations = tuple(dict.fromkeys([*reply.citations, *turn.reply.citations]))
        return replace(turn, reply=turn.reply.but(citations=citations, review=reply.review))

    def ask_about(self, prompt: str, *about: str) -> Turn:
        """Ask something about the conversation itself; the journey waits. Where there is nothing to ask, it goes on."""
        text = asked(prompt, about, self.journeys, self.flow, self.step)
        if text is None:
            return self.here()
        options = choices(prompt)
        reply = Reply(step=prompt, kind="ask", text=text, question=f"?{prompt}", options=options, actions=("person",))
        return Turn(self.become(prompt=prompt, about=about), reply)

    def asked_again(self, *said: Words, **changes: Any) -> Turn | None:
        """The same below what is said now, where it waits for its answer whatever else is said; otherwise `None`."""
        prompt, about = self.state.prompt or "", self.state.about
        if prompt not in LASTING or asked(prompt, about, self.journeys, self.flow, self.step) is None:
            return None
        self.become(**changes)
        turn = self.ask_about(prompt, *about)
        return replace(turn, reply=turn.reply.but(said=said))

    def waiting(self) -> tuple[Option, ...]:
        """The options of the prompt that is waiting, if one is."""
        if self.state.prompt == "menu":
            return page(asides.everything(self.journeys), next(iter(self.state.about), None))
        if self.state.prompt == "cards":
            return asides.cards(*self.state.about[:1]).options
        if self.state.prompt not in PROMPTS:
            return ()
        return heard_as(self.state.prompt, self.state.about, self.journeys, self.flow)
