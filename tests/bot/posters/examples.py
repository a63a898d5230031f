"""Posters, rules and settings for the tests of posters."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.posters.code import LETTERS, is_code
from bot.posters.link import Signer
from bot.posters.order import Order
from bot.settings import Settings
from flows.policy.library import Library
from flows.policy.pack import Fact
from flows.policy.rulebook import Rulebook
from storage.database import Database
from storage.posters import Poster

RULES = Rulebook(Library.open())
TODAY = date(2026, 8, 10)
SEASON = date(2025, 11, 15)
"""In the window of 2026, in most places."""

SIGNER = Signer((b"a key that nobody else has",))
ORDER = Order("newborn", "610100", "妇幼保健院 2楼")


def settings(folder: Path, **given: str) -> Settings:
    """Settings of a deployment with both channels."""
    addresses = {"public_address": "https://canbao.example", "telegram_bot": "canbao_example_bot"}
    return Settings(database=folder / "canbao.db", **{**addresses, **given})  # type: ignore[arg-type]


def founded(folder: Path) -> None:
    """An empty database where these settings look for it, as the first start of the server makes it."""

    async def open_it() -> None:
        async with Database.open(folder / "canbao.db"):
            pass

    asyncio.run(open_it())


def rules_where(region: str, key: str, **changes: object) -> Rulebook:
    """The rules as they would be if the facts on one parameter of a region said something else."""
    pack = RULES.library.packs[region]
    facts = tuple(_changed(fact, changes) if fact.key == key else fact for fact in pack.facts)
    return Rulebook(replace(RULES.library, packs={**RULES.library.packs, region: replace(pack, facts=facts)}))


def _changed(fact: Fact, changes: dict[str, object]) -> Fact:
    own = {name: value for name, value in changes.items() if hasattr(fact, name)}
    values = {name: value for name, value in changes.items() if name not in own}
    readings = tuple(replace(one, value=one.value.model_copy(update=values)) for one in fact.readings)
    return replace(fact, **{"readings": readings, **own})  # type: ignore[arg-type]


def code(number: int) -> str:
    """A code for each number."""
    start = f"{LETTERS[number // 10000 % 13]}{LETTERS[number // 130000 % 13]}K"
    return next(one for check in LETTERS if is_code(one := f"{start}{check}{number % 10000:04}"))


def poster(number: int = 4826, **changes: object) -> Poster:
    """A signed poster in a maternity ward."""
    plain = Poster(
        code=code(number),
        signature="",
        journey="newborn",
        region="450100",
        place="武鸣区妇幼保健院 2楼",
        printed_on=date(2026, 8, 1),
        expires=date(2027, 3, 1),
        answers={"where": "450100"},
    )
    return SIGNER.signed(replace(plain, **changes))  # type: ignore[arg-type]
