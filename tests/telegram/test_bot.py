"""The bot as it is deployed, polling the strict stub: what people do in Telegram, and what they see then."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.errors import DiskFull
from storage.people import People
from tests.telegram.bot import Running, running
from tests.telegram.botapi.rules import Given, Refusal
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.journeys import WAYS, answer, is_conclusion

BABY = "newborn--where-610500"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "canbao.db"


async def until(condition: Callable[[], bool], somebody: Somebody) -> None:
    """Wait until what the person sees is like this."""
    while not condition():
        await somebody.changes()


async def everything_done(bot: Running, *people: Somebody) -> None:
    """Wait until all that these people did is answered: they ask for help last, and get it."""
    for somebody in people:
        helped = sum(HELP in one.text for one in somebody.messages)
        somebody.say("/help")
        await until(lambda: sum(HELP in one.text for one in somebody.messages) > helped, somebody)  # noqa: B023
    while bot.telegram.channel.courtesies.under_way:
        await asyncio.wait(set(bot.telegram.channel.courtesies.under_way))


HELP = "一次只问一件事"


# ── Journeys ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("journey", WAYS)
@pytest.mark.parametrize("tapping", [True, False], ids=["by buttons", "by words"])
async def test_the_main_journeys_are_led_to_their_end(path: Path, journey: str, tapping: bool) -> None:
    way = WAYS[journey]
    async with running(path) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(way.entry))
        for _ in way.answers:
            await somebody.after(answer(somebody, way, tapping=tapping))
        assert is_conclusion(somebody.latest, way)
        assert bot.api.refusals == []


async def test_whoever_taps_what_the_bot_api_has_not_confirmed_yet_is_answered_at_once(path: Path) -> None:
    """The way back from the Bot API may take longer than a person needs to read a question."""
    way = WAYS["newborn"]
    async with running(path) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(way.entry))
        await everything_done(bot, somebody)
        bot.api.way_back = asyncio.Event()
        await somebody.after(somebody.say("/newborn"))
        asked = somebody.latest
        first = asked.labels[0]
        await somebody.after(somebody.tap(first))  # would wait for ever for the word that the question has arrived
        assert somebody.latest is not asked
        await until(lambda: first not in asked.labels, somebody)
        shown = len(somebody.messages)
        bot.api.way_back.set()
        await everything_done(bot)
        assert len(somebody.messages) == shown
        assert bot.api.refusals == []


async def test_a_conclusion_shows_its_details_and_sources_on_demand(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        conclusion = await somebody.after(somebody.start(f"{BABY}--born-20260520--hukou-done"))
        short = conclusion.text
        assert "带什么" not in short
        assert "没剩几天了" in short
        somebody.tap("看详细")
        await until(lambda: "带什么" in conclusion.text, somebody)
        assert {"依据", "收起"} < set(conclusion.labels)
        somebody.tap("依据")
        await until(lambda: "陕西某市医疗保障局" in conclusion.text, somebody)
        assert "带什么" not in conclusion.text
        somebody.tap("收起")
        await until(lambda: conclusion.text == short, somebody)
        await everything_done(bot)
        assert len(somebody.messages) == 1
        assert set(bot.api.queries.values()) == {"answered"}


async def test_nobody_can_unfold_what_somebody_else_was_told(path: Path) -> None:
    async with running(path) as bot:
        mother, stranger = bot.somebody(1), bot.somebody(2)
        told = await mother.after(mother.start(f"{BABY}--born-20260520--hukou-done"))
        (data,) = [key["callback_data"] for row in told.keys for key in row if key["text"] == "依据"]
        mine = await stranger.after(stranger.start())
        stranger.press(data, mine)
        await everything_done(bot, stranger)
        assert "陕西" not in mine.text
        assert set(bot.api.queries.values()) == {"这条消息太早了，看不到更多了。"}


# ── Keyboards ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_answered_question_shows_what_was_chosen_and_has_no_more_buttons(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
        await somebody.after(somebody.tap("上了"))
        await everything_done(bot, somebody)
        assert asked.text.endswith("宝宝上户口了吗？\n\n✓ 上了")
        assert asked.keys == []
        assert asked.entities[-1]["type"] == "bold"


async def test_a_question_answered_in_words_has_no_more_buttons_either(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
        await somebody.after(somebody.say("上了"))
        await everything_done(bot, somebody)
        assert asked.keys == []
        assert "✓" not in asked.text


async def test_only_the_newest_message_asks_and_conclusions_can_still_be_unfolded(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        told = await somebody.after(somebody.start(f"{BABY}--born-20260520--hukou-done"))
        await somebody.after(somebody.say("上一步"))
        await everything_done(bot, somebody)
        assert told.labels == ["看详细", "依据"]
        somebody.tap("看详细", told)
        await until(lambda: "带什么" in told.text, somebody)
        assert told.labels == ["依据", "收起"]
        assert [len(one.keys) > 1 for one in somebody.messages] == [False, False, True]


async def test_what_was_open_before_a_restart_is_closed_after_it(path: Path) -> None:
    api = BotApi()
    async with running(path, api) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
    async with running(path, api) as bot:
        assert asked.labels
        await somebody.after(somebody.say("上了"))
        await everything_done(bot, somebody)
    assert asked.keys == []


async def test_an_old_button_never_answers_the_open_question(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
        await somebody.after(somebody.tap("上了"))
        reply = await somebody.after(somebody.press("hukou:not_yet", asked))
        assert "您点的是前面的" in reply.text
        assert "要改成「还没有」吗" in reply.text
        assert not asked.text.endswith("✓ 还没有")


async def test_a_button_pressed_twice_counts_once(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
        for _ in range(3):
            somebody.press("hukou:done", asked)
        await everything_done(bot, somebody)
        assert len(somebody.messages) == 3, "the question, the conclusion, and the help that was asked for last"
        assert set(bot.api.queries.values()) == {"answered"}


async def test_a_button_pressed_again_much_later_is_answered(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        asked = await somebody.after(somebody.start(f"{BABY}--born-20260520"))
        await somebody.after(somebody.press("hukou:done", asked))
        await everything_done(bot, somebody)
    async with running(path, bot.api) as bot:  # nobody remembers what was pressed a moment ago
        reply = await somebody.after(somebody.press("hukou:done", asked))
        assert "已经记下了" in reply.text


async def test_turning_pages_marks_nothing_as_chosen(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        menu = await somebody.after(somebody.start())
        await somebody.after(somebody.tap("更多"))
        await everything_done(bot, somebody)
        assert menu.keys == []
        assert "✓" not in menu.text


# ── What comes in ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_person_whose_conversation_the_disk_has_changed_keeps_nobody_waiting(path: Path) -> None:
    async with running(path) as bot:
        for somebody in (first := bot.somebody(77)), (other := bot.somebody()):
            await somebody.after(somebody.start(BABY))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sessions SET state = replace(state, '610500', '610501') WHERE person = '77'")
    async with running(path, bot.api):
        asked = len(first.messages)
        first.say("2026年5月20日")
        assert "宝宝上户口了吗" in (await other.after(other.say("2026年5月20日"))).text
        assert "我没处理好" in (await first.hears(since=asked)).text


async def test_an_album_is_answered_once(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        for _ in range(5):
            somebody.send(photo=[], media_group_id="9")
        await everything_done(bot, somebody)
        assert ["看不了图" in one.text for one in somebody.messages] == [True, False]


async def test_what_is_written_below_a_picture_answers_and_the_rest_of_its_album_does_not(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(BABY))
        somebody.send(photo=[], media_group_id="9", caption="2026年5月20日")
        for _ in range(3):
            somebody.send(photo=[], media_group_id="9")
        await everything_done(bot, somebody)
        assert ["宝宝上户口了吗" in one.text for one in somebody.messages] == [False, True, True]
        assert not any("看不了图" in one.text for one in somebody.messages)


async def test_a_link_never_erases_a_journey_without_asking(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(BABY))
        asked = await somebody.after(somebody.start("enroll--where-130600"))
        assert "继续，还是换成「参保缴费」" in asked.text
        reply = await somebody.after(somebody.tap("继续刚才的"))
        assert "宝宝是哪天出生的" in reply.text


@pytest.mark.parametrize(
    "payload",
    [
        "nonsense",
        "newborn--where-999999",
        "p-" + "x" * 60,
        "a" * 64,
        f"{BABY}--born-20260520--hukou-done--lang-zh_Hans{'-' * 20}",
        "宝宝 <b>",
        "\ud83d",
    ],
)
async def test_a_mangled_link_is_greeted(path: Path, payload: str) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        reply = await somebody.after(somebody.start(payload))
        assert "要办哪一件" in reply.text
        assert "认不出来" in reply.text


async def test_a_typed_code_does_the_same_as_a_scan(path: Path) -> None:
    async with running(path) as bot:
        scanned, typed = bot.somebody(1), bot.somebody(2)
        assert (await scanned.after(scanned.start(BABY))).text == (await typed.after(typed.say(BABY))).text


async def test_a_group_is_told_once_where_we_talk(path: Path) -> None:
    async with running(path) as bot:
        somebody, group = bot.somebody(), bot.api.chat(-100, "supergroup")
        group.begun = True
        for _ in range(3):
            said = somebody.message(text="/start@canbao_test_bot")
            bot.api.push(message={**said, "chat": {"id": -100, "type": "supergroup", "title": "家"}})
        await everything_done(bot, somebody)
        assert [one.text for one in group.posted.values()] == [
            "您的事别在群里说，我只在私聊里回答：点我的头像，再点「发消息」。"
        ]


async def test_another_language_is_one_tap_away(path: Path) -> None:
    async with running(path) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start())
        menu = await somebody.after(somebody.tap("English"))
        assert "What would you like to do" in menu.text
        assert {"简体中文", "繁體中文"} < set(menu.labels)


async def test_whoever_blocks_us_is_noted_and_whoever_comes_back_too(path: Path) -> None:
    async with running(path) as bot:
        somebody, other = bot.somebody(1), bot.somebody(2)
        await somebody.after(somebody.start())
        people = People(bot.conversation.database)
        somebody.block()
        await everything_done(bot, other)
        assert not await people.can_be_reached("telegram", "1")
        somebody.unblock()
        await everything_done(bot, other)
        assert await people.can_be_reached("telegram", "1")


# ── What goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_malformed_update_in_a_hundred_leaves_ninety_nine_answered(path: Path) -> None:
    api = BotApi()
    people = [Somebody(api, number) for number in range(1, 100)]
    for number, somebody in enumerate(people):
        if number == 50:
            api.pending.append({"update_id": api.count("update"), "message": {"text": 5}})
        somebody.start(BABY)
    assert len(api.pending) == 100
    async with running(path, api) as bot:
        for somebody in people:
            await somebody.hears(since=0)
        await everything_done(bot, people[0])
    assert [len(somebody.messages) for somebody in people] == [2, *[1] * 98]


async def test_an_update_that_comes_again_is_not_answered_again(path: Path) -> None:
    api = BotApi()
    somebody = Somebody(api)
    async with running(path, api):
        await somebody.after(somebody.start(BABY))
        update = api.pending[-1] if api.pending else None
    assert update is not None, "it was taken, but not confirmed by a further call"
    api.pending = [update]
    async with running(path, api) as bot:
        await everything_done(bot, somebody)
    assert len(somebody.messages) == 2


class Trouble:
    """What the server answers for a while instead of doing what it is asked."""

    def __init__(self, *refusals: Refusal, method: str = "sendMessage") -> None:
        self.left = list(refusals)
        self.method = method

    def __call__(self, method: str, given: Given) -> Refusal | None:
        return self.left.pop(0) if method == self.method and self.left else None


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(502, "Bad Gateway"),
        Refusal(500, "Internal Server Error"),
        Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
    ],
)
async def test_an_answer_that_was_not_taken_arrives_later_and_once(path: Path, refusal: Refusal) -> None:
    api = BotApi(trouble=Trouble(refusal))
    async with running(path, api) as bot:
        somebody = bot.somebody()
        somebody.start(BABY)
        await somebody.hears(since=0)
        await everything_done(bot, somebody)
    assert len(somebody.messages) == 2


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Refusal(502, "Bad Gateway"),
        Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
    ],
)
async def test_updates_are_asked_for_again_when_that_went_wrong(path: Path, refusal: Refusal) -> None:
    api = BotApi(trouble=Trouble(refusal, method="getUpdates"))
    async with running(path, api) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(BABY))


async def test_a_webhook_that_somebody_set_before_does_not_keep_us_from_polling(path: Path) -> None:
    api = BotApi(webhook={"url": "https://elsewhere.example/hook"})
    async with running(path, api) as bot:
        somebody = bot.somebody()
        await somebody.after(somebody.start(BABY))


async def test_a_person_who_is_gone_is_not_written_to_again(path: Path) -> None:
    async with running(path) as bot:
        somebody, other = bot.somebody(1), bot.somebody(2)
        await somebody.after(somebody.start(BABY))
        somebody.chat.gone = True
        somebody.say("2026年5月20日")
        await everything_done(bot, other)
        refused = [method for method, why in bot.api.refusals if "deactivated" in why]
        assert refused.count("sendMessage") == 1
        people = People(bot.conversation.database)
        while await people.can_be_reached("telegram", "1"):
            await everything_done(bot, other)


async def test_whoever_waits_for_the_disk_is_told_so_once_and_answered_in_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(path) as bot:
        take, failures = bot.conversation.take, 2

        async def failing(incoming: Any) -> Any:
            nonlocal failures
            if failures:
                failures -= 1
                raise DiskFull("There is no room left.")
            return await take(incoming)

        monkeypatch.setattr(bot.conversation, "take", failing)
        somebody = bot.somebody()
        somebody.start(BABY)
        await somebody.hears(2, since=0)
        assert ["还没来得及记下" in one.text for one in somebody.messages] == [True, False]
        assert "宝宝是哪天出生的" in somebody.latest.text


async def test_a_defect_that_one_message_brings_out_stops_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(path) as bot:
        take = bot.conversation.take

        async def failing(incoming: Any) -> Any:
            if incoming.person == "1":
                raise ZeroDivisionError("a secret of theirs")
            return await take(incoming)

        monkeypatch.setattr(bot.conversation, "take", failing)
        one, other = bot.somebody(1), bot.somebody(2)
        reply = await one.after(one.start(BABY))
        assert reply.text == "这一步我没处理好，不怪您。请再发一次，或者说「菜单」重新选。"
        await other.after(other.start(BABY))
