"""Webhook: Telegram brings updates to our public address, and is told that one was received once it is on the disk."""

import hmac

import structlog
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.taking import NotTaken, Taking

log = structlog.get_logger()

PATH = "/telegram"
LARGEST = 64 * 1024
"""The most that an update may hold, in bytes."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


def webhook(taking: Taking, secret: SecretStr) -> Route:
    """The address that Telegram calls. Whoever does not know the secret is refused before they are listened to."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.get_secret_value().encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:  # it will not shrink if it comes again
            log.error("telegram.set_aside", wrong="too large")
            return Response()
        try:
            await taking.take(taking.read(body))
        except NotTaken:
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response()

    return Route(PATH, receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """What was posted; `None` where it is more than any update is."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)
