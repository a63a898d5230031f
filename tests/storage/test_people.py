from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import Damaged
from storage.people import People, note_wants_news
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, from_outside, said


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """A database in which the mother has said something."""
    async with Database.open(path) as database:
        await Turns(database).commit(said("1", channel="telegram", person="mother"))
        yield database


async def test_somebody_who_was_forgotten_does_not_come_back_by_blocking_us(database: Database) -> None:
    await People(database).note_reachable("telegram", "stranger", False, NOON)
    assert await database.read("SELECT * FROM people") == []


async def test_whoever_was_never_noted_can_be_reached_and_may_be_told(database: Database) -> None:
    assert await People(database).can_be_reached("telegram", "mother")
    assert await People(database).wants_news("telegram", "mother")


async def test_somebody_who_blocked_us_can_be_reached_again_once_they_are_back(database: Database) -> None:
    people = People(database)
    await people.note_reachable("telegram", "mother", False, NOON)
    assert not await people.can_be_reached("telegram", "mother")
    await people.note_reachable("telegram", "mother", True, LATER)
    assert await people.can_be_reached("telegram", "mother")


async def test_somebody_who_wants_no_news_can_change_their_mind(database: Database) -> None:
    people = People(database)
    await database.write(lambda transaction: note_wants_news(transaction, "telegram", "mother", False, NOON))
    assert not await people.wants_news("telegram", "mother")
    await database.write(lambda transaction: note_wants_news(transaction, "telegram", "mother", True, LATER))
    assert await people.wants_news("telegram", "mother")


Noting = Callable[[People], Awaitable[None]]
NOTES: list[Noting] = [
    lambda people: people.note_reachable("telegram", "mother", False, NOON),
    lambda people: people.database.write(lambda work: note_wants_news(work, "telegram", "mother", False, LATER)),
]


@pytest.mark.parametrize("notes", [NOTES, NOTES[::-1]])
async def test_one_note_leaves_the_other_alone(database: Database, notes: list[Noting]) -> None:
    people = People(database)
    for note in notes:
        await note(people)
    assert not await people.can_be_reached("telegram", "mother")
    assert not await people.wants_news("telegram", "mother")


async def test_what_is_noted_of_one_person_is_not_noted_of_another(database: Database) -> None:
    people = People(database)
    for note in NOTES:
        await note(people)
    for channel, person in [("telegram", "father"), ("web", "mother")]:
        assert await people.can_be_reached(channel, person)
        assert await people.wants_news(channel, person)


@pytest.mark.parametrize("damage", ["reachable = 1", "wants_news = 0", "changed_at = 0", "checksum = 0"])
async def test_what_was_noted_and_is_damaged_is_not_believed(path: Path, database: Database, damage: str) -> None:
    await People(database).note_reachable("telegram", "mother", False, NOON)
    with from_outside(path) as connection:
        connection.execute(f"UPDATE people SET {damage}")  # noqa: S608 - that is the damage
    with pytest.raises(Damaged, match="Restore a backup"):
        await People(database).can_be_reached("telegram", "mother")
    with pytest.raises(Damaged, match="Restore a backup"):
        await People(database).wants_news("telegram", "mother")
