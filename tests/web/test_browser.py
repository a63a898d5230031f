"""The page in a real browser, on a phone."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.answers import in_writing
from storage.outbox import Outbox, Reply
from tests.web.phone import Phone
from tests.web.serving import Served, canbao_serve, free_port
from tests.web.site import SUMMER, WINTER, notice

LANGUAGES = {"zh-CN": "zh-Hans", "en-GB": "en"}


@pytest.fixture
def phone(chromium: Browser, served: Served) -> Iterator[Phone]:
    served.site.now = SUMMER
    phone = Phone.pick_up(chromium, served.address)
    yield phone
    assert phone.complaints == []
    phone.put_down()


def walk_newborn(phone: Phone) -> None:
    phone.open("/?e=newborn--where-610000")
    phone.say("2026-05-20")
    phone.choose("not_yet")


def walk_enroll(phone: Phone) -> None:
    phone.open("/?e=enroll--where-610000")
    phone.choose("continuous", "no", "local_hukou")
    while phone.page.locator("#open button[value=start]").count() == 0:
        phone.press("#open .choices button >> nth=0")
    phone.choose("start", "done", "done", "done", "done")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("walk", "now"), [(walk_newborn, SUMMER), (walk_enroll, WINTER)])
def test_a_journey_from_a_poster_to_its_end(
    chromium: Browser, served: Served, walk: Callable[[Phone], None], now: datetime, language: str, large: bool
) -> None:
    served.site.now = now
    phone = Phone.pick_up(chromium, served.address, language)
    phone.open()
    if large:
        phone.make_large()
    walk(phone)
    assert phone.page.locator("#latest .card").count() == 1
    assert phone.page.locator("html").get_attribute("lang") == LANGUAGES[language]
    assert ("400" if walk is walk_newborn else "2026") in phone.latest
    phone.unfold()
    assert phone.shortcomings(large=large) == []
    assert phone.complaints == []
    phone.put_down()


@pytest.mark.parametrize("large", [False, True])
def test_every_kind_of_screen_is_accessible(chromium: Browser, served: Served, large: bool) -> None:
    phone = Phone.pick_up(chromium, served.address)
    found: dict[str, list[str]] = {}

    def check(screen: str) -> None:
        phone.unfold()
        found[screen] = phone.shortcomings(large=large)
        if not large or screen in ("menu", "conclusion", "offer"):  # large text differs in size alone
            found[screen] += phone.violations()

    served.site.now = WINTER
    phone.open()
    if large:
        phone.make_large()
    check("menu")
    phone.open("/?e=newborn")
    phone.say("看不懂呀")
    check("place, not understood")
    phone.say("陕西")
    check("which one")
    phone.choose("610000")
    check("day")
    phone.say("2025-11-20")
    phone.act("review")
    check("summary")
    phone.choose("done")
    check("conclusion")
    phone.put_down()

    phone = Phone.pick_up(chromium, served.address, "en-GB")
    phone.open("/?e=enroll--where-610000--history-continuous--job_insurance-no")
    if large:
        phone.make_large()
    phone.choose("local_hukou")
    phone.act("person")
    check("choice, with an aside")
    while phone.page.locator("#open button[value=start]").count() == 0:
        phone.press("#open .choices button >> nth=0")
    check("offer")
    phone.choose("start")
    check("guided step")
    phone.act("restart")
    check("prompt")
    phone.open("/nothing")
    check("missing page")
    phone.put_down()
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}


def test_the_keyboard_is_enough(phone: Phone) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(40):
            phone.page.keyboard.press("Tab")
            if phone.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                outline = phone.page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
                assert float(outline.removesuffix("px")) >= 2
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    phone.open("/?e=newborn")
    phone.page.evaluate("() => document.activeElement.blur()")
    tab_to("a.skip")
    phone.page.keyboard.press("Enter")
    tab_to("#text")
    before = phone.seen
    phone.page.keyboard.type("陕西")
    phone.page.keyboard.press("Enter")
    phone.wait_for_news(before)
    for press in ("button[value='610000']", None, "button[value='done']"):
        before = phone.seen
        # The stream may bring the news before the answer does, which takes the keyboard there.
        phone.page.wait_for_function("() => document.activeElement.id === 'latest'")
        if press:
            tab_to(press)
        else:
            tab_to("#text")
            phone.page.keyboard.type("2026-05-20")
        phone.page.keyboard.press("Enter")
        phone.wait_for_news(before)
    tab_to("summary")
    phone.page.keyboard.press("Enter")
    phone.page.locator("#latest .citations").first.wait_for()


def test_javascript_is_not_needed(chromium: Browser, served: Served) -> None:
    served.site.now = SUMMER
    phone = Phone.pick_up(chromium, served.address, java_script_enabled=False)
    phone.open("/?e=newborn")
    phone.page.fill("#text", "陕西")
    phone.page.press("#text", "Enter")
    phone.page.locator("button[value='610000']").click()
    phone.page.fill("#day", "2026-05-20")
    phone.page.locator(".calendar button").click()
    phone.page.locator("button[value='done']").click()
    assert phone.page.url.endswith("/#latest")
    assert "400" in phone.latest
    phone.page.locator("#latest summary").first.click()
    phone.page.locator("#latest .citations").first.wait_for()
    phone.put_down()


def test_what_is_owed_from_outside_appears_and_takes_nobody_away(phone: Phone, served: Served) -> None:
    phone.open("/?e=newborn--where-610000")
    phone.page.fill("#text", "2026")
    before = phone.seen

    async def owe() -> None:
        person = (await served.site.persons())[-1]
        await Outbox(served.site.database).owe("web", person, [Reply(in_writing(notice("快到期了。")))], SUMMER)
        served.site.streams.ring(person)

    served.do(owe())
    phone.wait_for_news(before)
    assert "快到期了" in phone.latest
    assert phone.page.evaluate("() => document.activeElement.id") == "text"
    assert phone.page.input_value("#text") == "2026"
    assert phone.page.locator(".calendar").is_visible()


def test_two_tabs_of_one_person_show_the_same(phone: Phone) -> None:
    phone.open("/?e=newborn--where-610000")
    other = Phone(phone.page.context.new_page(), phone.address)
    other.open()
    before = other.seen
    phone.say("2026-05-20")
    other.wait_for_news(before)
    other.choose("done")
    phone.wait_for_news(other.seen - 1)
    assert phone.page.locator("#log").inner_text() == other.page.locator("#log").inner_text()
    assert phone.page.locator(".theirs").count() == 2


def test_what_is_typed_without_a_connection_is_not_lost(phone: Phone) -> None:
    phone.open("/?e=newborn--where-610000")
    phone.page.context.set_offline(True)
    phone.page.fill("#text", "2026-05-20")
    phone.page.press("#text", "Enter")
    phone.page.wait_for_selector("#trouble:not(:empty)")
    assert phone.page.input_value("#text") == "2026-05-20"
    phone.page.context.set_offline(False)
    before = phone.seen
    phone.page.press("#text", "Enter")
    phone.wait_for_news(before)
    assert phone.page.locator("#trouble").inner_text() == ""
    assert phone.page.locator(".theirs").count() == 1
    phone.complaints.clear()  # the browser has complained about the connection


def test_a_double_tap_answers_one_question(phone: Phone) -> None:
    phone.open("/?e=enroll")
    before = phone.seen
    phone.page.locator("#open .choices button").first.dblclick(delay=20)
    phone.wait_for_news(before)
    phone.page.wait_for_timeout(200)
    assert phone.page.locator(".theirs").count() == 1


def test_another_language_is_the_whole_page_s(phone: Phone) -> None:
    phone.open("/?e=newborn--where-610000")
    phone.page.fill("#text", "English")
    phone.page.press("#text", "Enter")
    phone.page.wait_for_selector("html[lang=en]")
    phone.page.locator("button[value=zh_Hant]").click()
    phone.page.wait_for_selector("html[lang=zh-Hant]")


def test_a_killed_server_goes_on_where_it_was(chromium: Browser, tmp_path: Path) -> None:
    database, port = tmp_path / "canbao.db", free_port()
    with canbao_serve(database, port, "2026-08-10"):
        phone = Phone.pick_up(chromium, f"http://127.0.0.1:{port}")
        phone.open("/?e=newborn--where-610000")
        phone.say("2026-05-20")
        said = phone.page.locator("#log").inner_text()
    phone.page.locator("#open button[value=done]").press("Enter")
    phone.page.wait_for_selector("#trouble:not(:empty)")
    with canbao_serve(database, port, "2026-08-10"):
        phone.choose("done")  # the same page, the same button
        assert "400" in phone.latest
        phone.page.reload()
        assert phone.page.locator("#log").inner_text().startswith(said)
        assert phone.page.locator(".theirs").count() == 2
        phone.put_down()
