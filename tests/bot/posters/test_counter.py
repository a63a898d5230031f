"""Posters in chat: made where somebody may, listed with what they brought, withdrawn."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.conversation import CHINA
from bot.posters.printing import CannotPrint, chinese_fonts
from storage.posters import PosterRegister
from tests.announcements.bureau import bureau_on
from tests.bot.posters.examples import settings
from tests.conftest import skip_or_fail
from tests.staff.bureau import BOSS, LI, Bureau

NEW = ("/poster", "做一张新的", "参保缴费", "西安", "政务服务大厅 1楼", "登记")


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    """A bureau with an editor for Xi'an."""
    try:
        chinese_fonts("zh_Hans")
    except CannotPrint as missing:
        skip_or_fail(str(missing))
    chosen = settings(tmp_path)
    async with bureau_on(chosen.database) as opened:
        bureau = Bureau.on(opened.database, settings=chosen)
        bureau.now = datetime(2025, 11, 15, 12, tzinfo=CHINA)
        await bureau.join(LI, "编辑", "西安")
        yield bureau


async def test_one_is_made_listed_and_withdrawn(bureau: Bureau) -> None:
    told = await bureau.say(LI, *NEW)
    [(_number, poster)] = await PosterRegister(bureau.database).since(0)
    assert (poster.journey, poster.region, poster.place) == ("enroll", "610100", "政务服务大厅 1楼")
    assert f"参保码 {poster.code[:4]} {poster.code[4:]}，有效至2025年12月25日" in told
    assert f"https://canbao.example/?e=p-{poster.code.lower()}-{poster.signature}" in told
    assert "https://t.me/canbao_example_bot?start=" in told
    assert f"canbao poster print {poster.code}" in told
    assert "陕西省西安市 · 政务服务大厅 1楼：扫码0，开始0" in await bureau.say(LI, "/poster", "看每张带来多少人")
    assert "确定吗" in await bureau.say(LI, "/poster", "停用一张", "1")
    assert "没有停用" in await bureau.say(LI, "先不停用")
    assert await PosterRegister(bureau.database).withdrawn() == frozenset()
    assert "停用了" in await bureau.say(LI, "/poster", "停用一张", "1", "停用")
    assert await PosterRegister(bureau.database).withdrawn() == {poster.code}
    assert "（停用了）" in await bureau.say(LI, "/poster", "看")
    assert "没有能停用的海报" in await bureau.say(LI, "/poster", "停用一张")
    assert (await bureau.log())[2:] == [
        "telegram:li editor poster.new 610100",
        "telegram:li editor poster.list 610100",
        "telegram:li editor poster.withdraw 610100",
        "telegram:li editor poster.list 610100",
    ]


async def test_what_cannot_be_made_is_refused_and_asked_again(bureau: Bureau) -> None:
    told = await bureau.say(LI, *NEW[:3], "南宁")
    assert "这个地方的海报不归您管。您管的是：陕西省西安市" in told
    assert "贴在哪里" in await bureau.say(LI, "莲湖区")
    told = await bureau.say(BOSS, *NEW[:3], "全部", "大厅", "登记")
    assert "做不了：" in told
    assert "给哪里的人看" in told
    assert "登记好了" in await bureau.say(BOSS, "西安", "大厅", "登记")


async def test_a_place_that_may_not_be_printed_is_asked_for_again(bureau: Bureau) -> None:
    for place, why in (("大厅，每人补400元", "「400元」是手写的"), ("找小李110105194912310021", "身份证号")):
        told = await bureau.say(LI, *NEW[:4], place)
        assert why in told
        assert "贴在哪里" in told
    assert await PosterRegister(bureau.database).since(0) == []
    assert "登记好了" in await bureau.say(LI, "大厅 2楼", "登记")


async def test_of_two_who_withdraw_it_at_once_one_does(bureau: Bureau) -> None:
    await bureau.say(LI, *NEW)
    for who in (LI, BOSS):
        await bureau.say(who, "/poster", "停用一张", "1")
    assert "停用了" in await bureau.say(LI, "停用")
    assert "停用了。扫它的人" not in await bureau.say(BOSS, "停用")
    assert sum("poster.withdraw" in line for line in await bureau.log()) == 1


async def test_a_sender_looks_and_makes_none(bureau: Bureau) -> None:
    await bureau.join("telegram:wang", "发送", "西安", "小王")
    told = await bureau.say("telegram:wang", "/poster")
    assert "看每张带来多少人" in told
    assert "做一张新的" not in told
    assert "停用" not in told
    assert "还没有海报" in await bureau.say("telegram:wang", "1")
