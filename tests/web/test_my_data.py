"""Two taps on the page delete everything, with our script or without; the page says so, and nobody is left there."""

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from storage.sessions import Sessions
from tests.web.phone import Phone
from tests.web.serving import Served
from tests.web.site import SUMMER, Site


async def test_two_taps_from_a_question_delete_everything(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    [person] = await site.persons()
    paper = await browser.tap("删除我的数据")
    assert "真的全部删除吗" in paper.bubbles[-1]
    assert await site.events() == 2
    paper = await browser.press(paper.option("sure"))
    assert "已全部删除" in paper.text
    assert paper.bubbles == []
    assert await site.persons() == []
    assert await site.events() == 0
    assert await Sessions(site.database).load("web", person) is None


async def test_the_browser_forgets_who_it_was(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    await browser.tap("删除我的数据")
    assert browser.client.cookies.get("canbao")
    await browser.press(browser.paper.option("sure"))
    assert not browser.client.cookies.get("canbao")
    paper = await browser.open("/")
    assert "您好，我是参保通" in paper.bubbles[0]
    assert len(await site.persons()) == 1


async def test_the_last_page_begins_nothing_however_often_it_is_looked_at(site: Site) -> None:
    for address in ("/forgotten?in=en", "/forgotten?in=zh_Hant", "/forgotten?in=nonsense", "/forgotten"):
        response = await site.browser().client.get(address)
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
    assert await site.events() == 0


async def test_it_is_said_in_the_language_that_was_spoken(site: Site) -> None:
    browser = site.browser("en-GB")
    await browser.open("/?e=newborn--where-610000")
    await browser.say("delete my data")
    paper = await browser.press(browser.paper.option("sure"))
    assert paper.language == "en"


async def test_the_same_tap_submitted_twice_brings_nobody_back(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    paper = await browser.tap("删除我的数据")
    sure = paper.option("sure")
    cookie = dict(browser.client.cookies)
    await browser.press(sure)
    for cookies in ({}, cookie):  # from the page as it was, and from before the cookie was taken back
        browser.client.cookies.update(cookies)
        assert "已全部删除" in (await browser.press(sure)).text
    assert await site.persons() == []


async def test_an_answer_from_an_old_page_is_somebody_new(site: Site) -> None:
    browser = site.browser()
    old = await browser.open("/?e=newborn--where-610000--born-20260520")
    await browser.tap("删除我的数据")
    await browser.press(browser.paper.option("sure"))
    paper = await browser.press(old.option("done"))
    assert "已经用不上了" in paper.bubbles[-1]


async def test_one_tap_shows_what_is_kept(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    paper = await browser.tap("我的数据")
    assert "您选了「我的数据」" in paper.text
    assert "2026年8月10日以来您发的1条消息" in paper.bubbles[-1]
    assert "浏览器里的一个随机编号" in paper.bubbles[-1]
    paper = await browser.press(paper.option("stay"))
    assert "宝宝是哪天出生的" in paper.bubbles[-1]


async def test_a_number_that_was_typed_is_not_on_the_page(site: Site) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    paper = await browser.say("我的身份证 11010519491231002X")
    assert "> 我的身份证 〔身份证号〕" in paper.bubbles
    assert "我没有保存" in paper.bubbles[-1]
    assert "11010519491231002X" not in (await browser.look()).html


@pytest.mark.parametrize("large", [False, True])
def test_with_our_script_the_last_page_takes_the_place_of_the_chat(
    chromium: Chromium, served: Served, large: bool
) -> None:
    served.site.now = SUMMER
    phone = Phone.pick_up(chromium, served.address)
    phone.open("/?e=newborn--where-610000")
    if large:
        phone.make_large()
    phone.press("button[name=kind][value=mydata]")
    wrong = phone.shortcomings(large=large) + phone.violations()
    phone.press("button[name=kind][value=forget]")
    phone.page.locator("#open button[name=key][value=sure]").press("Enter")
    expect(phone.page.locator("h2")).to_have_text("已全部删除")
    assert phone.page.url.endswith("/forgotten?in=zh_Hans")
    assert wrong + phone.shortcomings(large=large) + phone.violations() == []
    assert [cookie.get("name") for cookie in phone.page.context.cookies()] == (["large"] if large else [])
    phone.page.get_by_text("重新开始").press("Enter")
    expect(phone.page.locator("#latest")).to_contain_text("您好，我是参保通")
    assert phone.complaints == []
    phone.put_down()
