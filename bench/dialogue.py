"""The dialogue: ten turns of one person, as the bytes a Telegram webhook would bring.

Every contender gets the same bytes. Here is nothing of Canbao and nothing of its peers, so that both can import it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

TODAY = date(2026, 8, 10)
"""The day on which everybody asks: figures and limits are the same in every run."""

TURNS = 10
"""Start by deep link, region, date, two choices (one of them before the date where a part of a province is meant),
one invalid input, one step back, the choice again, the summary, done."""

Turn = tuple[Literal["say", "tap"], str]
"""What is typed, or the data of the button that is tapped, such as `hukou:done`, `where:610100` or `/back`."""

_BOT = {"id": 7000000001, "is_bot": True, "first_name": "参保通", "username": "canbao_bot"}
_WHEN = 1_786_334_400  # noon in China on the day the benchmark stands on
# Numbers that differ from one person to the next, as JSON carries them: replaced by text, which no answer contains.
_PERSON, _UPDATE, _MESSAGE = 111_111_111_111, 222_222_222_222, 333_333_333_333


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What one kind of person says and taps, from the first turn to the last."""

    language: str
    turns: tuple[Turn, ...]

    def to_json(self) -> str:
        """The dialogue on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Self:
        """The dialogue from its line."""
        stored = json.loads(line)
        return cls(stored["language"], tuple((how, what) for how, what in stored["turns"]))

    def templates(self) -> tuple[bytes, ...]:
        """The updates with `%d` for the person, the update and the message; see `written_for`."""
        return tuple(_template(self.language, number, *turn) for number, turn in enumerate(self.turns))


@lru_cache(8192)  # most people take steps that others take; over HTTP, whoever writes this competes for the cores
def _template(language: str, number: int, how: str, what: str) -> bytes:
    one = _typed(language, what, number) if how == "say" else _tapped(language, what, number)
    text = json.dumps({"update_id": _UPDATE, **one}, ensure_ascii=False, separators=(",", ":")).replace("%", "%%")
    for number_, name in ((_PERSON, "person"), (_UPDATE, "update"), (_MESSAGE, "message")):
        text = text.replace(str(number_), f"%({name})d")
    return text.encode()


def written_for(templates: tuple[bytes, ...], person: int) -> list[bytes]:
    """The updates of a dialogue for one person, each with an id of its own."""
    return [written(template, person, person * TURNS + number) for number, template in enumerate(templates)]


def written(template: bytes, person: int, update: int, message: int | None = None) -> bytes:
    """One update of one person. `message` is what was typed or tapped; any number, where that is all one."""
    number = update % 1_000_000 + 1 if message is None else message
    return template % {b"person": person, b"update": update, b"message": number}


def write_dialogues(path: Path, dialogues: Iterator[Dialogue]) -> None:
    """Write a population down for the processes that will talk like it."""
    path.write_text("".join(f"{one.to_json()}\n" for one in dialogues), encoding="utf-8")


def _typed(language: str, text: str, number: int) -> dict[str, object]:
    message: dict[str, object] = {
        "message_id": _MESSAGE,
        "from": _sender(language),
        "chat": _chat(),
        "date": _WHEN + number,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"offset": 0, "length": len(text.split()[0]), "type": "bot_command"}]
    return {"message": message}


def _tapped(language: str, data: str, number: int) -> dict[str, object]:
    # The message under the button as the platform repeats it: a question and its keyboard.
    keyboard = [[{"text": "有", "callback_data": data}, {"text": "没有", "callback_data": "/back"}]]
    shown = {
        "message_id": _MESSAGE,
        "from": _BOT,
        "chat": _chat(),
        "date": _WHEN + number,
        "text": "爸爸或妈妈有医保、今年也交了吗？职工、居民都算。",
        "reply_markup": {"inline_keyboard": keyboard},
    }
    return {
        "callback_query": {
            "id": str(_UPDATE),
            "from": _sender(language),
            "message": shown,
            "chat_instance": str(_PERSON),
            "data": data,
        }
    }


def _sender(language: str) -> dict[str, object]:
    return {"id": _PERSON, "is_bot": False, "first_name": "小李", "username": "xiaoli", "language_code": language}


def _chat() -> dict[str, object]:
    return {"id": _PERSON, "first_name": "小李", "username": "xiaoli", "type": "private"}
