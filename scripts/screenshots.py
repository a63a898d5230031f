"""Take the pictures of the README again, into docs/pictures. For development: needs Chromium, like the tests.

    .venv/bin/python scripts/screenshots.py

They show `canbao serve` itself, always on the same day, so that they change only when what is said or shown does.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.web.phone import ARGUMENTS, Phone  # noqa: E402 - needs the path
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


def main() -> None:
    """Take them all."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        port = free_port()
        with canbao_serve(Path(folder) / "canbao.db", port, TODAY):
            for name, (language, pose) in PHOTOGRAPHS.items():
                phone = Phone.pick_up(browser, f"http://127.0.0.1:{port}", language, device_scale_factor=1.5)
                pose(phone)
                phone.page.evaluate("document.activeElement.blur()")
                phone.page.screenshot(path=PICTURES / f"{name}.png")
                phone.put_down()
        browser.close()


if __name__ == "__main__":
    main()
