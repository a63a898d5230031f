"""The web page as a test visits it: in this process, on a database of its own, on a day of the test's choosing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Self

import httpx2
from starlette.applications import Starlette

from bot.answers import Answers
from bot.channels.web.app import web_app
from bot.channels.web.stream import Streams
from bot.conversation import CHINA, Conversation
from bot.delivery import Delivery
from bot.my_data import MyData
from bot.posters.posters import Posters
from bot.render import Screen, render
from bot.retention import Retention
from bot.settings import Settings
from bot.staff.desk import StaffDesk
from bot.staff.office import office_of
from bot.translator import translator
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.reply import Reply
from flows.words import Words
from storage.database import Database
from tests.web.paper import Button, Paper

SUMMER = datetime(2026, 8, 10, 9, 41, tzinfo=CHINA)
"""A baby born on 20 May is 82 days old: there is a week left to register it."""

WINTER = datetime(2025, 11, 30, 9, 41, tzinfo=CHINA)
"""The contributions for 2026 are being collected."""


@cache
def rulebook() -> Rulebook:
    """The packs that come with the program, opened once."""
    return Rulebook(Library.open())


def notice(text: str, language: str = "zh_Hans") -> Screen:
    """Something that answers nothing: no question, no buttons."""
    return render(Reply(step="notice", kind="aside", text=Words(text)), translator(language))


@dataclass
class Site:
    """A running page. `now` is what its clock says."""

    database: Database
    posters: Posters
    now: datetime = SUMMER
    secure_cookies: bool = False
    streams: Streams = field(default_factory=Streams)

    def __post_init__(self) -> None:
        self.conversation = Conversation(
            self.database,
            Answers(JOURNEYS, rulebook()),
            lambda: self.now,
            Delivery(),
            self.posters,
            MyData(self.database, Retention()),
            StaffDesk(office_of(Settings(), self.database), rulebook()),
        )
        self.app: Starlette = web_app(self.conversation, secure_cookies=self.secure_cookies, streams=self.streams)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Self]:
        """The page on the database in this file."""
        async with Database.open(path) as database:
            yield cls(database, await Posters.open(database, None))

    async def persons(self) -> list[str]:
        """Everybody who has been here, the last one last."""
        rows = await self.database.read("SELECT person FROM sessions ORDER BY updated_at, rowid")
        return [row["person"] for row in rows]

    async def events(self) -> int:
        """How many things were heard."""
        (row,) = await self.database.read("SELECT count(*) AS events FROM inbox")
        return int(row["events"])

    def browser(self, language: str = "zh-CN") -> "Browser":
        """Somebody's browser, which has not been here before."""
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app),
            base_url="https://canbao.example" if self.secure_cookies else "http://canbao.example",
            headers={"accept-language": language},
        )
        return Browser(client)


@dataclass
class Browser:
    """A browser without JavaScript: it shows a page, and submits its forms."""

    client: httpx2.AsyncClient
    paper: Paper = field(default_factory=lambda: Paper(""))

    async def open(self, address: str = "/") -> Paper:
        """Go to an address, wherever it leads."""
        return self._shown(await self.client.get(address, follow_redirects=True))

    async def press(self, button: Button, text: str | None = None) -> Paper:
        """Submit a form by one of its buttons, with something typed where there is a field for it."""
        return self._shown(await self.client.post(button.action, data=button.fields(text), follow_redirects=True))

    async def tap(self, label: str) -> Paper:
        """Press the button that is called this."""
        return await self.press(self.paper.button(label))

    async def choose(self, *keys: str) -> Paper:
        """Press the options that stand for these answers, one after another."""
        for key in keys:
            await self.press(self.paper.option(key))
        return self.paper

    async def say(self, text: str) -> Paper:
        """Type a sentence and send it."""
        return await self.press(self.paper.composer, text)

    async def look(self) -> Paper:
        """Reload the page."""
        return await self.open()

    def _shown(self, response: httpx2.Response) -> Paper:
        self.paper = Paper(response.text, response.status_code)
        return self.paper
