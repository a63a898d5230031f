"""Connections: what is answered comes back whole, whatever shape it has; what is not answered is told apart."""

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from telegram.request import HTTPXRequest

from bot.channels.telegram.connection import Connection, Connections, NoAnswer, NoConnection, target
from tests.web.serving import free_port

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GOOD = HEAD + b'Content-Length: 11\r\n\r\n{"ok":true}'
SHAPES = {
    "whole": [GOOD],
    "byte by byte": [GOOD[place : place + 1] for place in range(len(GOOD))],
    "in chunks": [HEAD, b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"ok"\r\n', b"6\r\n:true}\r\n0\r\n\r\n"],
    "after a word in between": [b"HTTP/1.1 100 Continue\r\n\r\n", GOOD],
    "with another status": [b"HTTP/1.1 403 Forbidden\r\nContent-Length: 11\r\n\r\n", b'{"ok":true}'],
    "and closed": [HEAD, b"Connection: close\r\nContent-Length: 11\r\n\r\n", b'{"ok":true}'],
}


class Upstream:
    """A port that answers every call with the next of these pieces, and then does what it is told to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = [GOOD]
        self.then: Callable[[asyncio.StreamWriter], object] | None = None
        self.calls: list[bytes] = []
        self.connections = 0
        self.url = ""
        self.held: asyncio.Event | None = None
        self.heard = asyncio.Event()
        self.opened: list[Connections] = []
        self.writers: list[asyncio.StreamWriter] = []

    def connect(self, **given: Any) -> Connections:
        """Connections to here, closed at the end of the test."""
        self.opened.append(Connections(**given))
        return self.opened[-1]

    async def called(self, times: int) -> None:
        """Wait until so many calls have come."""
        while len(self.calls) < times:
            self.heard.clear()
            await self.heard.wait()

    async def end(self) -> None:
        """Close whatever is open."""
        for connections in self.opened:
            connections.close()
        for writer in self.writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split()[0])
                self.calls.append(head + await reader.readexactly(length))
                self.heard.set()
                if self.held:
                    await self.held.wait()
                for piece in self.pieces:
                    writer.write(piece)
                    await writer.drain()
                    for _ in range(3):  # so that each arrives by itself
                        await asyncio.sleep(0)
                if self.then:
                    self.then(writer)
        writer.close()


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0, backlog=1000)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot42:x/sendMessage"
    yield upstream
    server.close()
    await upstream.end()


async def call(
    connections: Connections, upstream: Upstream, patience: float | None = 5.0, to_connect: float = 5.0
) -> tuple[int, bytes]:
    return await connections.call(upstream.url, b"{}", to_connect=to_connect, patience=patience)


@pytest.mark.parametrize("shape", SHAPES)
async def test_an_answer_comes_back_whole(upstream: Upstream, shape: str) -> None:
    upstream.pieces = SHAPES[shape]
    connections = upstream.connect()
    for _ in range(3):
        status, body = await call(connections, upstream)
        assert body == b'{"ok":true}'
        assert status == (403 if "status" in shape else 200)
    assert upstream.connections == (3 if "closed" in shape else 1)


@pytest.mark.parametrize("before", [[], [b"HTTP/1.1 100 Continue\r\n\r\n"]], ids=["whole", "after a word in between"])
async def test_an_answer_of_unknown_length_ends_with_the_connection(upstream: Upstream, before: list[bytes]) -> None:
    upstream.pieces, upstream.then = [*before, HEAD, b'\r\n{"ok"', b":true}"], lambda writer: writer.close()
    assert await call(upstream.connect(), upstream) == (200, b'{"ok":true}')


async def test_a_connection_that_takes_no_more_calls_is_closed(upstream: Upstream) -> None:
    upstream.pieces = SHAPES["and closed"]
    await call(upstream.connect(), upstream)
    async with asyncio.timeout(5):
        await upstream.writers[0].wait_closed()  # they close what we have closed


async def test_a_call_is_written_as_http(upstream: Upstream) -> None:
    connections = upstream.connect()
    await connections.call(upstream.url, '{"text":"你好"}'.encode(), to_connect=5, patience=5)
    head, _, body = upstream.calls[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /bot42:x/sendMessage HTTP/1.1"
    assert f"Host: {upstream.url.split('/')[2]}" in lines
    assert f"Content-Length: {len(body)}" in lines
    assert body.decode() == '{"text":"你好"}'


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nConte"],
        [HEAD + b"Content-Length: 99\r\n\r\n{"],
        [HEAD, b"CONTENT-LENGTH: 99\r", b"\n\r\n", b"{"],
        [b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 99\r\n\r\n{"],
        [b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"Content-Length: 99\r\n\r\n{"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"],
        [b"SMTP ready\r\n\r\n"],
    ],
)
async def test_a_connection_that_ends_without_an_answer(upstream: Upstream, pieces: list[bytes]) -> None:
    upstream.pieces, upstream.then = pieces, lambda writer: writer.close()
    with pytest.raises(NoAnswer):
        await call(upstream.connect(), upstream)


async def test_an_answer_without_end_is_cut_off(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.connection._LARGEST", 1000)
    upstream.pieces = [HEAD, b"\r\n", *[b"x" * 500] * 5]
    with pytest.raises(NoAnswer):
        await call(upstream.connect(), upstream)


@pytest.mark.parametrize(
    "pieces", [[GOOD, GOOD], [GOOD + GOOD], [GOOD + GOOD[:-3]], [GOOD + GOOD[:20]], [GOOD + GOOD[:1]]]
)
async def test_what_was_not_asked_for_closes_the_connection(upstream: Upstream, pieces: list[bytes]) -> None:
    upstream.pieces = pieces
    connections = upstream.connect()
    await call(connections, upstream)
    upstream.pieces = [GOOD.replace(b"true", b"yes!")]
    for _ in range(50):
        await asyncio.sleep(0)
    assert await call(connections, upstream) == (200, b'{"ok":yes!}')


async def test_nobody_waits_longer_than_they_want_to(upstream: Upstream) -> None:
    upstream.held = asyncio.Event()
    connections = upstream.connect()
    with pytest.raises(TimeoutError):
        await call(connections, upstream, patience=0.05)
    upstream.held.set()
    assert await call(connections, upstream) == (200, b'{"ok":true}')
    assert upstream.connections == 2, "an answer that comes late must not be taken for that of the next call"


async def test_nobody_waits_as_long_as_the_call_before(upstream: Upstream) -> None:
    connections = upstream.connect()
    await call(connections, upstream, patience=5.0)
    upstream.held = asyncio.Event()
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await call(connections, upstream, patience=0.05)
    assert asyncio.get_running_loop().time() - began < 4


@pytest.mark.parametrize("patience", [5.0, None])
async def test_nobody_is_given_up_when_the_call_before_would_have_been(
    upstream: Upstream, patience: float | None
) -> None:
    connections = upstream.connect()
    await call(connections, upstream, patience=0.05)
    upstream.held = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, upstream.held.set)
    assert await call(connections, upstream, patience=patience) == (200, b'{"ok":true}')
    assert upstream.connections == 1


async def test_a_call_that_is_given_up_leaves_nothing_for_the_next(upstream: Upstream) -> None:
    upstream.held = asyncio.Event()
    connections = upstream.connect()
    given_up = asyncio.create_task(call(connections, upstream))
    await upstream.called(1)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    upstream.held.set()
    upstream.pieces = [GOOD.replace(b"true", b"yes!")]
    assert await call(connections, upstream) == (200, b'{"ok":yes!}')


async def test_a_call_that_is_given_up_as_its_answer_comes_leaves_its_connection_to_the_next(
    upstream: Upstream,
) -> None:
    connections = upstream.connect()
    given_up = asyncio.create_task(call(connections, upstream))
    async with asyncio.timeout(5):
        while (following := connections.begin(upstream.url, b"{}", 5.0)) is None:  # noqa: ASYNC110 - an event would come after it
            await asyncio.sleep(0)
        assert given_up.cancel()
        assert await following == (200, b'{"ok":true}')
    assert upstream.connections == 1


async def test_a_call_that_is_given_up_as_its_turn_comes_leaves_it_to_the_next(upstream: Upstream) -> None:
    connections = upstream.connect(most=1)
    await call(connections, upstream)
    upstream.held = asyncio.Event()
    before = connections.begin(upstream.url, b"{}", 5.0)
    assert before
    given_up, following = (asyncio.create_task(call(connections, upstream)) for _ in range(2))
    await upstream.called(2)
    upstream.held.set()
    async with asyncio.timeout(5):
        while not before.done():  # noqa: ASYNC110 - an event would come after it
            await asyncio.sleep(0)
        assert given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert await following == (200, b'{"ok":true}')
    assert len(upstream.calls) == 3


async def test_only_so_many_calls_are_made_at_once(upstream: Upstream) -> None:
    upstream.held = asyncio.Event()
    connections = upstream.connect(most=2)
    under_way = [asyncio.create_task(call(connections, upstream)) for _ in range(5)]
    await upstream.called(2)
    with pytest.raises(NoConnection, match="too many"):
        await call(connections, upstream, to_connect=0.02)
    under_way.pop(3).cancel()
    upstream.held.set()
    assert await asyncio.gather(*under_way) == [(200, b'{"ok":true}')] * 4
    assert upstream.connections == 2
    assert await call(connections, upstream) == (200, b'{"ok":true}')


async def test_as_many_calls_are_made_at_once_as_by_the_client_of_the_library(upstream: Upstream) -> None:
    most = inspect.signature(HTTPXRequest).parameters["connection_pool_size"].default
    upstream.held = asyncio.Event()
    connections = upstream.connect()
    under_way = [asyncio.create_task(call(connections, upstream)) for _ in range(most)]
    await upstream.called(most)
    with pytest.raises(NoConnection, match="too many"):
        await call(connections, upstream, to_connect=0.02)
    upstream.held.set()
    assert await asyncio.gather(*under_way) == [(200, b'{"ok":true}')] * most


async def test_a_connection_that_was_closed_meanwhile_is_not_used(upstream: Upstream) -> None:
    upstream.then = lambda writer: writer.close()
    connections = upstream.connect()
    for _ in range(3):
        assert await call(connections, upstream) == (200, b'{"ok":true}')
        for _ in range(50):
            await asyncio.sleep(0)
    assert upstream.connections == 3


async def test_whoever_has_a_connection_at_hand_does_not_wait_for_one(upstream: Upstream) -> None:
    connections = upstream.connect()
    for _ in range(3):
        async with connections.at_hand(upstream.url, 5.0), connections.at_hand(upstream.url, 5.0):
            assert connections.begin(upstream.url, b"{}", 5.0) is None  # it is kept for somebody
        both = [connections.begin(upstream.url, b"{}", 5.0) for _ in range(2)]
        assert [await answer for answer in both if answer] == 2 * [(200, b'{"ok":true}')]
    assert upstream.connections == 2


async def test_where_there_is_no_connection_to_be_had_the_call_says_so(upstream: Upstream) -> None:
    connections = upstream.connect()
    for url in ("http://", f"http://127.0.0.1:{free_port()}/"):
        async with connections.at_hand(url, 5.0):
            pass
        with pytest.raises(NoConnection):
            await connections.call(url, b"", to_connect=5.0, patience=5.0)


async def test_a_connection_that_is_at_hand_is_closed_with_the_others(upstream: Upstream) -> None:
    connections = upstream.connect()
    async with connections.at_hand(upstream.url, 5.0):
        connections.close()
    assert connections.begin(upstream.url, b"{}", 5.0) is None


async def test_a_connection_that_is_being_closed_takes_no_call(upstream: Upstream) -> None:
    upstream.then = lambda writer: writer.close()
    address, head = target(upstream.url)
    transport, connection = await asyncio.get_running_loop().create_connection(
        lambda: Connection(lambda ended: None), *address[:2]
    )
    async with asyncio.timeout(5):
        answer = connection.begin(head, b"{}", 5.0)
        assert answer is not None
        assert await answer == (200, b'{"ok":true}')
        while not transport.is_closing():  # noqa: ASYNC110 - an event would come after it
            await asyncio.sleep(0)
    assert connection.begin(head, b"{}", 5.0) is None


async def test_half_an_answer_is_none_when_the_connection_is_closed_from_here(upstream: Upstream) -> None:
    upstream.pieces = [HEAD, b'\r\n{"ok"']
    connections = upstream.connect()
    halved = asyncio.create_task(call(connections, upstream))
    await upstream.called(1)
    for _ in range(50):
        await asyncio.sleep(0)
    connections.close()
    with pytest.raises(NoAnswer):
        await halved


async def test_a_connection_that_was_silent_for_long_is_not_used(upstream: Upstream) -> None:
    connections = upstream.connect(idle=0.0)
    for _ in range(3):
        await call(connections, upstream)
    assert upstream.connections == 3


@pytest.mark.parametrize(
    "url", ["", "x", "http://", "http:///x", "http://h:x/", "http://h/a b", "http://h/a\r\nX: y", "http://[h/"]
)
async def test_what_is_no_address_is_not_called(url: str) -> None:
    with pytest.raises(NoConnection):
        await Connections().call(url, b"", to_connect=1, patience=1)


@pytest.mark.parametrize(
    ("url", "host", "port", "secure", "line"),
    [
        ("https://api.telegram.org/bot1:x/getMe", "api.telegram.org", 443, True, b"Host: api.telegram.org\r\n"),
        ("http://127.0.0.1:8081/bot1:x/getMe", "127.0.0.1", 8081, False, b"Host: 127.0.0.1:8081\r\n"),
        ("http://[::1]:8081/bot1:x/getMe", "::1", 8081, False, b"Host: [::1]:8081\r\n"),
        ("https://proxy.example/tg/bot1:x/getMe", "proxy.example", 443, True, b"POST /tg/bot1:x/getMe HTTP/1.1\r\n"),
    ],
)
def test_an_address_says_where_to_go(url: str, host: str, port: int, secure: bool, line: bytes) -> None:
    where = target(url)
    assert where.place == (host, port, secure)
    assert line in where.head
