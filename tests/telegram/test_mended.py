"""What our proxy mends of servers that others wrote: a defect of its own would look like one of the bot."""

import asyncio
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram.e2e.program import TOKEN
from tests.telegram.e2e.proxy import proxy
from tests.telegram.e2e.telegram_test_api import Mended, TelegramTestApi

UPDATE = {"update_id": 7, "message": {"text": "2026年5月20日"}}


async def test_an_update_that_was_fetched_for_a_bot_that_died_is_brought_to_the_next() -> None:
    """The server forgets an update as soon as it was asked for, and takes a moment to answer."""
    updates, asked, may_answer = [UPDATE], asyncio.Event(), asyncio.Event()

    async def forget(request: web.Request) -> web.Response:
        given = updates.copy()
        updates.clear()
        asked.set()
        await may_answer.wait()
        return web.json_response({"ok": True, "result": given})

    app = web.Application()
    app.router.add_post("/bot{token}/getUpdates", forget)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session, aiohttp.ClientSession() as bot:
        mended = Mended(TelegramTestApi(f"http://127.0.0.1:{runner.addresses[0][1]}", session))
        async with proxy(mended.call) as address:

            async def poll() -> Any:
                async with bot.post(f"{address}/bot{TOKEN}/getUpdates", json={"timeout": 1}) as response:
                    return (await response.json())["result"]

            first = asyncio.create_task(poll())
            await asked.wait()
            first.cancel()
            await asyncio.wait([first])
            second = asyncio.create_task(poll())
            may_answer.set()
            assert await second == [UPDATE]
    await runner.cleanup()
