"""The server: one process that hosts the web page and whatever else listens on a port."""

import asyncio
import contextlib
import socket
import webbrowser
from datetime import date

import structlog
import uvicorn

from bot.app import clock_for, open_conversation
from bot.channels.web.app import web_app
from bot.channels.web.server import Server
from bot.channels.web.stream import Streams
from bot.settings import Settings

log = structlog.get_logger()


def serve(settings: Settings, *, browser: bool = False, today: date | None = None) -> None:
    """Run the web chat until it is told to stop."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, browser, today))


async def _serve(settings: Settings, browser: bool, today: date | None) -> None:
    async with open_conversation(settings, clock_for(today)) as conversation:
        streams = Streams()
        app = web_app(conversation, secure_cookies=settings.secure_cookies, streams=streams)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        with socket.create_server((settings.host, settings.port)) as listening:
            address = f"http://{settings.host}:{listening.getsockname()[1]}/"
            log.info("参保通已启动", address=address, database=str(settings.database))
            if browser:
                webbrowser.open(address)
            await Server(config, streams).serve(sockets=[listening])
