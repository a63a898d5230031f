"""The server on a port of this machine: calls come in over HTTP, and updates go out to a webhook that was set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram.botapi.server import BotApi


@asynccontextmanager
async def served(api: BotApi, port: int = 0) -> AsyncIterator[str]:
    """The address of the server, for as long as the block lasts."""
    app = web.Application(client_max_size=10 * 1024 * 1024)
    app.router.add_route("*", "/bot{token}/{method}", _handler(api))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, keepalive_timeout=75)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    assert site._server is not None
    bringing = asyncio.create_task(bring(api))
    try:
        (address, *_) = site._server.sockets  # type: ignore[attr-defined]
        yield f"http://127.0.0.1:{address.getsockname()[1]}"
    finally:
        bringing.cancel()
        with suppress(asyncio.CancelledError):
            await bringing
        await runner.cleanup()


def _handler(api: BotApi) -> Any:
    async def handle(request: web.Request) -> web.Response:
        given = await _given(request)
        if given is None:
            return web.json_response({"ok": False, "error_code": 400, "description": "Bad Request"}, status=400)
        status, answer = await api.answer(request.match_info["token"], request.match_info["method"], given)
        return web.json_response(answer, status=status)

    return handle


async def _given(request: web.Request) -> dict[str, Any] | None:
    """The parameters: from the address, a form, or JSON."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            return None
        return {**given, **body} if isinstance(body, dict) else None
    return {**given, **await request.post()}


async def bring(api: BotApi) -> None:
    """Bring updates to the webhook while there is one. What was not received is brought again."""
    async with aiohttp.ClientSession() as session:
        while True:
            if not (api.webhook and api.pending):
                api._news.clear()
                await api._news.wait()
                continue
            most = int(api.webhook.get("max_connections", 40))
            batch = api.pending[:most]
            taken = await asyncio.gather(*(_bring_one(api, session, update) for update in batch))
            gone = {update["update_id"] for update, was_taken in zip(batch, taken, strict=True) if was_taken}
            api.pending = [update for update in api.pending if update["update_id"] not in gone]
            if not gone:
                await asyncio.sleep(0.05)


async def _bring_one(api: BotApi, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
    headers = {}
    if secret := api.webhook.get("secret_token"):
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    try:
        async with session.post(api.webhook["url"], json=update, headers=headers) as response:
            body = await response.read()
            if not 200 <= response.status < 300:
                return False
    except (aiohttp.ClientError, KeyError):
        return False
    await api.answered(response.content_type, body)
    return True
