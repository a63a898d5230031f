"""A proxy on a port of this machine, between the bot and a server that gets something wrong."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Answer = dict[str, Any]
Call = Callable[[str, str, Answer], Awaitable[Answer]]
"""A call of the bot: the token, the method and what is given. Returns the answer."""


@asynccontextmanager
async def proxy(call: Call, bring: Callable[[Answer], Awaitable[None]] | None = None) -> AsyncIterator[str]:
    """The address to give the bot as that of the Bot API; `bring` takes what the server brings to `/hook`."""

    async def called(request: web.Request) -> web.Response:
        given = await request.json() if request.can_read_body else {}
        answer = await call(request.match_info["token"], request.match_info["method"], given)
        return web.json_response(answer, status=200 if answer["ok"] else answer["error_code"])

    async def brought(request: web.Request) -> web.Response:
        if bring is not None:
            await bring(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", called)
    app.router.add_post("/hook", brought)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
