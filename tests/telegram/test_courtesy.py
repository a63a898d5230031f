"""Courtesies: done beside the answers, a few at a time, and never in anybody's way."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from structlog.testing import capture_logs
from telegram import Bot
from telegram.error import BadRequest

from bot.channels.telegram.api import Api, settle_query
from bot.channels.telegram.courtesy import Courtesies
from bot.channels.telegram.request import Request
from bot.pace import Pace
from storage.errors import Busy


class Upstream:
    """A Bot API that answers every call with the same, as soon as it may."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[str] = []
        self.two_were_heard = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def answer(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.heard.append(str(given["callback_query_id"]))
        if len(self.heard) == 2:
            self.two_were_heard.set()
        await self.may_answer.wait()
        return web.json_response({"ok": self.status == 200, "result": True}, status=self.status)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
async def api(upstream: Upstream) -> AsyncIterator[Api]:
    app = web.Application()
    app.router.add_post("/{path:.*}", upstream.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address, request = f"http://127.0.0.1:{runner.addresses[0][1]}", Request()
    yield Api(Bot("42:x", base_url=f"{address}/bot", request=request, get_updates_request=request))
    await request.shutdown()
    await runner.cleanup()


async def test_only_a_few_are_done_at_once_and_too_many_are_left_undone(api: Api) -> None:
    courtesies, may_end, begun, done = Courtesies(api, Pace(), at_once=2, most_waiting=3), asyncio.Event(), [], []

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


async def test_of_calls_as_well(api: Api, upstream: Upstream) -> None:
    courtesies = Courtesies(api, Pace(), at_once=2, most_waiting=3)
    upstream.may_answer.clear()
    for number in range(10):
        courtesies.do(settle_query(str(number)))
    async with asyncio.timeout(5):
        await upstream.two_were_heard.wait()
    assert len(courtesies.under_way) == 2
    upstream.may_answer.set()
    await courtesies.finish()
    assert sorted(upstream.heard) == ["0", "1", "2", "3", "4"]


async def test_a_call_on_an_open_connection_is_made_at_once_and_without_a_task(api: Api, upstream: Upstream) -> None:
    courtesies = Courtesies(api, Pace())
    for number in ("a", "b", "c"):
        courtesies.do(settle_query(number))
        (begun,) = courtesies.under_way
        assert isinstance(begun, asyncio.Task) == (number == "a")  # which opened the connection
        await courtesies.finish()
    assert upstream.heard == ["a", "b", "c"]


@pytest.mark.parametrize("before", [0, 1], ids=["connecting", "connected"])
async def test_a_call_that_is_refused_is_nobodys_trouble(api: Api, upstream: Upstream, before: int) -> None:
    courtesies = Courtesies(api, Pace())
    for number in range(before):
        courtesies.do(settle_query(str(number)))
        await courtesies.finish()
    upstream.status = 403
    with capture_logs() as logs:
        courtesies.do(settle_query("refused"))
        await courtesies.finish()
    assert [line["log_level"] for line in logs] == ["debug"]
    assert upstream.heard[-1] == "refused"


async def test_a_connection_that_ends_under_a_call_is_nobodys_trouble(api: Api, upstream: Upstream) -> None:
    courtesies = Courtesies(api, Pace())
    courtesies.do(settle_query("first"))
    await courtesies.finish()
    upstream.may_answer.clear()
    with capture_logs() as logs:
        courtesies.do(settle_query("second"))
        await api.bot.request.shutdown()
        await courtesies.finish()
    assert [line["error"] for line in logs if line["log_level"] == "debug"] == ["NoAnswer"]
    upstream.may_answer.set()


async def test_in_a_silence_nothing_is_done_and_after_it_what_waited(api: Api, upstream: Upstream) -> None:
    courtesies, all_done = Courtesies(api, Pace(), most_waiting=3), asyncio.Event()

    async def one() -> None:
        upstream.heard.append("no call")
        all_done.set()

    courtesies.do(settle_query("before"))
    await courtesies.finish()
    courtesies.pace.be_silent(timedelta(seconds=0.2))
    for number in ("a", "b"):
        courtesies.do(settle_query(number))
    for work in (one(), one()):
        courtesies.do(work)  # the last is one too many
    assert not courtesies.under_way
    courtesies.pace.be_silent(timedelta(seconds=0.3))  # it may grow longer meanwhile
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(5):
        await all_done.wait()
    assert asyncio.get_running_loop().time() - began > 0.25
    await courtesies.finish()
    assert sorted(upstream.heard) == ["a", "b", "before", "no call"]


async def test_at_the_end_nobody_waits_for_a_silence(api: Api, upstream: Upstream) -> None:
    courtesies = Courtesies(api, Pace())
    courtesies.pace.be_silent(timedelta(hours=1))
    courtesies.do(settle_query("never"))
    await courtesies.finish()
    assert courtesies._silence
    with pytest.raises(asyncio.CancelledError):
        await courtesies._silence
    assert upstream.heard == []


@pytest.mark.parametrize("error", [BadRequest("message to edit not found"), Busy("busy")])
async def test_one_that_fails_is_nobodys_trouble(api: Api, error: Exception) -> None:
    async def failing() -> None:
        raise error

    courtesies = Courtesies(api, Pace())
    with capture_logs() as logs:
        courtesies.do(failing())
        await courtesies.finish()
    assert [line["log_level"] for line in logs] == ["debug"]


async def test_one_with_a_defect_keeps_no_other_from_being_done(api: Api) -> None:
    courtesies, done = Courtesies(api, Pace(), at_once=1), []

    async def defective() -> None:
        raise KeyError("whatever a person wrote")

    async def one() -> None:
        done.append(1)

    with capture_logs() as logs:
        courtesies.do(defective())
        courtesies.do(one())
        await courtesies.finish()
    assert done == [1]
    assert [(line["log_level"], line["error"]) for line in logs] == [("error", "KeyError")]
    assert "whatever" not in str(logs)


async def test_at_the_end_what_takes_too_long_is_given_up(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.courtesy._FAREWELL", 0.01)
    courtesies, ended = Courtesies(api, Pace()), asyncio.Event()

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
