"""Callback data: what a button hands back when it is tapped, in the 64 bytes that Telegram allows.

    hukou:done          the option `done` of the question `hukou`; `?menu:newborn` on a prompt
    /back               one of the actions
    /edit:born          an answer to be changed; /explain:insured_place, /speak:en alike
    /fold:sources:1741  show the sources under our message 1741; /fold:less:1741 hides them again

Everything that must still be understood after a restart is in the button itself: there is nothing to look up that
could be gone.
"""

import re
from dataclasses import dataclass

from flows import heard as ways
from flows.brief import brief
from flows.heard import Heard, Tapped

LONGEST = 64
"""Bytes, of UTF-8."""

ACTIONS: dict[str, Heard] = {
    "back": ways.Back(),
    "review": ways.Review(),
    "restart": ways.Restart(),
    "menu": ways.Menu(),
    "person": ways.Person(),
    "help": ways.Help(),
    "resume": ways.Resume(),
    "later": ways.Pause(),
}
"""What a button or a command can ask for by its name alone."""

VIEWS = ("details", "sources", "less")

_FOLD = re.compile(rf"/fold:({'|'.join(VIEWS)}):([0-9]{{1,18}})")


class NotOurs(ValueError):
    """Callback data that no button of ours hands back."""


@dataclass(frozen=True, slots=True)
class Fold:
    """More, or less, of one of our messages is to be shown: nothing is answered by it."""

    view: str
    message: int


def option(question: str, key: str) -> str:
    """The data of an option. Raises `ValueError` where it does not fit."""
    return _fitting(f"{question}:{key}")


def action(name: str) -> str:
    """The data of an action, such as `back`."""
    return _fitting(f"/{name}")


def edit(question: str) -> str:
    """The data of a line of a summary."""
    return _fitting(f"/edit:{question}")


def explain(term: str) -> str:
    """The data of a word to be explained."""
    return _fitting(f"/explain:{term}")


def speak(language: str) -> str:
    """The data of another language."""
    return _fitting(f"/speak:{language}")


def fold(view: str, message: int) -> str:
    """The data of the buttons that show more or less of a message."""
    return _fitting(f"/fold:{view}:{message}")


@brief
def read(data: str) -> Heard | Fold:
    """What was tapped. Raises `NotOurs`; whatever a button of an older version says is heard, and refused by name."""
    if folded := _FOLD.fullmatch(data):
        return Fold(folded[1], int(folded[2]))
    if not data.startswith("/"):
        question, colon, key = data.partition(":")
        if not (question and colon and key):
            raise NotOurs(f"{len(data)} characters that name no question and no answer")
        return Tapped(question, key)
    name, _, of = data.removeprefix("/").partition(":")
    match name, of:
        case "edit", question if question:
            return ways.Edit(question)
        case "explain", term if term:
            return ways.Explain(term)
        case "speak", language if language:
            return ways.Speak(language)
        case action, "" if action in ACTIONS:
            return ACTIONS[action]
    raise NotOurs(f"{len(data)} characters that name nothing to do")


def is_fold(data: str) -> bool:
    """Whether this only shows more or less of a message."""
    return _FOLD.fullmatch(data) is not None


def _fitting(data: str) -> str:
    size = len(data.encode())
    if not 1 <= size <= LONGEST:
        raise ValueError(f"a button hands back 1 to {LONGEST} bytes, and not {size}: {data}")
    return data
