"""The peers as whole bots, for the dialogue over HTTP: as they come, and as well as they let themselves be set up.

All keep nothing, which is the fastest they can be. Logging is off.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import orjson
import uvloop
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bench.peers import aiogram_fsm, ptb
from bot.process import settle_down

PATH = "/telegram"
CONNECTIONS = 256
HTTPX_CONNECTIONS = 16
"""The more connections httpx has, the longer it looks for a free one: with PTB's own 256 this is half as fast."""

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]


class AiohttpRequest(BaseRequest):
    """PTB's calls through aiohttp and orjson: half of what PTB costs over HTTP is its own client."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """As PTB's own."""
        return 5.0

    async def initialize(self) -> None:
        """One session, whose connections are kept open."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))

    async def shutdown(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read by orjson."""
        return orjson.loads(payload)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: object, **more: object
    ) -> tuple[int, bytes]:
        """One call."""
        assert self._session is not None
        form = request_data.json_parameters if request_data else None
        async with self._session.request(method, url, data=form) as response:
            return response.status, await response.read()


def _builder(api: str) -> Builder:
    return ApplicationBuilder().token(ptb.TOKEN).base_url(f"{api}/bot")


def ptb_default(api: str, port: int) -> None:
    """As its examples have it."""
    application = _builder(api).build()
    application.add_handler(ptb.Newborn(None).handler(persistent=False))
    application.run_polling()


def ptb_concurrent(api: str, port: int) -> None:
    """Everybody at once, each person in order, on the faster loop; its own client, with connections for all."""

    async def run() -> None:
        builder = _builder(api).concurrent_updates(ptb.InOrder()).job_queue(None)
        application = builder.connection_pool_size(HTTPX_CONNECTIONS).pool_timeout(60).build()
        application.add_handler(ptb.Newborn(None).handler(persistent=False))
        async with application:
            settle_down()
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling()
            await asyncio.Event().wait()

    uvloop.run(run())


def ptb_best(api: str, port: int) -> None:
    """The same with calls by aiohttp, and updates that come in through a webhook on aiohttp."""

    async def run() -> None:
        builder = _builder(api).concurrent_updates(ptb.InOrder()).job_queue(None).updater(None)
        application = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).build()
        application.add_handler(ptb.Newborn(None).handler(persistent=False))

        async def receive(request: web.Request) -> web.Response:
            application.update_queue.put_nowait(Update.de_json(orjson.loads(await request.read()), application.bot))
            return web.Response()

        async with application, AsyncExitStack() as stack:
            settle_down()
            await application.start()
            await _serve(receive, port, stack)
            await asyncio.Event().wait()

    uvloop.run(run())


def aiogram_default(api: str, port: int) -> None:
    """As its examples have it."""
    dispatcher = Dispatcher()
    dispatcher.include_router(aiogram_fsm.newborn())
    asyncio.run(dispatcher.start_polling(_aiogram_bot(api)))


def aiogram_webhook(api: str, port: int) -> None:
    """Its own webhook handler, which takes updates in the background; the faster loop and orjson."""
    _aiogram(api, port, in_background=True)


def aiogram_best(api: str, port: int) -> None:
    """The same, with the reply in the webhook's own answer, which saves a call."""
    _aiogram(api, port, in_background=False)


def _aiogram(api: str, port: int, *, in_background: bool) -> None:
    async def run() -> None:
        dispatcher = Dispatcher(storage=MemoryStorage(), events_isolation=SimpleEventIsolation())
        dispatcher.include_router(aiogram_fsm.newborn())
        handler = SimpleRequestHandler(dispatcher, _aiogram_bot(api), handle_in_background=in_background)
        settle_down()
        async with AsyncExitStack() as stack:
            await _serve(handler.handle, port, stack)
            await asyncio.Event().wait()

    uvloop.run(run())


def _aiogram_bot(api: str) -> AiogramBot:
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(api),
        limit=CONNECTIONS,
        json_loads=orjson.loads,
        json_dumps=lambda value: orjson.dumps(value).decode(),
    )
    return AiogramBot(aiogram_fsm.TOKEN, session=session)


async def _serve(receive: Callable[[web.Request], Any], port: int, stack: AsyncExitStack) -> None:
    app = web.Application()
    app.router.add_post(PATH, receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port).start()


BOTS = {
    bot.__name__: bot for bot in (ptb_default, ptb_concurrent, ptb_best, aiogram_default, aiogram_webhook, aiogram_best)
}


def main() -> None:
    """Run one of them until killed."""
    name, api, port = sys.argv[1:]
    logging.disable(logging.WARNING)
    BOTS[name](api, int(port))


if __name__ == "__main__":
    main()
