"""Telegram, wired: from its settings to a channel that sends, and to what takes updates in."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

import structlog
from pydantic import SecretStr
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.afterwards import Afterwards
from bot.channels.telegram.api import Api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.outcomes import NO_SUCH_BOT
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.profile import set_profile
from bot.channels.telegram.redaction import redact_logs
from bot.channels.telegram.request import Request
from bot.channels.telegram.taking import Taking
from bot.channels.telegram.update import KINDS
from bot.channels.telegram.webhook import PATH, webhook
from bot.conversation import Conversation
from bot.settings import Settings

log = structlog.get_logger()

_AGAIN = 5.0
"""Seconds until Telegram is called again when it does not answer at the start."""

_UNTIL_IT_IS_KNOWN = 60.0
"""Seconds until a token that was not accepted is tried again."""

_LOOKED_AT_EVERY = 300.0
"""Seconds between two looks at whether updates are still brought to us: whoever takes them away does not say so."""

_TAKEN_AWAY = (
    "another program with this token had the updates of this bot brought elsewhere, or fetched them itself: only one "
    "may. Stop the other one; they are asked for again"
)


@dataclass
class Telegram:
    """The Telegram side of a deployment."""

    settings: Settings
    api: Api
    channel: TelegramChannel = field(init=False)
    secret: SecretStr = field(init=False)

    def __post_init__(self) -> None:
        self.channel = TelegramChannel(self.api)
        # Telegram is told the secret at every start, so one that nobody chose serves as well.
        self.secret = self.settings.telegram_secret or SecretStr(secrets.token_urlsafe(32))

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        """The connections to Telegram, as the settings have it. They must be open for as long as anything is sent."""
        if settings.telegram_token is None:
            raise ValueError("without a token there is no bot")
        redact_logs()
        request = Request()
        token, base = settings.telegram_token.get_secret_value(), settings.telegram_address.rstrip("/")
        bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
            get_updates_request=request,
        )
        try:
            yield cls(settings, Api(bot))
        finally:
            await request.shutdown()

    @asynccontextmanager
    async def taking(self, conversation: Conversation) -> AsyncIterator[list[Route]]:
        """Take updates in for as long as the block lasts. Yields what has to be served for it."""
        afterwards = Afterwards(self.api, conversation.database, self.channel.keyboards, self.channel.courtesies)
        taking = Taking(conversation, afterwards, self.channel)
        task = asyncio.create_task(self._run(taking))
        try:
            yield [webhook(taking, self.secret)] if self.settings.telegram_mode == "webhook" else []
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.channel.courtesies.finish()

    async def _run(self, taking: Taking) -> None:
        while True:
            wait = _AGAIN
            try:
                await self._begin(taking)
                if self.settings.telegram_mode == "webhook":
                    wait = await self._until_taken_away()
                else:
                    await Polling(self.api, taking).run()
            except InvalidToken:  # a proxy that has lost its way for a moment says the same
                wait = _UNTIL_IT_IS_KNOWN
                log.error("telegram.refused", why=NO_SUCH_BOT, wait=wait)
            except BadRequest as error:  # such as an address that Telegram will bring nothing to
                log.error("telegram.refused", why=f"{error.message:.200}", wait=wait)
            except TelegramError as error:
                log.warning("telegram.not_reached", error=type(error).__name__, wait=wait)
            except Exception as error:  # a defect must not leave us deaf for good
                log.error("telegram.failed", error=type(error).__name__)
            await asyncio.sleep(wait)

    @property
    def _address(self) -> str:
        """Where updates are brought."""
        return f"{(self.settings.public_address or '').rstrip('/')}{PATH}"

    async def _until_taken_away(self) -> float:
        """Return when updates are no longer brought to us, and how many seconds to wait before they are asked for."""
        while True:
            await asyncio.sleep(_LOOKED_AT_EVERY)
            if (await self.api.call("getWebhookInfo", {})).get("url") != self._address:
                log.error("telegram.conflict", why=_TAKEN_AWAY, wait=_AGAIN)
                return _AGAIN

    async def _begin(self, taking: Taking) -> None:
        me = await self.api.call("getMe", {})
        taking.username = str(me.get("username", ""))
        if self.settings.telegram_mode == "webhook":
            await self.api.call(
                "setWebhook",
                {
                    "url": self._address,
                    "secret_token": self.secret.get_secret_value(),
                    "allowed_updates": KINDS,
                    "max_connections": 100,
                },
            )
        else:
            await self.api.call("deleteWebhook", {})
        log.info("telegram.begun", bot=f"@{taking.username}", mode=self.settings.telegram_mode)
        self.channel.courtesies.do(set_profile(self.api))
