"""The canary: the token and the secret are in no log, though everybody logs all they can, and much goes wrong."""

from pathlib import Path

from tests.telegram.botapi.http import served
from tests.telegram.botapi.rules import Given, Refusal
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, until
from tests.telegram.journeys import WAYS
from tests.telegram.killing import go

SECRET = "AAcanary-Canary_for-the-webhook"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}"

TROUBLES = {
    "getUpdates": [409, 502],
    "sendMessage": [502, 429],
    "answerCallbackQuery": [400, 500],
    "editMessageText": [400],
    "editMessageReplyMarkup": [403, 500],
    "setMyCommands": [500],
}
"""What is answered first to each call: everybody is told again what the bot should know alone."""


async def keep_secrets(folder: Path, *, by_webhook: bool) -> str:
    """Somebody is led to the end, somebody else cannot be sent anything. Raises `AssertionError`, as `bot` does."""
    api, left = BotApi(token=TOKEN), {method: list(statuses) for method, statuses in TROUBLES.items()}
    somebody, refused = Somebody(api, 1), Somebody(api, 2)

    def make_trouble(method: str, given: Given) -> Refusal | None:
        if left.get(method):
            return Refusal(left[method].pop(0), f"Oops: {ADDRESS}/{method}", {"retry_after": 1})
        if method == "sendMessage" and given["chat_id"] == refused.id:
            return Refusal(400, f"Bad Request: {ADDRESS}/{method}")
        return None

    api.trouble = make_trouble
    async with (
        served(api) as address,
        bot(folder, address, by_webhook=by_webhook, at_debug=True, CANBAO_TELEGRAM_SECRET=SECRET) as program,
    ):
        await go(somebody, WAYS["newborn"])
        refused.start()
        await until(lambda: b"delivery.refused" in program.said)
    log = program.said.decode()
    assert SECRET.casefold() not in log.casefold(), "the secret of the webhook is in the log"
    assert log.count("<token>") >= 3, "the token was to be logged, and is left out"
    return f"{len(log.splitlines())} lines at DEBUG"
