"""The Bot API: the few methods that are used on the way of a message, without a model for every answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.keyboard import Rows, as_markup, content
from bot.channels.telegram.marked import Marked
from bot.channels.telegram.request import Request
from bot.channels.telegram.update import KINDS

_AS_WELL = ("message is not modified", "query is too old", "query id is invalid")
"""Refusals that mean that there was nothing left to do."""


@dataclass
class Api:
    """Calls to the Bot API. Every one raises `TelegramError`, or one of ours from `request.py`.

    python-telegram-bot knows the address, the token and what an error means. Its objects, which cost more than the
    whole turn, are left out.
    """

    bot: Bot = field(repr=False)  # its own repr shows the token

    async def call(self, method: str, given: Mapping[str, object], *, patience: float | None = None) -> Any:
        """Call any method by its name; what is `None` is left out."""
        url = f"{self.bot.base_url}/{method}"
        named = {name: value for name, value in given.items() if value is not None}
        request = self.bot.request
        try:
            if isinstance(request, Request):
                return await request.result(url, named, patience)
            parameters = RequestData([RequestParameter(name, value, None) for name, value in named.items()])
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

    async def rewrite(self, chat: str, message: int, text: Marked, keys: Rows = ()) -> None:
        """Replace a message that we sent, with its keyboard. One that is like this already is as well."""
        await self._settle("editMessageText", {"chat_id": _chat(chat), "message_id": message, **content(text, keys)})

    async def set_keys(self, chat: str, message: int, keys: Rows = ()) -> None:
        """Replace the keyboard of a message that we sent."""
        await self._settle(
            "editMessageReplyMarkup",
            {"chat_id": _chat(chat), "message_id": message, "reply_markup": as_markup(keys)},
        )

    async def settle_query(self, query: str, text: str | None = None) -> None:
        """Tell the person's Telegram that the button was heard, so that it stops waiting; `text` is shown briefly."""
        await self._settle("answerCallbackQuery", {"callback_query_id": query, "text": text})

    async def updates(self, offset: int | None, patience: int) -> Sequence[object]:
        """The next updates, raw; waits so many seconds for the first. `offset` confirms all updates before it."""
        asked = {"offset": offset, "limit": 100, "timeout": patience, "allowed_updates": KINDS}
        found = await self.call("getUpdates", asked, patience=patience + 10.0)
        return found if isinstance(found, list) else []

    async def _settle(self, method: str, given: Mapping[str, object]) -> None:
        try:
            await self.call(method, given)
        except BadRequest as refused:
            if not any(reason in refused.message.casefold() for reason in _AS_WELL):
                raise


def _chat(person: str) -> int | str:
    return int(person) if person.removeprefix("-").isdecimal() else person
