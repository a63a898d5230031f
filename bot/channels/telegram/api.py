"""The Bot API: the few methods that are used on the way of a message, without a model for every answer."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.connection import Answer
from bot.channels.telegram.keyboard import Rows, as_markup, content
from bot.channels.telegram.marked import Marked
from bot.channels.telegram.request import Request
from bot.channels.telegram.update import KINDS

_AS_WELL = ("message is not modified", "query is too old", "query id is invalid")
"""Refusals that mean that there was nothing left to do."""


class Call(NamedTuple):
    """A call that says nothing new when it is made twice: what is to be done, and with what."""

    method: str
    given: Mapping[str, object]


def rewrite(chat: str, message: int, text: Marked, keys: Rows = ()) -> Call:
    """Replace a message that we sent, with its keyboard."""
    return Call("editMessageText", {"chat_id": _chat(chat), "message_id": message, **content(text, keys)})


def set_keys(chat: str, message: int, keys: Rows = ()) -> Call:
    """Replace the keyboard of a message that we sent."""
    return Call(
        "editMessageReplyMarkup", {"chat_id": _chat(chat), "message_id": message, "reply_markup": as_markup(keys)}
    )


def settle_query(query: str, text: str | None = None) -> Call:
    """Tell the person's Telegram that the button was heard, so that it stops waiting; `text` is shown briefly."""
    given = {"callback_query_id": query}
    return Call("answerCallbackQuery", given if text is None else given | {"text": text})


@dataclass
class Api:
    """Calls to the Bot API. Every one raises `TelegramError`, or one of ours from `request.py`.

    python-telegram-bot knows the address, the token and what an error means. Its objects, which cost more than the
    whole turn, are left out.
    """

    bot: Bot = field(repr=False)  # its own repr shows the token

    async def call(self, method: str, given: Mapping[str, object], *, patience: float | None = None) -> Any:
        """Call any method by its name."""
        url = f"{self.bot.base_url}/{method}"
        request = self.bot.request
        try:
            if isinstance(request, Request):
                return await request.result(url, given, patience)
            parameters = RequestData([RequestParameter(name, value, None) for name, value in given.items()])
            return await request.post(url, parameters, **({} if patience is None else {"read_timeout": patience}))
        except (KeyError, TypeError):  # an answer that is no answer of the Bot API
            raise TelegramError(f"{method}: the answer holds no result") from None

    async def send(self, chat: str, text: Marked, keys: Rows = ()) -> int:
        """Send a message, and say what Telegram calls it."""
        return await self.send_content(chat, content(text, keys))

    async def send_content(self, chat: str, said: Mapping[str, object]) -> int:
        """The same with a message that is ready to be sent to anybody."""
        sent = await self.call("sendMessage", {"chat_id": _chat(chat), **said})
        try:
            return int(sent["message_id"])
        except (KeyError, TypeError, ValueError):
            raise TelegramError("sendMessage: the answer names no message") from None

    async def settle(self, call: Call) -> None:
        """Make a call of which nothing is wanted but that it be done. What is like this already is as well."""
        try:
            await self.call(call.method, call.given)
        except BadRequest as refused:
            if not any(reason in refused.message.casefold() for reason in _AS_WELL):
                raise

    def begin(self, call: Call) -> Answer | None:
        """Begin such a call where nothing has to be waited for; `None` where it has."""
        request = self.bot.request
        if not isinstance(request, Request):
            return None
        return request.begin(f"{self.bot.base_url}/{call.method}", call.given)

    def connected(self) -> AbstractAsyncContextManager[None]:
        """A call that is made as soon as this ends need not wait for a connection."""
        request = self.bot.request
        return request.connected(self.bot.base_url) if isinstance(request, Request) else nullcontext()

    async def updates(self, offset: int | None, patience: int) -> Sequence[object]:
        """The next updates, raw; waits so many seconds for the first. `offset` confirms all updates before it."""
        asked: dict[str, object] = {"limit": 100, "timeout": patience, "allowed_updates": KINDS}
        if offset is not None:
            asked["offset"] = offset
        found = await self.call("getUpdates", asked, patience=patience + 10.0)
        return found if isinstance(found, list) else []


def _chat(person: str) -> int | str:
    return int(person) if person.removeprefix("-").isdecimal() else person
