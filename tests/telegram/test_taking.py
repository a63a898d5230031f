"""Taking: what could not be kept comes again, and its person is told so, once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Bot

from bot.channels.telegram.api import Api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.reading import meaning
from bot.channels.telegram.request import Request
from bot.channels.telegram.taking import NotTaken, Taking
from bot.channels.telegram.update import parse
from bot.incoming import Incoming
from bot.lanes import Overloaded
from bot.memory import Memory, Remembered
from storage.errors import DamagedRow, DiskFull
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody

SECRET = "13800138000"


@dataclass
class Conversation:
    """Takes events, unless it fails."""

    failure: Exception | None = None
    taken: list[Incoming] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    async def take(self, incoming: Incoming) -> tuple[()]:
        if self.failure:
            raise self.failure
        self.taken.append(incoming)
        return ()


@dataclass
class Afterwards:
    """Notes what is to be done afterwards."""

    done: list[tuple[str, object]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self.done.append((name, given[0]))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.done]


@dataclass
class Inbox:
    conversation: Conversation = field(default_factory=Conversation)
    afterwards: Afterwards = field(default_factory=Afterwards)

    def __post_init__(self) -> None:
        channel = TelegramChannel(Api(Bot("1:nobody", request=Request())))  # nothing is sent here
        given: Any = (self.conversation, self.afterwards, channel)
        self.taking = Taking(*given)
        self.somebody = Somebody(BotApi())

    async def take(self) -> str:
        """Take the last thing that somebody did. Returns the button that is to be told that it was heard."""
        return await self.taking.take(meaning(parse(self.somebody.api.pending[-1])))


@pytest.mark.parametrize("failure", [DiskFull("There is no room left."), Overloaded("too many messages are waiting")])
async def test_what_could_not_be_kept_must_come_again(failure: Exception) -> None:
    inbox = Inbox(Conversation(failure))
    inbox.somebody.say(SECRET)
    with capture_logs() as logs, pytest.raises(NotTaken):
        await inbox.take()
    assert inbox.afterwards.names == ["ask_for_patience"]
    assert SECRET not in str(logs)
    inbox.conversation.failure = None
    await inbox.take()
    assert len(inbox.conversation.taken) == 1


async def test_what_can_never_be_kept_does_not_come_again() -> None:
    inbox = Inbox(Conversation(DamagedRow("What is stored of somebody was changed by a fault of the disk.")))
    inbox.somebody.say(SECRET)
    with capture_logs() as logs:
        assert await inbox.take() == ""
    assert inbox.afterwards.names == ["apologise"]
    assert [(line["event"], line["log_level"]) for line in logs] == [("telegram.given_up", "error")]
    assert SECRET not in str(logs)


async def test_a_button_that_could_not_be_kept_is_no_echo_when_it_comes_again() -> None:
    inbox = Inbox(Conversation(DiskFull("There is no room left.")))
    shown = Posted(7, "宝宝上户口了吗？", [], [])
    inbox.somebody.press("hukou:done", shown)
    with pytest.raises(NotTaken):
        await inbox.take()
    inbox.conversation.failure = None
    inbox.somebody.press("hukou:done", shown)  # pressed again meanwhile, which has another number
    await inbox.take()
    assert len(inbox.conversation.taken) == 1
    assert inbox.afterwards.names == ["ask_for_patience", "chosen"]


async def test_every_button_that_was_taken_is_said_to_be_heard() -> None:
    inbox = Inbox()
    inbox.somebody.say("你好")
    assert await inbox.take() == ""
    for data in ("hukou:done", "hukou:done", "nothing that we know"):  # pressed, pressed out of impatience, and made up
        inbox.somebody.press(data, Posted(7, "宝宝上户口了吗？", [], []))
        assert await inbox.take() == list(inbox.somebody.api.queries)[-1]
    assert len(inbox.conversation.taken) == 2
    assert inbox.afterwards.names == ["answered", "chosen"]


async def test_a_button_that_failed_is_not_said_to_be_heard() -> None:
    inbox = Inbox(Conversation(KeyError(SECRET)))
    inbox.somebody.press("hukou:done", Posted(7, "宝宝上户口了吗？", [], []))
    assert await inbox.take() == ""
    assert inbox.afterwards.names == ["apologise"]


@pytest.mark.parametrize(("session", "is_looked_up"), [(None, True), (Remembered(1), False), (Remembered(2), True)])
async def test_what_was_open_is_looked_up_unless_somebody_is_new(
    session: Remembered | None, is_looked_up: bool
) -> None:
    inbox = Inbox()
    if session is not None:
        inbox.conversation.memory.keep(("telegram", str(inbox.somebody.id)), session)
    inbox.somebody.say("你好")
    await inbox.take()
    assert inbox.afterwards.names == ["answered"] * is_looked_up


async def test_the_same_event_is_no_echo_of_itself() -> None:
    inbox = Inbox()
    inbox.somebody.press("hukou:done", Posted(7, "宝宝上户口了吗？", [], []))
    await inbox.take()
    await inbox.take()
    assert len(inbox.conversation.taken) == 2, "the conversation knows that it is the same, and gives the same answer"


async def test_another_button_of_the_same_message_is_no_echo() -> None:
    inbox = Inbox()
    for data in ("hukou:done", "hukou:not_yet"):
        inbox.somebody.press(data, Posted(7, "宝宝上户口了吗？", [], []))
        await inbox.take()
    assert len(inbox.conversation.taken) == 2


async def test_a_defect_is_on_record_without_a_word_of_what_was_said() -> None:
    inbox = Inbox(Conversation(KeyError(SECRET)))
    inbox.somebody.say(SECRET)
    with capture_logs() as logs:
        await inbox.take()
    assert inbox.afterwards.names == ["apologise"]
    assert logs[0]["error"] == "KeyError"
    assert SECRET not in str(logs)


async def test_a_defect_in_reading_sets_one_update_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(update: object, username: str) -> None:
        raise KeyError(SECRET)

    inbox = Inbox()
    inbox.somebody.say(SECRET)
    monkeypatch.setattr("bot.channels.telegram.taking.reading.meaning", broken)
    with capture_logs() as logs:
        await inbox.taking.take(inbox.taking.read(inbox.somebody.api.pending[-1]))
    assert (logs[0]["event"], logs[0]["wrong"]) == ("telegram.set_aside", "KeyError")
    assert SECRET not in str(logs)
