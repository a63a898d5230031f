"""The conversation on a real database: an event counts once, in order, for its own person, and survives a restart."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import clock_for, open_conversation
from bot.conversation import CHINA, Conversation, screen_of, today_in_china
from bot.incoming import Incoming
from bot.render import Screen
from bot.settings import Settings
from flows.heard import Heard, Opened, Said, Tapped
from storage.errors import Damaged
from storage.outbox import Message
from storage.sessions import Session, Sessions
from tests.conftest import skip_or_fail
from tests.talk import talk

TODAY = date(2026, 8, 10)
BABY = "newborn--where-610500"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "canbao.db"


@pytest.fixture
async def conversation(path: Path) -> AsyncIterator[Conversation]:
    async with open_conversation(Settings(database=path), clock_for(TODAY)) as opened:
        yield opened


async def take(
    conversation: Conversation, event: str, heard: Heard, person: str = "mother", language: str = "zh_Hans"
) -> tuple[Message, ...]:
    return await conversation.take(Incoming("test", person, event, heard, language))


def seen(messages: tuple[Message, ...]) -> Screen:
    """The one screen that a person gets."""
    [message] = messages
    screen = screen_of(message)
    assert screen is not None
    return screen


def told(messages: tuple[Message, ...]) -> tuple[int, Screen]:
    """Which message it is, and what is on it."""
    return messages[0].id, seen(messages)


async def say(conversation: Conversation, *said: Heard, person: str = "mother", language: str = "zh_Hans") -> Screen:
    """One event after another, each with a name of its own."""
    for number, heard in enumerate(said):
        messages = await take(conversation, f"{person} {heard!r} {number}", heard, person, language)
    return seen(messages)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def store(conversation: Conversation, path: Path, state: str) -> None:
    """Have a state stored as another version, which knew no checksums, left it; with nothing of it in memory."""
    change(path, "UPDATE sessions SET state = ?, checksum = -1", state)
    conversation.memory.drop(("test", "mother"))


# ── An event counts once ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_event_that_comes_again_gets_the_same_answer_and_changes_nothing(
    conversation: Conversation, path: Path
) -> None:
    await take(conversation, "1", Opened(BABY))
    first = await take(conversation, "2", Said("2026年5月20日"))
    before = rows(path, "SELECT revision, state FROM sessions")
    again = await take(conversation, "2", Said("2026年5月20日"))
    assert told(again) == told(first)
    assert rows(path, "SELECT revision, state FROM sessions") == before
    assert rows(path, "SELECT count(*) FROM outbox") == [(2,)]


async def test_an_old_event_that_comes_late_gets_its_old_answer(conversation: Conversation) -> None:
    first = await take(conversation, "1", Opened(BABY))
    await take(conversation, "2", Said("2026年5月20日"))
    assert told(await take(conversation, "1", Opened(BABY))) == told(first)
    assert seen(await take(conversation, "3", Said("上了"))).step == "covered_from_birth"


async def test_an_event_that_comes_twice_at_once_counts_once(conversation: Conversation, path: Path) -> None:
    await take(conversation, "1", Opened(BABY))
    both = await asyncio.gather(*(take(conversation, "2", Said("2026年5月20日")) for _ in range(5)))
    assert len({messages[0].id for messages in both}) == 1
    assert rows(path, "SELECT revision FROM sessions") == [(2,)]


async def test_the_same_name_of_an_event_is_another_event_for_another_person(conversation: Conversation) -> None:
    mother = await take(conversation, "1", Opened(BABY), "mother")
    father = await take(conversation, "1", Opened("enroll"), "father")
    assert seen(mother).step == "born"
    assert seen(father).step == "where"


async def test_the_same_words_twice_are_two_events(conversation: Conversation) -> None:
    await take(conversation, "1", Opened("enroll--where-610500"))
    assert seen(await take(conversation, "2", Said("2"))).step == "job_insurance"
    assert seen(await take(conversation, "3", Said("2"))).step == "residence"


# ── In order ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_comes_fast_is_handled_in_order(conversation: Conversation) -> None:
    said: list[Heard] = [Opened(BABY), Said("2026年5月20日"), Said("上了"), Said("上一步"), Said("还没有")]
    answers = await asyncio.gather(*(take(conversation, str(number), heard) for number, heard in enumerate(said)))
    assert [seen(messages).step for messages in answers] == [
        "born",
        "hukou",
        "covered_from_birth",
        "hukou",
        "covered_from_birth",
    ]
    assert [messages[0].id for messages in answers] == sorted(messages[0].id for messages in answers)


async def test_nobodys_second_message_overtakes_the_first(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, held = Sessions.load, asyncio.Event()

    async def load_slowly(sessions: Sessions, channel: str, person: str) -> Session | None:
        session = await load(sessions, channel, person)
        if not held.is_set():
            held.set()
            for _ in range(100):  # long enough for the second to get through, if nothing kept it back
                await asyncio.sleep(0)
                await load(sessions, channel, person)
        return session

    monkeypatch.setattr(Sessions, "load", load_slowly)
    first, second = await asyncio.gather(
        take(conversation, "1", Opened(BABY)), take(conversation, "2", Said("2026年5月20日"))
    )
    assert (seen(first).step, seen(second).step) == ("born", "hukou")


async def test_two_tabs_at_once_answer_once(conversation: Conversation) -> None:
    await say(conversation, Opened(BABY), Said("2026年5月20日"))
    tabs = await asyncio.gather(*(take(conversation, f"tab {tab}", Tapped("hukou", "done")) for tab in range(2)))
    first, second = map(seen, tabs)
    assert (first.step, second.step) == ("covered_from_birth", "covered_from_birth")
    assert not any("已经记下了" in line for line in first.said)
    assert any("已经记下了" in line for line in second.said)


async def test_two_processes_on_one_database_lose_nothing(conversation: Conversation, path: Path) -> None:
    await say(conversation, Opened("enroll--where-410100--history-continuous"))
    answers = ["没有", "户口在这里", "1", "低保"]
    async with open_conversation(Settings(database=path), clock_for(TODAY.replace(year=2025, month=11))) as other:
        conversation.clock = other.clock
        for number, said in enumerate(answers):
            both = (take(one, f"{number} {name}", Said(said)) for one, name in ((conversation, "a"), (other, "b")))
            await asyncio.gather(*both)
            await take(conversation, f"{number} back", Said("查看"))
    session = await Sessions(conversation.database).load("test", "mother")
    assert session is not None
    assert session.revision == 1 + 3 * len(answers)


async def test_nobody_waits_for_anybody_else(conversation: Conversation) -> None:
    slow = "test", "slow"
    await conversation.lanes.enter(slow)
    waiting = asyncio.create_task(take(conversation, "1", Opened(""), "slow"))
    assert seen(await take(conversation, "1", Opened(BABY), "quick")).step == "born"
    assert not waiting.done()
    conversation.lanes.leave(slow)
    assert seen(await waiting).step == "menu"


# ── For its own person ───────────────────────────────────────────────────────────────────────────────────────────────

SCRIPT: list[Heard] = [
    Opened(BABY),
    Said("2026年5月20日"),
    Tapped("hukou", "done"),
    Said("呜啦"),
    Said("help"),
    Opened(""),
]


async def test_people_in_three_languages_at_once_never_mix(conversation: Conversation) -> None:
    people = {f"{language} {number}": language for language in ("zh_Hans", "zh_Hant", "en") for number in range(4)}
    try:
        alone = {
            language: [
                seen(await take(conversation, str(event), heard, f"alone {language}", language))
                for event, heard in enumerate(SCRIPT)
            ]
            for language in set(people.values())
        }
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")
    for event, heard in enumerate(SCRIPT):
        together = await asyncio.gather(
            *(take(conversation, str(event), heard, person, language) for person, language in people.items())
        )
        for (_, language), messages in zip(people.items(), together, strict=True):
            assert seen(messages) == alone[language][event]
            assert seen(messages).language == language


async def test_two_people_in_two_journeys_never_mix(conversation: Conversation) -> None:
    await say(conversation, Opened(BABY), person="mother")
    await say(conversation, Opened("enroll--where-130600"), person="father")
    assert (await say(conversation, Said("2026年5月20日"), person="mother")).step == "hukou"
    assert (await say(conversation, Said("2"), person="father")).step == "job_insurance"
    assert (await say(conversation, Said("上了"), person="mother")).step == "covered_from_birth"


async def test_a_person_is_another_on_another_channel(conversation: Conversation) -> None:
    await say(conversation, Opened(BABY))
    elsewhere = await conversation.take(Incoming("other", "mother", "1", Said("上一步")))
    assert seen(elsewhere).step == "menu"


async def test_the_device_asks_for_a_language_until_the_person_chooses(conversation: Conversation) -> None:
    try:
        assert (await say(conversation, Opened(BABY), language="en")).language == "en"
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")
    assert (await say(conversation, Said("简体中文"), language="en")).language == "zh_Hans"
    assert (await say(conversation, Said("帮助"), language="en")).language == "zh_Hans"


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
async def test_a_button_is_understood_by_the_label_it_has_on_this_persons_screen(
    conversation: Conversation, language: str
) -> None:
    entry = Opened("enroll--where-130600--history-first--job_insurance-no")
    try:
        screen = await say(conversation, entry, language=language)
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")
    assert (await say(conversation, Said(screen.options[1].label), language=language)).step == "hardship"


# ── Across restarts and versions ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_restart_goes_on_where_it_was(path: Path) -> None:
    async with open_conversation(Settings(database=path), clock_for(TODAY)) as before:
        await say(before, Opened(BABY), Said("5月20日"))
    async with open_conversation(Settings(database=path), clock_for(TODAY)) as after:
        screen = await say(after, Said("第一个"))
    assert screen.step == "hukou"
    assert screen.said == ("记下了：2026年5月20日（周三）",)


async def test_what_was_answered_before_a_restart_is_answered_the_same_after_it(path: Path) -> None:
    async with open_conversation(Settings(database=path), clock_for(TODAY)) as before:
        first = await take(before, "1", Opened(BABY))
    async with open_conversation(Settings(database=path), clock_for(TODAY.replace(year=2027))) as after:
        assert told(await take(after, "1", Opened(BABY))) == told(first)


@pytest.mark.parametrize(
    "state",
    ["", "{", "null", "[]", '"text"', "{}", '{"dialogue": 3, "shown": 4}', '{"dialogue": {"journey": ["newborn"]}}'],
)
async def test_a_session_that_cannot_be_read_is_answered(conversation: Conversation, path: Path, state: str) -> None:
    await say(conversation, Opened(BABY), Said("2026年5月20日"))
    store(conversation, path, state)
    assert (await say(conversation, Said("你好"))).step == "menu"
    assert (await say(conversation, Said("新生儿参保"))).step == "where"


@pytest.mark.parametrize(
    ("dialogue", "step"),
    [
        ('{"journey": "pension", "answers": {"where": "610500"}}', "menu"),
        ('{"journey": "newborn", "answers": {"where": "610599", "born": "2026-05-20"}}', "where"),
        ('{"journey": "newborn", "answers": {"where": "610500", "born": "20.5.2026"}}', "born"),
        ('{"journey": "newborn", "answers": {"where": "610500"}, "editing": "gone", "prompt": "gone"}', "born"),
        ('{"journey": "newborn", "answers": {"where": "610500"}, "which": ["gone"], "browsing": "gone"}', "born"),
        ('{"journey": "newborn", "answers": {"where": "610500"}, "prompt": "entry", "about": ["gone"]}', "born"),
    ],
)
async def test_a_session_of_another_version_is_answered(
    conversation: Conversation, path: Path, dialogue: str, step: str
) -> None:
    await say(conversation, Opened(BABY))
    store(conversation, path, f'{{"dialogue": {dialogue}, "added": {{"later": 1}}}}')
    assert (await say(conversation, Said("呜啦"))).step == step


async def test_a_session_that_the_disk_has_changed_is_refused_and_not_begun_anew(
    conversation: Conversation, path: Path
) -> None:
    await say(conversation, Opened(BABY), Said("2026年5月20日"))
    change(path, "UPDATE sessions SET state = replace(state, '2026-05-20', '2026-05-21')")
    conversation.memory.drop(("test", "mother"))
    with pytest.raises(Damaged, match="Restore a backup"):
        await say(conversation, Said("上了"))
    assert rows(path, "SELECT revision FROM sessions") == [(2,)]


async def test_a_reply_of_another_version_is_known_to_be_unreadable(conversation: Conversation, path: Path) -> None:
    await take(conversation, "1", Opened(BABY))
    change(path, "UPDATE outbox SET text = NULL, body = ?, checksum = -1", '{"text": "an older form"}')
    [message] = await take(conversation, "1", Opened(BABY))
    assert screen_of(message) is None


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_returned_is_on_the_disk(conversation: Conversation, path: Path) -> None:
    [message] = await take(conversation, "1", Opened(BABY))
    assert rows(path, "SELECT message_id, delivery FROM deliveries") == [(message.id, "owed")]
    assert rows(path, "SELECT event_id FROM inbox") == [("1",)]
    assert rows(path, "SELECT revision FROM sessions") == [(1,)]


async def test_a_button_is_on_record_by_its_label(conversation: Conversation, path: Path) -> None:
    await say(conversation, Opened(f"{BABY}--born-20260520"), Tapped("hukou", "done"))
    [*_, (heard,)] = rows(path, "SELECT heard FROM inbox ORDER BY id")
    assert '"text":"上了"' in str(heard).replace(" ", "")


async def test_a_reply_comes_back_as_it_was_rendered(conversation: Conversation) -> None:
    screen = await say(conversation, Opened(BABY), Said("2026年5月20日"), Said("上了"))
    assert screen == talk(str(TODAY), "2026年5月20日", "上了", entry=BABY).screen


@pytest.mark.parametrize(
    "text", ["\ud83d", "\x00", "a\u202eb", "1" * 100_000, "{hotlines}", "'; DROP TABLE sessions; --"]
)
async def test_a_hostile_text_is_answered(conversation: Conversation, text: str) -> None:
    await say(conversation, Opened(BABY))
    assert (await say(conversation, Said(text))).step == "born"


# ── The day ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 2, 28, 23, 59, tzinfo=CHINA), date(2026, 2, 28)),
    ],
)
def test_the_day_ends_at_midnight_in_china(moment: datetime, day: date) -> None:
    assert today_in_china(moment) == day


async def test_the_rules_of_the_day_in_china_apply(path: Path) -> None:
    async with open_conversation(Settings(database=path), lambda: datetime(2026, 2, 28, 16, tzinfo=UTC)) as later:
        screen = await say(
            later, Opened("enroll--where-130600"), Said("2"), Said("没有"), Said("户口在这里"), Said("都没有")
        )
    assert screen.step == "pay_late"


def test_a_clock_can_stand_on_a_day() -> None:
    assert clock_for(TODAY)().date() == TODAY
    assert clock_for(None)().tzinfo is not None
