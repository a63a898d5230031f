"""Connections: HTTP/1.1 with as little around it as calls to the Bot API need.

A general client does much more, and takes three times as long for every call. There are no proxies, redirects, cookies
or compressed answers here: whoever needs a proxy puts one in front and gives its address as that of the Bot API.
"""

import asyncio
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools

_LARGEST = 16 * 1024 * 1024
"""The most that an answer may hold, in bytes; a hundred updates of the largest kind are less."""


class NoConnection(ConnectionError):
    """Nobody could be reached: nothing was handed over."""


class NoAnswer(ConnectionError):
    """The call was handed over, and the connection ended, or brought something else than an answer."""


Place = tuple[str, int, bool]
"""A host, a port, and whether one speaks to it in secret."""


class Target(NamedTuple):
    """Where a call goes, and how it begins."""

    place: Place
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
    return Target((host, port, secure), head.encode("ascii", "replace"))


Answer = asyncio.Future[tuple[int, bytes]]
"""What will have been answered: the status, and what was said. In its place `NoAnswer` or `TimeoutError` may come."""


class Connection(asyncio.Protocol):
    """One connection, for one call at a time. When a call has ended, however it did, `ended` is told."""

    def __init__(self, ended: "Callable[[Connection], None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = ended
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._head: list[bytes] = []
        self._body: list[bytes] = []
        self._size = 0
        self._until: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._rings_at = 0.0
        self.idle_since = self._loop.time()

    def begin(self, head: bytes, body: bytes, patience: float | None) -> Answer | None:
        """Make a call, whose answer may take so many seconds; `None` where nothing was made, as either side closes it.

        A connection on which a call came to nothing is closed.
        """
        if self._transport is None or self._transport.is_closing():  # what is written then gets nowhere
            return None
        self._answer = answer = self._loop.create_future()
        self._transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
        self._until = None if patience is None else self._loop.time() + patience
        # An alarm that rings before that is left alone: most calls are as patient, and hardly any needs it.
        if self._until is not None and (self._alarm is None or self._until < self._rings_at):
            self._set_alarm(self._until)
        return answer

    def close(self) -> None:
        """End it."""
        self._head, self._body = [], []  # what has come of an answer is not all of it
        if self._transport is not None:
            self._transport.abort()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _set_alarm(self, until: float) -> None:
        """Have the alarm ring then, and not at any other time."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm, self._rings_at = self._loop.call_at(until, self._ring), until

    def _ring(self) -> None:
        """Give up on a call that has had its time. One that was made later has the rest of its own."""
        self._alarm = None
        if self._answer is None or self._until is None:
            return
        if self._loop.time() < self._until:
            self._set_alarm(self._until)
        else:
            self._fail(TimeoutError)

    # Called by the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Some of an answer."""
        self._size += len(data)
        try:
            if self._answer is None or self._size > _LARGEST:
                raise httptools.HttpParserError
            if not self._body:
                self._head.append(data)
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail()

    def connection_lost(self, error: Exception | None) -> None:
        """It has ended, whoever ended it. An answer of unknown length is complete by that."""
        if self._body and error is None and not _says_how_long(self._head):
            self._complete()
        else:
            self._fail()

    # Called by the parser

    def on_message_begin(self) -> None:
        """An answer comes. The rest of one that nobody asked for would be taken for that of the next call."""
        if self._answer is None:
            self.close()

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """That was all, unless it was only a word in between, such as 100 Continue."""
        if self._parser.get_status_code() >= 200:
            self._complete()

    def _complete(self) -> None:
        answer, self._answer = self._answer, None
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        self._size, self._head, self._body = 0, [], []
        is_wanted = answer is not None and not answer.done()
        if not (is_wanted and self._parser.should_keep_alive()):
            self.close()
        if answer is not None:
            if is_wanted:
                answer.set_result((self._parser.get_status_code(), body))
            self._ended(self)

    def _fail(self, error: type[OSError] = NoAnswer) -> None:
        answer, self._answer = self._answer, None
        self.close()
        if answer is not None:
            if not answer.done():
                answer.set_exception(error())
            self._ended(self)


def _says_how_long(head: list[bytes]) -> bool:
    """Whether an answer says how long it is. That is looked up only where the connection ends in the middle of one."""
    headers = _Headers()
    httptools.HttpResponseParser(headers).feed_data(b"".join(head))
    return not headers.names.isdisjoint((b"content-length", b"transfer-encoding"))


class _Headers:
    """The names of the headers of an answer."""

    def __init__(self) -> None:
        self.names: set[bytes] = set()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self.names.add(name.lower())


Begun = tuple[Connection, Answer]
"""A call that was begun: on which connection, and what it will be answered."""


class Connections:
    """Connections that are kept open between calls, at most so many at once.

    Where the Bot API answers after 50 ms, a hundred connections carry two thousand calls a second, which is less than
    we make. So there are as many as python-telegram-bot's own client has: Telegram is used to that.

    `idle` is how many seconds one may be silent before it is closed from here: one that the other side closes may
    swallow a message.
    """

    def __init__(self, most: int = 256, idle: float = 30.0) -> None:
        self._idle: defaultdict[Place, deque[Connection]] = defaultdict(deque)
        self._busy: set[Connection] = set()
        self._longest = idle
        self._room = most
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._secure: ssl.SSLContext | None = None

    async def call(self, url: str, body: bytes, *, to_connect: float, patience: float | None) -> tuple[int, bytes]:
        """One call: its status, and what was answered.

        Raises `NoConnection` where nothing was handed over within `to_connect` seconds, `NoAnswer` where the connection
        ended, and `TimeoutError` where there was no answer within `patience` seconds.
        """
        connection, answer = self._begin_now(url, body, patience) or await self._begin_later(
            url, body, to_connect, patience
        )
        try:
            return await answer
        except asyncio.CancelledError:
            if answer.cancelled():  # or it had just come, and the connection may have the next call
                connection.close()
            raise

    def begin(self, url: str, body: bytes, patience: float | None) -> Answer | None:
        """Begin a call on a connection that is open and free; `None` where there is none. Raises `NoConnection`."""
        begun = self._begin_now(url, body, patience)
        return begun and begun[1]

    def _begin_now(self, url: str, body: bytes, patience: float | None) -> Begun | None:
        begun = self._begin_on_kept(*target(url), body, patience) if self._room > 0 else None
        if begun is not None:
            self._room -= 1
        return begun

    async def _begin_later(self, url: str, body: bytes, to_connect: float, patience: float | None) -> Begun:
        place, head = target(url)
        await self._enter(to_connect)
        try:
            if begun := self._begin_on_kept(place, head, body, patience):
                return begun
            connection = await self._new(place, to_connect)
            if begun := self._begin_on(connection, head, body, patience):
                return begun
            raise NoConnection("the connection has ended")
        except BaseException:
            self._leave()
            raise

    def _begin_on_kept(self, place: Place, head: bytes, body: bytes, patience: float | None) -> Begun | None:
        while connection := self._kept(place):
            if begun := self._begin_on(connection, head, body, patience):
                return begun
        return None

    def _kept(self, place: Place) -> Connection | None:
        """The connection that was used last: the others may then grow old enough to be closed."""
        idle, now = self._idle[place], asyncio.get_running_loop().time()
        while idle and now - idle[0].idle_since > self._longest:
            idle.popleft().close()
        return idle.pop() if idle else None

    def _begin_on(self, connection: Connection, head: bytes, body: bytes, patience: float | None) -> Begun | None:
        answer = connection.begin(head, body, patience)
        if answer is None:
            return None
        self._busy.add(connection)
        return connection, answer

    @asynccontextmanager
    async def at_hand(self, url: str, to_connect: float) -> AsyncIterator[None]:
        """Have a connection ready, and keep it for whoever calls as soon as the block ends.

        Where there is none to be had, the call will say why.
        """
        connection = None
        with suppress(NoConnection):
            place, _ = target(url)
            connection = self._kept(place) or await self._new(place, to_connect)
        if connection is None:
            yield
            return
        self._busy.add(connection)
        try:
            yield
        finally:
            self._busy.discard(connection)
            self._idle[place].append(connection)

    def close(self) -> None:
        """Close all of them. Whoever still waits for an answer gets none."""
        for connection in (*self._busy, *chain.from_iterable(self._idle.values())):
            connection.close()

    async def _enter(self, patience: float) -> None:
        """Wait until there is room for one more call."""
        if self._room > 0:
            self._room -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            # `wait_for` may keep a cancellation to itself.
            async with asyncio.timeout(patience):
                await turn
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

    def _ended(self, place: Place, connection: Connection) -> None:
        """A call has ended: its connection may have the next one."""
        self._busy.discard(connection)
        connection.idle_since = asyncio.get_running_loop().time()
        self._idle[place].append(connection)
        self._leave()

    async def _new(self, place: Place, to_connect: float) -> Connection:
        host, port, secure = place
        if secure and self._secure is None:
            self._secure = ssl.create_default_context()
            self._secure.set_alpn_protocols(["http/1.1"])
        try:
            async with asyncio.timeout(to_connect):
                _transport, connection = await asyncio.get_running_loop().create_connection(
                    partial(Connection, partial(self._ended, place)), host, port, ssl=self._secure if secure else None
                )
        except (TimeoutError, OSError, OverflowError, UnicodeError) as error:
            raise NoConnection(type(error).__name__) from None
        return connection
