"""Answered: what is read off a message whose button was pressed, and sent back."""

from typing import Any

from bot.channels.telegram.answered import keys_of
from bot.channels.telegram.keyboard import Key
from bot.channels.telegram.update import parse


def keyboard(*keys: dict[str, Any]) -> Any:
    """The keyboard of a message under which somebody pressed a button."""
    message = {"chat": {"id": 5, "type": "private"}, "text": "?", "reply_markup": {"inline_keyboard": [list(keys)]}}
    query = {"id": "1", "from": {"id": 5}, "message": message, "data": "hukou:done"}
    update = parse({"update_id": 1, "callback_query": query})
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    return keys_of(update.callback_query.message)


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
