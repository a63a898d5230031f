"""When storage, or anything, fails: nothing is lost, and the page says what to do."""

from collections.abc import Callable

import pytest
import structlog

from bot.conversation import Conversation
from storage.database import Database
from storage.errors import DiskFull, StorageError
from tests.web.paper import Paper
from tests.web.site import Site


def failing(error: Exception) -> Callable[..., object]:
    async def fail(*_: object, **__: object) -> None:
        raise error

    return fail


FULL = DiskFull("There is no room left.")


async def test_what_could_not_be_kept_is_offered_again_and_taken_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    with monkeypatch.context() as full:
        full.setattr(Database, "write_together", failing(FULL))
        first = await browser.say("2026年5月20日 <好>")
        assert first.status == 503
        assert "刚才那句没存上" in first.text
        assert first.one("text").text == "2026年5月20日 <好>"
        again = await browser.press(first.button("再试一次"), "2026年5月20日 <好>")
        assert again.status == 503
    paper = await browser.press(again.button("再试一次"), "2026年5月20日 <好>")
    assert paper.bubbles.count("> 2026年5月20日 <好>") == 1
    await browser.press(first.button("再试一次"), "2026年5月20日 <好>")
    assert await site.events() == 2


async def test_a_button_can_be_pressed_again_as_well(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser("en")
    await browser.open("/?e=newborn--where-610000--born-20260520--lang-zh_Hant")
    with monkeypatch.context() as full:
        full.setattr(Database, "write_together", failing(FULL))
        paper = await browser.choose("done")
        assert (paper.status, paper.language) == (503, "zh-Hant")
    assert "结论" in (await browser.press(paper.buttons[-1])).html or browser.paper.status == 200
    assert await site.events() == 2


async def test_our_script_gets_a_sentence_instead_of_a_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser()
    paper = await browser.open("/?e=newborn--where-610000")
    monkeypatch.setattr(Database, "write_together", failing(FULL))
    response = await browser.client.post("/say", data=paper.composer.fields("2026-05-20"), headers={"Canbao-Seen": "1"})
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text.startswith("刚才那句没存上\n请稍后再按一次")


@pytest.mark.parametrize("method", ["read", "write_together"])
async def test_a_page_that_cannot_be_opened_says_when_to_come_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    browser = site.browser()
    if method == "read":
        await browser.open()
    with monkeypatch.context() as broken:
        broken.setattr(Database, method, failing(StorageError("It is gone.")))
        paper = await browser.open("/?e=newborn--where-610000")
        assert paper.status == 503
        assert "过几分钟" in paper.text
    (again,) = [one.get("href") for one in paper.tree.iter("a") if one.text == "再试一次"]
    assert again == "/?e=newborn--where-610000"
    assert "宝宝是哪天出生的" in (await browser.open(again)).bubbles[-1]


async def test_health_is_whether_the_database_answers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.browser().client
    response = await client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")
    monkeypatch.setattr(Database, "read", failing(StorageError("It is gone.")))
    assert (await client.get("/healthz")).status_code == 503


async def test_a_bug_shows_a_calm_page_and_tells_the_log_where_but_not_what(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    monkeypatch.setattr(Conversation, "take", failing(ZeroDivisionError("my child is 张三")))
    with structlog.testing.capture_logs() as logged:
        paper = await browser.say("张三")
    assert paper.status == 500
    assert "不是您的错" in paper.text
    assert "Zero" not in paper.html
    assert [line["error"] for line in logged] == ["ZeroDivisionError"]
    assert "张三" not in str(logged)


async def test_what_was_sent_but_not_noted_is_only_sent_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser()
    await browser.open()
    monkeypatch.setattr("storage.outbox.Outbox.mark_sent", failing(FULL))
    paper = await browser.open("/?e=newborn")
    assert paper.status == 200
    assert Paper(paper.html).bubbles == (await browser.look()).bubbles
