"""A phone: a browser window of 390 by 844 points, and what a thumb and a pair of eyes do with it."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
]
"""How Chromium is started: without a screen, and without calling home."""

SMALL = ViewportSize(width=390, height=844)

_TOO_SMALL = """smallest => [...document.querySelectorAll("button, summary, input:not([type=hidden]), textarea, a")]
    .map(one => [one.textContent || one.name, one.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 1 && (box.height < smallest - .5 || box.width < smallest - .5))
    .map(([name, box]) => `${name.trim()}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
_TIGHT = """() => [...document.querySelectorAll("p, h2, dd, dt, li, .bubble, .label, input")]
    .map(one => getComputedStyle(one))
    .filter(style => parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize) - .1)
    .map(style => `${style.lineHeight} for ${style.fontSize}`)"""
_MOVING = "() => document.getAnimations().length"
_OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


@dataclass
class Phone:
    """One person's phone. `complaints` are what its console says."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def pick_up(cls, browser: Browser, address: str, language: str = "zh-CN", **given: Any) -> "Phone":
        """A phone that has not been here before."""
        context = browser.new_context(viewport=SMALL, locale=language, **given)
        context.set_default_timeout(10_000)
        phone = cls(context.new_page(), address)
        phone.page.on("console", lambda line: phone.complaints.append(line.text))
        phone.page.on("pageerror", lambda error: phone.complaints.append(str(error)))
        return phone

    def put_down(self) -> None:
        """Close it."""
        self.page.context.close()

    def open(self, path: str = "/") -> None:
        """Go to an address."""
        self.page.goto(self.address + path)

    @property
    def seen(self) -> int:
        """The newest message on the page."""
        return int(self.page.locator("#open").get_attribute("data-seen") or 0)

    @property
    def latest(self) -> str:
        """What was said last."""
        return self.page.locator("#latest").inner_text()

    @property
    def step(self) -> str:
        """The question that is open."""
        return self.page.locator("#open input[name=question]").first.get_attribute("value") or ""

    def choose(self, *keys: str) -> None:
        """Press the options that stand for these answers. By the keyboard, as that is never taken for a double tap."""
        for key in keys:
            self.press(f"#open button[name=key][value='{key}']")

    def act(self, kind: str) -> None:
        """Press one of the small buttons."""
        self.press(f"#open button[name=kind][value='{kind}']")

    def press(self, selector: str) -> None:
        """Press a button, and wait for what is said back."""
        before = self.seen
        self.page.locator(selector).press("Enter")
        self.wait_for_news(before)

    def say(self, text: str) -> None:
        """Type a sentence and send it."""
        before = self.seen
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")
        self.wait_for_news(before)

    def wait_for_news(self, before: int) -> None:
        """Until there is something newer on the page."""
        self.page.wait_for_function("seen => Number(document.getElementById('open').dataset.seen) > seen", arg=before)

    def make_large(self) -> None:
        """Switch to large text."""
        self.page.locator("button[name=large]").click()
        self.page.wait_for_selector("html.large")

    def unfold(self) -> None:
        """Open everything that can be opened."""
        for summary in self.page.locator("summary").all():
            if summary.is_visible():
                summary.press("Enter")

    def shortcomings(self, *, large: bool) -> list[str]:
        """What keeps the page from being read and hit at arm's length."""
        found: list[str] = self.page.evaluate(_TOO_SMALL, 60 if large else 44)
        found += self.page.evaluate(_TIGHT)
        size = float(self.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)"))
        if not (26 <= size <= 30 if large else 18 <= size < 26):
            found.append(f"text of {size} px")
        if self.page.evaluate(_OVERFLOW) > 0:
            found.append("wider than the phone")
        if self.page.evaluate(_MOVING):
            found.append("something moves")
        return found

    def violations(self) -> list[str]:
        """What axe finds, by the rules of WCAG 2.2 AA and its advice."""
        height = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size(
            ViewportSize(width=390, height=height)
        )  # so that nothing lies below the bars for now
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        response = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": tags}}).response
        self.page.set_viewport_size(SMALL)
        return [
            f"{violation['id']}: {node['html']}" for violation in response["violations"] for node in violation["nodes"]
        ]
