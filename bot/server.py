"""The server: one process that hosts the web page and whatever else listens on a port."""

import asyncio
import errno
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING

import structlog

from bot.announcements.following import Following
from bot.announcements.sending import Sending
from bot.app import clock_for, open_conversation
from bot.background import in_background
from bot.backup import KEPT, check_before_serving, keep_backups
from bot.channels.web.app import web_app
from bot.channels.web.server import Server
from bot.channels.web.stream import Streams
from bot.conversation import Conversation, today_in_china
from bot.hooks import configured
from bot.process import settle_down
from bot.retention import Retention, keep_no_longer_daily
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.telegram import Telegram

log = structlog.get_logger()


def serve(settings: Settings, *, browser: bool = False, today: date | None = None) -> None:
    """Run every channel that is configured until it is told to stop."""
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, browser, today))


def _listening(host: str, port: int) -> socket.socket:
    """The port, to be listened on. Raises OSError; where somebody else has it, that says what to do."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(
            f"端口 {port} 已经有程序在用，多半是参保通已经开着（比如 make run）。"
            "先在那个窗口按 Ctrl+C 停下，或者用 CANBAO_PORT 换一个端口。"
        ) from error


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop, where it is installed."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None


async def _serve(settings: Settings, browser: bool, today: date | None) -> None:
    check_before_serving(settings.database, settings.backups)
    async with AsyncExitStack() as stack:
        # The port comes first: where it is taken, another one serves, whose messages are not to be sent from here.
        listening = stack.enter_context(_listening(settings.host, settings.port))
        telegram = await stack.enter_async_context(_telegram(settings))
        channels = [telegram.channel] if telegram else []
        conversation = await stack.enter_async_context(
            open_conversation(settings, clock_for(today), channels, serves=True)
        )
        await stack.enter_async_context(_nightly(conversation, settings))
        sending = Sending.of(settings, conversation.database, conversation.clock, channels)
        await stack.enter_async_context(sending.running())
        following = Following(conversation.desk.office, conversation.clock, sending.quiet)
        await stack.enter_async_context(following.running())
        conversation.answers.get_ready(today_in_china(conversation.clock()))
        settle_down()
        streams = Streams()
        pages = web_app(conversation, secure_cookies=settings.secure_cookies, streams=streams)
        hooks = await stack.enter_async_context(telegram.taking(conversation)) if telegram else []
        config = configured(hooks, pages)
        address = f"http://{settings.host}:{listening.getsockname()[1]}/"
        log.info("参保通已启动", address=address, database=str(settings.database))
        if browser:
            webbrowser.open(address)
        await Server(config, streams).serve(sockets=[listening])


@asynccontextmanager
async def _telegram(settings: Settings) -> "AsyncIterator[Telegram | None]":
    """Telegram, where there is a bot for it. Its library takes a while to load, and is loaded only then."""
    if settings.telegram_token is None:
        yield None
        return
    from bot.channels.telegram.telegram import Telegram

    async with Telegram.open(settings) as telegram:
        yield telegram


@asynccontextmanager
async def _nightly(conversation: Conversation, settings: Settings) -> AsyncIterator[None]:
    """What is done once a day for as long as the block lasts: letting go of what is kept no longer, and a backup."""
    works = [keep_no_longer_daily(conversation.desk.office, Retention.of(settings), conversation.clock)]
    if settings.backups is not None:
        works.append(keep_backups(conversation.database, settings.backups, KEPT, conversation.clock))
    async with in_background(*works):
        yield
