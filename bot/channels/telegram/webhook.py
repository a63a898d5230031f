"""Webhook: Telegram brings updates to our public address, and is told that one was received once it is on the disk.

That answer also tells it that a button was heard, which Telegram calls making a request in the answer to the webhook.
What became of such a request is not said; so nothing is sent this way that anybody waits for.
"""

import hmac

import orjson
import structlog
from pydantic import SecretStr
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.telegram.taking import NotTaken, Taking

log = structlog.get_logger()

PATH = "/telegram"
LARGEST = 64 * 1024
"""The most that an update may hold, in bytes."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_SECRET_HEADER = SECRET_HEADER.lower().encode()


class _Gone(Exception):
    """Whoever called has hung up."""


class Webhook:
    """What Telegram calls. Whoever does not know the secret is refused before they are listened to.

    It speaks ASGI itself: requests, responses and routes would be a seventh of what a turn costs.
    """

    def __init__(self, taking: Taking, secret: SecretStr) -> None:
        self._taking = taking
        self._secret = secret.get_secret_value().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        given = b""
        for name, value in scope["headers"]:
            if name == _SECRET_HEADER:
                given = value
                break
        if not hmac.compare_digest(given, self._secret):
            await _answer(send, 403)
            return
        try:
            body = await _body(receive)
        except _Gone:
            return
        if body is None:  # it will not shrink if it comes again
            log.error("telegram.set_aside", wrong="too large")
            await _answer(send, 200)
            return
        try:
            query = await self._taking.take(self._taking.read(body))
        except NotTaken:
            await _answer(send, 503, (b"retry-after", b"5"))
            return
        if query:
            await _answer(send, 200, (b"content-type", b"application/json"), body=_heard(query))
        else:
            await _answer(send, 200)


def webhook(taking: Taking, secret: SecretStr) -> Route:
    """The address that Telegram calls."""
    return Route(PATH, Webhook(taking, secret), methods=["POST"])


def _heard(query: str) -> bytes:
    """The request that stops a button from waiting."""
    return orjson.dumps({"method": "answerCallbackQuery", "callback_query_id": query})


async def _answer(send: Send, status: int, *headers: tuple[bytes, bytes], body: bytes = b"") -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes | None:
    """What was posted; `None` where it is more than any update is. Raises `_Gone`."""
    body, is_all = b"", False
    while not is_all:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        is_all = not message.get("more_body", False)
    return body
