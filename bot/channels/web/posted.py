"""What was posted: a form of the page, read strictly, as the page is the only one who writes them."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from bot.channels.web.trouble import FROM_ELSEWHERE, NOT_READ, TOO_LONG, Trouble
from bot.incoming import from_record
from flows.heard import Heard, Said

LARGEST = 64 * 1024
"""The most that a form may hold, in bytes."""

FIELDS: dict[str, tuple[str, ...]] = {
    "said": ("text",),
    "tapped": ("question", "key"),
    "edit": ("question",),
    "explain": ("term",),
    "speak": ("language",),
    "back": (),
    "review": (),
    "restart": (),
    "menu": (),
    "help": (),
    "person": (),
    "resume": (),
    "mydata": (),
    "forget": (),
}
"""What can be submitted, and what each form says beside its `kind` and its `event`."""

_EVENT = re.compile(r"[A-Za-z0-9_-]{22}")  # as `new_event` writes it
_PATIENCE = 16 * LARGEST  # read on this far, as a browser that is cut off shows no answer, only a broken connection


class Refused(Exception):
    """What was posted is not taken, and why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.title)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it was submitted. `event` is the random name it was made with."""

    event: str
    kind: str
    content: Mapping[str, str]
    heard: Heard

    @property
    def is_blank(self) -> bool:
        """Whether the send button was pressed with nothing to send."""
        return isinstance(self.heard, Said) and not self.heard.text.strip()


def new_event() -> str:
    """A name for the next form, that nobody can guess and nothing else has."""
    return secrets.token_urlsafe(16)


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours. Raises `Refused`."""
    if _is_from_elsewhere(request):
        raise Refused(FROM_ELSEWHERE)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused(NOT_READ)
    body, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST:
            body += part
        elif size > _PATIENCE:
            break
    if size > LARGEST:
        raise Refused(TOO_LONG)
    try:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=8)
    except ValueError:  # more fields than any form of ours has
        raise Refused(NOT_READ) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused(NOT_READ)
    return fields


def read_posted(fields: Mapping[str, str]) -> Posted:
    """What a form says. Raises `Refused` where no page of ours would have said it."""
    event, kind = fields.get("event", ""), fields.get("kind", "")
    if not _EVENT.fullmatch(event) or kind not in FIELDS or set(fields) != {"event", "kind", *FIELDS[kind]}:
        raise Refused(NOT_READ)
    content = {name: fields[name] for name in FIELDS[kind]}
    return Posted(event, kind, content, from_record({"kind": kind, **content}))


def _is_from_elsewhere(request: Request) -> bool:
    """Whether another site makes the browser post this.

    Browsers that say where a request comes from are believed. The others send no origin to us, or a blank one, because
    the page asks them not to tell where people come from; there it is the cookie's SameSite that keeps strangers out.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    try:
        return origin != "null" and urlsplit(origin).netloc != request.headers.get("host")
    except ValueError:  # no address at all
        return True
