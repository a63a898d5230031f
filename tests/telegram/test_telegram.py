"""Telegram as it is wired: what it tells Telegram about itself, how it ends, and that its token stays secret."""

import asyncio
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError
from structlog.testing import capture_logs
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.marked import Marked
from bot.channels.telegram.profile import COMMANDS, profile
from bot.channels.telegram.reading import said
from bot.channels.telegram.redaction import redact_logs
from bot.channels.telegram.telegram import Telegram
from bot.settings import Settings
from flows.heard import Said
from tests.telegram.bot import running
from tests.telegram.botapi.http import served
from tests.telegram.botapi.rules import Given, Refusal
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.serving import program
from tests.telegram.watch import Watch

CANARY = "4242:AAcanary-Canary_canary-Canary_c4nary"
SECRET = "a-canary-for-the-webhook"


# ── What Telegram shows of us ────────────────────────────────────────────────────────────────────────────────────────


async def test_telegram_is_told_what_to_show_in_every_language() -> None:
    api = BotApi()
    for method, given in profile():
        status, answer = await api.answer(api.token, method, {key: value for key, value in given.items() if value})
        assert (status, answer["ok"]) == (200, True)
    assert {code for _, code in api.profile} == {"", "zh", "en"}
    assert api.profile["commands", ""][0] == {"command": "menu", "description": "能办哪些事"}
    assert {"mydata", "deletemydata"} < {one["command"] for one in api.profile["commands", "zh"]}
    assert all(api.profile[what, "en"] != api.profile[what, ""] for what, _ in api.profile)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_menu_is_understood(command: str) -> None:
    assert not isinstance(said(f"/{command}"), Said)


async def test_a_profile_that_cannot_be_set_stops_nobody(tmp_path: Path) -> None:
    def grumpy(method: str, given: Given) -> Refusal | None:
        return Refusal(429, "Too Many Requests", {"retry_after": 1}) if method.startswith("setMy") else None

    async with running(tmp_path / "canbao.db", BotApi(trouble=grumpy)) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start())


# ── The ways in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["1:x", "abc:defghijklmnop", "123:with a space", "123:abcdefgh/../x"])
def test_what_is_no_token_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(telegram_token=token)
    assert token not in str(refused.value.errors())


@pytest.mark.parametrize("secret", ["short", "with a space in it", "秘密秘密秘密秘密秘密秘密秘密秘密", "a" * 257])
def test_what_cannot_stand_in_a_header_is_no_secret(secret: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(telegram_secret=secret)
    assert secret not in str(refused.value.errors())


def test_a_webhook_needs_an_address() -> None:
    with pytest.raises(ValidationError, match="CANBAO_PUBLIC_ADDRESS"):
        settings(telegram_mode="webhook")
    assert settings(telegram_mode="webhook", public_address="https://canbao.example").telegram_mode == "webhook"


async def test_updates_are_brought_to_the_public_address(tmp_path: Path) -> None:
    """`canbao serve` itself: the webhook is on the same port as the web page, and only Telegram knows the secret."""
    api = BotApi()
    somebody = Somebody(api)
    async with served(api) as address, program(tmp_path / "canbao.db", api.token, address, by_webhook=True):
        reply = await somebody.after(somebody.start("newborn--where-610500"))
        assert "宝宝是哪天出生的" in reply.text
        await somebody.after(somebody.say("2026年5月20日"))
        watch = Watch.over(api)
        await somebody.after(somebody.tap("上了"))
        await watch.until(lambda: set(api.queries.values()) == {"answered"})
    assert [why for _, why in api.refusals if "not modified" not in why] == []
    assert "getUpdates" not in {method for method, _ in api.calls}
    assert len(api.webhook["secret_token"]) >= 32


# ── How it ends ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_token_that_telegram_does_not_know_is_named_and_everything_else_goes_on(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with running(tmp_path / "canbao.db", BotApi(token=CANARY), token="4242:another-token") as bot:
            with pytest.raises(InvalidToken):
                await bot.telegram.api.call("getMe", {})  # by now it has been told the same
            assert await bot.conversation.database.read("SELECT 1")
    (line,) = [line for line in logs if line["event"] == "telegram.refused"]
    assert "BotFather" in line["why"]


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_was_not_accepted_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, status: int
) -> None:
    """A proxy in front of Telegram that is being started again knows no path for a moment."""
    monkeypatch.setattr("bot.channels.telegram.telegram._UNTIL_IT_IS_KNOWN", 0.01)
    refusals = iter([Refusal(status, "Not Found")])
    api = BotApi(trouble=lambda called, given: next(refusals, None) if called == method else None)
    async with running(tmp_path / "canbao.db", api) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start())


async def test_an_address_that_telegram_brings_nothing_to_is_on_record_with_the_reason(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with running(
            tmp_path / "canbao.db",
            BotApi(local=False),
            telegram_mode="webhook",
            public_address="http://canbao.example",
        ) as bot:
            with pytest.raises(TelegramError):
                await bot.telegram.api.call("setWebhook", {"url": "http://canbao.example/telegram"})
            while not logs:  # noqa: ASYNC110 - it is being told the same
                await asyncio.sleep(0)
    assert "HTTPS" in logs[0]["why"].upper()


async def test_updates_that_another_program_has_taken_away_are_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried out elsewhere with the same token, a bot that fetches its updates removes the webhook."""
    for name in ("_LOOKED_AT_EVERY", "_AGAIN"):
        monkeypatch.setattr(f"bot.channels.telegram.telegram.{name}", 0.001)
    path, address = tmp_path / "canbao.db", "http://canbao.example"
    with capture_logs() as logs:
        async with running(path, telegram_mode="webhook", public_address=address) as bot:
            watch = Watch.over(bot.api)
            await watch.until(lambda: bool(bot.api.webhook))
            bot.api.webhook = {}
            await watch.until(lambda: bool(bot.api.webhook), patience=20)
    assert "only one may" in next(line["why"] for line in logs if line["event"] == "telegram.conflict")


async def test_without_a_token_there_is_no_bot() -> None:
    with pytest.raises(ValueError, match="without a token"):
        async with Telegram.open(settings()):
            pass


async def test_a_telegram_that_does_not_answer_is_called_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.telegram._AGAIN", 0.01)
    refusals = iter([Refusal(502, "Bad Gateway"), Refusal(500, "Internal Server Error")])
    api = BotApi(trouble=lambda method, given: next(refusals, None))
    async with running(tmp_path / "canbao.db", api) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start())


# ── Secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Everything that is logged, at DEBUG, by whomever."""
    stream, root, factory = StringIO(), logging.getLogger(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(stream)
    root.addHandler(handler)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    redact_logs()
    for name in (None, "telegram", "telegram.Bot", "httpx", "asyncio"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    yield stream
    structlog.reset_defaults()
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)


async def test_the_token_is_in_no_log_at_debug(tmp_path: Path, written: StringIO) -> None:
    wrong = [Refusal(status, "Oops") for status in (400, 401, 403, 404, 409, 429, 500, 502, 504)]
    async with running(tmp_path / "canbao.db", BotApi(token=CANARY), telegram_secret=SECRET) as bot:
        somebody, telegram = bot.somebody(), bot.telegram
        await somebody.after(somebody.start("newborn--where-610500"))
        bot.api.trouble = lambda method, given: wrong[0] if method == "sendMessage" else None
        while wrong:
            try:
                await telegram.api.send("5", Marked("你好"))
            except TelegramError:
                logging.getLogger("anybody").exception("calling %s", telegram.api.bot.base_url)
                structlog.get_logger().exception("anything", telegram=repr(telegram), api=repr(telegram.api))
            wrong.pop(0)
        logging.getLogger("telegram.Bot").debug("Set Bot API URL: %s", telegram.api.bot.base_url)
        logging.getLogger("anybody").debug("%r %r %r", telegram.api.bot, telegram.settings, telegram.secret)
    assert "canary" not in written.getvalue().casefold()
    assert "telegram.begun" in written.getvalue()
    assert "<token>" in written.getvalue()
