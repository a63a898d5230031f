"""The channel: a message that takes the place of another one, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.answers import in_writing
from bot.outcome import Later, Outcome, Refused, Sent, Unknown, Unreachable
from bot.render import Screen
from storage.outbox import Message, Priority
from tests.announcements.chatting import channel_to
from tests.telegram.botapi.rules import Given, Refusal, bad
from tests.telegram.botapi.server import BotApi

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
GONE = "message to edit not found"
LONG = "通知" * 3000


def told(text: str, instead_of: str = "") -> Message:
    """Something for one person."""
    screen = Screen(step="announce_progress", kind="aside", language="zh_Hans", text=text, instead_of=instead_of)
    return Message(1, "telegram", "7", None, Priority.STAFF, in_writing(screen), NOON)


async def sent(api: BotApi, text: str, instead_of: str = "") -> Outcome:
    """What becomes of it."""
    return await channel_to(api).send(told(text, instead_of))


@pytest.fixture
async def api() -> BotApi:
    """A server, and a person who has begun a chat and has one message."""
    api = BotApi()
    api.chat(7).begun = True
    assert await sent(api, "已发一半") == Sent("1")
    return api


def texts(api: BotApi) -> list[str]:
    return [one.text for one in api.chat(7).posted.values()]


async def test_the_message_whose_place_it_takes_is_edited(api: BotApi) -> None:
    assert await sent(api, "都发了", "1") == Sent("1")
    assert texts(api) == ["都发了"]


async def test_what_it_says_already_counts_as_sent(api: BotApi) -> None:
    assert await sent(api, "已发一半", "1") == Sent("1")
    assert ("editMessageText", "已发一半") in [(method, given.get("text")) for method, given in api.calls]
    assert texts(api) == ["已发一半"]


@pytest.mark.parametrize("reason", [GONE, "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_where_it_cannot_be_edited_it_is_sent_anew(api: BotApi, reason: str) -> None:
    api.trouble = lambda method, given: bad(reason) if method == "editMessageText" else None
    assert await sent(api, "都发了", "1") == Sent("2")
    assert texts(api) == ["已发一半", "都发了"]


async def test_what_is_too_long_for_one_message_is_sent_anew(api: BotApi) -> None:
    assert isinstance(await sent(api, LONG, "1"), Sent)
    assert "editMessageText" not in [method for method, _ in api.calls]
    assert texts(api)[0] == "已发一半"


async def test_a_name_that_is_none_of_telegrams_is_no_place(api: BotApi) -> None:
    assert await sent(api, "都发了", "m-1") == Sent("2")


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (Refusal(429, "Too Many Requests", {"retry_after": 9}), Later(timedelta(seconds=9), everybody=True)),
        (Refusal(403, "Forbidden: bot was blocked by the user"), Unreachable()),
        (Refusal(502, "Bad Gateway"), Later()),
        (Refusal(504, "Gateway Timeout"), Later()),  # nobody knows; an edit may be made twice
        (bad("message text is empty"), Refused("Message text is empty")),
    ],
)
async def test_otherwise_it_is_as_with_any_message(api: BotApi, refusal: Refusal, outcome: Outcome) -> None:
    def refuses(method: str, given: Given) -> Refusal | None:
        assert method == "editMessageText", "nothing is sent anew for that"
        return refusal

    api.trouble = refuses
    assert await sent(api, "都发了", "1") == outcome


async def test_a_token_that_was_revoked_is_on_record_once_a_silence(api: BotApi) -> None:
    channel = channel_to(api)
    api.token = "4242:the-one-that-came-after"
    with capture_logs() as logs:
        outcome = await channel.send(told("通知"))
        assert isinstance(outcome, Later)
        channel.pace.be_silent(outcome.wait or timedelta())
        await channel.send(told("通知"))
    (line,) = logs
    assert "BotFather" in line["why"]


async def test_what_is_sent_anew_may_have_arrived_where_nobody_answers(api: BotApi) -> None:
    api.trouble = lambda method, given: bad(GONE) if method == "editMessageText" else Refusal(504, "Gateway Timeout")
    assert await sent(api, "都发了", "1") == Unknown()
