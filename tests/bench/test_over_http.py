"""The Bot API of the benchmark: it hands updates out until they are confirmed, and knows a reply in every dress."""

import asyncio
import json

import pytest

from bench.over_http.bot_api import BotApi

JSON = b'{"chat_id":1000000001,"text":"8"}'
FORM = b"text=8&chat_id=1000000001&reply_markup=%7B%7D"
PARTS = (
    b'--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name="method"\r\n\r\n'
    b"sendMessage\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b'Content-Disposition: form-data; name="chat_id"\r\n\r\n1000000001\r\n--x--'
)


@pytest.fixture
def replied() -> list[int]:
    return []


@pytest.fixture
def api(replied: list[int]) -> BotApi:
    return BotApi(lambda person, number: replied.append(person), frozenset({"sendMessage"}))


async def updates(api: BotApi, offset: int | None = None) -> list[int]:
    answer = await api.updates(b"" if offset is None else f'{{"offset": {offset}}}'.encode())
    return [update["update_id"] for update in json.loads(answer)["result"]]


async def test_updates_come_until_they_are_confirmed(api: BotApi) -> None:
    for number in (5, 6, 7):
        api.offer(number, f'{{"update_id":{number}}}'.encode())
    assert await updates(api) == [5, 6, 7]
    assert await updates(api, offset=6) == [6, 7]
    assert await updates(api, offset=7) == [7]


async def test_who_polls_waits_for_the_next_update(api: BotApi) -> None:
    polling = asyncio.create_task(updates(api))
    await api.polled.wait()
    api.offer(5, b'{"update_id":5}')
    assert await polling == [5]


@pytest.mark.parametrize("body", [JSON, FORM])
async def test_a_reply_is_noticed(api: BotApi, replied: list[int], body: bytes) -> None:
    answer = json.loads(api.call("sendMessage", body))
    assert answer["ok"]
    assert answer["result"]["message_id"]
    assert replied == [1000000001]


async def test_a_reply_in_a_webhooks_own_answer_is_noticed(api: BotApi, replied: list[int]) -> None:
    api.answered(PARTS)
    api.answered(PARTS.replace(b"sendMessage", b"answerCallbackQuery"))
    api.answered(b"")
    assert replied == [1000000001]


async def test_what_is_between_bot_and_platform_is_no_reply(api: BotApi, replied: list[int]) -> None:
    assert json.loads(api.call("answerCallbackQuery", JSON))["ok"]
    assert json.loads(api.call("setMyCommands", JSON)) == {"ok": True, "result": True}
    assert replied == []
