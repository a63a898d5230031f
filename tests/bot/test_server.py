"""The server: what platforms post to is not taken for a page, and everything else is."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.server import front

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
