"""What is meant: whether what somebody says in a private chat is for the desk, and for which of its counters."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeGuard

from bot.staff.codes import read_code
from bot.staff.counter import Counter
from bot.staff.invitation import JOIN
from flows import heard as ways
from flows.answers.long_text import LongText
from flows.commands import command, folded
from flows.dialogue import Ask
from flows.exchange import Exchange
from flows.heard import Heard, Opened, Said
from flows.state import State


def code_in(heard: Heard) -> str | None:
    """The code that somebody typed after /join, or that they came with: a link may end in join-K7QD2MXA9FTR."""
    if isinstance(heard, Opened):
        return read_code(heard.entry.removeprefix(_LINK)) if heard.entry.startswith(_LINK) else None
    if isinstance(heard, Said) and len(heard.text) < 100:
        word, _, rest = heard.text.strip().partition(" ")
        if folded(word).partition("@")[0] in _JOIN_WORDS:
            return read_code(rest)
    return None


_LINK = "join-"
_JOIN_WORDS = (JOIN, "/加入", "加入")


def counter_meant(heard: Heard, counters: Iterable[Counter]) -> tuple[Counter, Mapping[str, str]] | None:
    """The counter that a command opens, and the answers that a number behind it gives."""
    if not isinstance(heard, Said) or len(heard.text) > _LONGEST or not heard.text.lstrip().startswith(("/", "／")):
        return None
    word = folded(heard.text).partition("@")[0]  # in Telegram a command may name the bot: /staff@canbao_bot
    if numbered := _NUMBERED.fullmatch(word):
        word = numbered[1]
    for counter in counters:
        if word in counter.words:
            return counter, counter.given(int(numbered[2])) if numbered else {}
    return None


_NUMBERED = re.compile(r"(/[^0-9_]+)_?([0-9]{1,9})")
"""A command with a number, /announce 3 once it is folded; /announce_3 can be tapped in Telegram."""

_LONGEST = 100


def is_text(heard: Heard, at: Exchange) -> TypeGuard[Said]:
    """Whether this is a text that was asked for. Whatever it speaks of, it is none of the questions of residents."""
    asked = at.step.at if at.step else None
    is_asked = isinstance(asked, Ask) and isinstance(asked.answer, LongText) and at.state.prompt is None
    return isinstance(heard, Said) and is_asked and command(heard.text) is None


def turns_away(heard: Heard, counter: Counter, state: State) -> bool:
    """Whether somebody goes on with something else: a link, the menu, a journey, a button of another dialogue."""
    if isinstance(command(heard.text) if isinstance(heard, Said) else heard, _ELSEWHERE):
        return True
    match heard:
        case Opened(entry):
            return bool(entry)
        case ways.Tapped(question):
            return question not in counter.flow.questions and question != f"?{state.prompt}"
        case ways.Edit(question):
            return question not in counter.flow.questions
    return False


_ELSEWHERE = (ways.Menu, ways.Begin, ways.MyData, ways.Forget, ways.Subscribe, ways.Unsubscribe)
"""What staff say as anybody would, and not at the desk."""
