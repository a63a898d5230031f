"""The terminal: a line in, a reply out. For developers, for clerks who try a rule, and for scripts."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO
from uuid import uuid4

from bot.app import clock_for, open_conversation
from bot.conversation import Conversation, screen_of
from bot.incoming import Incoming
from bot.render import as_text
from bot.settings import Settings
from bot.translator import LANGUAGES, translator
from flows.heard import Heard, Opened, Said
from flows.identity import masked

CHANNEL = "terminal"
PERSON = "here"


def run(
    *,
    today: date | None = None,
    language: str = "zh_Hans",
    entry: str = "",
    record: Path | None = None,
    database: Path | None = None,
) -> None:
    """Chat until the input ends. Without a database nothing is kept; `record` writes the conversation to a file."""
    with ExitStack() as stack:
        path = database or Path(stack.enter_context(TemporaryDirectory(prefix="canbao-"))) / "chat.db"
        transcript = stack.enter_context(record.open("w", encoding="utf-8")) if record else None
        settings = Settings(database=path)
        asyncio.run(_chat(settings, today, language if language in LANGUAGES else "zh_Hans", entry, transcript))


async def _chat(settings: Settings, today: date | None, language: str, entry: str, record: TextIO | None) -> None:
    async with open_conversation(settings, clock_for(today)) as conversation:
        typing = sys.stdin.isatty()
        _say(await _answer(conversation, Opened(entry), language), record)
        for line in _lines(typing):
            if record:
                record.write(f"\n> {masked(line).text}\n")
            if not typing:
                sys.stdout.write(f"\n> {line}\n")
            _say(await _answer(conversation, Said(line), language), record)


async def _answer(conversation: Conversation, heard: Heard, language: str) -> str:
    messages = await conversation.take(Incoming(CHANNEL, PERSON, uuid4().hex, heard, language))
    screens = [screen for message in messages if (screen := screen_of(message))]
    return "\n".join(as_text(screen, translator(screen.language)) for screen in screens)


def _say(text: str, record: TextIO | None) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    if record:
        record.write(f"{text}\n")


def _lines(typing: bool) -> Iterator[str]:
    """Lines until the input ends; what is not UTF-8 is read with replacement signs rather than refused."""
    while True:
        try:
            line = input("\n> ") if typing else sys.stdin.buffer.readline().decode(errors="replace")
        except (EOFError, KeyboardInterrupt):
            return
        if not typing and not line:
            return
        if line.strip():
            yield line.strip("\r\n")
