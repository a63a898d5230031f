"""What is meant: whether what somebody says in a private chat is for the desk, and for which of its counters."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeGuard

from bot.staff.codes import read_code
from bot.staff.counter import Counter
from bot.staff.invitation import JOIN
from flows import heard as ways
from flows.answering import as_shown
from flows.answers.answer import NotUnderstood
from flows.answers.choice import read_choice
from flows.answers.long_text import LongText
from flows.commands import command, folded
from flows.dialogue import Ask
from flows.exchange import Exchange
from flows.heard import Heard, Opened, Said
from flows.state import State


def code_in(heard: Heard) -> str | None:
    """The code that somebody brings: after /join, alone, or by a link, which may end in join-K7QD2MXA9FTR.

    However it is written, a code that counts must be known for one: anything else goes into the transcript.
    """
    if isinstance(heard, Opened):
        return read_code(heard.entry.removeprefix(_LINK)) if heard.entry.startswith(_LINK) else None
    if not isinstance(heard, Said) or not _SHORTEST_INVITATION <= len(heard.text) <= _LONGEST_INVITATION:
        return None
    text = "".join(sign for sign in unicodedata.normalize("NFKC", heard.text) if unicodedata.category(sign) != "Cf")
    found = _JOINS.search(text) or _ALONE.fullmatch(text)
    return read_code(found["code"]) if found else None


_LINK = "join-"
_SHORTEST_INVITATION, _LONGEST_INVITATION = 12, 500
"""Characters: a code has twelve, and most of what people type is shorter."""
_TWELVE = r"(?P<code>[0-9a-z](?:[\s_\-‐-―]*[0-9a-z]){11})(?![0-9a-z])"
_JOINS = re.compile(rf"(?:{JOIN}|/加入|^\s*join\b|^\s*加入)(?:@\w+)?[\W_]*{_TWELVE}", re.IGNORECASE)
_ALONE = re.compile(r"\s*(?P<code>[0-9a-z]{4}(?:[-‐-―_ ][0-9a-z]{4}){2})\s*", re.IGNORECASE)
"""Only as it is told: twelve signs in a row may be anything."""


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


def gives_up(heard: Heard, at: Exchange) -> bool:
    """Whether somebody would rather not go on: 算了. Where that is what an option is called, it is their answer."""
    if not isinstance(heard, Said) or folded(heard.text) not in _GIVING_UP:
        return False
    asked = at.step.at if at.step else None
    options = at.waiting() or (at.options(asked, at.step) if at.step and isinstance(asked, Ask) else ())
    return isinstance(read_choice(heard.text, as_shown(options, heard)), NotUnderstood)


# fmt: off
_GIVING_UP = frozenset((
    "取消", "/取消", "/cancel", "cancel", "算了", "算了吧", "退出", "quit", "exit", "结束", "結束", "停止", "不办", "不办了", "不辦了",
    "先不办了", "不弄了", "不做了", "不写了", "不发了", "不要了", "不用了", "不搞了", "不加了", "放弃", "放棄",
))
# fmt: on


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
