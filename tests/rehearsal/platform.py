"""The platform: how Telegram behaves while an announcement goes out, and who has got it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from tests.rehearsal.town import FIRST
from tests.telegram.botapi.rules import Given, Refusal, bad
from tests.telegram.botapi.server import BotApi


@dataclass
class Platform:
    """Watches for what residents are sent with certain words in it. For those in `refuses` it takes nothing of that."""

    api: BotApi
    refuses: set[int] = field(default_factory=set)
    _words: tuple[str, ...] = ()
    _calls: int = 0
    _until: int = 0
    _flood: float = 0.0
    _reached: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.api.trouble = self._look

    def watch(self, *words: str, until: int, flood: float = 0.0) -> asyncio.Event:
        """An event that is set once so many messages with some of these words came; then it may ask for silence."""
        self._words, self._calls, self._until, self._flood = words, 0, until, flood
        self._reached = asyncio.Event()
        return self._reached

    def got(self, *words: str) -> Counter[int]:
        """Which residents have messages with any of these words, and how many."""
        return Counter(
            chat.id
            for chat in self.api.chats.values()
            if chat.id >= FIRST
            for posted in chat.posted.values()
            if any(word in posted.text for word in words)
        )

    def _look(self, method: str, given: Given) -> Refusal | None:
        if method != "sendMessage" or int(given["chat_id"]) < FIRST:
            return None
        if not any(word in str(given["text"]) for word in self._words):
            return None
        if int(given["chat_id"]) in self.refuses:
            return bad("not enough rights to send text messages to the chat")
        self._calls += 1
        if self._calls == self._until:
            self._reached.set()
            if self._flood:
                self.api.be_flooded(self._flood)
        return None
