"""Malice: updates that nobody means well by. What is said in them, and what they are made of, is whatever it may be."""

from collections.abc import Callable
from random import Random
from typing import Any

from flows import heard as ways
from tests.proofs.hostile import hostile
from tests.telegram.botapi.server import BOT, Posted
from tests.telegram.botapi.somebody import Somebody

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, -(2**63) - 1, 10**30, 1.5, 1e308, "", " ", "\0", "\ud83d", "\udc00x", "x" * 5000,
    "一" * 4096, "NaN", "../../etc/passwd", "'; DROP TABLE inbox; --", [], {}, [[]], [None], {"": ""}, {"id": "一"},
    {"id": 1, "type": "private"}, {"type": "bot_command", "offset": -5, "length": 2**40}, "private", "kicked", "٣٤",
)  # fmt: skip

CHATS = ("group", "supergroup", "channel", "sender", "", "PRIVATE")
STATUSES = ("kicked", "left", "member", "administrator", "restricted", "", "上")
KINDS = ("photo", "voice", "sticker", "dice", "location", "contact", "document", "poll", "story", "pinned_message")

Content = dict[str, Any]


def hostile_update(chance: Random, somebody: Somebody) -> Content:
    """What is in an update, but for its number."""
    content = _update(chance, somebody)
    if chance.random() < 0.3:
        kind = chance.choice(list(content))
        content[kind] = _spoiled(chance, content[kind])
    return content


def _update(chance: Random, somebody: Somebody) -> Content:
    if chance.random() < 0.15:
        return chance.choice(_STRANGE)(chance, somebody)
    match hostile(chance):
        case ways.Said(text):
            return {"message": somebody.message(text=text)}
        case ways.Opened(entry):
            return {"message": somebody.message(text=f"/start {entry}")}
        case ways.Begin(journey):
            return {"message": somebody.message(text=f"/{journey}")}
        case ways.Tapped(question, key):
            return {"callback_query": _query(chance, somebody, f"{question}:{key}")}
        case ways.Other(what):
            return {"message": somebody.message(**{chance.choice(KINDS): what, "caption": what})}
        case other:
            (text,) = (getattr(other, name) for name in type(other).__dataclass_fields__)
            return {"callback_query": _query(chance, somebody, f"/{type(other).__name__.casefold()}:{text}")}


def _query(chance: Random, somebody: Somebody, data: str) -> Content:
    """A button under a message that there may be, with a keyboard that nobody ever sent."""
    number = chance.choice([*somebody.chat.posted, chance.randrange(1, 10**9), 0, -1])
    keys = [[{"text": data[:60], "callback_data": data[:64]}], [{"text": "依据", "callback_data": "/fold:sources:1"}]]
    text = chance.choice(["", "…", "一" * 4090, "✓ ", data])
    return somebody.query(data, Posted(number, text, [], keys if chance.random() < 0.5 else []))


def _in_a_chat_that_is_not_theirs(chance: Random, somebody: Somebody) -> Content:
    chat = {"id": -chance.randrange(1, 100), "type": chance.choice(CHATS), "title": "家"}
    return {"message": {**somebody.message(text=f"/start@{BOT['username']}"), "chat": chat}}


def _edited(chance: Random, somebody: Somebody) -> Content:
    return {"edited_message": {**somebody.message(text="改了"), "edit_date": chance.choice(JUNK)}}


def _album(chance: Random, somebody: Somebody) -> Content:
    return {"message": somebody.message(photo=[], media_group_id=chance.choice(["1", "2", "\ud83d", ""]))}


def _membership(chance: Random, somebody: Somebody) -> Content:
    chat = {"id": somebody.id, "type": chance.choice(["private", *CHATS])}
    new = {"user": BOT, "status": chance.choice(STATUSES)}
    return {"my_chat_member": {"chat": chat, "from": somebody.user(), "new_chat_member": new}}


def _unfolded(chance: Random, somebody: Somebody) -> Content:
    view, number = chance.choice(["details", "sources", "less", "more"]), chance.choice([0, 1, 5, 10**17, -3])
    return {"callback_query": _query(chance, somebody, f"/fold:{view}:{number}")}


def _several_at_once(chance: Random, somebody: Somebody) -> Content:
    return {**_edited(chance, somebody), **_membership(chance, somebody), **_unfolded(chance, somebody)}


def _nothing(chance: Random, somebody: Somebody) -> Content:
    return {chance.choice(["message", "callback_query", "edited_message", "new_in_bot_api_11"]): chance.choice(JUNK)}


_STRANGE: tuple[Callable[[Random, Somebody], Content], ...] = (
    _in_a_chat_that_is_not_theirs,
    _edited,
    _album,
    _membership,
    _unfolded,
    _several_at_once,
    _nothing,
)


def _spoiled(chance: Random, content: Any) -> Any:
    """The same with something missing, something else, or something more, anywhere in it."""
    if isinstance(content, dict) and content and chance.random() < 0.85:
        changed, name = dict(content), chance.choice(list(content))
        match chance.randrange(8):
            case 0:
                del changed[name]
            case 1:
                changed[chance.choice(["chat", "from", "text", "data", "id", "type", "entities"])] = chance.choice(JUNK)
            case _:
                changed[name] = _spoiled(chance, changed[name])
        return changed
    if isinstance(content, list) and content and chance.random() < 0.85:
        place = chance.randrange(len(content))
        return [*content[:place], _spoiled(chance, content[place]), *content[place + 1 :]]
    return chance.choice(JUNK)
