"""The server: chats with people, the updates that the bot has not confirmed, and the methods it can call."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.botapi import rules
from tests.telegram.botapi.by_answer import call_in
from tests.telegram.botapi.rules import Given, Refusal, bad

BOT = {"id": 4242, "is_bot": True, "first_name": "参保通", "username": "canbao_test_bot"}
TOKEN = "4242:a-token-that-opens-nothing_but-this-stub"
KINDS = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query", "poll")
BY_DEFAULT = tuple(kind for kind in KINDS if kind not in ("chat_member", "message_reaction"))

_KEPT = 10
"""How many messages of a chat are kept by a server that forgets."""


@dataclass
class Posted:
    """A message of the bot, as it looks now."""

    id: int
    text: str
    entities: list[dict[str, Any]]
    keys: list[list[dict[str, Any]]]
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [key["text"] for row in self.keys for key in row]


@dataclass
class Chat:
    """A private chat, or a group. Until its person has written, or while they block us, nothing can be sent to it."""

    id: int
    type: str = "private"
    begun: bool = False
    blocked: bool = False
    gone: bool = False
    posted: dict[int, Posted] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Flood:
    """The bot was told to be silent until then."""

    until: float
    left: int


@dataclass
class BotApi:
    """The server's state. `local` is a server that one runs oneself, which may be told any address for updates.

    `delay` is how many seconds every answer takes. `per_second` is the most messages taken in any one second. One that
    `forgets` notes no calls, and keeps of each chat only what was sent last: for long runs.
    """

    token: str = TOKEN
    local: bool = True
    delay: float = 0.0
    per_second: int | None = None
    forgets: bool = False
    chats: dict[int, Chat] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    queries: dict[str, str] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)
    last_error: dict[str, Any] = field(default_factory=dict)
    """What it says of the last update that it could not bring to the webhook."""
    trouble: Callable[[str, Given], Refusal | None] | None = None
    """Asked before every call, for tests of what goes wrong."""
    way_back: asyncio.Event | None = None
    """What answers to `sendMessage` wait for when the message is there already: the way back is slow."""
    during_silence: int = 0
    _silent_until: float = 0.0
    _sent: list[float] = field(default_factory=list)
    _next: dict[str, int] = field(default_factory=lambda: {"update": 900_000_000, "message": 0, "query": 0})
    _poll: asyncio.Future[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _allowed: tuple[str, ...] = BY_DEFAULT

    # What people do

    def chat(self, id: int, kind: str = "private") -> Chat:
        """A chat, new or not."""
        return self.chats.setdefault(id, Chat(id, kind))

    def count(self, what: str, by: int = 1) -> int:
        """The next number of its kind, or the one so many further on."""
        self._next[what] += by
        return self._next[what]

    def push(self, **content: Any) -> int:
        """Something happened that the bot is to know of, if it asked for such updates. Returns its number."""
        (kind,) = content
        number = self.count("update")
        if kind in self._allowed:
            self.pending.append({"update_id": number, **content})
            self._news.set()
        return number

    def be_flooded(self, seconds: float) -> None:
        """From now on, and for so long, every message is refused."""
        self._silent_until = asyncio.get_running_loop().time() + seconds

    # What the bot calls

    async def answer(self, token: str, method: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One call: its status, and its answer."""
        if self.delay:
            await asyncio.sleep(self.delay)
        try:
            result = await self._call(token, method, given)
        except Refusal as refused:
            self.refusals.append((method, refused.why))
            body: dict[str, Any] = {"ok": False, "error_code": refused.status, "description": refused.why}
            return refused.status, {**body, "parameters": refused.parameters} if refused.parameters else body
        if self.way_back is not None and method == "sendMessage":
            await self.way_back.wait()
        return 200, {"ok": True, "result": result}

    async def answered(self, content_type: str, body: bytes) -> None:
        """What a webhook answered when it took an update: it may ask for a call."""
        try:
            asked = call_in(content_type, body)
        except Refusal as refused:
            self.refusals.append(("by answer", refused.why))
            return
        if asked is not None:
            await self.answer(self.token, *asked)

    async def _call(self, token: str, method: str, given: dict[str, Any]) -> Any:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        if method not in rules.PARAMETERS:
            raise Refusal(404, "Not Found")
        if not self.forgets:
            self.calls.append((method, given))
        if self.trouble is not None and (refused := self.trouble(method, given)):
            raise refused
        rules.check_names(method, given)
        if method == "getUpdates":
            return await self._get_updates(given)
        perform: Callable[[Given], Any] = getattr(self, f"_{method}")
        return perform(given)

    def _getMe(self, given: Given) -> Any:  # noqa: N802
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}

    async def _get_updates(self, given: Given) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset, limit = rules.number(given, "offset", 0), rules.number(given, "limit", 100)
        if not 1 <= limit <= 100:
            raise bad("limit must be between 1 and 100")
        if (allowed := rules.structure(given, "allowed_updates")) is not None:
            self._allowed = tuple(allowed) or BY_DEFAULT
        self._end_other_poll()
        if offset < 0:
            self.pending = self.pending[offset:]
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        if not self.pending:
            await self._wait_for_news(rules.number(given, "timeout", 0))
        return self.pending[:limit]

    def _end_other_poll(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            )

    async def _wait_for_news(self, seconds: int) -> None:
        self._news.clear()
        poll = self._poll = asyncio.get_running_loop().create_future()
        news = asyncio.create_task(self._news.wait())
        try:
            await asyncio.wait({poll, news}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if poll.done():
                poll.result()
        finally:
            news.cancel()
            poll.cancel()

    def _setWebhook(self, given: Given) -> bool:  # noqa: N802
        rules.check_webhook(given, local=self.local)
        self.webhook = dict(given) if given.get("url") else {}
        if (allowed := rules.structure(given, "allowed_updates")) is not None:
            self._allowed = tuple(allowed) or BY_DEFAULT
        self._end_other_poll()
        self._news.set()
        return True

    def _deleteWebhook(self, given: Given) -> bool:  # noqa: N802
        self.webhook = {}
        if given.get("drop_pending_updates"):
            self.pending = []
        return True

    def _getWebhookInfo(self, given: Given) -> dict[str, Any]:  # noqa: N802
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
            **self.last_error,
        }

    def _sendMessage(self, given: Given) -> dict[str, Any]:  # noqa: N802
        self._check_pace()
        chat = self._chat_of(given)
        text = rules.check_text(given)
        posted = Posted(self.count("message"), text, rules.check_entities(given, text), rules.check_keyboard(given))
        rules.check_preview(given)
        chat.posted[posted.id] = posted
        if self.forgets and len(chat.posted) > _KEPT:
            del chat.posted[next(iter(chat.posted))]
        chat.news.set()
        return as_message(chat, posted)

    def _editMessageText(self, given: Given) -> dict[str, Any]:  # noqa: N802
        chat, posted = self._posted_of(given)
        text = rules.check_text(given)
        entities, keys = rules.check_entities(given, text), rules.check_keyboard(given)
        rules.check_preview(given)
        self._edit(chat, posted, text, entities, keys)
        return as_message(chat, posted)

    def _editMessageReplyMarkup(self, given: Given) -> dict[str, Any]:  # noqa: N802
        chat, posted = self._posted_of(given)
        self._edit(chat, posted, posted.text, posted.entities, rules.check_keyboard(given))
        return as_message(chat, posted)

    def _edit(
        self, chat: Chat, posted: Posted, text: str, entities: list[Any], keys: list[list[dict[str, Any]]]
    ) -> None:
        if (text, entities, keys) == (posted.text, posted.entities, posted.keys):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as "
                "a current content and reply markup of the message"
            )
        posted.text, posted.entities, posted.keys, posted.edits = text, entities, keys, posted.edits + 1
        chat.news.set()

    def _answerCallbackQuery(self, given: Given) -> bool:  # noqa: N802
        query = str(given.get("callback_query_id", ""))
        if len(str(given.get("text") or "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        if self.queries.get(query) != "open":
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.queries[query] = str(given.get("text") or "answered")
        if self.forgets:
            del self.queries[query]
        return True

    def _setMyCommands(self, given: Given) -> bool:  # noqa: N802
        rules.check_commands(given)
        self.profile["commands", given.get("language_code", "")] = rules.structure(given, "commands")
        return True

    def _setMyDescription(self, given: Given) -> bool:  # noqa: N802
        rules.check_described(given, "description", 512)
        self.profile["description", given.get("language_code", "")] = given.get("description", "")
        return True

    def _setMyShortDescription(self, given: Given) -> bool:  # noqa: N802
        rules.check_described(given, "short_description", 120)
        self.profile["short_description", given.get("language_code", "")] = given.get("short_description", "")
        return True

    # What every call is checked for

    def _chat_of(self, given: Given) -> Chat:
        chat = self.chats.get(rules.number(given, "chat_id"))
        if chat is None:
            raise bad("chat not found")
        if chat.gone:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.begun:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _posted_of(self, given: Given) -> tuple[Chat, Posted]:
        chat = self._chat_of(given)
        posted = chat.posted.get(rules.number(given, "message_id"))
        if posted is None:
            raise bad("message to edit not found")
        return chat, posted

    def _check_pace(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._silent_until:
            self.during_silence += 1
            raise self._too_many(self._silent_until - now)
        if self.per_second is None:
            return
        self._sent = [at for at in self._sent if now - at < 1.0]
        if len(self._sent) >= self.per_second:
            self._silent_until = now + 1.0
            raise self._too_many(1.0)
        self._sent.append(now)

    @staticmethod
    def _too_many(seconds: float) -> Refusal:
        wait = max(round(seconds + 0.5), 1)
        return Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})


def as_message(chat: Chat, posted: Posted) -> dict[str, Any]:
    """A message as the bot is shown it."""
    message: dict[str, Any] = {
        "message_id": posted.id,
        "from": BOT,
        "chat": {"id": chat.id, "type": chat.type, "first_name": "某人"},
        "date": 1_787_000_000 + posted.id,
        "text": posted.text,
    }
    if posted.entities:
        message["entities"] = posted.entities
    if posted.keys:
        message["reply_markup"] = {"inline_keyboard": posted.keys}
    return message
