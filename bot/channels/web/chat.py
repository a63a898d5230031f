"""The chat: what the page asks for, and what it submits."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from bot.channels.web.lines import Line, lines_after, lines_of
from bot.channels.web.page import SEEN, Pages, language_of, to_last_words, to_latest
from bot.channels.web.posted import Refused, fields_of, new_event, read_posted
from bot.channels.web.stream import ENOUGH, HEARTBEAT, Streams, as_event
from bot.channels.web.trouble import NOT_KEPT, NOT_READ, NOT_THERE
from bot.channels.web.visitor import Cookies, Visitor
from bot.conversation import Conversation, screen_of
from bot.incoming import Incoming
from bot.lanes import Overloaded
from bot.my_data import is_farewell
from bot.translator import LANGUAGES, language_for
from flows.entry import LONGEST
from flows.heard import Heard, Opened
from storage.errors import StorageError
from storage.outbox import Delivery, Message, Outbox
from storage.transcript import Transcript

log = structlog.get_logger()

CHANNEL = "web"
SHOWN = 60
"""How many lines of a conversation a page shows."""

AWAY = timedelta(hours=1)
"""After this long, somebody who comes back is asked whether to go on."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation as a page shows it: its lines, and the messages behind them."""

    lines: list[Line]
    messages: tuple[Message, ...]

    @property
    def newest(self) -> int:
        """The last message; 0 before there is any."""
        return self.messages[-1].id if self.messages else 0

    def owed(self, seen: int = 0) -> list[int]:
        """The messages after `seen` that arrive with this page."""
        return [one.id for one in self.messages if one.id > seen and one.delivery is Delivery.OWED]


@dataclass(frozen=True, slots=True)
class Chat:
    """The web channel of a conversation."""

    conversation: Conversation
    cookies: Cookies
    pages: Pages
    streams: Streams

    async def page(self, request: Request) -> Response:
        """The whole chat; `?e=` opens a deep link."""
        if request.method == "HEAD":  # whoever only looks whether there is a page begins no conversation
            return Response()
        try:
            return await self._open(request)
        except (StorageError, Overloaded) as error:
            log.error("web.unavailable", error=str(error))
            return self.pages.trouble(request, NOT_THERE, again=f"/?{request.url.query}")

    async def _open(self, request: Request) -> Response:
        visitor, shown = await self._recognised(request)
        entry = request.query_params.get("e")
        if entry is not None:
            await self._take(request, visitor, new_event(), Opened(entry[: LONGEST + 1]))
            response = to_latest()  # so that a reload does not open the link again
        else:
            if occasion := self._occasion(shown):
                await self._take(request, visitor, occasion, Opened())
                shown = await self._shown(request, visitor)
            response = self.pages.chat(request, shown.lines)
            response.background = self._once_sent(shown.owed())
        self.cookies.remember(response, visitor)
        return response

    async def _recognised(self, request: Request) -> tuple[Visitor, Shown]:
        """Who is there, and their conversation so far. A cookie without one may have been planted: it is replaced."""
        if visitor := self.cookies.visitor(request):
            shown = await self._shown(request, visitor)
            if shown.messages:
                return visitor, shown
        return Visitor.unknown(), Shown([], ())

    def _occasion(self, shown: Shown) -> str | None:
        """The name of the event that this visit is, if it is one: the first, or the return after a while.

        Two pages opened at once give it the same name, so that they are greeted once.
        """
        if not shown.messages:
            return "first"
        newest = shown.messages[-1]
        is_back = self.conversation.clock() - newest.created_at > AWAY
        return f"back.{newest.id}" if is_back and _step(newest) != "return" else None

    async def say(self, request: Request) -> Response:
        """One form of the page: what was tapped or typed. Without our script the answer is the page again."""
        posted = read_posted(await fields_of(request))
        visitor = self.cookies.visitor(request) or Visitor.unknown()
        try:
            if not posted.is_blank:
                event = visitor.event(posted.event, posted.kind, *posted.content.values())
                messages = await self._take(request, visitor, event, posted.heard)
                if any(map(is_farewell, messages)):
                    return self._let_go(messages)
            response = await self._answer(request, visitor)
        except (StorageError, Overloaded) as error:
            log.error("web.not_kept", error=str(error))
            response = self.pages.trouble(request, NOT_KEPT, await self._language(request), again=posted)
        self.cookies.remember(response, visitor)
        return response

    async def _answer(self, request: Request, visitor: Visitor) -> Response:
        if SEEN not in request.headers:
            return to_latest()
        shown, seen = await self._shown(request, visitor), _number(request.headers[SEEN])
        response = HTMLResponse(self.pages.news(request, shown.lines, lines_after(shown.lines, seen)))
        response.background = self._once_sent(shown.owed(seen))
        return response

    def _let_go(self, messages: Iterable[Message]) -> Response:
        """Everything is deleted: the browser forgets us, too."""
        languages = [screen.language for message in messages if (screen := screen_of(message))]
        response = to_last_words(languages[0])
        self.cookies.forget(response)
        return response

    async def forgotten(self, request: Request) -> Response:
        """The page after that. Nothing is asked of storage, as there is nobody to ask for."""
        language = request.query_params.get("in", "")
        return self.pages.forgotten(request, language if language in LANGUAGES else language_of(request))

    async def size(self, request: Request) -> Response:
        """The switch between normal and large text."""
        large = (await fields_of(request)).get("large") == "1"
        response = to_latest()
        self.cookies.choose_size(response, large=large)
        return response

    async def stream(self, request: Request) -> Response:
        """What arrives later, as long as the page is open. 204 tells a browser not to ask again."""
        visitor = self.cookies.visitor(request)
        if visitor is None or self.streams.ended:
            return Response(status_code=204)
        seen = _number(request.headers.get("last-event-id") or request.query_params.get("after", ""))
        return StreamingResponse(
            self._events(request, visitor, seen),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},  # nginx would hold every event back until there are enough
        )

    async def _events(self, request: Request, visitor: Visitor, seen: int) -> AsyncIterator[str]:
        with self.streams.listening(visitor.person) as page:
            await page.wait(self.streams.heartbeat)
            while page.is_wanted:
                # Looked at on every heartbeat too: another process may owe something, and cannot ring here.
                shown = await self._shown_if_possible(request, visitor)
                if shown is not None and shown.newest > seen:
                    yield as_event(self.pages.news(request, shown.lines, lines_after(shown.lines, seen)), shown.newest)
                    await self._arrived(shown.owed(seen))
                    seen = shown.newest
                else:
                    yield HEARTBEAT
                await page.wait(self.streams.heartbeat)
            if not self.streams.ended:
                yield ENOUGH

    async def _take(self, request: Request, visitor: Visitor, event: str, heard: Heard) -> tuple[Message, ...]:
        language = language_for(request.headers.get("accept-language"))
        messages = await self.conversation.take(Incoming(CHANNEL, visitor.person, event, heard, language))
        self.streams.ring(visitor.person)
        return messages

    async def _shown(self, request: Request, visitor: Visitor) -> Shown:
        transcript = await Transcript(self.conversation.database).last(CHANNEL, visitor.person, SHOWN)
        lines = lines_of(transcript, language_of(request))
        return Shown(lines, tuple(one for one in transcript if isinstance(one, Message)))

    async def _shown_if_possible(self, request: Request, visitor: Visitor) -> Shown | None:
        try:
            return await self._shown(request, visitor)
        except StorageError as error:
            log.error("web.unavailable", error=str(error))
            return None

    async def refused(self, request: Request, error: Exception) -> Response:
        """What was posted is none of our forms."""
        trouble = error.trouble if isinstance(error, Refused) else NOT_READ
        return self.pages.trouble(request, trouble, await self._language(request))

    async def _language(self, request: Request) -> str:
        """The language to speak of trouble in: it may be the storage that is in trouble."""
        visitor = self.cookies.visitor(request)
        shown = await self._shown_if_possible(request, visitor) if visitor else None
        return language_of(request, shown.lines if shown else ())

    def _once_sent(self, messages: Iterable[int]) -> BackgroundTask:
        return BackgroundTask(self._arrived, list(messages))

    async def _arrived(self, messages: list[int]) -> None:
        """Note that these were sent. Where that cannot be kept they stay owed, and the next page brings them again."""
        if not messages:
            return
        try:
            await Outbox(self.conversation.database).mark_sent(messages, self.conversation.clock())
        except StorageError as error:
            log.error("web.not_marked", error=str(error))


def _step(message: Message) -> str:
    screen = screen_of(message)
    return screen.step if screen else ""


def _number(text: str) -> int:
    """A message id that a browser names; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
