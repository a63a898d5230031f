"""A bureau in chat: its staff on a strict Telegram, and a server that sends, in virtual time."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path

from telegram import Bot

from bot.announcements.following import Following
from bot.announcements.sending import Sending
from bot.channels.telegram.api import Api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.connection import Connections
from bot.channels.telegram.request import Request
from bot.delivery import Delivery
from bot.line import Line
from bot.settings import Settings
from storage.announcements import Announcements
from tests.announcements.bureau import NOON, bureau_on
from tests.announcements.bureau import Bureau as Town
from tests.announcements.platform import loop_time
from tests.announcements.posting import DISK, NAP
from tests.simulation.clock import in_virtual_time
from tests.simulation.storage import Machine
from tests.staff.bureau import Bureau
from tests.telegram.botapi.rules import Given, Refusal
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody

BOSS, LI, WANG = 1, 2, 3
STAFF = (BOSS, LI, WANG)
TEXT = "{region}的医保窗口本周六照常开。问题请打{hotline}。"
NEW = ("/announce", "写一条新的", TEXT, "不用", "西安", "所有人", "照平常的期限")

_PROGRESS = re.compile("^第.号通知(正在发送|暂停着|.*这是最后的结果)")


class Wire(Connections):
    """The way to the stub without a network, which would take real time."""

    def __init__(self, api: BotApi) -> None:
        super().__init__()
        self.api = api

    async def call(self, url: str, body: bytes, *, to_connect: float, patience: float | None) -> tuple[int, bytes]:
        """One call."""
        token, _, method = url.rpartition("/bot")[2].partition("/")
        status, answer = await self.api.answer(token, method, json.loads(body))
        return status, json.dumps(answer).encode()

    @asynccontextmanager
    async def at_hand(self, url: str, to_connect: float) -> AsyncIterator[None]:
        """There is nothing to be connected."""
        yield


def channel_to(api: BotApi) -> TelegramChannel:
    """Telegram as it is deployed, on that wire."""
    request = Request()
    request._connections = Wire(api)
    return TelegramChannel(Api(Bot(api.token, request=request)))


@dataclass
class Edits:
    """Everything that the staff were told of progress: when, whom, and what."""

    calls: list[tuple[float, int, str, str]] = field(default_factory=list)
    refuse: Callable[[str, Given], Refusal | None] = lambda method, given: None

    def look(self, method: str, given: Given) -> Refusal | None:
        """Asked before every call."""
        chat, text = int(given["chat_id"]), str(given.get("text", ""))
        if chat not in STAFF or not is_progress(text):
            return None
        refused = self.refuse(method, given)
        if refused is None:
            self.calls.append((loop_time(), chat, method, text))
        return refused

    def of(self, chat: int) -> list[str]:
        """What somebody saw, one text after the other."""
        return [text for _, whose, _, text in self.calls if whose == chat]


def is_progress(text: str) -> bool:
    """Whether it is the message that is edited."""
    return bool(_PROGRESS.match(text))


@dataclass
class Chatting:
    """The bureau, the people who have written to it, and Telegram as they see it."""

    api: BotApi
    bureau: Bureau
    town: Town
    line: Line

    @property
    def edits(self) -> Edits:
        """What the staff were told."""
        assert self.api.trouble is not None
        edits: Edits = self.api.trouble.__self__  # type: ignore[attr-defined]
        return edits

    def progress(self, chat: int = WANG) -> list[Posted]:
        """The messages about progress in somebody's chat, as they look now."""
        return [one for one in Somebody(self.api, chat).messages if is_progress(one.text)]

    async def says(self, who: int | str, *texts: str) -> str:
        """Somebody of the staff writes; what they are answered."""
        self.bureau.now = self.town.now
        return await self.bureau.say(who if isinstance(who, str) else f"telegram:{who}", *texts)

    async def announce(self, people: Sequence[int], *, by: int | str = WANG, when: str = "现在就发") -> None:
        """These people have written, and somebody sends them something."""
        for one in people:
            self.api.chat(one).begun = True
        await self.town.meet(*map(str, people))
        await self.says(LI, *NEW, "/announce_1", "数人数")
        await self.says(by, "/announce_1", "审核", "确认", "/announce_1", "发送", when)

    async def balance(self) -> dict[str, int]:
        """What became of it for everybody."""
        return await self.town.became(1)

    async def followers(self) -> list[str]:
        """Who is still to be told."""
        rows = await self.town.database.read("SELECT person FROM announcement_followers ORDER BY person")
        return [row["person"] for row in rows]

    async def not_after(self) -> datetime:
        """Until when it is of use."""
        one = await Announcements(self.town.database).get(1)
        assert one is not None
        return one.content.not_after


@asynccontextmanager
async def chatting_at(
    path: Path, api: BotApi, machine: Machine | None = None, *, beginning: datetime = NOON
) -> AsyncIterator[Chatting]:
    """A server that runs on this database, and its staff: the boss, an editor, and a sender for Xi'an."""
    settings = Settings(
        database=path,
        telegram_token=api.token,  # type: ignore[arg-type]
        public_address="https://canbao.example",
        _env_file=None,
    )
    async with bureau_on(path, machine) as town:
        town.ticking, town.beginning = True, beginning
        bureau = Bureau.on(town.database, settings=settings, **{str(BOSS): "000000"})
        channel = channel_to(api)
        line = Line(channel, town.database, town.clock, quiet=NAP.end)
        sending = Sending(town.database, town.clock, {channel.name: channel.pace.notices}, quiet=NAP.end)
        following = Following(bureau.office, town.clock, NAP.end)
        async with Delivery([line]).running(), sending.running(), following.running():
            yield Chatting(api, bureau, town, line)


@asynccontextmanager
async def killed_at(path: Path, api: BotApi) -> AsyncIterator[Chatting]:
    """A server that is killed at the end of the block."""
    machine, others = Machine(delay=lambda: DISK), asyncio.all_tasks()
    async with chatting_at(path, api, machine) as chatting:
        yield chatting
        machine.is_on = False
        theirs = asyncio.all_tasks() - others
        for task in theirs:
            task.cancel()
        await asyncio.gather(*theirs, return_exceptions=True)


def a_platform() -> BotApi:
    """A strict Telegram on which the staff have begun a chat."""
    api = BotApi(trouble=Edits().look)
    for one in STAFF:
        api.chat(one).begun = True
    return api


async def hired(chatting: Chatting) -> None:
    """The editor and the sender join."""
    for who, role in ((LI, "编辑"), (WANG, "发送")):
        told = await chatting.says(BOSS, "/staff", "加一个人", role, "西安", "同事")
        await chatting.says(who, f"/join {told.partition('邀请码：')[2][:14]}")


def in_chat(test: Callable[[Chatting], Coroutine[None, None, None]]) -> Callable[[Path], None]:
    """A test in which a server runs and the staff chat, in virtual time."""

    @in_virtual_time
    async def in_time(tmp_path: Path) -> None:
        async with chatting_at(tmp_path / "canbao.db", a_platform()) as chatting:
            await hired(chatting)
            await test(chatting)

    @wraps(test)
    def run(tmp_path: Path) -> None:
        in_time(tmp_path)

    del run.__wrapped__  # pytest would ask for what the test is given
    return run
