"""The plan: everything that is tried, on every server, in the size that is asked for."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi
from tests.telegram.e2e.batch import answer_ninety_nine
from tests.telegram.e2e.canary import keep_secrets
from tests.telegram.e2e.finding import Finding, Try, found
from tests.telegram.e2e.hostile import withstand
from tests.telegram.e2e.program import TOKEN, bot
from tests.telegram.e2e.rapid import answer_rapid
from tests.telegram.e2e.server import Open, OpenDisturbed, Server, Walk
from tests.telegram.e2e.storm import weather
from tests.telegram.e2e.strangers import refuse_strangers
from tests.telegram.e2e.strict import open_strict
from tests.telegram.e2e.telegram_test_api import open_telegram_test_api
from tests.telegram.e2e.telemelya import open_telemelya
from tests.telegram.e2e.tg_auto_test import open_tg_auto_test
from tests.telegram.journeys import WAYS
from tests.telegram.killing import Account, walk_while_killed

POLLING, WEBHOOK = "strict stub, polling", "strict stub, webhook"
NODE, PYTHON, IN_PROCESS = (
    "telegram-test-api 4.2.1, polling",
    "telemelya 0.2.2, webhook",
    "tg-auto-test 1.3.24, in process",
)
FIRST_OF_A_BATCH = 2001


@dataclass(frozen=True)
class Size:
    """How often everything is tried."""

    kills: int
    at_once: int
    storm: int
    rapid: int
    hostile: int
    forged: int


FULL = Size(kills=10, at_once=5, storm=50_000, rapid=200, hostile=100_000, forged=10_000)
SHORT = Size(kills=1, at_once=1, storm=200, rapid=20, hostile=1000, forged=200)


def ours(size: Size, seed: int) -> dict[str, Try]:
    """What needs nothing but the strict stub."""
    return {
        POLLING: partial(on_a_disturbed_server, POLLING, open_strict, seed),
        WEBHOOK: partial(on_a_disturbed_server, WEBHOOK, partial(open_strict, by_webhook=True), seed),
        "kills, polling": one("killed while many walk, polling", partial(_killed, size, seed, by_webhook=False)),
        "kills, webhook": one("killed while many walk, webhook", partial(_killed, size, seed, by_webhook=True)),
        "storm": one("R1, webhook", partial(weather, seed=seed, updates=size.storm)),
        "rapid": one("R4, polling", partial(answer_rapid, people=size.rapid)),
        "hostile": one("R11, polling", partial(withstand, seed=seed, updates=size.hostile)),
        "strangers": one("strangers, webhook", partial(refuse_strangers, seed=seed, requests=size.forged)),
        "canary, polling": one("canary in no log, polling", partial(keep_secrets, by_webhook=False)),
        "canary, webhook": one("canary in no log, webhook", partial(keep_secrets, by_webhook=True)),
    }


def of_others(environments: Path, seed: int) -> dict[str, Try]:
    """The servers that nobody here wrote, in the environments that were made for them."""
    python = "bin/python"
    by_polling = partial(open_telegram_test_api, modules=environments / "node")
    by_webhook = partial(open_telemelya, python=environments / "telemelya" / python)
    in_process = partial(open_tg_auto_test, python=environments / "bot" / python)
    return {
        NODE: partial(on_a_disturbed_server, NODE, by_polling, seed),
        PYTHON: partial(on_a_disturbed_server, PYTHON, by_webhook, seed),
        IN_PROCESS: partial(on_a_server, IN_PROCESS, in_process, seed),
    }


async def on_a_server(name: str, opened: Open, seed: int, folder: Path) -> AsyncIterator[Finding]:
    """Every journey, undisturbed, and with the bot killed on the way."""
    async with opened(folder) as server:
        async for finding in _walks(name, server, seed):
            yield finding


async def on_a_disturbed_server(name: str, opened: OpenDisturbed, seed: int, folder: Path) -> AsyncIterator[Finding]:
    """The same, and a batch with something malformed in it."""
    async with opened(folder) as server:
        async for finding in _walks(name, server, seed):
            yield finding
        yield await found(f"{name}: one malformed in a hundred", answer_ninety_nine(server, FIRST_OF_A_BATCH))


async def _walks(name: str, server: Server, seed: int) -> AsyncIterator[Finding]:
    chance = Random(f"{seed} {name}")
    for person, (journey, way) in enumerate(WAYS.items(), 501):
        yield await found(f"{name}: {journey}", Walk(server, person, way).go())
    for person, (journey, way) in enumerate(WAYS.items(), 601):
        yield await found(f"{name}: {journey} with kill -9", Walk(server, person, way, chance).go())


def one(what: str, trying: Callable[[Path], Awaitable[str | Account]]) -> Try:
    """A single thing that is tried."""

    async def tried(folder: Path) -> AsyncIterator[Finding]:
        yield await found(what, trying(folder))

    return tried


async def _killed(size: Size, seed: int, folder: Path, *, by_webhook: bool) -> Account:
    api = BotApi(token=TOKEN)
    async with served(api) as address, bot(folder, address, by_webhook=by_webhook) as program:
        return await walk_while_killed(api, program, Random(seed), kills=size.kills, at_once=size.at_once)
