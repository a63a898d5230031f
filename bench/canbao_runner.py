"""Canbao, as it is: real packs, real texts, `synchronous=FULL`, its own parser of updates and its own delivery.

- Plain: the same no-op send as the peers have. A reply is laid out for Telegram by the real adapter; the calls are as
  many as a peer's: a message, or for a tap the query answered and the message edited.
- Through the adapter: the whole Telegram adapter from its webhook on, with only its connections taken away. It does
  more than the peers: it shows under each question what was chosen, and takes old buttons away.
"""

import os
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from starlette.routing import Route
from telegram import Bot as Client
from telegram.request import BaseRequest, RequestData

from bench.bot_api import ANSWERS, DONE
from bench.contender import Bot, Sent
from bench.dialogue import TODAY
from bench.usage import children
from bot.app import clock_for, open_conversation
from bot.channels.telegram.api import Api
from bot.channels.telegram.layout import page_of
from bot.channels.telegram.reading import CHANNEL, Pressed, Spoken, meaning
from bot.channels.telegram.telegram import Telegram
from bot.channels.telegram.update import parse
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.conversation import Conversation
from bot.outcome import Outcome, Refused
from bot.outcome import Sent as Arrived
from bot.pace import Pace
from bot.settings import Settings
from storage.outbox import Message
from storage.sessions import Sessions

TOKEN = "7000000001:" + "A" * 35
SECRET = "s" * 32
CLOCK = clock_for(TODAY)


@dataclass
class NoChannel:
    """Takes each message as the bytes that would be posted, and answers as the Bot API would."""

    sent: Sent
    pace: Pace = field(default_factory=Pace)
    name: str = CHANNEL
    _taps: dict[str, int] = field(default_factory=dict)

    def settle(self, person: str, query: str, on: int) -> None:
        """A button was tapped: the query is answered, and the message it was under is what the reply replaces."""
        self._taps[person] = on
        _post("answerCallbackQuery", {"callback_query_id": query})

    async def send(self, message: Message) -> Outcome:
        """Lay the screen out and write it down."""
        template = page_of(message.body)
        if template is None:
            return Refused("unreadable")
        page, person = template.of(message.id), int(message.person)
        *before, last = page.contents
        for part in before:
            _post("sendMessage", {"chat_id": person, **part})
        given = {"chat_id": person, **last}
        if (tapped := self._taps.pop(message.person, None)) is not None:
            arrived = _post("editMessageText", {**given, "message_id": tapped})
        else:
            arrived = _post("sendMessage", given)
        self.sent(person)
        return Arrived(str(arrived["message_id"]))


def _post(method: str, given: MutableMapping[str, object]) -> Any:
    """What would be posted, as bytes, and what Telegram would say to it."""
    assert orjson.dumps(given)
    return orjson.loads(ANSWERS[method])["result"]


class NoConnections(BaseRequest):
    """The adapter's connections to the Bot API, which end here."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    @property
    def read_timeout(self) -> float | None:
        """Nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: object, **more: object
    ) -> tuple[int, bytes]:
        """The bytes that would be posted, and the answer."""
        called = url.rpartition("/")[2]
        parameters = request_data.parameters if request_data else {}
        assert orjson.dumps(parameters)
        if called == "sendMessage":
            self._sent(int(str(parameters["chat_id"])))
        return 200, ANSWERS.get(called, DONE)


@dataclass
class Canbao:
    """What both ways in have in common."""

    conversation: Conversation

    async def held(self, person: int) -> int:
        """The revision of the session on the disk counts the turns."""
        session = await Sessions(self.conversation.database).load(CHANNEL, str(person))
        return session.revision if session else 0

    def others(self) -> tuple[int, ...]:
        """Its writer."""
        return children(os.getpid())

    def facts(self) -> dict[str, float]:
        """How often an answer had been worked out before, since the start."""
        kept = self.conversation.answers._kept.cache_info()
        return {"answers_kept": kept.currsize, "answers_hit": kept.hits, "answers_asked": kept.hits + kept.misses}

    def remember(self, sessions: int) -> None:
        """Forget whom there is no more room for: they are looked up."""
        memory = self.conversation.memory
        memory.most = sessions
        while len(memory._sessions) > sessions:
            memory._sessions.popitem(last=False)


@dataclass
class Plain(Canbao):
    """Straight into the conversation, and out through the no-op channel."""

    channel: NoChannel

    async def take(self, update: bytes) -> None:
        """What this returns for is on the disk."""
        meant = meaning(parse(update))
        assert isinstance(meant, Spoken | Pressed)
        if isinstance(meant, Pressed) and meant.on is not None:
            self.channel.settle(meant.incoming.person, meant.query, meant.on["message_id"])
        await self.conversation.take(meant.incoming)


@dataclass
class Through(Canbao):
    """In through the adapter's webhook, as a server would call it."""

    webhook: Route

    async def take(self, update: bytes) -> None:
        """What this returns for is on the disk."""
        scope = {"type": "http", "method": "POST", "path": "/telegram", "headers": _HEADERS, "query_string": b""}
        message = {"type": "http.request", "body": update, "more_body": False}

        async def receive() -> MutableMapping[str, Any]:
            return message

        async def send(answer: MutableMapping[str, Any]) -> None:
            assert answer.get("status", 200) == 200

        await self.webhook.handle(scope, receive, send)


_HEADERS = [(SECRET_HEADER.lower().encode(), SECRET.encode())]


@asynccontextmanager
async def open_canbao(folder: Path, sent: Sent, *, through: str = "plain") -> AsyncIterator[Bot]:
    """Canbao on a database in a folder."""
    settings = Settings.model_validate(
        {
            "database": folder / "canbao.db",
            "telegram_token": TOKEN,
            "telegram_secret": SECRET,
            "public_address": "https://bench.example",
            "telegram_mode": "webhook",
        }
    )
    if through == "adapter":
        telegram = Telegram(settings, Api(Client(TOKEN, request=NoConnections(sent))))
        async with (
            open_conversation(settings, CLOCK, [telegram.channel], serves=True) as conversation,
            telegram.taking(conversation) as routes,
        ):
            (webhook,) = routes
            assert isinstance(webhook, Route)
            yield Through(conversation, webhook)
    else:
        channel = NoChannel(sent)
        async with open_conversation(settings, CLOCK, [channel], serves=True) as conversation:
            yield Plain(conversation, channel)
