"""Take the pictures of the README again, into docs/pictures. For development: needs Chromium, like the tests.

    .venv/bin/python scripts/screenshots.py [telegram]

They show `canbao serve` itself, and the bot on the page that `tg-auto-test` has for chats, which is in the environment
that `make e2e-telegram` makes. Always on the same day, so that they change only when what is said or shown does.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.web.phone import ARGUMENTS, SMALL, Phone  # noqa: E402 - needs the path
from tests.web.serving import _wait_until_healthy as wait_until_healthy  # noqa: E402
from tests.web.serving import canbao_serve, free_port  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
TODAY = "2026-08-10"


def menu(phone: Phone) -> None:
    """The first thing anybody sees."""
    phone.open()


def newborn(phone: Phone) -> None:
    """The conclusion for a baby who is 82 days old."""
    phone.open("/?e=newborn--where-610000--born-20260520")
    phone.choose("done")


def large_text(phone: Phone) -> None:
    """The same for tired eyes."""
    phone.open()
    phone.make_large()
    newborn(phone)


def sources(phone: Phone) -> None:
    """Where the figures come from."""
    newborn(phone)
    phone.page.locator("#latest summary").first.click()
    phone.page.locator("#latest h3").first.evaluate("heading => heading.scrollIntoView({ block: 'start' })")


PHOTOGRAPHS: dict[str, tuple[str, Callable[[Phone], None]]] = {
    "menu": ("zh-CN", menu),
    "newborn": ("zh-CN", newborn),
    "large-text": ("zh-CN", large_text),
    "sources": ("zh-CN", sources),
    "traditional": ("zh-TW", newborn),
    "english": ("en-GB", newborn),
}


def web(browser: Browser, folder: Path) -> None:
    """Those of the web page."""
    port = free_port()
    with canbao_serve(folder / "canbao.db", port, TODAY):
        for name, (language, pose) in PHOTOGRAPHS.items():
            phone = Phone.pick_up(browser, f"http://127.0.0.1:{port}", language, device_scale_factor=1.5)
            pose(phone)
            phone.page.evaluate("document.activeElement.blur()")
            phone.page.screenshot(path=PICTURES / f"{name}.png")
            phone.put_down()


# ── Telegram ─────────────────────────────────────────────────────────────────────────────────────────────────────────

BOT_PYTHON = ROOT / "build" / "e2e-telegram" / "bot" / "bin" / "python"

NAMED = """() => {
    document.querySelector(".header-info h2").textContent = "参保通";
    document.querySelector(".header-info .status").textContent = "机器人";
    document.querySelector(".bot-avatar").textContent = "参";
    document.querySelector("#msgInput").placeholder = "";
}"""
"""The page says in English that it is one."""

AS_IN_TELEGRAM = """
    .day-divider, .sender, .meta, .header-actions, #attachBtn { display: none }
    .message, .icon-btn { animation: none; transition: none }
    .message .text { margin-right: 0 }
    .message.received:last-child { min-width: 80% }
    .message:not(:last-child) .inline-keyboard { display: none }
"""
"""The page says what time it is at every message, and goes on showing keyboards that the bot has taken away."""


def telegram(browser: Browser, folder: Path) -> None:
    """Those of Telegram: a question, and the conclusion it leads to."""
    port = free_port()
    with demo(folder / "telegram.db", port):
        context = browser.new_context(viewport=SMALL, device_scale_factor=1.5, reduced_motion="reduce")
        chat = context.new_page()
        chat.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
        chat.evaluate(NAMED)
        chat.add_style_tag(content=AS_IN_TELEGRAM)
        tell(chat, lambda: chat.click("#startBtn"))
        tap(chat, "新生儿参保")
        write(chat, "渭南")
        write(chat, "2026年5月20日")
        photograph(chat, "telegram-question")
        tap(chat, "上了")
        photograph(chat, "telegram-conclusion")
        context.close()


@contextmanager
def demo(database: Path, port: int) -> Iterator[None]:
    """The page with the bot behind it, in a process that is ended at the end of the block."""
    if not BOT_PYTHON.exists():
        sys.exit(f"{BOT_PYTHON} is missing: scripts/e2e-telegram.sh .venv/bin/python makes it")
    command = [str(BOT_PYTHON), "-m", "tests.telegram.e2e.demo", str(database), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/", process)
        yield
    finally:
        process.kill()
        process.wait()


def tell(chat: Page, act: Callable[[], None]) -> None:
    """Do something, and wait for what is said back."""
    before = chat.locator(".message.received").count()
    act()
    chat.wait_for_function(
        "before => document.querySelectorAll('.message.received').length > before"
        " && !document.querySelector('#sendBtn').disabled",
        arg=before,
    )


def write(chat: Page, text: str) -> None:
    """Type a line and send it."""
    chat.fill("#msgInput", text)
    tell(chat, lambda: chat.click("#sendBtn"))


def tap(chat: Page, label: str) -> None:
    """Tap a button of the last message."""
    tell(chat, lambda: chat.locator(".message.received").last.locator(".ik-btn", has_text=label).first.click())


def photograph(chat: Page, name: str) -> None:
    """Take a picture of the end of the chat."""
    chat.locator(".typing-indicator").wait_for(state="hidden")
    chat.evaluate("document.activeElement.blur()")
    chat.evaluate("messages.scrollTop = messages.scrollHeight")
    chat.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    """Take them all, or only those of Telegram."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        if sys.argv[1:] != ["telegram"]:
            web(browser, Path(folder))
        telegram(browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
