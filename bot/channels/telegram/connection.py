"""Connections: HTTP/1.1 with as little around it as calls to the Bot API need.

A general client does much more, and takes three times as long for every call. There are no proxies, redirects, cookies
or compressed answers here: whoever needs a proxy puts one in front and gives its address as that of the Bot API.
"""

import asyncio
import ssl
from collections import deque
from functools import lru_cache
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools

_LARGEST = 16 * 1024 * 1024
"""The most that an answer may hold, in bytes; a hundred updates of the largest kind are less."""


class NoConnection(ConnectionError):
    """Nobody could be reached: nothing was handed over."""


class NoAnswer(ConnectionError):
    """The call was handed over, and the connection ended, or brought something else than an answer."""


class Target(NamedTuple):
    """Where a call goes."""

    host: str
    port: int
    secure: bool
    head: bytes


@lru_cache(256)
def target(url: str) -> Target:
    """What an address says. Raises `NoConnection` where it is none."""
    try:
        parts = urlsplit(url)
        secure, host = parts.scheme == "https", parts.hostname or ""
        port = parts.port or (443 if secure else 80)
    except ValueError:
        raise NoConnection("no address") from None
    path = parts.path or "/"
    if not host or not path.isascii() or not path.isprintable() or " " in path:
        raise NoConnection("no address")
    name = parts.netloc.rpartition("@")[2]
    head = f"POST {path} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: Canbao\r\nContent-Type: application/json\r\nContent-Length: "
    return Target(host, port, secure, head.encode("ascii", "replace"))


class Connection(asyncio.Protocol):
    """One connection, for one call at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._size = 0
        self._measured = False
        self._begun = False
        self.idle_since = 0.0
        self.is_open = False

    async def call(self, head: bytes, body: bytes, patience: float | None) -> tuple[int, bytes]:
        """Make a call, and wait for its answer so many seconds.

        Raises `NoConnection`, `NoAnswer` or `TimeoutError`. A connection on which a call came to nothing is closed.
        """
        if self._transport is None or not self.is_open:
            raise NoConnection("the connection has ended")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[int, bytes]] = loop.create_future()
        self._answer = answer
        self._transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
        late = loop.call_later(patience, self._fail, TimeoutError) if patience is not None else None
        try:
            return await answer
        except BaseException:
            self.close()
            raise
        finally:
            if late is not None:
                late.cancel()

    def close(self) -> None:
        """End it."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # Called by the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport, self.is_open = cast(asyncio.Transport, transport), True

    def data_received(self, data: bytes) -> None:
        """Some of an answer."""
        self._size += len(data)
        try:
            if self._answer is None or self._size > _LARGEST:
                raise httptools.HttpParserError
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail()

    def connection_lost(self, error: Exception | None) -> None:
        """It has ended, whoever ended it. An answer of unknown length is complete by that."""
        self.is_open = False
        if self._begun and not self._measured and self._answer is not None and error is None:
            self._complete()
        else:
            self._fail()

    # Called by the parser

    def on_message_begin(self) -> None:
        """An answer begins."""
        self._body, self._begun, self._measured = [], False, False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header: does the answer say how long it is?"""
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._measured = True

    def on_headers_complete(self) -> None:
        """The body follows."""
        self._begun = True

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """That was all, unless it was only a word in between, such as 100 Continue."""
        if self._parser.get_status_code() >= 200:
            self._complete()

    def _complete(self) -> None:
        answer, self._answer = self._answer, None
        self._size, self._begun = 0, False
        if answer is None or answer.done():
            self._fail()
            return
        self.is_open = self.is_open and self._parser.should_keep_alive()
        answer.set_result((self._parser.get_status_code(), b"".join(self._body)))

    def _fail(self, error: type[OSError] = NoAnswer) -> None:
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(error())
        self.close()


class Connections:
    """Connections that are kept open between calls, at most so many at once.

    Where the Bot API answers after 50 ms, a hundred connections carry two thousand calls a second, which is less than
    we make. So there are as many as python-telegram-bot's own client has: Telegram is used to that.

    `idle` is how many seconds one may be silent before it is closed from here: one that the other side closes may
    swallow a message.
    """

    def __init__(self, most: int = 256, idle: float = 30.0) -> None:
        self._idle: dict[tuple[str, int, bool], deque[Connection]] = {}
        self._longest = idle
        self._room = most
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._secure: ssl.SSLContext | None = None

    async def call(self, url: str, body: bytes, *, to_connect: float, patience: float | None) -> tuple[int, bytes]:
        """One call: its status, and what was answered.

        Raises `NoConnection` where nothing was handed over within `to_connect` seconds, `NoAnswer` where the connection
        ended, and `TimeoutError` where there was no answer within `patience` seconds.
        """
        where = target(url)
        await self._enter(to_connect)
        try:
            idle = self._idle.setdefault(where[:3], deque())
            connection = self._kept(idle) or await self._new(where, to_connect)
            answer = await connection.call(where.head, body, patience)
            if connection.is_open:
                connection.idle_since = asyncio.get_running_loop().time()
                idle.append(connection)
            return answer
        finally:
            self._leave()

    def close(self) -> None:
        """Close those that nobody uses."""
        for connections in self._idle.values():
            while connections:
                connections.pop().close()

    async def _enter(self, patience: float) -> None:
        """Wait until there is room for one more call."""
        if self._room > 0:
            self._room -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait_for(turn, patience)
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it had just become our turn: the next one has it
                self._leave()
            if isinstance(error, TimeoutError):
                raise NoConnection("too many calls at once") from None
            raise

    def _leave(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._room += 1

    def _kept(self, idle: deque[Connection]) -> Connection | None:
        """The one that was used last: the others may then grow old enough to be closed."""
        now = asyncio.get_running_loop().time()
        while idle and (not idle[0].is_open or now - idle[0].idle_since > self._longest):
            idle.popleft().close()
        while idle:
            connection = idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _new(self, where: Target, to_connect: float) -> Connection:
        if where.secure and self._secure is None:
            self._secure = ssl.create_default_context()
            self._secure.set_alpn_protocols(["http/1.1"])
        try:
            async with asyncio.timeout(to_connect):
                _transport, connection = await asyncio.get_running_loop().create_connection(
                    Connection, where.host, where.port, ssl=self._secure if where.secure else None
                )
        except (TimeoutError, OSError, OverflowError, UnicodeError) as error:
            raise NoConnection(type(error).__name__) from None
        return connection
