"""What says who somebody is never gets past the door; what was kept about them is gone once they say so."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from bot.app import clock_for, open_conversation
from bot.conversation import Conversation, screen_of
from bot.incoming import Incoming, without_identity
from bot.my_data import is_farewell
from bot.render import Screen
from bot.settings import Settings
from flows.heard import Forget, Heard, MyData, Opened, Said, Subscribe, Tapped, Unsubscribe
from storage.errors import Busy
from storage.forgetting import Forgetting
from storage.outbox import Message, Outbox, Priority, Reply
from storage.people import People
from storage.sessions import Sessions
from storage.transcript import Transcript
from tests.flows.identities import identities
from tests.storage.examples import from_outside

TODAY = date(2026, 8, 10)
BABY = "newborn--where-610500"
ID, CARD, PHONE = "11010519491231002X", "6228480402564890018", "13812345678"
MARKER = "植入的标记"
SURE = Tapped("?forget", "sure")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "canbao.db"


@pytest.fixture
async def conversation(path: Path) -> AsyncIterator[Conversation]:
    async with open_conversation(Settings(database=path), clock_for(TODAY)) as opened:
        yield opened


class Somebody:
    """A person who says one thing after another; their events are numbered, so that no name repeats what they said."""

    def __init__(self, conversation: Conversation, name: str = "mother", language: str = "zh_Hans") -> None:
        self.conversation = conversation
        self.name = name
        self.language = language
        self.events = 0

    async def hear(self, *heard: Heard) -> Message:
        for one in heard:
            self.events += 1
            message = await self.again(one)
        return message

    async def again(self, heard: Heard) -> Message:
        """The platform sends the last event once more."""
        incoming = Incoming("test", self.name, str(self.events), heard, self.language)
        [message] = await self.conversation.take(incoming)
        return message


def seen(message: Message) -> Screen:
    screen = screen_of(message)
    assert screen is not None
    return screen


def traces(path: Path, *marks: str) -> list[tuple[str, str]]:
    """The files of the database in which any of these can be read."""
    contents = {file.name: file.read_bytes() for file in sorted(path.parent.iterdir())}
    assert path.name in contents
    return [(name, mark) for name, content in contents.items() for mark in marks if mark.encode() in content]


# ── The door ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def without(heard: Heard) -> Heard:
    return without_identity(Incoming("test", "mother", "1", heard)).heard


def test_what_is_said_is_kept_without_the_number_and_with_its_kind() -> None:
    assert without(Said(f"我是{ID}，电话{PHONE}")) == Said(
        "我是〔身份证号〕，电话〔电话号码〕", hidden=("id_number", "phone_number")
    )


def test_what_holds_no_number_comes_through_as_it_is() -> None:
    incoming = Incoming("test", "mother", "1", Said("2026年5月20日"))
    assert without_identity(incoming) is incoming


def everything_with(number: str) -> Iterator[Heard]:
    """A number wherever somebody could put one."""
    for kind in get_args(Heard):
        names = [one.name for one in fields(kind) if one.name not in ("labels", "hidden")]
        if names:
            yield kind(**dict.fromkeys(names, f"where {number}"))


@pytest.mark.parametrize("number", [ID, CARD, PHONE])
def test_a_number_gets_through_in_nothing_that_can_be_heard(number: str) -> None:
    heard = list(everything_with(number))
    assert len(heard) >= 7
    assert [one for one in heard if number in repr(without(one))] == []


async def test_no_number_reaches_the_files_the_logs_or_the_answers(
    conversation: Conversation, path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    planted: list[str] = []
    for count, (_, number, written) in enumerate(identities(TODAY.year, each=4)):
        mother = Somebody(conversation, f"mother {count}")
        opened = Opened(BABY) if count % 2 else Opened()
        answer = await mother.hear(opened, Said(written), Opened(f"newborn--where-{number}"), Tapped("born", number))
        assert number not in answer.body
        planted += [number, written]
    assert len(planted) > 200
    said = caplog.text + "".join(capfd.readouterr())
    assert [mark for mark in planted if mark in said] == []
    assert traces(path, *planted) == []


async def test_of_everything_else_that_was_said_there_are_traces(conversation: Conversation, path: Path) -> None:
    """So that the test above could fail."""
    await Somebody(conversation).hear(Said(f"{MARKER} {PHONE}"))
    assert {mark for _, mark in traces(path, MARKER, PHONE, "〔电话号码〕")} == {MARKER, "〔电话号码〕"}


async def test_somebody_who_sends_a_number_is_told_and_goes_on(conversation: Conversation) -> None:
    mother = Somebody(conversation)
    await mother.hear(Opened(BABY))
    told = seen(await mother.hear(Said(ID)))
    assert told.step == "born"
    assert told.said[0].startswith("您发的里面有身份证号")
    assert seen(await mother.hear(Said("2026年5月20日"))).step == "hukou"


# ── My data ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_kept_is_counted(conversation: Conversation) -> None:
    mother = Somebody(conversation)
    await mother.hear(Opened(BABY), Said("2026年5月20日"), Said("退订"))
    screen = seen(await mother.hear(MyData()))
    assert "2026年8月10日以来您发的3条消息、我回的3条" in screen.said[0]
    assert "简体中文" in screen.said[0]
    assert any("30天" in line and "90天" in line for line in screen.said)
    assert any("您退订了" in line for line in screen.said)
    assert [entry.key for entry in screen.review] == ["where", "born"]


async def test_to_somebody_new_it_is_said_that_there_is_nothing(conversation: Conversation) -> None:
    assert "没有您的任何记录" in seen(await Somebody(conversation).hear(MyData())).said[0]


async def test_it_is_shown_again_as_it_was_when_the_event_comes_again(conversation: Conversation) -> None:
    mother = Somebody(conversation)
    first = await mother.hear(Opened(BABY), MyData())
    assert (await mother.again(MyData())).body == first.body


async def test_news_is_refused_and_wanted_again(conversation: Conversation) -> None:
    mother, people = Somebody(conversation), People(conversation.database)
    assert await people.wants_news("test", "mother")
    await mother.hear(Opened(BABY), Unsubscribe())
    assert not await people.wants_news("test", "mother")
    await mother.hear(Said("订阅"))
    assert await people.wants_news("test", "mother")
    await mother.hear(Subscribe())
    assert await people.wants_news("test", "mother")


# ── Deleted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def leave_marks(conversation: Conversation, name: str) -> Somebody:
    """Somebody whose name and words are in every table that there is about people."""
    somebody = Somebody(conversation, name)
    await somebody.hear(Opened(BABY), Said(MARKER), Said("退订"), Said("2026年5月20日"), Said(MARKER * 20))
    at = conversation.clock()
    await Outbox(conversation.database).owe("test", name, [Reply(f'{{"text":"{MARKER}"}}', Priority.REMINDER)], at)
    return somebody


async def test_after_the_second_tap_nothing_is_found_in_any_file(conversation: Conversation, path: Path) -> None:
    mother = await leave_marks(conversation, f"mother {MARKER}")
    father = await leave_marks(conversation, "father")
    await mother.hear(Forget())
    assert traces(path, f"mother {MARKER}") != []
    last = await mother.hear(SURE)
    assert seen(last).step == "forgotten"
    assert is_farewell(last)
    assert traces(path, f"mother {MARKER}") == []
    assert traces(path, MARKER) != [], "what others said stays"
    await father.hear(Forget(), SURE)
    assert traces(path, MARKER) == []


async def test_the_last_words_bring_nobody_back(conversation: Conversation, path: Path) -> None:
    mother = await leave_marks(conversation, "mother")
    await mother.hear(Forget(), SURE)
    for _ in range(3):  # the platform did not hear that we had heard
        assert seen(await mother.again(SURE)).step == "forgotten"
    assert await Transcript(conversation.database).last("test", "mother", 9) == ()
    assert await Sessions(conversation.database).load("test", "mother") is None
    with from_outside(path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        naming = [
            table
            for table in tables
            if "person" in {one[1] for one in connection.execute(f"PRAGMA table_info({table})")}
        ]
        assert len(naming) >= 4
        rows = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in naming]  # noqa: S608 - their names
    assert rows == [[] for _ in naming]


async def test_somebody_who_comes_back_is_met_for_the_first_time(conversation: Conversation) -> None:
    mother = await leave_marks(conversation, "mother")
    await mother.hear(Forget(), SURE)
    assert seen(await mother.hear(Said("你好"))).step == "menu"
    assert "1条" in seen(await mother.hear(MyData())).said[0]
    assert await People(conversation.database).wants_news("test", "mother")


async def test_while_the_file_cannot_be_swept_nothing_is_promised(
    conversation: Conversation, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = await leave_marks(conversation, f"mother {MARKER}")
    await mother.hear(Forget())
    swept = Forgetting.forget

    async def half(forgetting: Forgetting, channel: str, person: str) -> None:
        await swept(forgetting, channel, person)
        raise Busy("another process is reading")

    monkeypatch.setattr(Forgetting, "forget", half)
    with pytest.raises(Busy):
        await mother.hear(SURE)
    monkeypatch.undo()
    assert seen(await mother.again(SURE)).step == "forgotten"
    assert traces(path, MARKER) == []


async def test_messages_that_come_while_everything_is_deleted_begin_anew(conversation: Conversation) -> None:
    mother = await leave_marks(conversation, "mother")
    await mother.hear(Forget())
    late = asyncio.gather(*(mother.hear(heard) for heard in (SURE, Said("2026年5月20日"), Said("上了"))))
    assert [seen(message).step for message in await late] == ["forgotten", "menu", "menu"]
