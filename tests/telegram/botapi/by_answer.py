"""Calls by answer: what a webhook's own answer asks Telegram to do.

Telegram does not say what became of such a call, and takes no notice of an answer that asks for nothing it would do.
Here that is an error, as nobody would find it otherwise.
"""

import json
from typing import Any

from tests.telegram.botapi.rules import bad

_NEVER = ("setWebhook", "deleteWebhook", "close", "logOut")
"""Methods that are never called this way. What gets something is not either: there is nobody to tell."""


def call_in(content_type: str, body: bytes) -> tuple[str, dict[str, Any]] | None:
    """The method that an answer asks for, and what it gives; `None` where it asks for nothing. Raises `Refusal`."""
    if not body:
        return None
    if content_type != "application/json":
        raise bad(f"an answer of the type {content_type} asks for nothing (strict stub)")
    try:
        given = json.loads(body)
    except ValueError:
        raise bad("an answer that is no JSON asks for nothing (strict stub)") from None
    if not isinstance(given, dict) or not isinstance(method := given.pop("method", None), str):
        raise bad("an answer that names no method asks for nothing (strict stub)")
    if method in _NEVER or method.startswith("get"):
        raise bad(f"{method} is not called by an answer (strict stub)")
    return method, given
