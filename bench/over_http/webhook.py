"""A webhook's caller: posts updates over kept-alive connections, one at a time on each, as Telegram does."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import httptools

from bench.over_http.bot_api import CONNECTIONS, BotApi

SECRET = "s" * 32
_READY_WITHIN = 30.0


@dataclass
class Caller:
    """The connections to one webhook."""

    api: BotApi
    port: int
    path: str
    _free: deque["_Post"] = field(default_factory=deque)
    _waiting: deque[bytes] = field(default_factory=deque)

    async def open(self) -> None:
        """Connect, as soon as somebody listens; again where a connection that was idle has been closed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _READY_WITHIN
        while len(self._free) < CONNECTIONS:
            try:
                _, post = await loop.create_connection(lambda: _Post(self), "127.0.0.1", self.port)
            except OSError:
                if loop.time() > deadline:
                    raise
                await asyncio.sleep(0.05)
            else:
                self._free.append(post)

    def offer(self, number: int, update: bytes) -> None:
        """Post an update as soon as a connection is free."""
        if self._free:
            self._free.popleft().post(update)
        else:
            self._waiting.append(update)

    def closed(self, post: "_Post") -> None:
        """A connection is gone."""
        with suppress(ValueError):
            self._free.remove(post)

    @cached_property
    def head(self) -> bytes:
        """What comes before an update, but for how long that is."""
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: "
        ).encode()

    def answered(self, post: "_Post", status: int, body: bytes) -> None:
        """The webhook took an update: the connection takes the next."""
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")
        self.api.answered(body)
        if self._waiting:
            post.post(self._waiting.popleft())
        else:
            self._free.append(post)


class _Post(asyncio.Protocol):
    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by name

    def connection_lost(self, error: Exception | None) -> None:
        self._caller.closed(self)

    def post(self, update: bytes) -> None:
        assert self._transport is not None
        self._transport.write(b"%b%d\r\n\r\n%b" % (self._caller.head, len(update), update))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        status, body, self._body = self._parser.get_status_code(), self._body, b""
        self._caller.answered(self, status, body)
