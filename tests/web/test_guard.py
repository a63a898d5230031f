"""What is refused, and how kindly; and what the browser is told to refuse."""

import re
from urllib.parse import urlencode

import pytest

from bot.channels.web.assets import assets
from bot.channels.web.posted import FIELDS, new_event
from tests.web.paper import Paper
from tests.web.site import Site

FORM = {"content-type": "application/x-www-form-urlencoded"}


def said(text: str) -> dict[str, str]:
    return {"event": new_event(), "kind": "said", "text": text}


async def test_a_cookie_is_told_to_nobody(site: Site) -> None:
    response = await site.browser().client.get("/")
    cookie = response.headers["set-cookie"]
    assert re.fullmatch(r"canbao=[\w-]{43}; HttpOnly; Max-Age=7776000; Path=/; SameSite=lax", cookie)
    assert cookie[7:50] not in str(await site.persons())
    site.secure_cookies = True
    site.__post_init__()
    response = await site.browser().client.get("/")
    assert re.match(r"__Host-canbao=[\w-]{43};.*; Secure", response.headers["set-cookie"])


@pytest.mark.parametrize("forged", ["x" * 9, "x" * 43, "x" * 5000, "../../etc", "%00", "a" * 42 + "=", "' OR 1=1 --"])
async def test_a_forged_cookie_is_a_newcomer(site: Site, forged: str) -> None:
    response = await site.browser().client.get("/", headers={"cookie": f'canbao="{forged}"'})
    assert response.status_code == 200
    assert "您好" in Paper(response.text).bubbles[0]
    assert forged not in response.headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "http://canbao.example.elsewhere.example"},
        {"origin": "https://canbao.example:444"},
    ],
)
@pytest.mark.parametrize("address", ["/say", "/size"])
async def test_another_site_cannot_press_our_buttons(site: Site, address: str, headers: dict[str, str]) -> None:
    browser = site.browser()
    await browser.open()
    response = await browser.client.post(address, data=said("你好"), headers=headers)
    assert response.status_code == 403
    assert "别的网站" in response.text
    assert await site.events() == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://canbao.example"}, {"origin": "null"}],
)
async def test_our_own_page_can(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser()
    await browser.open()
    assert (await browser.client.post("/say", data=said("你好"), headers=headers)).status_code == 303
    assert await site.events() == 2


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"event": new_event()},
        {"event": new_event(), "kind": "conquered"},
        {"event": new_event(), "kind": "said"},
        {"event": new_event(), "kind": "said", "text": "好", "labels": "x"},
        {"event": new_event(), "kind": "opened", "entry": "newborn"},
        {"event": "short", "kind": "back"},
        {"event": "x" * 5000, "kind": "back"},
        {"event": new_event(), "kind": ["back", "back"]},
        {"event": new_event(), "kind": "tapped", "question": "born"},
    ],
)
async def test_a_form_that_is_none_of_ours_is_refused_with_what_to_do(site: Site, form: dict[str, object]) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    response = await browser.client.post("/say", content=urlencode(form, doseq=True), headers=FORM)
    assert response.status_code == 400
    assert "请回到对话" in Paper(response.text).text
    assert await site.events() == 1


async def test_what_is_no_form_is_refused(site: Site) -> None:
    client = site.browser().client
    for content, kind in (
        (b"{}", "application/json"),
        (b"\xff\xfe=%zz&&&;", FORM["content-type"]),
        (b"", "text/plain"),
    ):
        response = await client.post("/say", content=content, headers={"content-type": kind})
        assert response.status_code == 400


@pytest.mark.parametrize("address", ["/say", "/size"])
@pytest.mark.parametrize("size", [65_537, 3_000_000])
async def test_too_much_is_refused_kindly(site: Site, address: str, size: int) -> None:
    browser = site.browser()
    await browser.open()
    response = await browser.client.post(address, content=b"x" * size, headers=FORM)
    assert response.status_code == 413
    assert "请写短一些" in response.text
    assert await site.events() == 1


async def test_the_largest_form_is_read(site: Site) -> None:
    browser = site.browser()
    await browser.open()
    form = said("")
    form["text"] = "x" * (65_536 - len(urlencode(form)))
    assert (await browser.client.post("/say", data=form)).status_code == 303


@pytest.mark.parametrize("kind", FIELDS)
async def test_anything_may_be_written_into_a_form_of_ours(site: Site, kind: str) -> None:
    browser = site.browser()
    await browser.open("/?e=newborn--where-610000")
    for odd in ("", "\0", "<script>alert(1)</script>", "{x} %s ${y}", "\ufeff\u202e", "😀", "?menu", "x" * 3000):
        form = {"event": new_event(), "kind": kind, **dict.fromkeys(FIELDS[kind], odd)}
        response = await browser.client.post("/say", data=form)
        assert response.status_code == 303
    html = (await browser.look()).html
    assert "<script>alert" not in html


async def test_there_are_pages_for_what_is_not_there(site: Site) -> None:
    browser = site.browser("en")
    assert (await browser.client.get("/nothing")).status_code == 404
    assert (await browser.client.get("/say")).status_code == 405
    assert (await browser.client.post("/")).status_code == 405
    paper = await site.browser().open("/no/such/page")
    assert (paper.status, "回到对话" in paper.text) == (404, True)
    assert await site.persons() == []


async def test_who_only_asks_whether_there_is_a_page_begins_no_conversation(site: Site) -> None:
    response = await site.browser().client.head("/?e=newborn")
    assert (response.status_code, "set-cookie" in response.headers, await site.persons()) == (200, False, [])


async def test_every_answer_tells_the_browser_what_to_refuse(site: Site) -> None:
    browser = site.browser()
    for address in ("/", "/nothing", "/healthz", assets()["chat.css"].address):
        headers = (await browser.client.get(address)).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert ("immutable" in headers["cache-control"]) == address.startswith("/static/")
        assert ("no-store" in headers["cache-control"]) != address.startswith("/static/")


async def test_assets_are_found_under_their_content_alone(site: Site) -> None:
    client = site.browser().client
    for asset in assets().values():
        response = await client.get(asset.address)
        assert (response.status_code, response.content) == (200, asset.content)
    for address in ("/static/0000000000000000/chat.css", "/static/x/..%2fchat.py", "/static/x/", "/static/x/y/z"):
        assert (await client.get(address)).status_code == 404


async def pages(site: Site) -> list[Paper]:
    """A page of every kind."""
    browser = site.browser()
    seen = [await browser.open(), await browser.open("/?e=newborn"), await browser.open("/?e=newborn--where-610000")]
    seen += [await browser.say("2026-05-20"), await browser.choose("done"), await browser.tap("查看")]
    seen += [await browser.tap("人工"), await browser.tap("大字"), await browser.open("/nothing")]
    return seen


async def test_nothing_on_a_page_comes_from_elsewhere_or_runs_inside_it(site: Site) -> None:
    for paper in await pages(site):
        for element in paper.tree.iter():
            names = set(element.attrib)
            assert not {name for name in names if name.startswith("on")} | (names & {"style", "srcdoc"})
            assert element.tag not in {"style", "iframe", "img", "object", "embed", "base"}
            assert element.tag != "script" or (element.get("src", "").startswith("/static/") and not element.text)
            for address in (element.get("src"), element.get("href"), element.get("action")):
                is_source = element.tag == "a" and re.match(r"https?://([\w-]+\.)*gov\.cn/", address or "")
                if address and not is_source:  # which is followed by hand, if at all
                    assert re.match(r"/(?!/)|#|tel:[0-9-]+$", address)


async def test_the_files_ask_for_nothing_from_elsewhere(site: Site) -> None:
    for asset in assets().values():
        text = asset.content.decode().replace("http://www.w3.org/2000/svg", "")
        assert "//" not in text.replace("// ", "")
        assert "@import" not in text
        assert "url(" not in text
        assert "innerHTML = `" not in text
