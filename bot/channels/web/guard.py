"""The guard around every page: what browsers are told to refuse, and a calm page for what nobody foresaw."""

import traceback

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.page import Pages
from bot.channels.web.trouble import FAILED

log = structlog.get_logger()

HEADERS = {
    # Nothing but our own files, and nothing written into the page: what somebody typed can never become a program.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers older than frame-ancestors
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """Adds the headers, and answers what failed without giving anything away."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except ClientDisconnect:
            pass
        except Exception as error:
            # Where it happened, but not the message: it may quote what a person wrote.
            frames = traceback.extract_tb(error.__traceback__)[-10:]
            where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            log.error("web.failed", error=type(error).__name__, where=where)
            if has_begun:
                raise RuntimeError("a response broke off; see the line above") from None
            await self._pages.trouble(Request(scope), FAILED)(scope, receive, guarded)
