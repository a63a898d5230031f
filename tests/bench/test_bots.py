"""The bots that are ours: Canbao through both ways in, and the prototype, take every turn and count it once."""

from itertools import islice
from pathlib import Path

import pytest

from bench.contender import Contender, named
from bench.dialogue import TURNS, Dialogue, written_for
from bench.driver import Driver
from bench.population import typical

OURS = ["canbao", "canbao_adapter", "prototype"]


@pytest.fixture(scope="module")
def dialogues() -> list[Dialogue]:
    return list(islice(typical(3), 12))


@pytest.mark.parametrize("name", OURS)
async def test_every_turn_is_replied_to_and_counted(name: str, dialogues: list[Dialogue], tmp_path: Path) -> None:
    driver = Driver()
    people = [(10**9 + number, written_for(one.templates(), 10**9 + number)) for number, one in enumerate(dialogues)]
    async with named(name).opener()(tmp_path, driver.sent) as bot:
        measured = await driver.run(bot, iter(people), in_flight=5)
        assert measured.turns == TURNS * len(people)
        assert [await bot.held(person) for person, _ in people] == [TURNS] * len(people)
    async with named(name).opener()(tmp_path, driver.sent) as bot:
        assert [await bot.held(person) for person, _ in people] == [TURNS] * len(people)


async def test_an_update_that_comes_again_counts_once(dialogues: list[Dialogue], tmp_path: Path) -> None:
    driver, updates = Driver(), written_for(dialogues[0].templates(), 10**9)
    async with named("canbao").opener()(tmp_path, driver.sent) as bot:
        await driver.turn(bot, 10**9, updates[0])
        await bot.take(updates[0])
        assert await bot.held(10**9) == 1


async def test_what_was_kept_from_before_is_told(dialogues: list[Dialogue], tmp_path: Path) -> None:
    driver = Driver()
    async with named("canbao").opener()(tmp_path, driver.sent) as bot:
        for person in (10**9, 10**9 + 1):
            await driver.turn(bot, person, written_for(dialogues[0].templates(), person)[0])
        assert (bot.facts()["answers_asked"], bot.facts()["answers_hit"]) == (2, 1)


async def test_who_is_not_remembered_is_looked_up(dialogues: list[Dialogue], tmp_path: Path) -> None:
    driver, updates = Driver(), written_for(dialogues[0].templates(), 10**9)
    async with named("canbao").opener()(tmp_path, driver.sent) as bot:
        await driver.turn(bot, 10**9, updates[0])
        bot.remember(0)
        for update in updates[1:]:
            await driver.turn(bot, 10**9, update)
        assert await bot.held(10**9) == TURNS


def test_a_name_stands_for_one_contender() -> None:
    assert named("ptb").peer
    assert isinstance(named("prototype"), Contender)
    with pytest.raises(KeyError):
        named("nobody")
