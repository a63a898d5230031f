"""The examination of the Telegram side: whether the token is one, and whether updates can come in."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.redaction import redact_logs
from bot.channels.telegram.request import Request
from bot.channels.telegram.webhook import PATH
from bot.doctor import Finding
from bot.settings import Settings

_LATELY = timedelta(hours=1)
"""For how long Telegram's last error counts. It tells of that one also when everything has arrived since."""


async def telegram_findings(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """What Telegram says of us."""
    if settings.telegram_token is None:
        return
    redact_logs()
    request, base = Request(), settings.telegram_address.rstrip("/")
    bot = Bot(settings.telegram_token.get_secret_value(), base_url=f"{base}/bot", request=request)
    try:
        yield _named(await bot.get_me(), settings)
        yield _reached(await bot.get_webhook_info(), settings, now)
    except InvalidToken:
        yield Finding(
            "要改",
            f"{base} 不认 CANBAO_TELEGRAM_TOKEN。请跟 BotFather 给的对一遍，一个字都不能差；"
            "改过 CANBAO_TELEGRAM_ADDRESS 的，也看它对不对。",
        )
    except (KeyError, TypeError):  # what the library makes of an answer that is none
        yield Finding("要改", f"{base} 有人应答，可不是 Telegram。请看 CANBAO_TELEGRAM_ADDRESS 是不是写错了。")
    except TelegramError as error:
        yield Finding(
            "要改", f"连不上 {base}（{type(error).__name__}）。请看网络；要走代理就改 CANBAO_TELEGRAM_ADDRESS。"
        )
    finally:
        await request.shutdown()


def _named(me: User, settings: Settings) -> Finding:
    name = (settings.telegram_bot or "").removeprefix("@")
    if not name:
        return Finding("留意", f"机器人是 @{me.username}。设 CANBAO_TELEGRAM_BOT={me.username}，海报上才有它的二维码。")
    if name.casefold() != (me.username or "").casefold():  # Telegram makes no difference between A and a
        return Finding(
            "要改", f"令牌是 @{me.username} 的，CANBAO_TELEGRAM_BOT 却写着 @{name}，二维码会打开别的机器人。"
        )
    return Finding("好", f"机器人是 @{me.username}。")


def _reached(webhook: WebhookInfo, settings: Settings, now: datetime) -> Finding:
    if settings.telegram_mode == "polling":
        if webhook.url:
            return Finding("留意", "机器人现在设着 webhook；启动时会取消它，改成自己去取。")
        return Finding("好", f"消息自己去取，现在有 {webhook.pending_update_count} 条等着。")
    wanted = f"{(settings.public_address or '').rstrip('/')}{PATH}"
    if webhook.url != wanted:
        return Finding("留意", f"webhook 还不是 {wanted}；启动时会设好。")
    if webhook.last_error_message and webhook.last_error_date and now - webhook.last_error_date < _LATELY:
        return Finding("要改", f"Telegram 送不到 {wanted}：{webhook.last_error_message}。请看代理和证书。")
    return Finding("好", f"Telegram 把消息送到 {wanted}。")
