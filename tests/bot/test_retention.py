"""Whoever stopped half-way is kept for a month, whoever was told a conclusion for three; and what staff did for six."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app import open_conversation
from bot.conversation import CHINA, Conversation
from bot.incoming import Incoming
from bot.retention import Retention, keep_no_longer, until_night
from bot.settings import Settings
from flows.heard import Heard, Opened, Said
from storage.audit import EVERYWHERE, Audit, Entry, append
from storage.seal import Seal
from storage.sessions import Sessions
from tests.storage.examples import count, from_outside

BEGUN = datetime(2026, 8, 10, 9, tzinfo=CHINA)
BABY = "newborn--where-610500"
SEAL = Seal(b"nobody's")


class Days:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Days:
    return Days()


@pytest.fixture
async def conversation(tmp_path: Path, clock: Days) -> AsyncIterator[Conversation]:
    async with open_conversation(Settings(database=tmp_path / "canbao.db"), clock) as opened:
        yield opened


async def say(conversation: Conversation, person: str, *said: Heard) -> None:
    for number, heard in enumerate(said):
        event = f"{conversation.clock()} {number}"
        await conversation.take(Incoming("test", person, event, heard))


async def remembered(conversation: Conversation, *people: str) -> list[str]:
    loaded = [await Sessions(conversation.database).load("test", person) for person in people]
    return [session.person for session in loaded if session]


async def let_go(conversation: Conversation, retention: Retention | None = None) -> None:
    office = replace(conversation.desk.office, seal=SEAL)
    await keep_no_longer(office, retention or Retention(), conversation.clock())


async def test_half_way_a_month_concluded_three(conversation: Conversation, clock: Days, tmp_path: Path) -> None:
    await say(conversation, "looked", Opened())
    await say(conversation, "began", Opened(BABY), Said("2026年5月20日"))
    await say(conversation, "concluded", Opened(BABY), Said("2026年5月20日"), Said("上了"))
    await say(conversation, "asked more", Opened(BABY), Said("2026年5月20日"), Said("上了"), Said("什么是参保地"))
    everybody = ["looked", "began", "concluded", "asked more"]

    clock.now = BEGUN + timedelta(days=30)
    await let_go(conversation)
    assert await remembered(conversation, *everybody) == everybody

    clock.now += timedelta(minutes=1)
    await let_go(conversation)
    assert await remembered(conversation, *everybody) == ["concluded", "asked more"]

    clock.now = BEGUN + timedelta(days=90, minutes=1)
    await let_go(conversation)
    assert [count(tmp_path / "canbao.db", table) for table in ("sessions", "inbox", "outbox")] == [0, 0, 0]


async def test_whoever_writes_again_is_kept_from_then_on(conversation: Conversation, clock: Days) -> None:
    await say(conversation, "mother", Opened(BABY))
    clock.now = BEGUN + timedelta(days=29)
    await say(conversation, "mother", Said("2026年5月20日"))
    clock.now = BEGUN + timedelta(days=58)
    await let_go(conversation)
    assert await remembered(conversation, "mother") == ["mother"]


async def test_whoever_was_forgotten_is_not_remembered_by_the_process_either(
    conversation: Conversation, clock: Days
) -> None:
    await say(conversation, "mother", Opened(BABY))
    clock.now = BEGUN + timedelta(days=31)
    await let_go(conversation)
    await say(conversation, "mother", Said("2026年5月20日"))
    session = await Sessions(conversation.database).load("test", "mother")
    assert session is not None
    assert session.revision == 1
    assert "610500" not in session.state


async def test_a_session_that_nobody_can_read_is_kept_no_longer_than_others(
    conversation: Conversation, clock: Days, tmp_path: Path
) -> None:
    await say(conversation, "mother", Opened(BABY), Said("2026年5月20日"), Said("上了"))
    with from_outside(tmp_path / "canbao.db") as connection:
        connection.execute("UPDATE sessions SET state = '{', checksum = -1")
    clock.now = BEGUN + timedelta(days=31)
    await let_go(conversation)
    assert await remembered(conversation, "mother") == []


async def test_what_staff_did_is_kept_for_half_a_year(conversation: Conversation, clock: Days) -> None:
    audit = Audit(conversation.database, SEAL)
    for days in (0, 100):
        entry = Entry(BEGUN + timedelta(days=days), "telegram:1", "owner", "staff.add", EVERYWHERE)
        await conversation.database.write(partial(append, entry=entry, seal=SEAL))

    clock.now = BEGUN + timedelta(days=180)
    await let_go(conversation)
    assert await audit.count() == 2

    clock.now += timedelta(minutes=1)
    await let_go(conversation)
    assert [kept.entry.action for kept in await audit.last(9)] == ["staff.add", "audit.cut"]


async def test_a_deployment_decides_how_long(
    conversation: Conversation, clock: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANBAO_KEEP_IDLE_DAYS", "7")
    monkeypatch.setenv("CANBAO_KEEP_FINISHED_DAYS", "3")
    monkeypatch.setenv("CANBAO_KEEP_AUDIT_DAYS", "400")
    retention = Retention.of(Settings())
    assert retention == Retention(timedelta(days=7), timedelta(days=3), timedelta(days=400), timedelta(days=30))
    await say(conversation, "began", Opened(BABY))
    await say(conversation, "concluded", Opened(BABY), Said("2026年5月20日"), Said("上了"))
    clock.now = BEGUN + timedelta(days=5)
    await let_go(conversation, retention)
    assert await remembered(conversation, "began", "concluded") == ["began"]


@pytest.mark.parametrize(
    ("now", "hours"), [((0, 0), 3.5), ((3, 29), 1 / 60), ((3, 30), 24), ((12, 0), 15.5), ((23, 59), 3.5 + 1 / 60)]
)
def test_it_is_done_at_night(now: tuple[int, int], hours: float) -> None:
    hour, minute = now
    assert until_night(BEGUN.replace(hour=hour, minute=minute)) == timedelta(hours=hours)
