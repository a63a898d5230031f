"""What arrives by itself on a page that is open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from starlette.types import Message

from bot.answers import in_writing
from bot.channels.web.page import SEEN
from bot.channels.web.stream import Streams, as_event
from storage.errors import StorageError
from storage.outbox import Delivery, Outbox, Reply
from tests.web.paper import Paper
from tests.web.site import Browser, Site, notice


@dataclass
class Following:
    """A browser that holds a stream open."""

    status: int = 0
    events: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    async def next(self) -> str:
        """The next thing that arrives; nobody waits for ever."""
        return await asyncio.wait_for(self.events.get(), 5)

    async def page(self) -> Paper:
        """The next thing that arrives, as it is shown."""
        event = await self.next()
        while event.startswith(":"):
            event = await self.next()
        return Paper("\n".join(line[6:] for line in event.splitlines() if line.startswith("data: ")))


@asynccontextmanager
async def following(browser: Browser, site: Site, seen: int = 0, **headers: str) -> AsyncIterator[Following]:
    follower = Following()
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        follower.status = message.get("status", follower.status)
        if body := message.get("body"):
            follower.events.put_nowait(body.decode())

    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.client.cookies.jar)
    given = {"cookie": cookies, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "path": "/stream",
        "query_string": f"after={seen}".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    page = asyncio.ensure_future(site.app(scope, receive, send))
    await asyncio.sleep(0)
    try:
        yield follower
    finally:
        gone.set()
        await asyncio.wait_for(page, 5)


@pytest.fixture
async def browser(site: Site) -> Browser:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    return browser


def seen(paper: Paper) -> int:
    return int(paper.one("open").get("data-seen", ""))


async def test_what_is_owed_from_outside_arrives_by_itself(site: Site, browser: Browser) -> None:
    (person,) = await site.persons()
    async with following(browser, site, seen(browser.paper)) as follower:
        assert (await follower.next()).startswith(":")
        (owed,) = await Outbox(site.database).owe("web", person, [Reply(in_writing(notice("快到期了。")))], site.now)
        site.streams.ring(person)
        event = await follower.next()
        assert event.startswith(f"id: {owed.id}\n")
        assert "快到期了" in event
        site.streams.ring(person)
        assert (await follower.next()).startswith(":")
    (message,) = await Outbox(site.database).last("web", person, 1)
    assert message.delivery is Delivery.SENT
    assert site.streams.count(person) == 0


async def test_what_another_process_owes_arrives_with_a_heartbeat(site: Site, browser: Browser) -> None:
    site.streams.heartbeat = 0.01
    (person,) = await site.persons()
    async with following(browser, site, seen(browser.paper)) as follower:
        await follower.next()
        await Outbox(site.database).owe("web", person, [Reply(in_writing(notice("快到期了。")))], site.now)
        assert "快到期了" in (await follower.page()).bubbles[0]


async def test_two_tabs_stay_in_step(site: Site, browser: Browser) -> None:
    async with following(browser, site, seen(browser.paper)) as other_tab:
        await other_tab.next()
        await browser.say("2026-05-20")
        paper = await other_tab.page()
        assert paper.bubbles[0] == "> 2026-05-20"
        assert paper.bubbles[1] == browser.paper.bubbles[-1]
        assert paper.options == browser.paper.options


async def test_a_browser_that_comes_back_gets_what_it_missed(site: Site, browser: Browser) -> None:
    first = seen(browser.paper)
    await browser.say("2026-05-20")
    await browser.choose("done")
    async with following(browser, site, 0, last_event_id=str(first)) as follower:
        assert (await follower.page()).bubbles == browser.paper.bubbles[1:]


async def test_our_script_gets_what_is_new_and_nothing_else(site: Site, browser: Browser) -> None:
    fields, before = browser.paper.composer.fields("2026-05-20"), browser.paper
    for _ in range(2):
        response = await browser.client.post("/say", data=fields, headers={SEEN: str(seen(before))})
        news = Paper(response.text)
        assert response.status_code == 200
        assert news.bubbles[0] == "> 2026-05-20"
        assert set(news.options) == {"done", "not_yet"}
        assert [*before.bubbles, *news.bubbles] == (await browser.look()).bubbles


@pytest.mark.parametrize("odd", ["", "x", "-1", "٣", "9" * 40, "1.5"])
async def test_a_page_that_does_not_know_what_it_shows_is_told_everything(
    site: Site, browser: Browser, odd: str
) -> None:
    async with following(browser, site, 0, last_event_id=odd) as follower:
        if odd != "9" * 40:
            assert (await follower.page()).bubbles == browser.paper.bubbles


async def test_a_stranger_has_nothing_to_wait_for(site: Site) -> None:
    async with following(site.browser(), site) as follower:
        pass
    assert follower.status == 204


async def test_the_oldest_page_makes_room(site: Site, browser: Browser) -> None:
    (person,) = await site.persons()
    async with following(browser, site, seen(browser.paper)) as oldest:
        await oldest.next()
        others = [following(browser, site, seen(browser.paper)) for _ in range(8)]
        followers = [await other.__aenter__() for other in others]
        assert await oldest.next() == "event: enough\ndata:\n\n"
        assert site.streams.count(person) == 8
        for other, follower in zip(others, followers, strict=True):
            await follower.next()
            await other.__aexit__(None, None, None)
    assert site.streams.count(person) == 0


async def test_a_server_that_stops_lets_everybody_go(site: Site, browser: Browser) -> None:
    async with following(browser, site, seen(browser.paper)) as follower:
        await follower.next()
        site.streams.end()
    assert follower.events.empty()
    async with following(browser, site) as late:
        pass
    assert late.status == 204


async def test_a_stream_outlives_a_database_that_does_not_answer(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise StorageError("It is gone.")

    (person,) = await site.persons()
    async with following(browser, site) as follower:
        await follower.page()
        with monkeypatch.context() as broken:
            broken.setattr("storage.database.Database.read", fail)
            site.streams.ring(person)
            assert (await follower.next()).startswith(":")
        await browser.say("2026-05-20")
        assert (await follower.page()).bubbles[0] == "> 2026-05-20"


async def test_ringing_somebody_who_is_not_there_leaves_nothing_behind() -> None:
    streams = Streams()
    streams.ring("nobody")
    assert streams.count("nobody") == 0


def test_no_line_of_an_event_can_end_it() -> None:
    assert as_event("a\nb\r\n\rc\u2028d", 7) == "id: 7\ndata: a\ndata: b\ndata: \ndata: c\ndata: d\n\n"
