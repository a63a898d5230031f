"""`make e2e-telegram`: every main journey on every server, undisturbed and with the bot killed on the way.

python -m tests.telegram.e2e <folder with the environments> [seed]
"""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.telegram.e2e.server import Open, Walk
from tests.telegram.e2e.strict import open_strict, open_strict_by_webhook
from tests.telegram.e2e.telegram_test_api import open_telegram_test_api
from tests.telegram.e2e.telemelya import open_telemelya
from tests.telegram.e2e.tg_auto_test import open_tg_auto_test
from tests.telegram.journeys import WAYS


def servers(environments: Path) -> dict[str, Open]:
    """Every server, by the name it has in the report."""
    return {
        "strict stub, polling": open_strict,
        "strict stub, webhook": open_strict_by_webhook,
        "telegram-test-api 4.2.1, polling": partial(open_telegram_test_api, modules=environments / "node"),
        "telemelya 0.2.2, webhook": partial(open_telemelya, python=environments / "telemelya" / "bin" / "python"),
        "tg-auto-test 1.3.24, in process": partial(open_tg_auto_test, python=environments / "bot" / "bin" / "python"),
    }


async def run(name: str, opened: Open, chance: random.Random | None) -> Iterator[tuple[str, str]]:
    """Every journey on one server. Returns what was walked, and what went wrong with it, if anything did."""
    found = []
    with TemporaryDirectory(prefix="canbao-e2e-") as folder:
        async with opened(Path(folder)) as server:
            for person, (journey, way) in enumerate(WAYS.items(), 501):
                what = f"{name}: {journey}{' with kill -9' if chance else ''}"
                try:
                    await Walk(server, person, way, chance).go()
                except (AssertionError, TimeoutError) as error:
                    found.append((what, f"{type(error).__name__}: {error}"))
                else:
                    found.append((what, ""))
    return iter(found)


async def main(environments: Path, seed: int) -> int:
    """Run everything; says how many failed."""
    began, passed, failed = time.monotonic(), 0, 0
    sys.stdout.write(f"seed {seed}\n")
    for name, opened in servers(environments).items():
        for chance in (None, random.Random(f"{seed} {name}")):
            for what, wrong in await run(name, opened, chance):
                passed, failed = passed + (not wrong), failed + bool(wrong)
                sys.stdout.write(f"{'failed' if wrong else 'passed'}  {what}{': ' + wrong if wrong else ''}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n{passed} passed, {failed} failed\n")
    return failed


if __name__ == "__main__":
    given = sys.argv[1:]
    chosen = int(given[1]) if len(given) > 1 else random.SystemRandom().randrange(1_000_000)
    sys.exit(bool(asyncio.run(main(Path(given[0]).absolute(), chosen))))
