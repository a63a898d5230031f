"""The webhook: strangers are refused unheard, and Telegram is told that an update arrived once it is on the disk."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from bot.channels.telegram.reading import Meaning, Nothing, Spoken
from bot.channels.telegram.taking import NotTaken, Taking
from bot.channels.telegram.webhook import LARGEST, PATH, SECRET_HEADER, webhook
from tests.telegram.botapi.by_answer import call_in
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody

SECRET = "a-secret-of-Telegram_1"


class Inbox(Taking):
    """Takes what it is brought, unless it cannot keep anything."""

    def __init__(self) -> None:
        self.taken: list[Meaning] = []
        self.kept = asyncio.Event()
        self.kept.set()
        self.fails = False
        self.query = ""
        self.username = ""

    async def take(self, meaning: Meaning) -> str:
        await self.kept.wait()
        if self.fails:
            raise NotTaken
        self.taken.append(meaning)
        return self.query


class Counting:
    """Counts how much of each body is asked for."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.read = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            self.read += len(message.get("body", b""))
            return message

        await self.app(scope, counted, send)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def counting(inbox: Inbox) -> Counting:
    return Counting(Starlette(routes=[webhook(inbox, SecretStr(SECRET))]))


@asynccontextmanager
async def caller(counting: Counting) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(counting), base_url="http://canbao.example") as client:
        yield client


def update() -> dict[str, Any]:
    api = BotApi()
    Somebody(api).say("你好")
    return api.pending[-1]


async def answer(counting: Counting, body: bytes | None = None, secret: str | None = SECRET) -> httpx2.Response:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    content = json.dumps(update()).encode() if body is None else body
    async with caller(counting) as client:
        return await client.post(PATH, content=content, headers=headers)


async def bring(counting: Counting, body: bytes | None = None, secret: str | None = SECRET) -> int:
    return (await answer(counting, body, secret)).status_code


async def test_what_telegram_brings_is_taken(counting: Counting, inbox: Inbox) -> None:
    assert await bring(counting) == 200
    (meaning,) = inbox.taken
    assert isinstance(meaning, Spoken)


@pytest.mark.parametrize("secret", [None, "", "x", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "Telegram"])
async def test_a_stranger_is_refused_unheard(counting: Counting, inbox: Inbox, secret: str | None) -> None:
    assert await bring(counting, secret=secret) == 403
    assert counting.read == 0
    assert inbox.taken == []


async def test_a_stranger_who_never_sends_a_body_is_refused_at_once(counting: Counting) -> None:
    answers: list[Message] = []

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "headers": [(b"content-length", b"65536"), (SECRET_HEADER.lower().encode(), b"\xff\xfe\xe4")],
    }
    await counting(scope, never, send)
    assert answers[0]["status"] == 403


async def test_it_answers_once_the_update_is_kept(counting: Counting, inbox: Inbox) -> None:
    inbox.kept.clear()
    bringing = asyncio.create_task(bring(counting))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not bringing.done()
    inbox.kept.set()
    assert await bringing == 200


async def test_what_could_not_be_kept_is_to_be_brought_again(counting: Counting, inbox: Inbox) -> None:
    inbox.fails = True
    assert await bring(counting) == 503
    inbox.fails = False
    assert await bring(counting) == 200
    assert len(inbox.taken) == 1


async def test_the_answer_says_that_a_button_was_heard(counting: Counting, inbox: Inbox) -> None:
    inbox.query = '5"1\u4e00'
    answered = await answer(counting)
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/json")
    assert call_in("application/json", answered.content) == ("answerCallbackQuery", {"callback_query_id": '5"1一'})


async def test_the_answer_says_nothing_else(counting: Counting, inbox: Inbox) -> None:
    assert (await answer(counting)).content == b""
    inbox.query, inbox.fails = "51", True
    answered = await answer(counting)
    assert (answered.status_code, answered.headers["retry-after"], answered.content) == (503, "5", b"")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id": "x"}', b"\xff", b"[" * 60_000])
async def test_what_cannot_be_read_need_not_come_again(counting: Counting, inbox: Inbox, body: bytes) -> None:
    assert await bring(counting, body) == 200
    assert inbox.taken == [Nothing()]


async def test_the_largest_update_is_taken_and_no_larger_one(counting: Counting, inbox: Inbox) -> None:
    small = json.dumps(update()).encode()
    assert await bring(counting, small + b" " * (LARGEST - len(small))) == 200
    assert await bring(counting, small + b" " * (LARGEST - len(small) + 1)) == 200
    assert len(inbox.taken) == 1


async def test_nobody_answers_who_hung_up(counting: Counting, inbox: Inbox) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"update_id": ', "more_body": True},
        {"type": "http.disconnect"},
    ]
    answers: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        answers.append(message)

    headers = [(SECRET_HEADER.lower().encode(), SECRET.encode())]
    await counting({"type": "http", "method": "POST", "path": PATH, "headers": headers}, receive, send)
    assert (answers, inbox.taken) == ([], [])


async def test_only_what_is_posted_is_read(counting: Counting) -> None:
    async with caller(counting) as client:
        assert (await client.get(PATH, headers={SECRET_HEADER: SECRET})).status_code == 405
