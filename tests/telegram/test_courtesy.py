"""Courtesies: done beside the answers, a few at a time, and never in anybody's way."""

import asyncio
import inspect

import pytest
from structlog.testing import capture_logs
from telegram.error import BadRequest

from bot.channels.telegram.courtesy import Courtesies
from storage.errors import Busy


async def test_only_a_few_are_done_at_once_and_too_many_are_left_undone() -> None:
    courtesies, may_end, begun, done = Courtesies(at_once=2, most_waiting=3), asyncio.Event(), [], []

    async def one(number: int) -> None:
        begun.append(number)
        await may_end.wait()
        done.append(number)

    for number in range(10):
        courtesies.do(one(number))
    for _ in range(5):
        await asyncio.sleep(0)
    assert begun == [0, 1]
    may_end.set()
    await courtesies.finish()
    assert done == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("error", [BadRequest("message to edit not found"), Busy("busy")])
async def test_one_that_fails_is_nobodys_trouble(error: Exception) -> None:
    async def failing() -> None:
        raise error

    courtesies = Courtesies()
    with capture_logs() as logs:
        courtesies.do(failing())
        await courtesies.finish()
    assert [line["log_level"] for line in logs] == ["debug"]


async def test_one_with_a_defect_keeps_no_other_from_being_done() -> None:
    courtesies, done = Courtesies(at_once=1), []

    async def defective() -> None:
        raise KeyError

    async def one() -> None:
        done.append(1)

    courtesies.do(defective())
    courtesies.do(one())
    (first,) = courtesies._tasks
    with pytest.raises(KeyError):
        await first
    await courtesies.finish()
    assert done == [1]


async def test_at_the_end_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.courtesy._FAREWELL", 0.01)
    courtesies, ended = Courtesies(), asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = endless()
    courtesies.at_once = 1
    courtesies.do(endless())
    courtesies.do(waiting)
    await courtesies.finish()
    async with asyncio.timeout(5):
        await ended.wait()
    assert inspect.getcoroutinestate(waiting) == inspect.CORO_CLOSED
