"""Announcing: to those who gave up, approved by a second person, paused, killed, resumed; then it is corrected."""

import re

from tests.rehearsal.colleague import Colleague
from tests.rehearsal.season import NEXT_WEEK, Season
from tests.telegram.botapi.server import Posted
from tests.web.paper import Paper

TEXT = "{region}：{fee}，{deadline}前交。还没办完的可以接着办，问题请打{hotline}。"
TEXT_EN = "{region}: {fee}, pay by {deadline}. You can go on where you stopped; questions: {hotline}."
SAID = ("还没办完的可以接着办", "You can go on where you stopped")
CORRECTION = "上一条没有说：缴费前请先核对姓名、年度和参保地。其他不变，问题请打{hotline}。"
CORRECTED = "上一条没有说"
RETURNING = 5
"""So many of those who gave up on the web page open it again."""


async def announce(season: Season) -> None:
    """An announcement to those who gave up: approved by a second person, paused, killed, resumed, told once."""
    record, town, platform, li, wang = season.record, season.town, season.platform, season.li, season.wang
    gave_up = season.crowd.who_gave_up()
    record.scene(
        "An announcement goes to those who gave up",
        "The editor writes it, the sender approves of exactly that text for exactly so many people.",
    )
    last_day = f"{NEXT_WEEK.year}年{NEXT_WEEK.month}月{NEXT_WEEK.day + 1}日"
    await li.says(
        "/announce", "写一条新的", TEXT, "再写英文的", TEXT_EN, "西安", "没办完的", "参保缴费", "选", last_day
    )
    before = len(li.telegram.messages)
    await li.says("/announce_1", "发一份给自己看")
    previews = await li.is_shown(before + 1, 3)
    record.expect(
        sum("这是预览" in one.text or "preview" in one.text for one in previews) == 2,
        "the editor gets a preview in each language",
        [one.text for one in previews],
    )
    counted = await li.says("/announce_1", "数人数")
    season.compare("those who gave up are selected, and nobody else", _selected(counted), len(gave_up))
    offered = await li.says("/announce_1")
    can = [label.partition(". ")[2] for label in offered.labels]
    record.expect("审核" not in can, "the editor cannot approve it", can)
    asked = len(wang.telegram.messages)
    await li.says("请同事审核")
    await wang.telegram.hears(since=asked, patience=60)
    record.told("小王 gets a message:")
    record.shown(wang.telegram.latest.text)
    await _approve_and_send(wang, 1)
    await _pause_it(season)
    record.told("It goes on, and the server is killed in the middle of sending.")
    going = platform.watch(*SAID, until=15)
    await wang.says("/announce_1", "接着发")
    await going.wait()
    await town.kill()
    await town.start()
    printed = await town.canbao("announce", "report", "1", "--follow")
    season.in_doubt = int(next(iter(re.findall("不知道到没到，没有重发.*?([0-9]+)", printed)), 0))
    got, on_telegram = platform.got(*SAID), {one.id for one in season.crowd.who_gave_up("telegram")}
    record.expect(set(got) <= on_telegram, "only those who gave up have it", set(got) - on_telegram)
    season.compare("nobody has it twice", max(got.values()), 1)


async def _approve_and_send(wang: Colleague, number: int) -> None:
    await wang.says(f"/announce_{number}", "审核", "确认")
    await wang.says(f"/announce_{number}", "发送", "现在就发")


async def _pause_it(season: Season) -> None:
    """Telegram asks for silence; it is paused meanwhile, and stays so over a kill."""
    record, town, platform = season.record, season.town, season.platform
    platform.refuses.add(season.crowd.who_gave_up("telegram")[-1].id)
    flooded = platform.watch(*SAID, until=20, flood=4)
    await flooded.wait()
    told = platform.got(*SAID)
    record.told(f"Telegram has taken {told.total()} and asks for silence. Meanwhile the editor pauses it:")
    await season.li.says_at_once("/announce_1", "暂停")
    record.told("The server is killed with `kill -9`, and started again.")
    await town.kill()
    await town.start()
    shown = await season.boss.says("/announce_1")
    record.expect("第1号通知暂停了" in shown.text, "it is paused still", shown.text)
    season.compare("while it is paused nobody is told", platform.got(*SAID), told)


async def correct(season: Season) -> None:
    """Some come back on the web; then it is corrected for those who got it or may have."""
    record, town, li = season.record, season.town, season.li
    on_the_web = season.crowd.who_gave_up("web")
    record.scene(
        "It is corrected",
        f"{RETURNING} of those who gave up on the web page open it again; then something is set right.",
    )
    papers = [await _look_again(season, number) for number in range(RETURNING)]
    record.shown("\n".join(papers[0].bubbles[-3:]))
    season.compare(
        "they see it there", [SAID[0] in one.text or SAID[1] in one.text for one in papers], [True] * RETURNING
    )
    await li.says("/announce_1", "发更正", CORRECTION, "不用", "/announce_2", "数人数")
    had_it = season.platform.got(*SAID)
    await _approve_and_send(season.wang, 2)
    await town.canbao("announce", "report", "2", "--follow")
    corrected = season.platform.got(CORRECTED)
    season.compare(
        "whoever has it on Telegram has the correction, once", {one: corrected[one] for one in had_it}, had_it
    )
    others = set(corrected) - set(had_it)
    record.expect(
        len(others) <= season.in_doubt, f"nobody else has, but for those {season.in_doubt} who may have got it", others
    )
    papers = [await _look_again(season, number) for number in range(min(RETURNING + 1, len(on_the_web)))]
    season.compare(
        "on the web page those who saw it see the correction",
        [CORRECTED in one.text for one in papers],
        [True] * RETURNING + [False],
    )


async def _look_again(season: Season, number: int) -> Paper:
    """Somebody opens the web page again."""
    browser = season.crowd.who_gave_up("web")[number].browser
    assert browser is not None
    return await browser.look()


def _selected(counted: Posted) -> int:
    return int(next(iter(re.findall("选中([0-9]+)人", counted.text)), -1))
