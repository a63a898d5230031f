"""Answered: what is read off a message whose button was pressed, and sent back."""

from typing import Any

import pytest

from bot.channels.telegram.answered import OpenKeyboards, after_answer, keys_of
from bot.channels.telegram.keyboard import Key
from bot.channels.telegram.update import Message, parse

DONE, NOT_YET = (
    {"text": "1. 上了", "callback_data": "hukou:done"},
    {"text": "2. 还没有", "callback_data": "hukou:not_yet"},
)
BACK, SOURCES = {"text": "返回", "callback_data": "/back"}, {"text": "依据", "callback_data": "/fold:sources:7"}


def keyboard(*keys: dict[str, Any]) -> Any:
    """The keyboard of a message under which somebody pressed a button."""
    return keys_of(under(list(keys)))


def under(*rows: list[dict[str, Any]]) -> Message:
    """A message under which somebody pressed a button."""
    chat = {"id": 5, "type": "private"}
    message = {"message_id": 7, "chat": chat, "text": "?", "reply_markup": {"inline_keyboard": list(rows)}}
    query = {"id": "1", "from": {"id": 5}, "message": message, "data": "hukou:done"}
    update = parse({"update_id": 1, "callback_query": query})
    tapped = update.get("callback_query")
    assert tapped is not None
    on = tapped.get("message")
    assert on is not None
    return on


def test_the_keys_are_those_under_the_message() -> None:
    keys = keyboard({"text": "1. 上了", "callback_data": "hukou:done"}, {"text": "返回", "callback_data": "/back"})
    assert keys == ((Key("1. 上了", "hukou:done"), Key("返回", "/back")),)


def test_what_the_bot_api_would_refuse_is_not_sent_back() -> None:
    """An update can be made up: a key without a label or without data is none of ours."""
    keys = keyboard(
        {"text": "", "callback_data": "hukou:done"},
        {"callback_data": "hukou:done"},
        {"text": "网址"},
        {"text": "上了", "callback_data": "hukou:done"},
    )
    assert keys == ((Key("上了", "hukou:done"),),)


@pytest.mark.parametrize(
    ("pressed", "says"), [("hukou:done", "上了"), ("hukou:not_yet", "还没有"), ("/back", ""), ("hukou:never_there", "")]
)
def test_what_answers_goes_and_what_unfolds_stays(pressed: str, says: str) -> None:
    left = after_answer(under([DONE], [NOT_YET], [SOURCES, BACK], [BACK]), pressed)
    assert left == (((Key("依据", "/fold:sources:7"),),), says)


@pytest.mark.parametrize("rows", [[], [[]], [[SOURCES]], [[SOURCES], [{"text": "网址"}]]])
def test_where_nothing_answers_nothing_goes(rows: list[list[dict[str, Any]]]) -> None:
    assert after_answer(under(*rows), "hukou:done") is None


def test_the_one_that_was_open_before_keeps_what_unfolds() -> None:
    keyboards = OpenKeyboards()
    asked = keys_of(under([DONE], [SOURCES]))
    assert keyboards.opened("5", 7, asked) is None
    assert keyboards.opened("5", 8, asked) == (7, ((Key("依据", "/fold:sources:7"),),))
    assert keyboards.closed("5", 8)
    assert keyboards.opened("5", 9, asked) is None
