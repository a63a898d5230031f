"""Following: whoever sent an announcement in chat has one message about it, which is true until its end."""

import asyncio
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from storage.announcements import finish
from storage.forgetting import Forgetting
from storage.outbox import Message, Outbox, Priority
from storage.transaction import Transaction
from storage.transcript import Transcript
from tests.announcements.bureau import BOSS as TOWN_BOSS
from tests.announcements.bureau import NOON
from tests.announcements.chatting import (
    BOSS,
    LI,
    NEW,
    WANG,
    Chatting,
    a_platform,
    chatting_at,
    hired,
    in_chat,
    killed_at,
)
from tests.simulation.clock import in_virtual_time
from tests.telegram.botapi.rules import Given, Refusal

FEW, MANY = range(1000, 1010), range(1000, 1250)
SENDING = "SELECT 1 FROM announcement_followers JOIN deliveries USING (message_id) WHERE delivery = 'sending'"
ENDED = "第1号通知发完了。这是最后的结果，选中"


async def wait(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def unsettled(chat: Chatting) -> int:
    """How many messages to the staff wait or are on their way, beside answers."""
    rows = await chat.town.database.read(
        "SELECT 1 FROM deliveries WHERE priority = 1 AND delivery IN ('owed', 'sending')"
    )
    return len(rows)


def balanced(text: str) -> bool:
    return "加起来正好是选中的人数" in text


# ── One message, until the end ───────────────────────────────────────────────────────────────────────────────────────


@in_chat
async def test_whoever_sent_it_sees_one_message_that_goes_on_until_the_end(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(60)
    [posted] = chat.progress()
    assert posted.text.startswith(f"{ENDED}250人")
    assert "发到了：250人" in posted.text
    assert balanced(posted.text)
    first, *others = chat.edits.calls
    assert "sendMessage" in first
    assert {method for _, _, method, _ in others} == {"editMessageText"}
    assert len(others) >= 3
    assert all(later - earlier >= 3 for (earlier, *_), (later, *_) in pairwise(chat.edits.calls))
    texts = chat.edits.of(WANG)
    assert len(texts) == len(set(texts)), "only when something has changed"
    assert all("第1号通知正在发送：已发" in text and "共250人" in text for text in texts[:-1])
    assert {whose for _, whose, *_ in chat.edits.calls} == {WANG}, "nobody else asked for it"
    assert await chat.followers() == []
    assert await chat.balance() == {"sent": 250}


@in_chat
async def test_what_has_ended_before_anything_was_told_is_told_at_its_end_only(chat: Chatting) -> None:
    await chat.announce(FEW)
    await chat.says(WANG, "/announce_1", "取消这条通知", "取消，不再发")
    await wait(30)
    [posted] = chat.progress()
    assert (posted.edits, "第1号通知取消了。这是最后的结果，选中10人" in posted.text) == (0, True)
    assert await chat.followers() == []


@in_chat
async def test_it_says_when_it_is_paused_and_whoever_resumes_it_follows_it_as_well(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    await chat.says(LI, "/announce_1", "暂停")
    await wait(20)
    [posted] = chat.progress()
    assert posted.text.startswith("第1号通知暂停着：已发")
    told = len(chat.edits.calls)
    await wait(60)
    assert len(chat.edits.calls) == told, "nothing changes while it is paused"
    await chat.says(BOSS, "/announce_1", "接着发")
    await wait(60)
    for who in (WANG, BOSS):
        [posted] = chat.progress(who)
        assert posted.text.startswith(ENDED)
        assert balanced(posted.text)
    assert chat.progress(LI) == []


@in_chat
async def test_it_says_what_it_came_to_when_it_is_cancelled(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    await chat.says(WANG, "/announce_1", "取消这条通知", "取消，不再发")
    await wait(20)
    [posted] = chat.progress()
    assert "第1号通知取消了。这是最后的结果" in posted.text
    became = await chat.balance()
    assert became["cancelled"] > 50
    assert f"取消了，没有发：{became['cancelled']}人" in posted.text
    assert balanced(posted.text)
    assert await chat.followers() == []


@in_chat
async def test_it_says_what_it_came_to_when_its_time_is_over(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(3)
    await chat.says(LI, "/announce_1", "暂停")
    chat.town.beginning += await chat.not_after() - chat.town.now
    await wait(20)
    [posted] = chat.progress()
    assert posted.text.startswith(ENDED)
    assert "过了时间或不再相关，没有发：" in posted.text
    assert balanced(posted.text)


@in_chat
async def test_before_it_begins_there_is_nothing_to_be_told(chat: Chatting) -> None:
    await chat.announce(FEW, when="明天")
    await wait(60)
    assert chat.edits.calls == []
    assert await chat.followers() == [str(WANG)]
    await chat.says(WANG, "/announce_1", "取消这条通知", "取消，不再发")
    await wait(30)
    assert chat.edits.calls == [], "whoever cancels what has not begun was told so"
    assert await chat.followers() == []


@in_virtual_time
async def test_at_night_no_new_message_comes(tmp_path: Path) -> None:
    night = NOON.replace(hour=20, minute=59, second=0)
    async with chatting_at(tmp_path / "canbao.db", a_platform(), beginning=night) as chat:
        await hired(chat)
        chat.town.beginning = NOON.replace(hour=21, minute=0, second=1)
        await chat.announce(FEW)
        await wait(60)
        assert chat.edits.calls == []
        await wait(120)
        assert balanced(chat.progress()[0].text)


# ── Whoever is not to be told ────────────────────────────────────────────────────────────────────────────────────────


@in_chat
async def test_whoever_blocks_us_is_told_no_more_and_it_goes_on(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    before = len(chat.edits.calls)
    chat.api.chat(WANG).blocked = True
    await wait(60)
    assert len(chat.edits.calls) == before + 1, "it is tried once, and no more"
    assert await chat.followers() == []
    assert (await chat.balance())["sent"] >= 249


@in_chat
async def test_whoever_loses_the_role_is_told_no_more_not_even_what_was_owed(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    chat.edits.refuse = lambda method, given: Refusal(502, "Bad Gateway")
    await wait(4)
    await chat.says(BOSS, "/staff", "取消", "2", "取消")
    assert "没有" not in await chat.says(BOSS, "/staff", "看名单")
    seen = chat.progress()[0].text
    await wait(6)
    chat.edits.refuse = lambda method, given: None
    await wait(60)
    assert chat.progress()[0].text == seen
    assert await chat.followers() == []
    assert await chat.balance() == {"sent": 250}


@in_chat
async def test_whoever_deletes_their_data_is_told_no_more(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    await Forgetting(chat.town.database).forget("telegram", str(WANG))
    before = len(chat.edits.calls)
    await wait(60)
    assert await chat.followers() == []
    assert len(chat.edits.calls) <= before + 1, "what was in the air"
    rows = await chat.town.database.read("SELECT count(*) AS rows FROM outbox WHERE person = :who", who=str(WANG))
    assert rows[0]["rows"] == 0


# ── Whatever goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_a_server_that_is_killed_goes_on_editing_the_same_message(tmp_path: Path) -> None:
    path, api = tmp_path / "canbao.db", a_platform()
    async with killed_at(path, api) as chat:
        await hired(chat)
        await chat.announce(MANY)
        await wait(4.5)
        [first] = chat.progress()
    for seconds in (3.4, 4.011, 5.7):
        async with killed_at(path, api) as chat:
            await wait(seconds)
    async with chatting_at(path, api) as chat:
        await wait(60)
        [posted] = chat.progress()
        assert posted.id == first.id
        assert posted.text.startswith(ENDED)
        assert balanced(posted.text)
        assert (await chat.balance())["sent"] > 150
        assert await chat.followers() == []
    times = [time for time, *_ in chat.edits.calls]
    assert all(later - earlier >= 3 for earlier, later in pairwise(times))


@pytest.mark.parametrize("arrives", [True, False])
def test_what_may_have_arrived_when_it_was_killed_is_not_told_again_but_the_end_is(
    tmp_path: Path, arrives: bool
) -> None:
    path, api = tmp_path / "canbao.db", a_platform()

    @in_virtual_time
    async def story() -> None:
        async with killed_at(path, api) as chat:
            await hired(chat)
            await chat.announce(MANY)
            api.delay = 0.0 if arrives else 5.0
            async with asyncio.timeout(30):
                while not await chat.town.database.read(SENDING):
                    await wait(0.0005)
            await wait(0.0005)  # by now it is on its way
        api.delay = 0.0
        assert len(chat.progress()) == arrives
        async with chatting_at(path, api) as chat:
            await wait(5)
            assert len(chat.progress()) == arrives, "it cannot be edited, so it waits for the end"
            await wait(60)
            *_, last = chat.progress()
            assert len(chat.progress()) == arrives + 1
            assert last.text.startswith(ENDED)
            assert balanced(last.text)
            assert await chat.followers() == []

    story()


@in_chat
async def test_while_the_platform_wants_silence_nothing_is_told_and_then_what_is_true_by_then(chat: Chatting) -> None:
    refused: list[str] = []

    def flooded(method: str, given: Given) -> Refusal | None:
        if method == "editMessageText" and len(refused) < 2:
            refused.append(str(given["text"]))
            chat.api.be_flooded(10)
            return Refusal(429, "Too Many Requests: retry after 10", {"retry_after": 10})
        return None

    chat.edits.refuse = flooded
    await chat.announce(MANY)
    await wait(90)
    assert len(refused) == 2
    assert chat.api.during_silence <= 1, "what was on its way already"
    [posted] = chat.progress()
    assert posted.text.startswith(ENDED)
    assert await chat.balance() == {"sent": 250}
    waiting = await Outbox(chat.town.database).owed("telegram", chat.town.now, 100)
    assert [one for one in waiting if one.priority is Priority.STAFF] == []


@in_chat
async def test_only_one_message_of_it_is_owed_at_a_time(chat: Chatting) -> None:
    chat.edits.refuse = lambda method, given: Refusal(502, "Bad Gateway")
    await chat.announce(MANY)
    for _ in range(10):
        await wait(1)
        assert await unsettled(chat) <= 1
    chat.edits.refuse = lambda method, given: None
    await wait(60)
    assert balanced(chat.progress()[0].text)


@in_chat
async def test_what_is_in_the_air_is_waited_for_before_anything_else_is_told(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(3.5)
    chat.api.delay = 8.0
    await wait(1)
    await chat.town.make(TOWN_BOSS, await chat.town.acts.cancel(TOWN_BOSS, 1, chat.town.now))
    for _ in range(20):
        await wait(0.5)
        assert await unsettled(chat) <= 1
    await wait(40)
    [last] = [text for text in chat.edits.of(WANG) if "这是最后的结果" in text]
    assert "还没发" not in last
    assert balanced(last)


@in_chat
async def test_an_edit_of_which_nobody_knows_is_made_again(chat: Chatting) -> None:
    def the_end(method: str, given: Given) -> Refusal | None:
        return Refusal(502, "Bad Gateway") if "这是最后的结果" in given["text"] else None

    chat.edits.refuse = the_end
    await chat.announce(MANY)
    await wait(20)
    killed = (
        "UPDATE deliveries SET delivery = 'unknown', doubtful = 1 "
        "WHERE message_id = (SELECT message_id FROM announcement_followers)"
    )
    await chat.town.database.write(partial(Transaction.execute, sql=killed))
    chat.edits.refuse = lambda method, given: None
    await wait(10)
    [posted] = chat.progress()
    assert balanced(posted.text)
    assert await chat.followers() == []


@in_chat
async def test_what_they_deleted_is_sent_anew_and_goes_on_from_there(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(6)
    [first] = chat.progress()
    del chat.api.chat(WANG).posted[first.id]
    await wait(60)
    [posted] = chat.progress()
    assert posted.id != first.id
    assert posted.edits >= 1
    assert balanced(posted.text)


@in_chat
async def test_a_damaged_announcement_is_not_followed_and_the_others_are(chat: Chatting) -> None:
    await chat.announce(MANY)
    await wait(4)
    told = len(chat.edits.calls)
    damage = partial(Transaction.execute, sql="UPDATE announcements SET region = '450100' WHERE number = 1")
    await chat.town.database.write(damage)
    await chat.says(LI, *NEW, "/announce_2", "数人数")
    await chat.says(WANG, "/announce_2", "审核", "确认", "/announce_2", "发送", "现在就发")
    await wait(60)
    assert [text for text in chat.edits.of(WANG)[told:] if text.startswith("第1号")] == []
    assert chat.edits.of(WANG)[-1].startswith("第2号通知发完了")


# ── On the web page ──────────────────────────────────────────────────────────────────────────────────────────────────


async def announce_from_the_page(chat: Chatting) -> None:
    """A sender who has no Telegram lets it go."""
    told = await chat.says(BOSS, "/staff", "加一个人", "发送", "西安", "小周")
    await chat.says("web:zhou", f"/join {told.partition('邀请码：')[2][:14]}")
    await chat.announce(MANY, by="web:zhou")


async def shown(chat: Chatting, person: str) -> list[str]:
    """Somebody opens the page: what it shows of progress, and that it was shown."""
    told = await Transcript(chat.town.database).last("web", person, 60)
    news = [one for one in told if isinstance(one, Message) and '"announce_' in one.body and one.priority == 1]
    await Outbox(chat.town.database).mark_sent([one.id for one in news], chat.town.now)
    return [one.body for one in news]


@in_chat
async def test_on_the_page_they_are_told_at_the_beginning_and_at_the_end(chat: Chatting) -> None:
    await announce_from_the_page(chat)
    for seconds in (2, 5):
        await wait(seconds)
        assert len(await shown(chat, "zhou")) == 1
    await wait(20)
    _, last = await shown(chat, "zhou")
    assert "这是最后的结果" in last
    assert "加起来正好" in last
    assert await chat.followers() == []


@in_chat
async def test_a_page_that_was_never_opened_shows_the_end_only(chat: Chatting) -> None:
    await announce_from_the_page(chat)
    await wait(8)
    await chat.says(LI, "/announce_1", "暂停")
    await chat.town.database.write(partial(finish, number=1, at=chat.town.now))
    await wait(10)
    [last] = await shown(chat, "zhou")
    assert "这是最后的结果" in last
