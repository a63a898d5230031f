"""Outcomes: what every answer of the Bot API, and every way of getting none, says about a message."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.api import Api, rewrite, set_keys, settle_query
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.marked import Marked
from bot.channels.telegram.outcomes import outcome_of
from bot.channels.telegram.request import Request
from bot.outcome import Later, Outcome, Refused, Sent, Unknown, Unreachable

GOOD = {"ok": True, "result": {"message_id": 7}}


class Upstream:
    """A port that answers as it is told to."""

    def __init__(self) -> None:
        self.answer: Callable[[web.Request], Any] = lambda request: web.json_response(GOOD)
        self.seen: list[dict[str, Any]] = []
        self.address = ""
        self.connections: set[object] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        self.seen.append(await request.json())
        answer = self.answer(request)
        answered = await answer if asyncio.iscoroutine(answer) else answer
        assert isinstance(answered, web.StreamResponse)
        return answered

    def refuse(self, status: int, why: str = "", **parameters: object) -> None:
        body = {"ok": False, "error_code": status, "description": why, "parameters": parameters}
        self.answer = lambda request: web.json_response(body, status=status)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", upstream.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    upstream.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield upstream
    await runner.cleanup()


@pytest.fixture
async def api(upstream: Upstream) -> AsyncIterator[Api]:
    request = Request(patience=0.2, to_connect=0.2)
    yield Api(Bot("42:secret-token", base_url=f"{upstream.address}/bot", request=request, get_updates_request=request))
    await request.shutdown()


async def outcome(api: Api, person: str = "5") -> Outcome:
    try:
        return Sent(str(await api.send(person, Marked("你好", ((0, 1),)))))
    except TelegramError as error:
        return outcome_of(error)


async def test_a_message_that_arrives_is_named(api: Api, upstream: Upstream) -> None:
    assert await outcome(api) == Sent("7")
    assert upstream.seen == [
        {
            "chat_id": 5,
            "text": "你好",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
            "link_preview_options": {"is_disabled": True},
        }
    ]


@pytest.mark.parametrize(
    ("status", "why", "expected"),
    [
        (403, "Forbidden: bot was blocked by the user", Unreachable()),
        (403, "Forbidden: user is deactivated", Unreachable()),
        (403, "Forbidden: bot can't initiate conversation with a user", Unreachable()),
        (400, "Bad Request: chat not found", Unreachable()),
        (400, "Bad Request: PEER_ID_INVALID", Unreachable()),
        (400, "Bad Request: message is too long", Refused("Message is too long")),
        (400, "Bad Request: BUTTON_DATA_INVALID", Refused("Button_data_invalid")),
        (401, "Unauthorized", Later(timedelta(minutes=1), everybody=True)),
        (404, "Not Found", Later(timedelta(minutes=1), everybody=True)),
        (409, "Conflict: terminated", Later(timedelta(minutes=1), everybody=True)),
        (500, "Internal Server Error", Later()),
        (502, "Bad Gateway", Later()),
        (503, "Service Unavailable", Later()),
        (504, "Gateway Timeout", Unknown()),
    ],
)
async def test_a_refusal_says_what_to_do(
    api: Api, upstream: Upstream, status: int, why: str, expected: Outcome
) -> None:
    upstream.refuse(status, why)
    assert await outcome(api) == expected


@pytest.mark.parametrize(
    ("given", "wait"), [(17, 17), (0, 1), ("x", 1), (None, 1), (float(3), 3), (10**12, 86400), (10**400, 1)]
)
async def test_a_flood_silences_the_whole_channel(api: Api, upstream: Upstream, given: object, wait: int) -> None:
    upstream.refuse(429, "Too Many Requests", retry_after=given)
    assert await outcome(api) == Later(timedelta(seconds=wait), everybody=True)


async def test_a_flood_that_says_nothing_lasts_a_moment(api: Api, upstream: Upstream) -> None:
    upstream.answer = lambda request: web.Response(status=429, text="slow down")
    assert await outcome(api) == Later(timedelta(seconds=1), everybody=True)


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"ok":true}', '{"ok":true,"result":{}}', '{"ok":true,"result":5}']
)
async def test_an_answer_that_names_no_message_leaves_it_open(api: Api, upstream: Upstream, body: str) -> None:
    upstream.answer = lambda request: web.Response(text=body)
    assert await outcome(api) == Unknown()


async def test_no_answer_in_time_leaves_it_open(api: Api, upstream: Upstream) -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    upstream.answer = never
    assert await outcome(api) == Unknown()


async def test_a_connection_that_breaks_after_the_call_leaves_it_open(api: Api, upstream: Upstream) -> None:
    def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    upstream.answer = hang_up
    assert await outcome(api) == Unknown()


async def test_an_answer_that_breaks_off_leaves_it_open(api: Api, upstream: Upstream) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok":')
        assert request.transport is not None
        request.transport.abort()
        return response

    upstream.answer = half
    assert await outcome(api) == Unknown()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1", "http://nobody.invalid", "http://127.0.0.1:99999", "https://127.0.0.1:1"]
)
async def test_what_was_never_handed_over_is_tried_again(address: str) -> None:
    async with Request(to_connect=0.5) as request:
        api = Api(Bot("42:secret-token", base_url=f"{address}/bot", request=request, get_updates_request=request))
        assert await outcome(api) == Later()


async def test_connections_are_kept_open(api: Api, upstream: Upstream) -> None:
    for _ in range(20):
        assert await outcome(api) == Sent("7")
    assert len(upstream.connections) == 1


async def test_a_notice_is_counted_once_it_need_not_wait_for_a_connection(api: Api, upstream: Upstream) -> None:
    channel = TelegramChannel(api)
    assert api.begin(set_keys("77", 7)) is None
    await channel.pace.notice()
    begun = api.begin(set_keys("77", 7))
    assert begun is not None
    await begun
    assert len(upstream.connections) == 1


async def test_people_do_not_wait_for_one_another(api: Api, upstream: Upstream) -> None:
    together = asyncio.Barrier(30)

    async def once_all_are_here(request: web.Request) -> web.Response:
        async with asyncio.timeout(5):
            await together.wait()
        return web.json_response(GOOD)

    upstream.answer = once_all_are_here
    async with Request() as patient:
        wide = Api(Bot("42:secret-token", base_url=f"{upstream.address}/bot", request=patient))
        assert set(await asyncio.gather(*(outcome(wide, str(person)) for person in range(30)))) == {Sent("7")}


@pytest.mark.parametrize(
    "why",
    [
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_what_is_done_already_counts_as_done(api: Api, upstream: Upstream, why: str) -> None:
    upstream.refuse(400, why)
    await api.settle(rewrite("5", 7, Marked("你好")))
    await api.settle(set_keys("5", 7))
    await api.settle(settle_query("99"))


async def test_any_other_refusal_of_an_edit_is_raised(api: Api, upstream: Upstream) -> None:
    upstream.refuse(400, "Bad Request: message to edit not found")
    with pytest.raises(TelegramError, match="not found"):
        await api.settle(rewrite("5", 7, Marked("你好")))


def test_nothing_that_is_printed_shows_the_token() -> None:
    assert "secret-token" not in repr(Api(Bot("42:secret-token")))
