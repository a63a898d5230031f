"""The web page: every address it has."""

import asyncio
from dataclasses import replace

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.web.assets import send_asset
from bot.channels.web.chat import Chat
from bot.channels.web.guard import Guard
from bot.channels.web.page import Pages
from bot.channels.web.posted import Refused
from bot.channels.web.stream import Streams
from bot.channels.web.trouble import NOT_FOUND
from bot.channels.web.visitor import Cookies
from bot.conversation import Conversation
from storage.errors import StorageError


def web_app(conversation: Conversation, *, secure_cookies: bool, streams: Streams | None = None) -> Starlette:
    """The page as an ASGI application. It neither opens nor closes the database.

    `streams` are rung by whoever owes somebody a message, and ended by a server that stops.
    """
    cookies = Cookies(secure_cookies)
    pages = Pages(cookies)
    chat = Chat(conversation, cookies, pages, streams or Streams())

    async def health(request: Request) -> Response:
        """Whether the database answers."""
        try:
            async with asyncio.timeout(5):
                await conversation.database.check_that_it_answers()
        except (StorageError, TimeoutError):
            return PlainTextResponse("the database does not answer", 503)
        return PlainTextResponse("ok")

    async def missing(request: Request, error: Exception) -> Response:
        """An address that we do not have, or not for this."""
        status = error.status_code if isinstance(error, HTTPException) else NOT_FOUND.status
        return pages.trouble(request, replace(NOT_FOUND, status=status))

    return Starlette(
        routes=[
            Route("/", chat.page),
            Route("/say", chat.say, methods=["POST"]),
            Route("/size", chat.size, methods=["POST"]),
            Route("/forgotten", chat.forgotten),
            Route("/stream", chat.stream),
            Route("/static/{hash}/{name}", send_asset),
            Route("/healthz", health),
        ],
        middleware=[Middleware(Guard, pages=pages), Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={HTTPException: missing, Refused: chat.refused},
    )
