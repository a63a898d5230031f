"""Hooks: what platforms post to, served beside the pages without all that a page needs around it."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle


def configured(hooks: Sequence[Route], pages: ASGIApp) -> uvicorn.Config:
    """What uvicorn is to serve. Only pages ask what a proxy in front says of whoever called: hooks have secrets."""
    protocol: Any = partial(HttpProtocol, frozenset(hook.path for hook in hooks))
    config = uvicorn.Config(
        pages, http=protocol, proxy_headers=False, log_level="warning", access_log=False, server_header=False
    )
    behind_proxy: Any = ProxyHeadersMiddleware(cast(Any, pages), config.forwarded_allow_ips)  # as uvicorn does itself
    config.app = front(hooks, behind_proxy)
    return config


class HttpProtocol(HttpToolsProtocol):
    """How uvicorn speaks HTTP, except that what a hook answers is written in one piece: two cost half as much again."""

    def __init__(self, hooks: frozenset[str], **given: Any) -> None:
        super().__init__(**given)
        self._hooks = hooks

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope = cycle.scope
        if scope["path"] in self._hooks and scope["method"] == "POST" and not cycle.waiting_for_100_continue:
            cycle.transport = cast(asyncio.Transport, InOnePiece(cycle.transport))
        super()._start_asgi_task(cycle, app)


class InOnePiece:
    """A transport for one answer: its head is written when the body is there, or the first part of it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        """The head, and then the body."""
        if self._head is None:
            self._head = data
        else:
            self._transport.write(self._head + data)
            self._head = b""

    def is_closing(self) -> bool:
        """Whether the connection is being closed."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close the connection; a head without a body is no answer."""
        self._transport.close()


def front(hooks: Sequence[Route], pages: ASGIApp) -> ASGIApp:
    """What platforms post to, without all that a page needs around it, and the pages."""
    posted = {hook.path: hook.app for hook in hooks}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        hook = posted.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        await (hook or pages)(scope, receive, send)

    return app
