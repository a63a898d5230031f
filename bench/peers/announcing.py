"""An announcement as it is sent with python-telegram-bot and its AIORateLimiter, which its documentation advises.

Nothing notes who was told: a program that is started again begins with the first person.
"""

import asyncio
import logging
import sys

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ApplicationBuilder, ContextTypes, MessageHandler, filters

WORDS = "今晚维护。"
RETRIES = 5
"""Without any, whoever is refused once is not told at all."""


async def _reply(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("您好，请说您要办什么。")


async def announce(token: str, api: str, people: range, *, at_once: bool) -> None:
    """Answer whoever writes, and tell everybody: one after another, or all at once, as the limiter lets them."""
    builder = ApplicationBuilder().token(token).base_url(f"{api}/bot").concurrent_updates(True)
    application = builder.rate_limiter(AIORateLimiter(max_retries=RETRIES)).build()
    application.add_handler(MessageHandler(filters.ALL, _reply))

    async def tell(person: int) -> None:
        try:
            await application.bot.send_message(person, WORDS)
        except TelegramError:  # they are not told
            return

    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        if at_once:
            await asyncio.gather(*map(tell, people))
        else:
            for person in people:
                await tell(person)
        await asyncio.Event().wait()


def main() -> None:
    """Run until killed."""
    how, token, api, first, count = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    people = range(int(first), int(first) + int(count))
    asyncio.run(announce(token, api, people, at_once=how == "at_once"))


if __name__ == "__main__":
    main()
