"""A visitor: whoever holds the cookie. Nothing else is known of them, and storage never learns the cookie itself."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

_DAY = 24 * 60 * 60
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits, as `token_urlsafe` writes them


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the page. `secret` is their cookie."""

    secret: str = field(repr=False)

    @classmethod
    def unknown(cls) -> Self:
        """Somebody who has not been here before."""
        return cls(secrets.token_urlsafe(32))

    @property
    def person(self) -> str:
        """Their name in storage. The cookie cannot be worked out from it: a copied database opens no conversation."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def event(self, form: str, *content: str) -> str:
        """The name of what was submitted: the same for a form sent twice, another where it says something else.

        It is keyed with the cookie, so that what was written cannot be guessed back from it.
        """
        written = "\0".join((form, *content)).encode()
        return f"{form}.{hmac.new(self.secret.encode(), written, hashlib.sha256).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Cookies:
    """What a browser keeps for us: who it is, and whether it shows large text. `secure` over HTTPS."""

    secure: bool

    @property
    def name(self) -> str:
        """The prefix makes browsers refuse a cookie that another host of the same domain has planted."""
        return "__Host-canbao" if self.secure else "canbao"

    def visitor(self, request: Request) -> Visitor | None:
        """Who is there; `None` for somebody new, and for a cookie that is none of ours."""
        secret = request.cookies.get(self.name, "")
        return Visitor(secret) if _SECRET.fullmatch(secret) else None

    def remember(self, response: Response, visitor: Visitor) -> None:
        """Keep the conversation within reach for the next ninety days."""
        self._keep(response, self.name, visitor.secret, 90 * _DAY)

    def forget(self, response: Response) -> None:
        """Take the cookie back: whoever it was is somebody new from here on."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def wants_large(self, request: Request) -> bool:
        """Whether the page is shown in large text."""
        return request.cookies.get("large") == "1"

    def choose_size(self, response: Response, *, large: bool) -> None:
        """Show the page in large text from now on, or no longer."""
        self._keep(response, "large", "1" if large else "0", 365 * _DAY)

    def _keep(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")
