"""One exchange: what was heard, and the state of the conversation, become a reply and the state after it.

Nothing here knows a clock, a network, a database or a language: the day, the rules and the answers come in, a reply
comes out, so that the same turn can be replayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flows import asides
from flows.answers.answer import Asked, Option, Outcome, Understood, WhichOne
from flows.answers.choice import read_choice
from flows.answers.place import Place
from flows.commands import command, folded, is_urgent
from flows.dialogue import Ask, Flow, HandOver, Offer
from flows.entry import read_entry
from flows.glossary import GLOSSARY, term_meant
from flows.heard import (
    Back,
    Begin,
    Edit,
    Explain,
    Heard,
    Help,
    Menu,
    Opened,
    Other,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Said,
    Speak,
    Tapped,
)
from flows.misunderstood import misunderstood
from flows.policy.case import Facts
from flows.policy.rulebook import Local, Rulebook
from flows.policy.services import listed
from flows.reply import Reply, Turn
from flows.showing import LATER, choices, echo, options_of, reviewed, show
from flows.state import LANGUAGES, State
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

NONE_OF_THESE = Option("none_of_these", Words(_("都不是")), also=("不是", "都不对", "no"))


def respond(journeys: Journeys, state: State, heard: Heard, *, today: date, rules: Rulebook) -> Turn:
    """One exchange. `today` is the day on which the person asks and would pay."""
    return _Exchange(journeys, state, today, rules).hear(heard)


@dataclass
class _Exchange:
    journeys: Journeys
    state: State
    today: date
    rules: Rulebook

    def hear(self, heard: Heard) -> Turn:
        match heard:
            case Said():
                return self.said(heard)
            case Tapped(question, key):
                return self.tapped(question, key)
            case Opened(entry) | Begin(entry):
                return self.opened(entry)
            case Edit(question):
                return self.edit(question)
            case Speak(language):
                return self.here(language=language if language in LANGUAGES else self.state.language)
            case Explain(term):
                return self.aside(asides.explain(term, self.rules)) if term in GLOSSARY else self.here()
            case Back():
                return self.back()
            case Review():
                return self.review()
            case Restart():
                return self.restart()
            case Menu():
                return self.menu()
            case Help():
                return self.aside(asides.help_())
            case Person():
                return self.aside(asides.person(self.local))
            case Pause():
                return self.aside(asides.later())
            case Resume():
                return self.resume()
            case Other(kind):
                return self.aside(asides.other(kind))

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
        return walk(self.flow, Facts(self.today, self.rules), answers)

    @property
    def local(self) -> Local:
        """The rules of the person's place, or only the national ones as long as it is not known."""
        known = [stored for ask, stored in self.step.path.items() if ask.id == "where"] if self.step else []
        return self.rules.at(known[0]) if known else Local(self.rules, ())

    def options(self, ask: Ask, step: Step) -> tuple[Option, ...]:
        """What is on the screen: the question's options, or the meanings it was asked back about."""
        if not self.state.which:
            return options_of(ask, step.case, self.state)
        meanings = (Option(stored, echo(ask, stored, step.case)) for stored in self.state.which)
        return (*meanings, NONE_OF_THESE)

    def now(self, **changes: Any) -> State:
        """The state after these changes; whatever hung in the air is settled unless it is set again."""
        self.state = replace(self.state, **{"prompt": None, "about": (), "which": (), **changes})
        return self.state

    # What is said back

    def here(self, *said: Words, **changes: Any) -> Turn:
        """Show where the person is after these changes. A journey that takes over is walked on into."""
        self.now(**changes)
        step = self.step
        while step and isinstance(step.at, HandOver) and step.at.journey in self.journeys:
            guided = any(ask.guided for ask in step.path)
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
        gone = [step.id] if step.unreadable is not None else []
        concluded = step.kind != "ask" or isinstance(step.at, Offer)
        if self.state.edited and concluded:
            asked = {step.id, *(ask.id for ask in step.path)}
            gone += [id for id in flow.questions if id in self.state.answers and id not in asked]
        kept = {id: stored for id, stored in self.state.answers.items() if id not in gone}
        self.state = replace(self.state, answers=kept, edited=self.state.edited and not concluded)
        labels = tuple(Words(flow.questions[id].label) for id in gone)
        return (Words(_("「{questions}」在这里不适用，原来的回答去掉了。"), {"questions": labels}),) if labels else ()

    def menu(self, *said: Words) -> Turn:
        """Show what can be done here; a journey under way is kept."""
        reply = asides.menu(self.journeys, said)
        if self.flow is not None and self.state.answers:
            reply = replace(reply, actions=("resume", *reply.actions))
        return Turn(self.now(prompt="menu"), reply)

    def aside(self, reply: Reply) -> Turn:
        """Say something beside the point, above the question that stays open, so that the place is never lost."""
        turn = self.here(which=self.state.which)
        citations = tuple(dict.fromkeys([*reply.citations, *turn.reply.citations]))
        said = (*reply.said, reply.text, *turn.reply.said)
        return replace(turn, reply=replace(turn.reply, said=said, citations=citations))

    def ask_about(self, prompt: str, text: Words, *about: str) -> Turn:
        """Ask something about the conversation itself; the journey waits."""
        options = choices(PROMPTS[prompt])
        reply = Reply(step=prompt, kind="ask", text=text, question=f"?{prompt}", options=options, actions=("person",))
        return Turn(self.now(prompt=prompt, about=about), reply)

    # Something typed

    def said(self, heard: Said) -> Turn:
        """An emergency, the answer to a prompt, a command, a word to explain, or an answer."""
        if is_urgent(heard.text):
            return self.aside(asides.urgent())
        if self.state.prompt:
            options = _as_shown(self.prompt_options(), heard)
            if isinstance(chosen := read_choice(heard.text, options), Understood):
                return self.prompted(self.state.prompt, chosen.value)
        step = self.step
        ask = step.at if step and isinstance(step.at, Ask) else None
        options = _as_shown(self.options(ask, step), heard) if ask and step else ()
        wanted = command(heard.text)
        if wanted is not None and folded(heard.text) not in {folded(name) for one in options for name in one.also}:
            return self.hear(wanted)
        if (term := term_meant(heard.text)) is not None:
            return self.hear(Explain(term))
        if ask is None or step is None:
            return self.here(Words(_("这句话我没看明白。要办别的事，说「菜单」；要改前面的回答，说「查看」。")))
        if self.state.which and isinstance(chosen := read_choice(heard.text, options), Understood):
            return self.answered(ask, step, chosen.value)
        return self.read(ask, step, ask.answer.read(heard.text, Asked(self.today, options)))

    def read(self, ask: Ask, step: Step, outcome: Outcome[Any]) -> Turn:
        """What was read from a typed answer: one meaning, several, or none."""
        if isinstance(outcome, Understood):
            stored = ask.answer.store(outcome.value)
            if isinstance(ask.answer, Place) and (inside := self.rules.narrower(stored)):
                text = Words(_("{place}里有的地方规定不一样，您在哪里？"), {"place": echo(ask, stored, step.case)})
                return self.here(text, which=(*inside, stored), misses=0)
            return self.answered(ask, step, stored)
        if isinstance(outcome, WhichOne):
            stored_forms = tuple(ask.answer.store(value) for value in outcome.candidates)
            return self.here(Words(_("我看到几种可能，您说的是哪一个？")), which=stored_forms, misses=0)
        misses = self.state.misses + 1
        hotlines = listed(self.local.hotlines("insurance", "tax"))
        return self.here(misunderstood(ask, step.case, misses, outcome.why, hotlines), misses=misses)

    # Answers

    def tapped(self, question: str, key: str) -> Turn:
        """A button: on the open question, on an older one, or on a prompt."""
        if question.startswith("?"):
            return self.prompted(question.removeprefix("?"), key)
        step = self.step
        if step is None or self.flow is None or question not in self.flow.questions:
            return self.here(Words(_("这个按钮是以前的，已经用不上了，请看现在这一步。")))
        if isinstance(step.at, Ask) and step.id == question:
            return self.answered(step.at, step, key)
        return self.tapped_again(self.flow.questions[question], step, key)

    def tapped_again(self, ask: Ask, step: Step, key: str) -> Turn:
        """A button of an earlier question never answers the open one; it offers to change its own answer."""
        answers = {one.id: stored for one, stored in step.path.items()}
        if answers.get(ask.id) == key:
            return self.here(Words(_("「{question}」已经记下了，不用再点。"), {"question": Words(ask.label)}))
        try:
            ask.restore(key, step.case)
            value = echo(ask, key, step.case)
        except (ValueError, LookupError):
            return self.here(Words(_("这个按钮是以前的，已经用不上了，请看现在这一步。")))
        if ask.id not in answers:
            return self.here(Words(_("「{question}」现在不用答，请看这一步。"), {"question": Words(ask.label)}))
        text = Words(
            _("您点的是前面的「{question}」。要改成「{value}」吗？"), {"question": Words(ask.label), "value": value}
        )
        return self.ask_about("change", text, ask.id, key)

    def answered(self, ask: Ask, step: Step, key: str) -> Turn:
        """An option was chosen or an answer understood: take it, and go on."""
        if key == LATER.key and ask.guided:
            return self.hear(Pause())
        if key == NONE_OF_THESE.key and self.state.which:
            return self.here(misunderstood(ask, step.case, 1, None, None), misses=self.state.misses + 1)
        if isinstance(ask.answer, Place) and not key.isdecimal():
            return self.here(browsing=key)
        try:
            ask.restore(key, step.case)
        except ValueError:
            return self.here(Words(_("这个选项在这里没有，请从下面选。")))
        answers = {**self.state.answers, ask.id: key}
        said = () if ask.options(step.case) else (Words(_("记下了：{value}"), {"value": echo(ask, key, step.case)}),)
        edited = self.state.edited or self.state.editing is not None
        return self.here(*said, answers=answers, editing=None, browsing=None, misses=0, edited=edited)

    # Prompts about the conversation itself

    def prompt_options(self) -> tuple[Option, ...]:
        """The options of the prompt that is waiting."""
        if self.state.prompt == "menu":
            return asides.menu(self.journeys).options
        return choices(PROMPTS.get(self.state.prompt or "", {}))

    def prompted(self, prompt: str, key: str) -> Turn:
        """The answer to a prompt. One that is no longer waiting changes nothing."""
        about = self.state.about
        if prompt == "menu":
            return self.opened(key)
        if prompt != self.state.prompt:
            return self.here()
        match prompt, key:
            case "entry", "switch":
                return self.follow(about[0])
            case "change", "switch":
                answers = {**self.state.answers, about[0]: about[1]}
                return self.here(Words(_("好，已经改了。")), answers=answers, edited=True, editing=None)
            case (("return" | "restart"), "again"):
                return self.here(Words(_("好，从头开始。")), **_CLEARED)
            case _:
                return self.here()

    # Moving about

    def opened(self, entry: str) -> Turn:
        """The chat was opened, or a journey chosen. A link never erases a journey under way without asking."""
        step = self.step
        under_way = step is not None and bool(step.path) and step.kind == "ask"
        if not entry:
            text = Words(_("欢迎回来！上次填到一半，填过的都还在。接着填，还是重新开始？"))
            return self.ask_about("return", text) if under_way else self.here()
        try:
            wanted = read_entry(entry, self.journeys)
        except ValueError:
            return self.menu(Words(_("这个链接或二维码我认不出来，可能没扫完整。没关系，从下面选要办的事就行。")))
        same = wanted.journey == self.state.journey
        if under_way and same and wanted.answers.items() <= dict(self.state.answers).items():
            return self.here()
        if under_way:
            text = Words(
                _("您正在办「{now}」，还没办完。继续，还是换成「{new}」？"),
                {
                    "now": Words(self.flow.title if self.flow else ""),
                    "new": Words(self.journeys[wanted.journey].title),
                },
            )
            return self.ask_about("entry", text, entry)
        return self.follow(entry)

    def follow(self, entry: str) -> Turn:
        """Begin what a deep link or the menu asks for, with its answers filled in."""
        wanted = read_entry(entry, self.journeys)
        language = wanted.language or self.state.language
        return self.here(**{**_CLEARED, "journey": wanted.journey, "answers": wanted.answers, "language": language})

    def edit(self, question: str) -> Turn:
        """Ask a question again; its answer stays until there is another."""
        step = self.step
        if step is None or question not in {ask.id for ask in step.path}:
            return self.here()
        return self.here(editing=question, browsing=None, misses=0)

    def back(self) -> Turn:
        """One step back: out of whatever hangs in the air, else to the question before, whose answer is dropped."""
        step = self.step
        hanging = self.state.prompt or self.state.which or self.state.editing or self.state.browsing
        if hanging or step is None:
            return self.here(editing=None, browsing=None, misses=0)
        if not step.path:
            return self.menu(Words(_("已经是第一步了。")))
        last = list(step.path)[-1]
        answers = {id: stored for id, stored in self.state.answers.items() if id != last.id}
        return self.here(answers=answers, misses=0)

    def review(self) -> Turn:
        """Everything answered so far, each line to be changed."""
        step = self.step
        if step is None or not step.path:
            return self.here(Words(_("还没有填过什么。")))
        turn = self.here(Words(_("您填的是下面这些，点哪一项就改哪一项。")), editing=None)
        lines = reviewed(self.step or step)
        return replace(turn, reply=replace(turn.reply, review=lines))

    def restart(self) -> Turn:
        """Begin again, after asking: a slip of the finger must not cost what was filled in."""
        step = self.step
        if step is None or not step.path:
            return self.here(**_CLEARED)
        return self.ask_about("restart", Words(_("要清空填过的，从头开始吗？")))

    def resume(self) -> Turn:
        """Back to the step from which another journey took over, or from the menu to the journey under way."""
        if self.state.paused is None:
            return self.here()
        self.now(journey=self.state.paused, paused=None)
        step = self.step
        handed = list(step.path)[-1].id if step and step.path and isinstance(step.at, HandOver) else None
        return self.here(answers={id: stored for id, stored in self.state.answers.items() if id != handed})


_CLEARED: dict[str, Any] = {
    "answers": {},
    "editing": None,
    "browsing": None,
    "misses": 0,
    "edited": False,
    "paused": None,
}


def _as_shown(options: tuple[Option, ...], heard: Said) -> tuple[Option, ...]:
    """The options with the names they had on this person's screen, so that these are understood too."""
    return tuple(
        replace(option, also=(*option.also, option.label.text, *filter(None, [heard.labels.get(option.key)])))
        for option in options
    )
