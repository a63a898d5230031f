"""Pages: the conversation and its troubles as HTML, each in the language of whoever reads it."""

import re
from collections.abc import Callable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.channels.web.assets import assets
from bot.channels.web.lines import Line, latest, open_screen
from bot.channels.web.posted import Posted, new_event
from bot.channels.web.trouble import Trouble
from bot.channels.web.visitor import Cookies
from bot.translator import LANGUAGES, language_for, translator
from flows.my_data import FORGOTTEN

FOLDED = frozenset({"lines", "limit_date", "incentive_per_year", "papers", "channels"})
"""The rows of a conclusion that wait behind 看详细: needed by whoever sets out, not to know how things stand."""

SEEN = "Canbao-Seen"
"""The header with which our script says which message it shows last. It gets the news then, or a plain sentence."""

_HOTLINE = re.compile(r"(?<![0-9])(12[0-9]{3}|0[0-9]{2,3}-[0-9]{7,8})(?![0-9])")


class Pages:
    """Renders everything the browser shows."""

    def __init__(self, cookies: Cookies) -> None:
        self._cookies = cookies
        self._templates = Environment(
            loader=PackageLoader("bot.channels.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters |= {"tag": tag, "dialled": dialled}

    def chat(self, request: Request, lines: Sequence[Line]) -> Response:
        """The whole conversation."""
        return HTMLResponse(self._render("chat.html", request, language_of(request, lines), **self._news(lines, lines)))

    def news(self, request: Request, lines: Sequence[Line], since: Sequence[Line]) -> str:
        """The lines a page does not show yet, with the buttons as they are now."""
        return self._render("news.html", request, language_of(request, lines), **self._news(lines, since))

    def trouble(
        self, request: Request, trouble: Trouble, language: str | None = None, again: Posted | str | None = None
    ) -> Response:
        """What went wrong. `again` is a form or an address that is worth another try."""
        to, headers = language or language_of(request), {"Retry-After": "5"} if trouble.status == 503 else {}
        if SEEN in request.headers:
            words = translator(to).gettext
            return PlainTextResponse(f"{words(trouble.title)}\n{words(trouble.text)}", trouble.status, headers)
        html = self._render("trouble.html", request, to, trouble=trouble, again=again)
        return HTMLResponse(html, trouble.status, headers)

    def forgotten(self, request: Request, language: str) -> Response:
        """The last words to somebody of whom nothing is known any more."""
        return HTMLResponse(self._render("forgotten.html", request, language, text=FORGOTTEN))

    def _news(self, lines: Sequence[Line], since: Sequence[Line]) -> dict[str, object]:
        newest = latest(lines)
        return {
            "lines": since,
            "latest": newest.id if newest else "",
            "seen": int(newest.id[1:]) if newest else 0,
            "open": open_screen(lines),
            "event": new_event(),
            "folded": FOLDED,
        }

    def _render(self, template: str, request: Request, language: str, **given: object) -> str:
        return self._templates.get_template(template).render(
            **given,
            _=translator(language).gettext,
            gettext_of=gettext_of,
            language=language,
            languages=LANGUAGES,
            large=self._cookies.wants_large(request),
            assets=assets(),
        )


def to_latest() -> Response:
    """Show the conversation where it is now."""
    return RedirectResponse("/#latest", 303)


def to_last_words(language: str) -> Response:
    """Show that everything is deleted, on a page of its own: the conversation would begin anew."""
    return RedirectResponse(f"/forgotten?in={language}", 303)


def language_of(request: Request, lines: Sequence[Line] = ()) -> str:
    """The language we spoke last; before that, the one that the browser asks for."""
    spoken = latest(lines)
    return spoken.language if spoken else language_for(request.headers.get("accept-language"))


def gettext_of(language: str) -> Callable[[str], str]:
    """The words in a language: every bubble keeps the one it was said in, whatever is spoken now."""
    return translator(language).gettext


def tag(language: str) -> str:
    """A language as HTML writes it: zh-Hans."""
    return language.replace("_", "-")


def dialled(text: str) -> Markup:
    """A line of hotlines, each number to be called with a tap."""
    return Markup(_HOTLINE.sub(r'<a href="tel:\1">\1</a>', str(escape(text))))  # noqa: S704  # escaped before
