"""What platforms post to is not taken for a page, and everything else is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from bot.hooks import configured, front

App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Saying:
    """Says always the same."""

    def __init__(self, words: str) -> None:
        self.words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(self.words)(scope, receive, send)


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [("POST", "/hook", "hook"), ("GET", "/hook", "page"), ("POST", "/", "page"), ("POST", "/hook/", "page")],
)
async def test_only_what_is_posted_to_a_hook_goes_there(method: str, path: str, answer: str) -> None:
    app: App = front([Route("/hook", Saying("hook"), methods=["POST"])], Saying("page"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://canbao.example") as client:
        assert (await client.request(method, path)).text == answer


async def test_without_hooks_there_are_the_pages() -> None:
    app = front([], Starlette(routes=[Route("/", Saying("page"))]))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://canbao.example") as client:
        assert (await client.get("/")).text == "page"
        assert (await client.post("/hook")).status_code == 404


async def test_pages_are_told_what_a_proxy_says_of_whoever_calls() -> None:
    async def whoever(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(f"{scope['client'][0]} by {scope['scheme']}")(scope, receive, send)

    config = configured([Route("/hook", whoever, methods=["POST"])], whoever)
    config.load()
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    for client, answer in (("127.0.0.1", "203.0.113.9 by https"), ("198.51.100.7", "198.51.100.7 by http")):
        transport = httpx2.ASGITransport(config.loaded_app, client=(client, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://canbao.example", headers=said) as caller:
            assert (await caller.get("/")).text == answer


class Wire(asyncio.Transport):
    """A connection that notes what is written to it, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        if data:
            self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def resume_reading(self) -> None:
        """Nothing was held back."""


async def written(path: str, app: App, *headers: str, times: int = 1) -> tuple[list[bytes], bool]:
    """What is written when something is posted there so many times, and whether the connection is closed after it."""
    wire, state = Wire(), ServerState()
    config = configured([Route("/hook", app, methods=["POST"])], app)
    config.load()
    speaking: Any = config.http_protocol_class
    protocol = speaking(config=config, server_state=state, app_state={})
    protocol.connection_made(wire)
    for _ in range(times):
        head = "\r\n".join([f"POST {path} HTTP/1.1", "Host: canbao.example", "Content-Length: 2", *headers])
        protocol.data_received(f"{head}\r\n\r\nhi".encode())
        while state.tasks:
            await asyncio.wait(state.tasks)
    is_closed = wire.closed
    protocol.connection_lost(None)
    return wire.written, is_closed


async def test_what_a_hook_answers_is_written_in_one_piece() -> None:
    pieces, is_closed = await written("/hook", Saying("heard"), times=2)
    assert [(piece[:15], piece[-9:]) for piece in pieces] == [(b"HTTP/1.1 200 OK", b"\r\n\r\nheard")] * 2
    assert not is_closed


async def test_a_long_answer_of_a_hook_has_one_head() -> None:
    class Long(Saying):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await StreamingResponse(iter(("one ", "two ", "three")))(scope, receive, send)

    pieces, _ = await written("/hook", Long(""))
    assert b"".join(pieces).partition(b"\r\n\r\n")[2] == b"4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n"


async def test_a_page_is_written_as_it_comes() -> None:
    """It may have no end."""
    pieces, _ = await written("/", Saying("page"))
    assert pieces[1:] == [b"page"]


async def test_whoever_waits_to_be_listened_to_is_told_so_at_once() -> None:
    class Listening(Saying):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            await super().__call__(scope, receive, send)

    pieces, _ = await written("/hook", Listening("heard"), "Expect: 100-continue")
    assert pieces[0] == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert pieces[-1].endswith(b"heard")


async def test_half_an_answer_is_none() -> None:
    class Failing(Saying):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
            raise ZeroDivisionError

    pieces, is_closed = await written("/hook", Failing("heard"))
    assert pieces == []
    assert is_closed
