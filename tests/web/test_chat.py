"""The chat as somebody without JavaScript has it: pages and forms."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers import in_writing
from storage.outbox import Delivery, Outbox, Reply
from tests.web.paper import Paper
from tests.web.site import WINTER, Site, notice


async def test_a_newcomer_is_greeted_with_what_can_be_done(site: Site) -> None:
    paper = await site.browser().open()
    assert paper.status == 200
    assert paper.language == "zh-Hans"
    assert "您好，我是参保通" in paper.bubbles[0]
    assert paper.options["enroll"].startswith("1 ")
    assert paper.options["newborn"].startswith("2 ")


async def test_a_deep_link_opens_its_journey_once(site: Site) -> None:
    browser = site.browser()
    response = await browser.client.get("/?e=newborn--where-610000")
    assert (response.status_code, response.headers["location"]) == (303, "/#latest")
    paper = await browser.open()
    assert "宝宝是哪天出生的" in paper.bubbles[-1]
    assert (await browser.look()).bubbles == paper.bubbles
    assert await site.events() == 1


@pytest.mark.parametrize("entry", ["", "nothing", "newborn--where-999999", "新生儿", "x" * 5000, "<script>", "a%00b"])
async def test_a_link_that_cannot_be_read_leads_to_the_menu(site: Site, entry: str) -> None:
    paper = await site.browser().open(f"/?e={entry}")
    assert paper.status == 200
    assert "newborn" in paper.options


async def test_a_newborn_is_registered_without_javascript(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn")
    await browser.say("陕西")
    await browser.choose("610000")
    await browser.say("2026年5月20日")
    paper = await browser.choose("done")
    assert "> 陕西" in paper.bubbles
    assert "> 2026年5月20日" in paper.bubbles
    assert "> 上了" in paper.bubbles
    assert "2026年8月17日" in paper.bubbles[-1]
    assert "400元" in paper.bubbles[-1]
    assert "依据" in words_of_details(paper)


async def test_a_conclusion_whose_sources_are_asked_for_is_open(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610500--born-20260520")
    told, asked = await browser.choose("done"), await browser.say("依据")
    assert [sum("open" in one.attrib for one in paper.tree.iter("details")) for paper in (told, asked)] == [0, 1]
    assert "依据" in words_of_details(asked)


def words_of_details(paper: Paper) -> str:
    return "".join("".join(one.itertext()) for one in paper.tree.iter("details"))


async def test_enrolling_is_led_to_the_end_without_javascript(site: Site) -> None:
    site.now = WINTER
    browser = site.browser()
    await browser.open("/?e=enroll--where-610000")
    paper = await browser.choose("continuous", "no", "local_hukou")
    while "start" not in paper.options:
        paper = await browser.choose(next(iter(paper.options)))
    assert "结论" in paper.bubbles[-1]
    paper = await browser.choose("start", "done", "done", "done", "done")
    assert "从2026年1月1日到2026年12月31日" in paper.bubbles[-1]


async def test_the_calendar_answers_a_question_about_a_day(site: Site) -> None:
    browser = site.browser()
    paper = await browser.open("/?e=newborn--where-610000")
    paper = await browser.press(paper.button("就是这天"), "2026-05-20")
    assert "宝宝上户口了吗" in paper.bubbles[-1]


async def test_a_form_submitted_twice_is_taken_once(site: Site) -> None:
    browser = site.browser()
    paper = await browser.open("/?e=newborn--where-610000")
    await asyncio.gather(*(browser.press(paper.composer, "2026-05-20") for _ in range(5)))
    paper = await browser.look()
    assert paper.bubbles.count("> 2026-05-20") == 1
    assert await site.events() == 2


async def test_another_button_of_the_same_form_is_another_event(site: Site) -> None:
    browser = site.browser()
    old = await browser.open("/?e=newborn--where-610000--born-20260520")
    await browser.press(old.option("done"))
    paper = await browser.press(old.option("not_yet"))
    assert await site.events() == 3
    assert set(paper.options) == {"switch", "stay"}


async def test_two_tabs_are_both_heard_one_after_the_other(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    left, right = await browser.look(), await browser.look()
    await asyncio.gather(browser.press(left.composer, "2026-05-20"), browser.press(right.button("帮助")))
    paper = await browser.look()
    assert await site.events() == 3
    assert "> 2026-05-20" in paper.bubbles
    assert "宝宝上户口了吗" in paper.bubbles[-1] or "宝宝上户口了吗" in paper.bubbles[-2]


async def test_an_old_page_never_answers_the_question_that_is_open_now(site: Site) -> None:
    browser = site.browser()
    old = await browser.open("/?e=newborn--where-610000--born-20260520")
    await browser.tap("上一步")
    paper = await browser.press(old.option("done"))
    assert "宝宝是哪天出生的" in paper.bubbles[-1]
    assert paper.options == {}


async def test_an_answer_is_changed_from_the_summary(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000--born-20260520")
    paper = await browser.tap("查看")
    edit = next(one for one in paper.buttons if ("question", "born") in one.hidden)
    paper = await browser.press(edit)
    assert "> 改「宝宝出生日期」" in paper.bubbles
    assert "宝宝是哪天出生的" in paper.bubbles[-1]


async def test_a_word_is_explained_as_if_it_had_been_asked(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn")
    paper = await browser.tap("参保地是什么？")
    assert paper.bubbles[-2] == "> 参保地是什么？"
    assert "参保地就是您登记并缴费的地方" in paper.bubbles[-1]


async def test_nothing_typed_is_nothing_said(site: Site) -> None:
    browser = site.browser()
    paper = await browser.open("/?e=newborn")
    assert (await browser.say(" \t")).bubbles == paper.bubbles


async def test_ten_thousand_letters_are_answered(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn")
    paper = await browser.say("long " * 2_000)
    assert paper.status == 200
    assert "您的医保参保地是哪里" in paper.bubbles[-1]


async def test_only_the_latest_buttons_can_be_pressed(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000--born-20260520")
    assert set(browser.paper.options) == {"done", "not_yet"}
    paper = await browser.choose("done")
    assert paper.options == {}
    assert {"上一步", "查看", "重来"} <= {button.label for button in paper.buttons}


async def test_an_announcement_leaves_the_open_question_open(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000--born-20260520")
    (person,) = await site.persons()
    await Outbox(site.database).owe("web", person, [Reply(in_writing(notice("明天系统维护。")))], site.now)
    paper = await browser.look()
    assert "明天系统维护" in paper.bubbles[-1]
    assert len(paper.options) == 2


async def test_a_reload_and_a_restart_go_on_where_it_was(tmp_path: Path) -> None:
    async with Site.open(tmp_path / "canbao.db") as site:
        browser = site.browser()
        before = await browser.open("/?e=newborn--where-610000")
    async with Site.open(tmp_path / "canbao.db") as site:
        again = replace(site.browser(), paper=before)
        again.client.cookies = browser.client.cookies
        assert (await again.look()).bubbles == before.bubbles
        assert "宝宝上户口了吗" in (await again.say("2026-05-20")).bubbles[-1]


async def test_what_was_shown_is_no_longer_owed(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    await browser.say("2026-05-20")
    (person,) = await site.persons()
    messages = await Outbox(site.database).last("web", person, 9)
    assert {message.delivery for message in messages} == {Delivery.SENT}


async def test_somebody_who_comes_back_is_asked_once_whether_to_go_on(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    site.now += timedelta(minutes=59)
    assert len((await browser.look()).bubbles) == 1
    site.now += timedelta(minutes=2)
    await asyncio.gather(browser.look(), browser.look())
    paper = await browser.look()
    assert len(paper.bubbles) == 2
    assert "欢迎回来" in paper.bubbles[-1]
    site.now += timedelta(days=3)
    assert len((await browser.look()).bubbles) == 2
    assert "宝宝是哪天出生的" in (await browser.choose("stay")).bubbles[-1]


async def test_two_people_in_two_languages_never_mix(site: Site) -> None:
    mother, friend = site.browser("zh-CN"), site.browser("en-GB,en;q=0.9")
    await asyncio.gather(*(one.open("/?e=newborn--where-610000") for one in (mother, friend)))
    for said in ("2026-05-20", "1"):
        papers = await asyncio.gather(mother.say(said), friend.say(said))
        assert [paper.language for paper in papers] == ["zh-Hans", "en"]
    assert "2026年8月17日" in mother.paper.bubbles[-1]
    assert "Aug 17, 2026" in friend.paper.bubbles[-1]
    assert len(await site.persons()) == 2


async def test_a_language_is_chosen_for_the_page_and_old_bubbles_keep_theirs(site: Site) -> None:
    browser = site.browser()
    await browser.open()
    paper = await browser.press(next(one for one in browser.paper.buttons if ("language", "en") in one.hidden))
    assert paper.language == "en"
    assert [one.get("lang") for one in paper.tree.iter("div") if one.get("class") == "line ours"] == ["zh-Hans", "en"]


async def test_large_text_is_remembered(site: Site) -> None:
    browser = site.browser()
    await browser.open()
    assert next(browser.paper.tree.iter("html")).get("class") is None
    assert next((await browser.tap("大字")).tree.iter("html")).get("class") == "large"
    assert next((await browser.tap("标准")).tree.iter("html")).get("class") is None
