"""A Bot API of ours on the loopback, as bare as can be, so that what is measured is the bot and not this.

It answers every call after a delay, in the shortest way that a client accepts; hands updates out to whoever polls, or
posts them to a webhook over kept-alive connections; and says when a reply has come in.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import httptools

from bench.bot_api import ANSWERS, DONE, NUMBER

CONNECTIONS = 100
"""How many connections are opened to a webhook, which is the most that Telegram opens."""

_PATIENCE = 30.0
_AT_ONCE = 100
_CHAT = re.compile(rb"chat_id[\s\S]{1,120}?([0-9]{9,})")  # in JSON, in a form, in a part of one
_OFFSET = re.compile(rb"offset[^0-9-]{1,8}(-?[0-9]+)")
_METHOD = re.compile(rb'name="method"[\s\S]{0,120}?\r\n\r\n(\w+)')


@dataclass
class BotApi:
    """One bot's Bot API. `replied` is called with the person as soon as a reply has come in, and with its number.

    `replies` are the methods that reply; any other is between the bot and the platform.
    """

    replied: Callable[[int, int | None], None]
    replies: frozenset[str]
    delay: float = 0.0
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    _pending: deque[tuple[int, bytes]] = field(default_factory=deque)
    _new: asyncio.Event = field(default_factory=asyncio.Event)
    _polls: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def offer(self, number: int, update: bytes) -> None:
        """An update for whoever polls, until it is confirmed."""
        self._pending.append((number, update))
        self._new.set()

    def answered(self, body: bytes) -> None:
        """A webhook's own answer, which may hold a reply."""
        if (method := _METHOD.search(body)) and method[1].decode() in self.replies:
            self._note(method[1].decode(), body)

    def call(self, method: str, body: bytes) -> bytes:
        """One call, and its answer."""
        number = self._note(method, body) if method in self.replies else None
        answer = ANSWERS.get(method, DONE)
        return answer if number is None else answer.replace(NUMBER, b"%d" % number)

    def _note(self, method: str, body: bytes) -> int | None:
        """A reply: its person may go on. The number that it gets, unless it takes the place of an older message."""
        number = next(self._numbers) if method == "sendMessage" else None
        if chat := _CHAT.search(body):
            self.replied(int(chat[1]), number)
        return number

    async def updates(self, body: bytes) -> bytes:
        """The answer to whoever polls, which comes when there are updates."""
        self.polled.set()
        self._polls += 1
        poll = self._polls
        if offset := _OFFSET.search(body):
            while self._pending and self._pending[0][0] < int(offset[1]):
                self._pending.popleft()
        if not self._pending:
            self._new.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._new.wait(), _PATIENCE)
        if poll != self._polls:  # a later poll has taken its place
            return _updates([])
        return _updates([update for _, update in list(self._pending)[:_AT_ONCE]])


def _updates(updates: list[bytes]) -> bytes:
    return b'{"ok":true,"result":[' + b",".join(updates) + b"]}"


class Connection(asyncio.Protocol):
    """One connection that a bot has opened."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._parser = httptools.HttpRequestParser(self)
        self._path, self._body = b"", b""
        self._transport: asyncio.Transport | None = None
        self._polling: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        """Part of a call."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """A call begins."""
        self._path, self._body = b"", b""

    def on_url(self, url: bytes) -> None:
        """Its method."""
        self._path += url

    def on_body(self, body: bytes) -> None:
        """What it gives."""
        self._body += body

    def on_message_complete(self) -> None:
        """All of it is here. A task for every call would take of the cores what is to be measured."""
        method = self._path.partition(b"?")[0].rpartition(b"/")[2].decode()
        if method == "getUpdates":
            self._polling = asyncio.create_task(self._poll(self._body))
        else:
            self._answer(self._api.call(method, self._body))

    async def _poll(self, body: bytes) -> None:
        self._answer(await self._api.updates(body))

    def _answer(self, answer: bytes) -> None:
        if self._api.delay:
            asyncio.get_running_loop().call_later(self._api.delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_RESPONSE % len(answer) + answer)


_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
