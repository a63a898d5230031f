"""A counter: one thing that staff can do in chat, as the journey that asks and what its conclusions do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.staff.office import Actor, Office
from bot.staff.roles import MAY, Command
from flows.answers.long_text import LongText
from flows.answers.short_text import ShortText
from flows.dialogue import Ask, Flow, Tell
from flows.policy.case import Case
from flows.policy.rulebook import Rulebook
from flows.walk import Step
from flows.words import Words, _
from storage.audit import Entry
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who has answered everything that was asked, and what they answered."""

    office: Office
    actor: Actor
    answers: Mapping[str, str]
    now: datetime
    rules: Rulebook

    def looked(self, command: Command) -> Entry:
        """What the log says where somebody only looked, in all the regions in which they may."""
        grant = next(grant for grant in self.actor.grants if command in MAY[grant.role])
        return self.actor.entry(command, grant, self.now)


@dataclass(frozen=True, slots=True)
class Done:
    """It is done as soon as the turn is committed: what is said then, and what the log says.

    `change` is what it changes, run in the transaction of the turn. It raises StaleRevision where what it was decided
    on is no longer so; then the turn is worked out anew.
    """

    text: Words
    notes: tuple[Words, ...] = ()
    entry: Entry | None = None
    change: Callable[[Transaction], None] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done, and why; the question is asked again, and `also` what followed from its answer."""

    why: Words
    question: str
    also: tuple[str, ...] = ()


Act = Callable[[Acting], Awaitable[Done | Refused]]
Limit = Callable[[Actor, Mapping[str, str]], Refused | None]
Beside = Callable[[Case, str], tuple[Words, ...]]
Given = Callable[[int], Mapping[str, str]]


def no_limit(actor: Actor, answers: Mapping[str, str]) -> Refused | None:
    """Whatever is offered here, they may do."""
    return None


def nothing_beside(case: Case, question: str) -> tuple[Words, ...]:
    """The questions say everything."""
    return ()


def no_numbers(number: int) -> Mapping[str, str]:
    """A number after the command says nothing here."""
    return {}


@dataclass(frozen=True, slots=True)
class Counter:
    """`words` open it, for whoever may do any of `commands` anywhere. `case` is the rules applied to one person; `acts`
    are what its conclusions do, by their ids; one that does nothing is only said. `limit` is asked after every answer
    whether it is more than they may. `beside` is what is shown with a question, by its id; `given` are the answers that
    a number behind the words stands for, as in /announce 3.
    """

    words: tuple[str, ...]
    commands: tuple[Command, ...]
    flow: Flow
    case: Callable[[Office, Actor, datetime], Awaitable[type[Case]]]
    acts: Mapping[str, Act]
    limit: Limit = no_limit
    beside: Beside = nothing_beside
    given: Given = no_numbers

    def decides(self, ask: Ask) -> bool:
        """Whether a question is the last, and says whether it is done at all."""
        route = self.flow.routes.get(ask)
        return isinstance(route, Mapping) and all(isinstance(one, Tell) for one in route.values())

    def shows_what_was_answered(self, step: Step) -> bool:
        """Whether it is to be decided on what was typed before: then that is shown, each line to be changed."""
        was_typed = any(isinstance(ask.answer, LongText | ShortText) for ask in step.path)
        return was_typed and isinstance(step.at, Ask) and self.decides(step.at)

    def open_to(self, actor: Actor) -> bool:
        """Whether somebody may do anything here."""
        return any(actor.where_may(command) for command in self.commands)


_MORE = _("还有{count}行，请在服务器上看：{command}")
_SHOWN = 20


def in_a_chat(lines: Sequence[Words], command: str) -> tuple[Words, ...]:
    """As many lines as are read in a chat, and where the others are found."""
    left = len(lines) - _SHOWN
    more = (Words(_MORE, {"count": left, "command": command}),) if left > 0 else ()
    return (*lines[:_SHOWN], *more)
