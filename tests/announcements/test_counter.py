"""Announcements in chat: from the first word to the report, and every way in which somebody may not or should not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.announcements.sending import Sending
from bot.conversation import CHINA
from bot.settings import Settings
from flows.answers.answer import Asked, Understood
from flows.heard import Said
from flows.journeys.staff_announcements import ACTS, ANNOUNCE
from storage.announcements import Announcements, State
from storage.chain import verify
from storage.outbox import Message, Outbox, Priority, Reply
from storage.transaction import Transaction
from storage.turns import Turn, Turns
from tests.announcements.bureau import EVERYWHERE, XIAN, bureau_on, state
from tests.staff.bureau import BOSS, LI, Bureau, seen

NOON = datetime(2025, 11, 15, 12, tzinfo=CHINA)
WANG = "telegram:wang"
TEXT = "{region}：{fee}，{deadline}前交。问题请打{hotline}。"
NEW = ("/announce", "写一条新的", TEXT, "不用", "西安", "所有人", "照平常的期限")


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    """A bureau in the season, on Telegram and the web, with an editor and a sender for Xi'an, and ten residents."""
    settings = Settings(
        database=tmp_path / "canbao.db",
        telegram_token="4242:a-token-that-opens-nothing",  # type: ignore[arg-type]
        public_address="https://canbao.example",
        _env_file=None,
    )
    async with bureau_on(settings.database) as opened:
        bureau = Bureau.on(opened.database, settings=settings)
        bureau.now = NOON
        await bureau.join(LI, "编辑", "西安")
        await bureau.join(WANG, "发送", "西安", "小王")
        for number in range(10):
            await meet(bureau, f"resident-{number}", concluded=number >= 6)
        yield bureau


async def meet(bureau: Bureau, person: str, channel: str = "telegram", poster: str = "", **facts: object) -> None:
    """Somebody has got so far."""
    replies = (Reply("{}"),)
    turn = Turn(channel, person, "1", "{}", 0, state(**facts), replies, bureau.now, visit=f"visit.{poster}.")
    await Turns(bureau.database).commit(turn)


async def stands(bureau: Bureau, number: int = 1) -> State:
    one = await Announcements(bureau.database).get(number)
    assert one is not None
    return one.state


async def owed(bureau: Bureau, priority: Priority) -> list[Message]:
    """What waits to be sent on Telegram, of one kind."""
    every = await Outbox(bureau.database).owed("telegram", bureau.now, 1000, least=priority)
    return [one for one in every if one.priority is priority]


async def approved(bureau: Bureau) -> None:
    """An announcement that may go out."""
    await bureau.say(LI, *NEW, "/announce_1", "数人数")
    assert "审核过了，发给10人" in await bureau.say(WANG, "/announce_1", "审核", "确认")


# ── From the first word to the report ────────────────────────────────────────────────────────────────────────────────


async def test_it_is_written_counted_confirmed_and_sent(bureau: Bureau) -> None:
    written = await bureau.say(LI, *NEW)
    assert "第1号通知写好了，还没有发" in written
    assert "【简体中文】西安市：2026年度个人缴费400元，2025年12月25日（周四）前交。" in written
    assert "给谁：陕西省西安市的所有人。" in written
    counted = await bureau.say(LI, "/announce_1", "数人数")
    assert "选中10人，会收到10人" in counted
    assert "Telegram · 会收到：10人" in counted
    to_confirm = await bureau.say(WANG, "/announce_1", "审核")
    assert "2026年度个人缴费400元" in to_confirm
    assert "选中10人，会收到10人" in to_confirm
    assert "审核过了，发给10人" in await bureau.say(WANG, "确认")
    assert "第1号通知开始发了" in await bureau.say(WANG, "/announce_1", "发送", "现在就发")
    assert await stands(bureau) is State.GOING
    await Sending(bureau.database, lambda: bureau.now, {"telegram": 30}).look()
    assert len(await owed(bureau, Priority.ANNOUNCEMENT)) == 10
    assert "已经有结果的0人，还没发的10人" in await bureau.say(LI, "/announce 1")
    report = await bureau.say(LI, "看结果")
    assert "第1号通知已经在发，选中10人" in report
    assert "还没发：10人" in report
    assert "加起来正好是选中的人数" in report
    assert "第1号，已经在发" in await bureau.say(LI, "/announce", "看全部通知")
    assert (await bureau.log())[4:] == [
        "telegram:li editor announce.write 610100",
        "telegram:li editor announce.count 610100",
        "telegram:wang sender announce.approve 610100",
        "telegram:wang sender announce.send 610100",
        "telegram:li editor announce.report 610100",
        "telegram:li editor announce.report 610100",
    ]
    assert (await verify(bureau.office.audit)).findings == ()


@pytest.mark.parametrize("typed", ["/announce 1", "/announce_1", "/通知 1", "/ANNOUNCE_1", "／announce　1"])
async def test_one_is_found_by_its_number(bureau: Bureau, typed: str) -> None:
    await bureau.say(LI, *NEW)
    assert "第1号通知还是草稿" in await bureau.say(LI, typed)
    assert "要看哪一条" in await bureau.say(LI, "/announce 7")


async def test_it_is_stopped_resumed_and_cancelled(bureau: Bureau) -> None:
    await approved(bureau)
    await bureau.say(WANG, "/announce_1", "发送", "现在")
    assert "暂停了" in await bureau.say(LI, "/announce_1", "暂停")
    assert await stands(bureau) is State.PAUSED
    assert "接着发" not in await bureau.say(LI, "/announce_1"), "whoever sees a mistake stops it, and starts nothing"
    assert "接着发了" in await bureau.say(WANG, "/announce_1", "接着发")
    assert await stands(bureau) is State.GOING
    assert "什么都没有动" in await bureau.say(WANG, "/announce_1", "取消", "先不取消")
    assert await stands(bureau) is State.GOING
    assert "取消了，不再发" in await bureau.say(WANG, "/announce_1", "取消", "取消，不再发")
    assert await stands(bureau) is State.CANCELLED
    assert "取消了，没有发：10人" in await bureau.say(LI, "/announce_1", "看结果")


@pytest.mark.parametrize(
    ("typed", "starts", "said"),
    [
        (["明天"], NOON.replace(day=16, hour=9), "定在2025-11-16 09:00开始发"),
        (["选一天", "2025年11月18日"], NOON.replace(day=18, hour=9), "定在2025-11-18 09:00开始发"),
    ],
)
async def test_it_is_scheduled(bureau: Bureau, typed: list[str], starts: datetime, said: str) -> None:
    await approved(bureau)
    assert said in await bureau.say(WANG, "/announce_1", "发送", *typed)
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert one.starts_at == starts
    assert said in await bureau.say(LI, "/announce_1")


async def test_at_night_it_is_said_when_it_goes_out(bureau: Bureau) -> None:
    bureau.now = NOON.replace(hour=22)
    await bureau.say(LI, *NEW)
    assert "现在是休息时间，发的话要等到2025-11-16 08:00" in await bureau.say(LI, "/announce_1", "数人数")
    await bureau.say(WANG, "/announce_1", "审核", "确认")
    assert "那时候是休息时间，2025-11-16 08:00开始发" in await bureau.say(WANG, "/announce_1", "发送", "现在")


async def test_of_two_who_approve_at_once_the_second_is_told_so(bureau: Bureau) -> None:
    zhao = "telegram:zhao"
    await bureau.join(zhao, "发送", "西安", "小赵")
    await bureau.say(LI, *NEW, "/announce_1", "数人数")
    for who in (WANG, zhao):
        await bureau.say(who, "/announce_1", "审核")
    told = await asyncio.gather(bureau.say(WANG, "确认"), bureau.say(zhao, "确认"))
    assert sorted("审核过了，发给10人" in one for one in told) == [False, True]
    assert sorted("审核过了（2025-11-15 12:00）" in one for one in told) == [False, True]
    assert sum("announce.approve" in line for line in await bureau.log()) == 1


async def test_a_correction_that_nobody_would_get_is_not_to_be_approved(bureau: Bureau) -> None:
    await approved(bureau)
    await bureau.say(WANG, "/announce_1", "发送", "现在")
    await bureau.say(LI, "/announce_1", "发更正", "窗口周六开。", "不用")
    counted = await bureau.say(LI, "/announce_2", "数人数")
    assert "没有要更正的人：第1号通知没有人收到过" in counted
    assert "请另一个人接着审核" not in counted
    offered = await bureau.say(WANG, "/announce_2")
    assert "1. " in offered
    assert "审核" not in offered


async def test_it_is_set_right_for_those_who_got_it(bureau: Bureau) -> None:
    await approved(bureau)
    assert "更正" not in await bureau.say(LI, "/announce_1"), "what nobody was sent is simply written anew"
    await bureau.say(WANG, "/announce_1", "发送", "现在")
    told = await bureau.say(LI, "/announce_1", "发更正", "{region}的窗口周六开。", "不用")
    assert "第1号没发完的先暂停了" in told
    assert "第2号通知写好了" in told
    assert "收到过或者可能收到过第1号通知的" in told
    assert await stands(bureau) is State.PAUSED
    assert "已经有更正（第2号）" in await bureau.say(WANG, "/announce_1", "接着发")


async def test_a_preview_goes_to_whoever_asks_for_it(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW[:3], "再写英文的", "Pay {fee} by {deadline}.", *NEW[4:])
    assert "预览发给您了" in await bureau.say(LI, "/announce_1", "发一份给自己看")
    previews = await owed(bureau, Priority.STAFF)
    assert [one.person for one in previews] == ["li", "li"]
    assert any("Pay" in one.body for one in previews)


# ── Two people, exactly this, within half an hour ────────────────────────────────────────────────────────────────────


async def test_nobody_approves_their_own(bureau: Bureau) -> None:
    await bureau.say(BOSS, *NEW, "/announce_1", "数人数")
    told = await bureau.say(BOSS, "/announce_1", "审核", "确认")
    assert "要另一个人来审核" in told
    assert "这条通知要怎么办" in told
    assert await stands(bureau) is State.DRAFT
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert one.approved is None


@pytest.mark.parametrize("change", ["text", "count", "both"])
async def test_what_was_changed_while_somebody_looked_at_it_is_not_approved(bureau: Bureau, change: str) -> None:
    await bureau.say(LI, *NEW, "/announce_1", "数人数")
    screen = seen(await bureau.hear(WANG, Said("/announce_1")))
    screen = seen(await bureau.hear(WANG, Said("审核")))
    key = screen.options[0].key
    if change in ("text", "both"):
        await bureau.say(LI, "/announce_1", "改内容", "{region}的窗口周六开。", "不用")
    if change in ("count", "both"):
        await meet(bureau, "one more")
        await bureau.say(LI, "/announce_1", "数人数")
    told = await bureau.tap(WANG, "announce_confirm", key)
    assert "审核过了" not in told
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert one.approved is None


async def test_whoever_may_approve_is_asked_to_and_nobody_else(bureau: Bureau) -> None:
    await bureau.join("telegram:zhao", "发送", "南宁", "小赵")
    await bureau.join("telegram:qian", "审计", "西安", "小钱")
    await bureau.say(BOSS, "你好")
    await bureau.say(LI, *NEW)
    assert "请同事审核" not in await bureau.say(LI, "/announce_1"), "nobody knows yet for how many"
    await bureau.say(LI, "数人数")
    assert "请2位同事审核第1号通知了" in await bureau.say(LI, "/announce_1", "请同事审核")
    requests = await owed(bureau, Priority.STAFF)
    assert [one.person for one in requests] == ["boss", "wang"]
    assert "请您审核第1号通知，它会发给10人。" in requests[0].body
    assert "/announce_1" in requests[0].body
    assert (await bureau.log())[-1] == "telegram:li editor announce.ask 610100"
    assert (await bureau.office.audit.last(1))[0].entry.what["asked"] == 2
    await bureau.say(WANG, "/announce_1", "审核", "确认")
    assert "请同事审核" not in await bureau.say(LI, "/announce_1")


async def test_where_nobody_else_may_approve_it_is_said_what_to_do(bureau: Bureau) -> None:
    """The sender for Xi'an may not approve what goes everywhere, and whoever wrote it is asked by nobody."""
    await bureau.say(BOSS, *NEW[:2], "系统今晚维护。", "不用", "全部", "所有人", "照平常", "/announce_1", "数人数")
    assert "没有别人能审核" in await bureau.say(BOSS, "/announce_1", "请同事审核")
    assert await owed(bureau, Priority.STAFF) == []


async def test_after_half_an_hour_it_is_counted_again(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW, "/announce_1", "数人数")
    bureau.later(minutes=31)
    assert "要重新数一遍再审核" in await bureau.say(WANG, "/announce_1", "审核", "确认")
    assert "审核过了" in await bureau.say(WANG, "/announce_1", "数人数", "/announce_1", "审核", "确认")


async def test_an_edit_voids_the_approval(bureau: Bureau) -> None:
    await approved(bureau)
    await bureau.say(LI, "/announce_1", "改内容", "{region}的窗口周六开。", "不用")
    told = await bureau.say(WANG, "/announce_1")
    assert "发送" not in told
    assert "数人数" in told


async def test_an_event_that_comes_again_does_nothing_again(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW[:-1])
    first = seen(await bureau.hear(LI, Said(NEW[-1]), "the last answer"))
    for _ in range(3):
        assert seen(await bureau.hear(LI, Said(NEW[-1]), "the last answer")) == first
    assert len((await Announcements(bureau.database).all()).sound) == 1
    await bureau.say(LI, "/announce_1")
    counted = seen(await bureau.hear(LI, Said("数人数"), "the count"))
    assert seen(await bureau.hear(LI, Said("数人数"), "the count")) == counted
    assert sum("announce.count" in line for line in await bureau.log()) == 1


# ── Whom it is for ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "audience", "told"),
    [
        (["所有人"], "{}", 10),
        (["没办完的", "新生儿参保"], '{"journey":"newborn","stage":"unfinished"}', 6),
        (["没办完的", "所有的事"], '{"stage":"unfinished"}', 6),
        (["在办某一件事的", "断缴与补缴"], '{"journey":"late"}', 0),
        (["有期限快到的", "2025年12月31日"], '{"before":"2025-12-31"}', 0),
        (["用某种语言的", "英文"], '{"language":"en"}', 0),
        (["用某种语言的", "简体中文"], '{"language":"zh_Hans"}', 10),
        (["名单上的", "telegram:resident-1\ntelegram:nobody"], None, 1),
    ],
)
async def test_the_audience_is_what_was_chosen(
    bureau: Bureau, typed: list[str], audience: str | None, told: int
) -> None:
    await bureau.say(LI, *NEW[:2], "窗口搬家了。", *NEW[3:5], *typed, "照平常")
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert audience is None or one.content.audience == audience
    assert f"会收到{told}人" in await bureau.say(LI, "/announce_1", "数人数")


async def test_whoever_came_by_a_poster(bureau: Bureau) -> None:
    made = await bureau.say(LI, "/poster", "做一张新的", "参保缴费", "西安", "大厅一楼", "登记")
    code = made.partition("canbao poster print ")[2][:8]
    await meet(bureau, "came by it", poster=code)
    await bureau.say(LI, *NEW[:5], "扫某张海报来的", "1", "照平常")
    assert "会收到1人" in await bureau.say(LI, "/announce_1", "数人数")


async def test_a_list_that_cannot_be_read_is_asked_for_again(bureau: Bureau) -> None:
    told = await bureau.say(LI, *NEW[:5], "名单上的", "resident-1", "照平常")
    assert "「resident-1」认不出来" in told
    assert "请把名单发过来" in told
    assert "写好了" in await bureau.say(LI, "telegram:resident-1")


async def test_a_list_is_kept_when_the_text_is_changed(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW[:5], "名单上的", "telegram:resident-1", "照平常")
    await bureau.say(LI, "/announce_1", "改内容", "窗口搬家了。", "不用")
    assert "会收到1人" in await bureau.say(LI, "/announce_1", "数人数")


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        (["只在今天"], NOON.replace(hour=23, minute=59)),
        (["选", "2025年11月20日"], NOON.replace(day=20, hour=23, minute=59)),
    ],
)
async def test_until_when_it_is_of_use(bureau: Bureau, typed: list[str], last: datetime) -> None:
    await bureau.say(LI, *NEW[:6], *typed)
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert one.content.not_after == last


async def test_a_last_day_that_is_over_is_asked_for_again(bureau: Bureau) -> None:
    told = await bureau.say(LI, *NEW[:6], "选", "2025年11月1日")
    assert "已经过了" in told
    assert "到什么时候还有用" in told
    assert "写好了" in await bureau.say(LI, "照平常")


# ── What is refused, with the reason ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("只要380元", "没有官方依据"),
        ("{nobody}", "不能用{nobody}"),
        ("<b>好</b>", "普通文字"),
        ("有事打〔电话号码〕", "像是有身份证号"),
        ("好" * 800, "通知太长"),
    ],
)
async def test_a_text_that_may_not_go_out_is_asked_for_again(bureau: Bureau, text: str, why: str) -> None:
    told = await bureau.say(LI, *NEW[:2], text, *NEW[3:])
    assert why in told
    assert "请写简体中文的内容" in told
    assert "写好了" in await bureau.say(LI, "窗口搬家了。", "不用")


@pytest.mark.parametrize("text", ["大出血、昏迷的先打急救电话。", "能退费吗", "新生儿参保", "1", "人工窗口周六开"])
async def test_a_text_is_a_text_whatever_it_speaks_of(bureau: Bureau, text: str) -> None:
    told = await bureau.say(LI, *NEW[:2], text)
    assert "要不要再写别的语言" in told
    assert text in told


async def test_nobody_writes_to_people_elsewhere(bureau: Bureau) -> None:
    told = await bureau.say(LI, *NEW[:4], "南宁")
    assert "这个地方的通知不归您管。您管的是：陕西省西安市" in told
    assert "发给其中的哪些人" in await bureau.say(LI, "莲湖区")


async def test_a_sender_writes_nothing_and_a_stranger_sees_nothing(bureau: Bureau) -> None:
    assert "写一条新的" not in await bureau.say(WANG, "/announce")
    assert "您好，我是参保通" in await bureau.say("telegram:stranger", "/announce")
    assert "您好，我是参保通" in await bureau.say("telegram:stranger", "/announce_1")


async def test_an_announcement_of_elsewhere_is_not_seen(bureau: Bureau) -> None:
    await bureau.say(BOSS, *NEW[:2], "系统今晚维护。", "不用", "全部", "所有人", "照平常")
    one = await Announcements(bureau.database).get(1)
    assert one is not None
    assert one.content.region == EVERYWHERE != XIAN
    assert "系统今晚维护" not in await bureau.say(LI, "/announce")
    assert "系统今晚维护" not in await bureau.say(LI, "/announce_1")


async def test_every_choice_is_understood_by_its_name(bureau: Bureau) -> None:
    """Whoever has no buttons types what stands on them."""
    await bureau.say(LI, *NEW)
    for ask in ANNOUNCE.questions.values():
        options = getattr(ask.answer, "options", ())
        for option in options:
            assert ask.answer.read(option.label.text, Asked(NOON.date(), options)) == Understood(option.key)
    assert len({one.key for one in ACTS}) == len(ACTS)
    for act, then in {"看结果": "选中", "数人数": "会收到", "改内容": "请写简体中文"}.items():
        assert then in await bureau.say(LI, "/announce_1", act)


async def test_half_written_it_is_let_go_after_an_hour(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW[:5])
    bureau.now += timedelta(hours=2)
    await bureau.say(LI, "所有人", "照平常")
    assert (await Announcements(bureau.database).all()).sound == ()


# ── Damaged ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_that_is_damaged_is_named_and_the_others_go_on(bureau: Bureau) -> None:
    for _ in range(3):
        await bureau.say(LI, *NEW)
    damage = partial(Transaction.execute, sql="UPDATE announcements SET region = '450100' WHERE number = 2")
    await bureau.database.write(damage)
    listed = await bureau.say(LI, "/announce", "看全部通知")
    assert "这些通知的记录坏了，看不到，也不会再发给谁：2。请告诉负责服务器的人恢复备份" in listed
    assert "第1号，还是草稿" in listed
    assert "第3号，还是草稿" in listed
    assert "第2号" not in listed
    asked = await bureau.say(LI, "/announce_2")
    assert "记录坏了，看不到，也不会再发给谁：2。" in asked
    assert "要看哪一条" in asked
    assert "会收到10人" in await bureau.say(LI, "/announce_3", "数人数")
