"""The strict stub refuses what Telegram refuses: a double that is kinder than the real thing proves nothing."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import TOKEN, BotApi
from tests.telegram.botapi.somebody import Somebody

GOOD = {"chat_id": 5, "text": "你好"}


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    Somebody(api, 5).start()
    return api


async def call(api: BotApi, method: str, given: Mapping[str, Any] | None = None, token: str = TOKEN) -> Any:
    """The result of a call, or its status and the words of the refusal."""
    status, answer = await api.answer(token, method, dict(given or {}))
    return answer["result"] if answer["ok"] else (status, answer["description"])


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {**GOOD, "reply_markup": {"inline_keyboard": [list(buttons)]}}


BUTTON = {"text": "好", "callback_data": "a:b"}
BOLD = {"type": "bold", "offset": 0, "length": 1}


@pytest.mark.parametrize(
    "given",
    [
        GOOD,
        {**GOOD, "chat_id": "5"},
        {**GOOD, "text": "啊" * 4096},
        {**GOOD, "text": "😀" * 2048},
        {**GOOD, "entities": [BOLD]},
        {**GOOD, "entities": '[{"type": "bold", "offset": 1, "length": 1}]'},
        {**GOOD, "link_preview_options": {"is_disabled": True}},
        keys(BUTTON),
        keys(*[BUTTON] * 8),
        keys({"text": "好", "callback_data": "k" * 64}),
        keys({"text": "好", "callback_data": "啊" * 21}),
        keys({"text": "看", "url": "https://www.gov.cn/"}),
        {**GOOD, "reply_markup": '{"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}'},
    ],
)
async def test_what_is_allowed_is_sent(api: BotApi, given: dict[str, Any]) -> None:
    sent = await call(api, "sendMessage", given)
    assert sent["text"] == given["text"]
    assert sent["chat"]["id"] == 5


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "你好"}, "invalid chat_id"),
        ({**GOOD, "chat_id": 6}, "chat not found"),
        ({"chat_id": 5}, "message text is empty"),
        ({**GOOD, "text": " \n "}, "message text is empty"),
        ({**GOOD, "text": "啊" * 4097}, "message is too long"),
        ({**GOOD, "text": "😀" * 2049}, "message is too long"),
        ({**GOOD, "text": "\ud800"}, "UTF-8"),
        ({**GOOD, "txt": "你好"}, "no parameter txt"),
        ({**GOOD, "entities": [{**BOLD, "length": 3}]}, "behind the text"),
        ({**GOOD, "entities": [{**BOLD, "length": 0}]}, "wrong offset or length"),
        ({**GOOD, "entities": [{**BOLD, "offset": -1}]}, "wrong offset or length"),
        ({**GOOD, "entities": [{**BOLD, "type": "loud"}]}, "can't parse entities"),
        ({**GOOD, "text": "😀", "entities": [BOLD]}, "in the middle of a sign"),
        ({**GOOD, "entities": [BOLD], "parse_mode": "HTML"}, "exclude each other"),
        ({**GOOD, "link_preview_options": {"off": True}}, "link preview"),
        (keys({"text": "好", "callback_data": "k" * 65}), "BUTTON_DATA_INVALID"),
        (keys({"text": "好", "callback_data": "啊" * 22}), "BUTTON_DATA_INVALID"),
        (keys({"text": "好", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (keys({"text": "", "callback_data": "a"}), "with a text"),
        (keys({"text": "好"}), "exactly one action"),
        (keys({**BUTTON, "url": "https://www.gov.cn/"}), "exactly one action"),
        (keys({"text": "看", "url": "ftp://www.gov.cn/"}), "unsupported URL"),
        (keys(*[BUTTON] * 9), "too long"),
        ({**GOOD, "reply_markup": {"inline_keyboard": [[BUTTON]] * 101}}, "too long"),
        ({**GOOD, "reply_markup": {"keyboard": [[BUTTON]]}}, "reply markup"),
        ({**GOOD, "reply_markup": "{"}, "can't parse reply_markup"),
    ],
)
async def test_what_is_not_allowed_is_refused(api: BotApi, given: dict[str, Any], why: str) -> None:
    status, refused = await call(api, "sendMessage", given)
    assert status == 400
    assert why in refused
    assert api.chats[5].posted == {}


@pytest.mark.parametrize(
    ("token", "method", "status"),
    [("4242:wrong", "getMe", 401), ("wrong", "getMe", 404), (TOKEN, "sendmessage", 404), (TOKEN, "sendPigeon", 404)],
)
async def test_a_stranger_gets_nothing(api: BotApi, token: str, method: str, status: int) -> None:
    refused, _ = await call(api, method, token=token)
    assert refused == status


async def test_a_message_that_is_the_same_is_not_modified(api: BotApi) -> None:
    sent = await call(api, "sendMessage", keys(BUTTON))
    there = {"chat_id": 5, "message_id": sent["message_id"]}
    assert "not modified" in str(await call(api, "editMessageText", {**keys(BUTTON), **there}))
    assert (await call(api, "editMessageText", {**GOOD, **there}))["message_id"] == sent["message_id"]
    assert "not modified" in str(await call(api, "editMessageReplyMarkup", there))
    assert "not found" in str(await call(api, "editMessageText", {**GOOD, "message_id": 999, "chat_id": 5}))


async def test_a_query_is_answered_once_and_not_too_late(api: BotApi) -> None:
    somebody = Somebody(api, 5)
    await call(api, "sendMessage", keys(BUTTON))
    somebody.tap("好")
    (query,) = api.queries
    assert await call(api, "answerCallbackQuery", {"callback_query_id": query}) is True
    assert "too old" in str(await call(api, "answerCallbackQuery", {"callback_query_id": query}))
    assert "too old" in str(await call(api, "answerCallbackQuery", {"callback_query_id": "7"}))


async def test_who_has_not_begun_who_blocks_and_who_is_gone_cannot_be_written_to(api: BotApi) -> None:
    api.chat(6)
    assert await call(api, "sendMessage", {**GOOD, "chat_id": 6}) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    Somebody(api, 5).block()
    assert "blocked" in str(await call(api, "sendMessage", GOOD))
    assert api.pending[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    Somebody(api, 5).unblock()
    assert (await call(api, "sendMessage", GOOD))["message_id"]


async def test_updates_come_again_until_they_are_confirmed(api: BotApi) -> None:
    Somebody(api, 5).say("一")
    first = await call(api, "getUpdates")
    assert [update["message"]["text"] for update in first] == ["/start", "一"]
    assert await call(api, "getUpdates", {"limit": 1}) == first[:1]
    assert await call(api, "getUpdates", {"offset": first[0]["update_id"] + 1}) == first[1:]
    assert await call(api, "getUpdates", {"offset": first[1]["update_id"] + 1, "timeout": 0}) == []
    assert api.pending == []


async def test_only_what_was_asked_for_comes(api: BotApi) -> None:
    await call(api, "getUpdates", {"allowed_updates": ["callback_query"], "offset": -1})
    Somebody(api, 5).say("一")
    assert [update["message"]["text"] for update in api.pending] == ["/start"]


async def test_waiting_for_updates_ends_with_the_first(api: BotApi) -> None:
    waiting = asyncio.create_task(call(api, "getUpdates", {"offset": 2**40, "timeout": 30}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    Somebody(api, 5).say("一")
    assert [update["message"]["text"] for update in await waiting] == ["一"]


async def test_two_programs_cannot_both_wait(api: BotApi) -> None:
    first = asyncio.create_task(call(api, "getUpdates", {"offset": 2**40, "timeout": 30}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second = asyncio.create_task(call(api, "getUpdates", {"offset": 2**40, "timeout": 0}))
    assert (await first)[0] == 409
    assert await second == []


async def test_a_webhook_and_asking_exclude_each_other(api: BotApi) -> None:
    await call(api, "setWebhook", {"url": "http://127.0.0.1:1/"})
    assert (await call(api, "getUpdates"))[0] == 409
    await call(api, "deleteWebhook")
    assert len(await call(api, "getUpdates")) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://canbao.example/hook"},
        {"url": "https://canbao.example:8080/hook"},
        {"url": "https://canbao.example/hook", "secret_token": "秘密"},
        {"url": "https://canbao.example/hook", "secret_token": "a" * 257},
        {"url": "https://canbao.example/hook", "max_connections": 101},
    ],
)
async def test_a_webhook_that_telegram_would_not_call_is_refused(given: dict[str, Any]) -> None:
    status, _ = await call(BotApi(local=False), "setWebhook", given)
    assert status == 400


async def test_what_a_webhook_answers_with_is_done(api: BotApi) -> None:
    await api.answered("application/octet-stream", b"")
    await api.answered("application/json", json.dumps({"method": "sendMessage", **GOOD}).encode())
    assert [posted.text for posted in api.chats[5].posted.values()] == ["你好"]
    assert api.refusals == []


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("text/plain", b'{"method": "getMe"}', "text/plain"),
        ("application/octet-stream", b'{"method": "getMe"}', "octet-stream"),
        ("application/json", b"{", "no JSON"),
        ("application/json", b"\xff", "no JSON"),
        ("application/json", b"[]", "no method"),
        ("application/json", b"{}", "no method"),
        ("application/json", b'{"method": 5}', "no method"),
        ("application/json", b'{"method": "getMe"}', "getMe"),
        ("application/json", b'{"method": "setWebhook"}', "setWebhook"),
        ("application/json", b'{"method": "deleteWebhook"}', "deleteWebhook"),
        ("application/json", b'{"method": "sendPigeon"}', "Not Found"),
        ("application/json", b'{"method": "sendMessage"}', "invalid chat_id"),
        ("application/json", b'{"method": "answerCallbackQuery", "query": "1"}', "no parameter query"),
    ],
)
async def test_what_telegram_would_not_do_for_a_webhook_is_refused(
    api: BotApi, content_type: str, body: bytes, why: str
) -> None:
    api.webhook = {"url": "https://canbao.example"}
    await api.answered(content_type, body)
    ((_, refused),) = api.refusals
    assert why in refused
    assert api.webhook


async def test_a_flood_is_refused_with_how_long_to_wait(api: BotApi) -> None:
    api.be_flooded(3)
    status, answer = await api.answer(TOKEN, "sendMessage", dict(GOOD))
    assert status == 429
    assert 3 <= answer["parameters"]["retry_after"] <= 4
    assert api.during_silence == 1


async def test_too_many_in_a_second_are_refused(api: BotApi) -> None:
    api.per_second = 30
    sent = [await api.answer(TOKEN, "sendMessage", dict(GOOD)) for _ in range(32)]
    assert [status for status, _ in sent] == [200] * 30 + [429] * 2


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("setMyCommands", {"commands": [{"command": "Menu", "description": "菜单"}]}),
        ("setMyCommands", {"commands": [{"command": "menu", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "menu", "description": "菜单"}], "language_code": "zh-hans"}),
        ("setMyCommands", {"commands": [{"command": "menu", "description": "菜单"}] * 101}),
        ("setMyDescription", {"description": "啊" * 513}),
        ("setMyShortDescription", {"short_description": "啊" * 121}),
        ("getUpdates", {"limit": 101}),
    ],
)
async def test_what_is_too_much_is_refused(api: BotApi, method: str, given: dict[str, Any]) -> None:
    status, _ = await call(api, method, given)
    assert status == 400


async def test_the_server_speaks_http_in_every_way_the_bot_api_does(api: BotApi) -> None:
    async with served(api) as address, aiohttp.ClientSession() as session:
        there = f"{address}/bot{TOKEN}/sendMessage"
        async with session.post(there, json=GOOD) as response:
            assert (await response.json())["result"]["text"] == "你好"
        async with session.post(there, data={"chat_id": "5", "text": "你好"}) as response:
            assert (await response.json())["result"]["text"] == "你好"
        async with session.get(there, params={"chat_id": "5", "text": "你好"}) as response:
            assert (await response.json())["result"]["text"] == "你好"
        async with session.post(there, data=b"{", headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400
