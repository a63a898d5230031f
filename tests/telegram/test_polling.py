"""Polling: an update is confirmed when it is on the disk, and not before; what goes wrong meanwhile loses nothing."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reading import Meaning, Nothing, Spoken
from bot.channels.telegram.request import Flooded
from bot.channels.telegram.taking import NotTaken, Taking
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody


class Enough(BaseException):
    """Ends a loop that goes on for ever."""


class Upstream(Api):
    """What the Bot API answers, one call after another."""

    def __init__(self, answers: Iterable[list[object] | TelegramError]) -> None:
        self.answers = iter(answers)
        self.offsets: list[int | None] = []

    async def updates(self, offset: int | None, patience: int) -> list[object]:
        self.offsets.append(offset)
        answer = next(self.answers, None)
        if answer is None:
            raise Enough
        if isinstance(answer, TelegramError):
            raise answer
        return answer


@dataclass
class Inbox(Taking):
    """Takes what it can, and notes it."""

    refuse: Callable[[Spoken], bool] = lambda meaning: False
    taken: list[str] = field(default_factory=list)
    waiting: asyncio.Event | None = None

    async def take(self, meaning: Meaning) -> str:
        if isinstance(meaning, Nothing):
            return meaning.query
        assert isinstance(meaning, Spoken)
        if self.waiting:
            await self.waiting.wait()
        if self.refuse(meaning):
            raise NotTaken
        self.taken.append(meaning.incoming.event_id)
        return ""


def polling(*answers: list[object] | TelegramError, **given: Any) -> tuple[Polling, Upstream, Inbox]:
    upstream = Upstream(answers)
    inbox = Inbox(None, None, None, **given)  # type: ignore[arg-type]
    return Polling(upstream, inbox, shortest=0.001), upstream, inbox


def said(*people: int, first: int = 100) -> list[Any]:
    """An update of each of these people."""
    api = BotApi()
    for person in people:
        Somebody(api, person).say("你好")
    return [{**update, "update_id": first + number} for number, update in enumerate(api.pending)]


async def run(polling: Polling) -> None:
    with pytest.raises(Enough):
        await polling.run()


async def test_what_is_taken_is_confirmed_by_the_next_call() -> None:
    loop, upstream, inbox = polling(said(1, 2), said(3, first=105))
    await run(loop)
    assert inbox.taken == ["100", "101", "105"]
    assert upstream.offsets == [None, 102, 106]


async def test_a_button_is_told_that_it_was_heard() -> None:
    queries: list[str] = []
    loop, _, inbox = polling([{"update_id": 100, "callback_query": {"id": "51", "from": {"id": 1}, "data": "?"}}])
    inbox.afterwards = SimpleNamespace(settle=queries.append)  # type: ignore[assignment]
    await run(loop)
    assert queries == ["51"]


async def test_nothing_is_confirmed_before_all_of_it_is_taken() -> None:
    loop, upstream, inbox = polling(said(1, 2))
    inbox.waiting = asyncio.Event()
    running = asyncio.create_task(loop.run())
    for _ in range(20):
        await asyncio.sleep(0)
    assert upstream.offsets == [None]
    inbox.waiting.set()
    with pytest.raises(Enough):
        await running
    assert upstream.offsets == [None, 102]


async def test_what_could_not_be_kept_is_tried_again_before_anything_is_confirmed() -> None:
    tries = iter([True, True, False])
    loop, upstream, inbox = polling(
        said(1, 2, 3), refuse=lambda meaning: meaning.incoming.person == "2" and next(tries)
    )
    await run(loop)
    assert inbox.taken == ["100", "102", "101"]
    assert upstream.offsets == [None, 103]


async def test_nothing_of_one_person_overtakes_what_could_not_be_kept() -> None:
    tries = iter([True, False, False])
    loop, _, inbox = polling(said(1, 1, 2), refuse=lambda meaning: meaning.incoming.person == "1" and next(tries))
    await run(loop)
    assert inbox.taken == ["102", "100", "101"]


async def test_one_person_may_have_a_hundred_updates_waiting() -> None:
    loop, _, inbox = polling(said(*[1] * 100))
    await run(loop)
    assert inbox.taken == [str(100 + number) for number in range(100)]


@pytest.mark.parametrize(
    "malformed",
    [{"update_id": 101}, {"update_id": 101, "message": 5}, {"update_id": 101, "message": {}}, "x", None, [], {}, 7],
)
async def test_a_malformed_update_is_set_aside_and_confirmed_with_the_others(malformed: object) -> None:
    one, other = said(1, 2)
    loop, upstream, inbox = polling([one, malformed, {**other, "update_id": 102}])
    await run(loop)
    assert inbox.taken == ["100", "102"]
    assert upstream.offsets == [None, 103]


async def test_what_was_set_aside_is_on_record_without_a_word_of_it() -> None:
    wrong = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": ["13800138000"]}
    loop, *_ = polling([{"update_id": 101, "message": wrong}])
    with capture_logs() as logs:
        await run(loop)
    (line,) = logs
    assert (line["event"], line["update"], line["wrong"]) == ("telegram.set_aside", 101, "message.text: string_type")
    assert "13800138000" not in str(logs)


@pytest.mark.parametrize(
    "error", [NetworkError("Bad Gateway"), Conflict("terminated"), Flooded(timedelta(0)), TelegramError("odd")]
)
async def test_whatever_goes_wrong_it_asks_again_from_where_it_was(error: TelegramError) -> None:
    loop, upstream, inbox = polling(said(1), error, error, error, said(2, first=101))
    await run(loop)
    assert inbox.taken == ["100", "101"]
    assert upstream.offsets == [None, 101, 101, 101, 101, 102]


async def test_another_program_with_this_token_is_named_in_the_log() -> None:
    loop, *_ = polling(Conflict("terminated by other getUpdates request"))
    with capture_logs() as logs:
        await run(loop)
    assert logs[0]["event"] == "telegram.conflict"
    assert "only one may" in logs[0]["why"]


async def test_a_token_that_is_not_accepted_ends_it() -> None:
    loop, *_ = polling(InvalidToken("Unauthorized"))
    with pytest.raises(InvalidToken):
        await loop.run()


async def test_a_server_that_does_not_wait_is_not_asked_without_end() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    loop, upstream, _ = polling([], [], [])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.channels.telegram.polling.asyncio.sleep", sleep)
        await run(loop)
    assert slept == [0.001] * 3
    assert upstream.offsets == [None] * 4
