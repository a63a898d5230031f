"""Somebody with Telegram on their phone: they write, tap, block and come back, and see what the bot has sent."""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.telegram.botapi.server import BOT, BotApi, Chat, Posted, as_message


@dataclass
class Somebody:
    """One person in a private chat with the bot."""

    api: BotApi
    id: int = 5_123_456_789
    language: str | None = "zh-hans"

    @property
    def chat(self) -> Chat:
        """Their chat."""
        return self.api.chat(self.id)

    @property
    def messages(self) -> list[Posted]:
        """What the bot has sent them, as it looks now."""
        return list(self.chat.posted.values())

    @property
    def latest(self) -> Posted:
        """What it sent last."""
        return self.messages[-1]

    def user(self) -> dict[str, Any]:
        """Who they are."""
        user = {"id": self.id, "is_bot": False, "first_name": "王", "last_name": "芳"}
        return {**user, "language_code": self.language} if self.language else user

    def start(self, payload: str = "") -> int:
        """Open the chat, by a deep link if there is a payload."""
        return self.say(f"/start {payload}".strip())

    def say(self, text: str, **also: Any) -> int:
        """Write something."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[:1] == "/" else []
        return self.send(text=text, **({"entities": entities} if entities else {}), **also)

    def send(self, **content: Any) -> int:
        """Send anything."""
        self.chat.begun = True
        return self.api.push(message=self.message(**content))

    def message(self, **content: Any) -> dict[str, Any]:
        """A message of theirs."""
        number = self.api.count("message")
        chat = {"id": self.id, "type": "private", "first_name": "王", "last_name": "芳"}
        head = {"message_id": number, "from": self.user(), "chat": chat, "date": 1_787_000_000 + number}
        return {**head, **content}

    def edit(self, text: str) -> int:
        """Change what they wrote."""
        return self.api.push(edited_message={**self.message(text=text), "edit_date": 1_787_000_900})

    def tap(self, label: str | int, on: Posted | None = None) -> int:
        """Tap a button: by its number, by what it says, or by a part of that."""
        posted = on or self.latest
        keys = [key for row in posted.keys for key in row]
        wanted = f"{label}. " if isinstance(label, int) else label
        found = [key for key in keys if key["text"] == wanted] or [key for key in keys if wanted in key["text"]]
        assert found, f"no button {label} among {posted.labels}"
        return self.press(found[0]["callback_data"], posted)

    def press(self, data: str, on: Posted) -> int:
        """Hand back the data of a button, whether it is still there or not: their screen may be older."""
        return self.api.push(callback_query=self.query(data, on))

    def query(self, data: str, on: Posted) -> dict[str, Any]:
        """What the bot is told of a button that is pressed."""
        query = str(5_000_000_000 + self.api.count("query"))
        self.api.queries[query] = "open"
        return {
            "id": query,
            "from": self.user(),
            "message": as_message(self.chat, on),
            "chat_instance": "-77",
            "data": data,
        }

    def block(self) -> None:
        """Want nothing more from the bot."""
        self._become("kicked", "member", blocked=True)

    def unblock(self) -> None:
        """Want something from it again."""
        self._become("member", "kicked", blocked=False)

    def _become(self, status: str, before: str, *, blocked: bool) -> None:
        self.chat.blocked = blocked
        self.api.push(
            my_chat_member={
                "chat": {"id": self.id, "type": "private", "first_name": "王"},
                "from": self.user(),
                "date": 1_787_000_000,
                "old_chat_member": {"user": BOT, "status": before},
                "new_chat_member": {"user": BOT, "status": status},
            }
        )

    async def hears(self, count: int = 1, since: int | None = None, patience: float = 10.0) -> Posted:
        """Wait until the bot has sent so many more messages than now, or than `since`. Returns the last."""
        wanted = (len(self.chat.posted) if since is None else since) + count
        async with asyncio.timeout(patience):
            while len(self.chat.posted) < wanted:
                self.chat.news.clear()
                await self.chat.news.wait()
        return self.latest

    async def changes(self, patience: float = 10.0) -> None:
        """Wait until the bot has sent or changed something."""
        self.chat.news.clear()
        async with asyncio.timeout(patience):
            await self.chat.news.wait()

    async def after(self, *done: int, count: int = 1) -> Posted:
        """Wait for the answer to what was just done: `await somebody.after(somebody.tap(1))`."""
        return await self.hears(count)
