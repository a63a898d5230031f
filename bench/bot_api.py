"""What Telegram would answer to a call: the shortest that a client accepts, as the peers parse it at their own cost.

A real answer repeats the text and the keyboard, which costs a peer more than this.
"""

import json

_BOT = {"id": 7000000001, "is_bot": True, "first_name": "参保通", "username": "canbao_bot"}
_MESSAGE = {
    "message_id": 4242,
    "from": _BOT,
    "chat": {"id": 1, "first_name": "小李", "type": "private"},
    "date": 1_786_334_400,
    "text": "好",
}
_RESULTS: dict[str, object] = {
    "getMe": {**_BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False},
    "sendMessage": _MESSAGE,
    "editMessageText": _MESSAGE,
    "editMessageReplyMarkup": _MESSAGE,
    "answerCallbackQuery": True,
}
ANSWERS = {method: json.dumps({"ok": True, "result": result}).encode() for method, result in _RESULTS.items()}
"""The bodies by method."""

NUMBER = str(_MESSAGE["message_id"]).encode()
"""The number of the message in these answers, for whoever gives each a number of its own."""

DONE = json.dumps({"ok": True, "result": True}).encode()
"""The body for any other method."""

REPLIES = ("sendMessage", "editMessageText")
"""The calls that reply to a person; the others are between the bot and the platform."""
