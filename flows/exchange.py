"""An exchange: where somebody is in the conversation, and the ways to say something back from there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flows import asides
from flows.answers.answer import Option
from flows.answers.place import Place, places
from flows.cards import CARDS
from flows.dialogue import Ask, Flow, HandOver, Offer
from flows.pages import page
from flows.policy.case import Facts
from flows.policy.figure import Figure
from flows.policy.pack import Hotline
from flows.policy.rulebook import Local, Rulebook
from flows.policy.services import listed
from flows.reply import Reply, Turn
from flows.showing import choices, echo, options_of, show
from flows.state import State
from flows.walk import Step, walk
from flows.words import Words, _

Journeys = Mapping[str, Flow]

PROMPTS: dict[str, dict[str, str]] = {
    "entry": {"stay": _("继续刚才的"), "switch": _("换成新选的这个")},
    "return": {"stay": _("接着填"), "again": _("重新开始")},
    "restart": {"again": _("清空重来"), "stay": _("不清空，接着填")},
    "change": {"switch": _("改成这个"), "stay": _("不改")},
}
"""Questions about the conversation itself. A tap on one names it with a question mark: `?entry`."""

PROMPT_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "entry": {"stay": ("继续", "不换"), "switch": ("换", "换成", "好", "是", "换吧")},
    "return": {"stay": ("继续", "接着", "好", "好的", "嗯", "是", "是的", "继续填"), "again": ("重来", "重新来")},
    "restart": {"again": ("清空", "好", "是", "是的", "重来"), "stay": ("不", "不要", "继续", "算了")},
    "change": {"switch": ("改", "好", "是", "是的", "对"), "stay": ("不", "不用", "算了")},
}
"""What people say instead of tapping."""

NONE_OF_THESE = Option("none_of_these", Words(_("都不是")), also=("不是", "都不对", "no"))


@dataclass
class Exchange:
    """One message being answered. `state` changes as it is worked out; everything else is given."""

    journeys: Journeys
    state: State
    today: date
    rules: Rulebook

    # Where the person is

    @property
    def flow(self) -> Flow | None:
        """The journey under way; `None` before one is chosen, and where a stored journey no longer exists."""
        return self.journeys.get(self.state.journey or "")

    @property
    def step(self) -> Step | None:
        """Where the answers lead; while an answer is being edited, the question it belongs to."""
        if self.flow is None:
            return None
        answers = {id: stored for id, stored in self.state.answers.items() if id != self.state.editing}
        return walk(self.flow, Facts(self.today, self.rules), answers, self.state.subjects)

    @property
    def local(self) -> Local:
        """The rules of the person's place, or only the national ones as long as it is not known."""
        known = [stored for ask, stored in self.step.path.items() if ask.id == "where"] if self.step else []
        return self.rules.at(known[0]) if known else Local(self.rules, ())

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

    def become(self, **changes: Any) -> State:
        """The state after these changes; whatever hung in the air is settled unless it is set again."""
        self.state = replace(self.state, **{"prompt": None, "about": (), "which": (), **changes})
        return self.state

    # What is said back

    def here(self, *said: Words, **changes: Any) -> Turn:
        """Show where the person is after these changes. A journey that takes over is walked on into."""
        self.become(**changes)
        step = self.step
        while step and isinstance(step.at, HandOver) and step.at.journey in self.journeys:
            guided = any(ask.purpose for ask in step.path)
            said = (*said, Words(_("接下来是：{journey}。"), {"journey": Words(self.journeys[step.at.journey].title)}))
            self.state = replace(
                self.state, journey=step.at.journey, paused=self.state.journey if guided else self.state.paused
            )
            step = self.step
        if self.flow is None or step is None:
            return self.menu(*said)
        said = (*said, *self.drop_what_no_longer_applies(self.flow, step))
        reply = show(self.flow, step, self.state, self.rules, said)
        if isinstance(step.at, Ask):
            reply = replace(reply, options=self.options(step.at, step))
        if self.state.paused and reply.kind == "tell":
            reply = replace(reply, actions=("resume", *reply.actions))
        return Turn(self.state, reply)

    def drop_what_no_longer_applies(self, flow: Flow, step: Step) -> tuple[Words, ...]:
        """Forget what the changed path has no use for, and say so; only once it is certain that it is not asked."""
        if step.outdated:
            kept = {id: stored for id, stored in self.state.answers.items() if id != step.id}
            self.state = replace(self.state, answers=kept)
            return (Words(_("已经换了年度，这一项请再答一次。")),)
        gone = [step.id] if step.unreadable is not None else []
        concluded = step.kind != "ask" or isinstance(step.at, Offer)
        if self.state.edited and concluded:
            asked = {step.id, *(ask.id for ask in step.path)}
            gone += [id for id in flow.questions if id in self.state.answers and id not in asked]
        kept = {id: stored for id, stored in self.state.answers.items() if id not in gone}
        self.state = replace(self.state, answers=kept, edited=self.state.edited and not concluded)
        labels = tuple(Words(flow.questions[id].label) for id in gone)
        return (Words(_("「{questions}」在这里不适用，原来的回答去掉了。"), {"questions": labels}),) if labels else ()

    def menu(self, *said: Words, at: str | None = None) -> Turn:
        """Show what can be done here; a journey under way is kept."""
        reply = asides.menu(self.journeys, said, at)
        if self.flow is not None and self.state.answers:
            reply = replace(reply, actions=("resume", *reply.actions))
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
        turn = self.here(**{"which": self.state.which, **changes})
        here = turn.reply
        if here.kind in ("tell", "offer"):
            beside = replace(reply, question=here.question, options=here.options, actions=here.actions)
            return replace(turn, reply=beside)
        citations = tuple(dict.fromkeys([*reply.citations, *here.citations]))
        said = (*reply.said, reply.text, *reply.notes, *here.said)
        return replace(turn, reply=replace(here, said=said, citations=citations, review=reply.review))

    def ask_about(self, prompt: str, text: Words, *about: str) -> Turn:
        """Ask something about the conversation itself; the journey waits."""
        options = choices(PROMPTS[prompt])
        reply = Reply(step=prompt, kind="ask", text=text, question=f"?{prompt}", options=options, actions=("person",))
        return Turn(self.become(prompt=prompt, about=about), reply)

    def waiting(self) -> tuple[Option, ...]:
        """The options of the prompt that is waiting, if one is."""
        if self.state.prompt == "menu":
            return asides.menu(self.journeys, at=next(iter(self.state.about), None)).options
        if self.state.prompt == "cards":
            return asides.cards(*self.state.about[:1]).options
        return choices(PROMPTS.get(self.state.prompt or "", {}), PROMPT_WORDS.get(self.state.prompt or "", {}))
