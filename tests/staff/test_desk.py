"""At the desk: staff add each other, look things up and meet their limits; strangers never learn that there is one."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.incoming import Incoming
from bot.staff.handled import keep
from bot.staff.roles import Role
from flows.heard import Begin, Edit, Heard, Menu, Opened, Other, Said, Tapped
from storage.chain import verify
from storage.errors import StaleRevision
from storage.outbox import Reply
from storage.posters import PosterRegister
from storage.sessions import Sessions
from storage.staff import Staff
from storage.turns import Turn
from tests.staff.bureau import BOSS, LI, STRANGER, WANG, Bureau, seen

ORDINARY = "您好，我是参保通"
COUNTY = "telegram:county"
WORDS = ("/staff", "/人员", "/stats", "/统计", "/audit", "/记录", "/join", "/加入", "/join K7QD-2MXA-9FTR", "／staff")


# ── Whom the desk is for ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", WORDS)
async def test_a_stranger_gets_the_answer_to_any_unknown_command(bureau: Bureau, words: str) -> None:
    other = await bureau.say("telegram:another", "/xyzzy")
    assert await bureau.say(STRANGER, words) == other
    assert ORDINARY in other


@pytest.mark.parametrize("role", ["编辑", "发送", "审计"])
async def test_everybody_is_heard_at_the_counters_that_their_role_opens(bureau: Bureau, role: str) -> None:
    joined = await bureau.join(LI, role, "南宁")
    open_to = {
        "编辑": {"/stats"},
        "发送": {"/stats"},
        "审计": {"/staff", "/stats", "/audit"},
    }[role]
    for word in ("/staff", "/stats", "/audit"):
        assert (word in joined) == (word in open_to)
        assert (ORDINARY not in await bureau.say(LI, word)) == (word in open_to), word


async def test_a_role_on_one_channel_is_none_on_another(bureau: Bureau) -> None:
    await bureau.join(LI, "审计", "南宁")
    assert ORDINARY in await bureau.say("web:li", "/staff")
    assert ORDINARY in await bureau.say("web:boss", "/staff")


async def test_a_resident_who_is_no_stranger_to_us_is_one_to_the_desk(bureau: Bureau) -> None:
    for who in (STRANGER, "telegram:another"):
        await bureau.hear(who, Opened("newborn--where-610500"))
    told = await bureau.say(STRANGER, "/staff")
    assert "宝宝是哪天出生的" in told
    assert told == await bureau.say("telegram:another", "/xyzzy")


# ── Adding somebody ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_boss_adds_a_sender_by_a_code(bureau: Bureau) -> None:
    assert "要做哪一件" in await bureau.say(BOSS, "/staff")
    assert "让这个人做什么" in await bureau.say(BOSS, "加一个人")
    assert "管哪里" in await bureau.say(BOSS, "2")
    assert "怎么称呼" in await bureau.say(BOSS, "南宁")
    told = await bureau.say(BOSS, "小李")
    assert "只能用一次，2026-03-05 14:00前有效" in told
    assert "「小李」就是广西壮族自治区南宁市的「发送员」" in told
    code = told.partition("邀请码：")[2][:14]

    joined = await bureau.say(LI, f"/join {code}")
    assert "您现在是广西壮族自治区南宁市的「发送员」了" in joined
    [member] = await Staff(bureau.database).everybody()
    assert (member.who, member.role, member.region, member.name) == (LI, "sender", "450100", "小李")
    assert await bureau.log() == [
        "telegram:boss owner staff.invite 450100",
        "telegram:li sender staff.join 450100",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        *("/join {code}", "/加入 {code}", "加入 {code}", "/JOIN@canbao_bot {code}", " /join  {code} ", "join {code}"),
        *(
            "/join\u3000{code}",
            "／ｊｏｉｎ\u3000{code}",
            "/join\n{code}",
            "/join：{code}",
            "/join:{code}。",
            "/join{code}",
        ),
        *("请发 /join {code}", "/join 「{code}」", "{code}", " {code}\n", "/加入，{code}", "/join\u00a0{code}"),
        *(
            "请在和参保通的私聊里发：/join {code}\n谢谢！",
            "/join\u200b {code}",
            "“/join {code}”。有效期两小时",
            "/join\t{code}",
        ),
    ],
)
async def test_a_code_is_taken_however_it_comes_and_stands_in_no_transcript(bureau: Bureau, typed: str) -> None:
    code = await bureau.code("发送", "南宁")
    said = typed.format(code=code.replace("-", " ").lower())
    assert "您现在是" in await bureau.say(LI, said)
    heard = [row["heard"] for row in await bureau.database.read("SELECT heard FROM inbox WHERE person = 'li'")]
    assert len(heard) == 1
    assert code[:4].lower() not in heard[0]


async def test_nobody_who_guesses_keeps_a_colleague_out(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    for number in range(61):
        await bureau.say(f"telegram:mallory{number}", "/join K7QD-2MXA-9FTR")
    assert "您现在是" in await bureau.say(LI, f"/join {code}")


async def test_a_code_may_come_by_a_link(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    assert "您现在是" in seen(await bureau.hear(LI, Opened(f"join-{code.replace('-', '')}"))).text
    assert ORDINARY in seen(await bureau.hear(WANG, Opened("join-K7QD2MXA9FTR"))).text


async def test_a_code_is_used_once(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    await bureau.say(LI, f"/join {code}")
    assert ORDINARY in await bureau.say(WANG, f"/join {code}")
    assert ORDINARY in await bureau.say(LI, f"/join {code}")


async def test_of_two_who_bring_a_code_at_once_one_is_added(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    told = await asyncio.gather(*(bureau.say(who, f"/join {code}") for who in (LI, WANG, STRANGER)))
    assert sorted("您现在是" in one for one in told) == [False, False, True]
    assert len(await Staff(bureau.database).everybody()) == 1


async def test_a_code_expires(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    bureau.later(hours=2)
    assert ORDINARY in await bureau.say(LI, f"/join {code}")


async def test_after_five_wrong_codes_not_even_the_right_one_is_heard_for_an_hour(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    for _ in range(5):
        assert ORDINARY in await bureau.say(LI, "/join K7QD-2MXA-9FTR")
    assert ORDINARY in await bureau.say(LI, f"/join {code}")
    bureau.later(hours=1)
    assert "您现在是" in await bureau.say(LI, f"/join {code}")


async def test_a_code_is_nowhere_in_the_database_but_in_what_the_boss_was_told(bureau: Bureau, path: Path) -> None:
    code = await bureau.code("发送", "南宁")
    await bureau.say(LI, f"/join {code}")
    told = [row["body"] for row in await bureau.database.read("SELECT body FROM messages ORDER BY id")]
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert sum(code in body for body in told) == 1
    for table in ("staff", "staff_codes", "audit", "inbox", "sessions"):
        rows = await bureau.database.read(f"SELECT * FROM {table}")  # noqa: S608 - names from above
        assert not any(code in str(value) for row in rows for value in dict(row).values()), table
    assert code.replace("-", "").encode() not in everything


async def test_somebody_may_hold_several_roles(bureau: Bureau) -> None:
    await bureau.join(LI, "编辑", "南宁")
    await bureau.join(LI, "审计", "柳州")
    actor = await bureau.office.actor(LI)
    assert {(grant.role, grant.region) for grant in actor.grants} == {
        (Role.EDITOR, "450100"),
        (Role.AUDITOR, "450200"),
    }


@pytest.mark.parametrize("name", ["小{李}", "{0}", "=1+1", "<b>小李</b>", "%(x)s", "小\u202e李\x00", "}{"])
async def test_whatever_somebody_is_called_the_list_can_be_read(bureau: Bureau, name: str) -> None:
    await bureau.join(LI, "发送", "南宁", name)
    [member] = await Staff(bureau.database).everybody()
    assert member.name.isprintable()
    assert member.name in await bureau.say(BOSS, "/staff", "名单")
    assert "telegram:li" in await bureau.say(BOSS, "/staff", "取消")
    assert "确定取消吗" in await bureau.say(BOSS, "1")


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("where", ["南宁", "广西", "全部", "柳州", "广州"])
async def test_nobody_lets_others_in_where_they_are_not_in_charge(bureau: Bureau, where: str) -> None:
    told = await bureau.say(COUNTY, "/staff", "加人", "编辑", where)
    assert "这个地方不归您管。您管的是：广西壮族自治区南宁市武鸣区" in told
    assert "怎么称呼" in await bureau.say(COUNTY, "武鸣区")
    assert "武鸣区的「编辑」" in await bureau.say(COUNTY, "小王")


async def test_nobody_sees_or_removes_whom_they_are_not_in_charge_of(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁", "小李")
    await bureau.join(WANG, "编辑", "武鸣区", "小王")
    assert "小李" not in await bureau.say(COUNTY, "/staff", "名单")
    told = await bureau.say(COUNTY, "/staff", "取消")
    assert "小王" in told
    assert "小李" not in told
    assert "小李" in await bureau.say(BOSS, "/staff", "取消")


async def test_an_auditor_is_offered_nothing_but_the_list(bureau: Bureau) -> None:
    await bureau.join(LI, "审计", "南宁", "小李")
    told = await bureau.say(LI, "/staff")
    assert "看名单" in told
    assert "加一个人" not in told
    assert "取消" not in told
    again = await bureau.tap(LI, "staff_job", "add")
    assert "让这个人做什么" not in again
    assert "小李" in await bureau.say(LI, "看名单")


async def test_where_there_is_nobody_nobody_can_be_removed(bureau: Bureau) -> None:
    assert "还没有别人" in await bureau.say(BOSS, "/staff", "取消")
    assert ORDINARY in await bureau.say(BOSS, "小李")


# ── Taking it away ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_permission_taken_away_is_gone_at_once_also_halfway_through(bureau: Bureau) -> None:
    await bureau.join(LI, "审计", "南宁", "小李")
    assert "操作记录" in await bureau.say(LI, "/audit")
    told = await bureau.say(BOSS, "/staff", "取消", "1", "取消")
    assert "「小李」的「审计员」（广西壮族自治区南宁市）取消了，马上生效" in told
    assert "最近的记录" not in await bureau.say(LI, "1")
    assert ORDINARY in await bureau.say(LI, "/audit")


async def test_nothing_is_done_for_somebody_whose_permission_went_while_it_was_worked_out(bureau: Bureau) -> None:
    await bureau.join(LI, "审计", "全部", "小李")
    await bureau.say(LI, "/audit")
    session = await Sessions(bureau.database).load("telegram", "li")
    assert session is not None
    handled = await bureau.desk.meant(Incoming("telegram", "li", "late", Said("1")), session.state, bureau.now)
    assert handled is not None
    await bureau.say(BOSS, "/staff", "取消", "1", "取消")
    before = await bureau.log()
    replies = (Reply(handled.screen),)
    turn = Turn("telegram", "li", "late", handled.heard, session.revision, handled.state, replies, bureau.now)
    with pytest.raises(StaleRevision):
        await bureau.database.write(lambda transaction: keep(transaction, turn, handled.change))
    assert await bureau.log() == before
    assert await Sessions(bureau.database).load("telegram", "li") == session


async def test_a_code_that_was_not_used_can_be_withdrawn(bureau: Bureau) -> None:
    code = await bureau.code("发送", "南宁")
    assert "还没用的邀请码" in await bureau.say(BOSS, "/staff", "取消")
    await bureau.say(BOSS, "1", "取消")
    assert ORDINARY in await bureau.say(LI, f"/join {code}")
    assert (await bureau.log())[-1] == "telegram:boss owner staff.remove 450100"


async def test_whoever_has_second_thoughts_removes_nobody(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    assert "没有取消" in await bureau.say(BOSS, "/staff", "取消", "1", "先不取消")
    assert len(await Staff(bureau.database).everybody()) == 1
    assert "staff.remove" not in " ".join(await bureau.log())


async def test_two_who_remove_the_same_person_at_once_remove_them_once(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "武鸣区")
    for who in (BOSS, COUNTY):
        await bureau.say(who, "/staff", "取消", "1")
    told = await asyncio.gather(bureau.say(BOSS, "取消"), bureau.say(COUNTY, "取消"))
    assert sorted("马上生效" in one for one in told) == [False, True]
    assert [line for line in await bureau.log() if "staff.remove" in line] != []
    assert sum("staff.remove" in line for line in await bureau.log()) == 1


# ── What happens twice ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_event_that_comes_again_does_nothing_again(bureau: Bureau) -> None:
    await bureau.say(BOSS, "/staff", "加人", "发送", "南宁")
    first = seen(await bureau.hear(BOSS, Said("小李"), "the name"))
    for _ in range(3):
        assert seen(await bureau.hear(BOSS, Said("小李"), "the name")) == first
    assert len(await Staff(bureau.database).codes(bureau.now)) == 1
    code = first.text.partition("邀请码：")[2][:14]
    joined = seen(await bureau.hear(LI, Said(f"/join {code}"), "the code"))
    assert seen(await bureau.hear(LI, Said(f"/join {code}"), "the code")) == joined
    assert await bureau.log() == [
        "telegram:boss owner staff.invite 450100",
        "telegram:li sender staff.join 450100",
    ]


async def test_an_event_that_comes_five_times_at_once_counts_once(bureau: Bureau) -> None:
    await bureau.say(BOSS, "/staff", "加人", "发送", "南宁")
    await asyncio.gather(*(bureau.hear(BOSS, Said("小李"), "the name") for _ in range(5)))
    assert len(await Staff(bureau.database).codes(bureau.now)) == 1
    assert len(await bureau.log()) == 1


async def test_what_was_done_and_what_is_written_of_it_are_one(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    await bureau.say(BOSS, "/staff", "加人", "发送", "南宁")

    def fails(*_: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("bot.staff.handled.append", fails)
    with pytest.raises(RuntimeError, match="no power"):
        await bureau.say(BOSS, "小李")
    monkeypatch.undo()
    assert await Staff(bureau.database).codes(bureau.now) == ()
    assert "邀请码：" in await bureau.say(BOSS, "小李")


# ── Coming and going ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "away", [Menu(), Said("菜单"), Said("/start"), Begin("newborn"), Opened("newborn"), Tapped("?menu", "newborn")]
)
async def test_whoever_turns_away_is_a_resident_again(bureau: Bureau, away: Heard) -> None:
    await bureau.say(BOSS, "/staff")
    assert seen(await bureau.hear(BOSS, away)).step in ("menu", "where")
    assert "让这个人做什么" not in await bureau.say(BOSS, "加一个人")


@pytest.mark.parametrize("words", ["我的数据", "/删除我的数据", "退订", "订阅"])
async def test_what_anybody_may_say_about_their_data_is_not_heard_at_the_desk(bureau: Bureau, words: str) -> None:
    other = await bureau.say(STRANGER, words)
    await bureau.say(BOSS, "/staff", "加人")
    assert await bureau.say(BOSS, words) == other


async def test_going_back_from_the_first_question_is_leaving(bureau: Bureau) -> None:
    assert "先不办了" in await bureau.say(BOSS, "/staff", "上一步")
    assert ORDINARY in await bureau.say(BOSS, "加一个人")


@pytest.mark.parametrize("word", ["取消", "算了", "不办了", "退出", "取消。", "/cancel"])
@pytest.mark.parametrize(
    "before",
    [
        ("/staff", "加人"),
        ("/staff", "加人", "发送"),
        ("/staff", "加人", "发送", "南宁"),
        ("/poster", "做一张新的", "参保缴费", "南宁"),
        ("/poster", "做一张新的", "参保缴费", "南宁", "政务服务大厅"),
        ("/announce", "写一条新的"),
        ("/stats",),
    ],
)
async def test_whoever_says_no_leaves_and_nothing_is_done(bureau: Bureau, before: tuple[str, ...], word: str) -> None:
    await bureau.say(BOSS, *before)
    assert "先不办了" in await bureau.say(BOSS, word)
    assert await bureau.log() == []
    assert ORDINARY in await bureau.say(BOSS, "政务服务大厅")


async def test_a_poster_is_shown_before_it_is_registered_and_each_line_can_be_changed(bureau: Bureau) -> None:
    told = await bureau.say(BOSS, "/poster", "做一张新的", "参保缴费", "南宁", "大厅")
    assert "就这样登记吗" in told
    assert "哪里的人：广西壮族自治区南宁市\n贴的地方：大厅\n" in told
    assert "贴在哪里" in seen(await bureau.hear(BOSS, Edit("poster_place"))).text
    assert "贴的地方：大厅 2楼" in await bureau.say(BOSS, "大厅 2楼")
    assert "没有登记" in await bureau.say(BOSS, "先不登记")
    assert await PosterRegister(bureau.database).since(0) == []
    assert await bureau.log() == []


async def test_a_poster_that_was_refused_is_asked_about_again(bureau: Bureau) -> None:
    told = await bureau.say(BOSS, "/poster", "做一张新的", "参保缴费", "全部", "大厅", "登记")
    assert "做不了：" in told
    assert "就这样登记吗" in await bureau.say(BOSS, "西安", "大厅")
    assert await PosterRegister(bureau.database).since(0) == []


async def test_what_is_called_like_giving_up_can_still_be_chosen(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    assert "要取消谁的" in await bureau.say(BOSS, "/staff", "取消")
    assert "确定取消吗" in await bureau.say(BOSS, "1")
    assert "马上生效" in await bureau.say(BOSS, "取消")


async def test_a_question_that_stayed_open_for_an_hour_is_closed(bureau: Bureau) -> None:
    await bureau.say(BOSS, "/staff", "加人", "发送", "南宁")
    bureau.later(minutes=59)
    assert "怎么称呼" in await bureau.say(BOSS, "帮助")
    bureau.later(minutes=61)
    await bureau.say(BOSS, "小李")
    assert await Staff(bureau.database).codes(bureau.now) == ()


async def test_the_conversation_of_the_resident_is_where_it_was(bureau: Bureau) -> None:
    await bureau.hear(BOSS, Opened("newborn--where-610500"))
    await bureau.say(BOSS, "2026年3月1日", "/staff", "名单")
    assert "第一个" not in await bureau.say(BOSS, "查看")
    assert seen(await bureau.hear(BOSS, Said("上了"))).step == "covered_from_birth"


async def test_one_counter_leads_straight_to_another(bureau: Bureau) -> None:
    assert "要看什么" in await bureau.say(BOSS, "/staff", "/audit")
    assert "最近的记录" in await bureau.say(BOSS, "1")


async def test_what_is_not_understood_is_asked_again_and_nothing_is_done(bureau: Bureau) -> None:
    told = await bureau.say(BOSS, "/staff", "加人", "发送", "哪儿都行呗")
    assert "管哪里" in told
    seen(await bureau.hear(BOSS, Other("photo")))
    assert "管哪里" in await bureau.say(BOSS, "朝阳", "都不是")
    assert "还是没看明白" in await bureau.say(BOSS, "南宁", "啊" * 21, "啊" * 22)
    assert await bureau.log() == []


async def test_answers_can_be_changed_before_the_end(bureau: Bureau) -> None:
    await bureau.say(BOSS, "/staff", "加人", "发送", "南宁", "上一步", "柳州")
    assert "柳州市的「发送员」" in await bureau.say(BOSS, "小李")


async def test_staff_are_served_in_their_own_language(bureau: Bureau) -> None:
    for heard in (Said("/staff"), Tapped("staff_job", "add"), Tapped("staff_role", "sender"), Said("Nanning")):
        screen = seen(await bureau.hear(BOSS, heard, language="en"))
        assert screen.language == "en"
    told = seen(await bureau.hear(BOSS, Said("Xiao Li"), language="en"))
    [made] = re.findall("[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", told.text)
    joined = seen(await bureau.hear(LI, Said(f"/join {made}"), language="zh_Hant"))
    assert (joined.step, joined.language) == ("staff_joined", "zh_Hant")


async def test_an_old_button_of_the_desk_is_nothing_to_a_stranger(bureau: Bureau) -> None:
    assert ORDINARY in await bureau.tap(STRANGER, "staff_sure", "yes")
    assert ORDINARY in await bureau.tap(STRANGER, "staff_job", "add")


@pytest.mark.parametrize(
    "state",
    [
        "",
        "{",
        "[]",
        '{"staff": 3}',
        '{"staff":{"dialogue":{},"until":9e99}}',
        '{"staff":{"dialogue":{"journey":"staff"},"until":"x"}}',
    ],
)
async def test_a_damaged_session_strands_nobody(bureau: Bureau, state: str) -> None:
    handled = await bureau.desk.meant(incoming("加人"), state, bureau.now)
    assert handled is None
    handled = await bureau.desk.meant(incoming("/staff"), state, bureau.now)
    assert handled is not None


def incoming(text: str) -> Incoming:
    return Incoming("telegram", "boss", "1", Said(text))


async def test_residents_are_not_looked_up(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    async def looked_up(*_: object) -> None:
        raise AssertionError("a resident was looked up")

    monkeypatch.setattr(Staff, "roles_of", looked_up)
    for heard in (Said("你好"), Said("/help"), Opened("newborn"), Tapped("born", "x"), Menu(), Said("/menu")):
        await bureau.hear(STRANGER, heard)


# ── What is written down ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_everything_done_is_in_a_log_that_holds(bureau: Bureau) -> None:
    await bureau.join(LI, "审计", "全部")
    for words in (["/staff", "名单"], ["/audit", "1"], ["/audit", "核对"], ["/stats", "1", "本周"]):
        await bureau.say(LI, *words)
    assert [line.split()[2] for line in await bureau.log()] == [
        "staff.invite",
        "staff.join",
        "staff.list",
        "audit.show",
        "audit.verify",
        "stats",
    ]
    assert (await verify(bureau.office.audit)).findings == ()
