"""What people are told is kept once, and goes when the last one who was told it is forgotten."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.forgetting import Forgetting
from storage.outbox import Message, Outbox
from storage.schema import bring_up_to_date, migrations
from storage.soundness import check
from storage.turns import Turns
from tests.storage.examples import NOON, from_outside, in_words, said, text_of

_FROM_BEFORE = (
    "INSERT INTO outbox (id, channel, person, priority, body, created_at, checksum) "
    """VALUES (1, 'web', 'mother', 0, '{"text": "宝宝是哪天出生的?"}', 1741176000000000, 1563593679)""",
    "INSERT INTO deliveries (message_id, channel, priority, delivery, attempts) VALUES (1, 'web', 0, 'owed', 0)",
)


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


def texts(messages: Iterable[Message]) -> list[str]:
    return [text_of(message) for message in messages]


def kept(path: Path) -> list[str]:
    with from_outside(path) as connection:
        return [body for (body,) in connection.execute("SELECT body FROM texts ORDER BY body")]


async def test_what_many_are_told_is_kept_once(path: Path, database: Database, turns: Turns) -> None:
    for person in ("mother", "father", "aunt"):
        committed = await turns.commit(said("1", person=person, replies=("一", "二", "一")))
        assert texts(committed.replies) == ["一", "二", "一"]
        assert texts(await Outbox(database).last("web", person, 10)) == ["一", "二", "一"]
    await Outbox(database).owe("web", "mother", [in_words("二"), in_words("三")], NOON)
    assert len(kept(path)) == 3
    check(path)


async def test_a_text_goes_with_the_last_one_who_was_told_it(path: Path, database: Database, turns: Turns) -> None:
    await turns.commit(said("1", person="mother", replies=("大家都听到的", "只有妈妈听到的")))
    await turns.commit(said("1", person="father", replies=("大家都听到的",)))
    await Forgetting(database).forget("web", "mother")
    (left,) = kept(path)
    assert "大家都听到的" in left
    assert texts(await Outbox(database).last("web", "father", 10)) == ["大家都听到的"]


async def test_a_text_that_the_disk_has_changed_is_mended_when_its_words_are_given(
    path: Path, database: Database, turns: Turns
) -> None:
    await turns.commit(said("1", person="mother", replies=("一",)))
    with from_outside(path) as connection:
        connection.execute("UPDATE texts SET body = replace(body, '一', '二')")
        connection.commit()
    (damaged,) = await Outbox(database).last("web", "mother", 10)
    assert damaged.damaged
    await Turns(database).commit(said("1", person="father", replies=("一",)))  # as after a new start
    for person in ("mother", "father"):
        assert texts(await Outbox(database).last("web", person, 10)) == ["一"]
    check(path)


async def test_what_was_let_go_of_is_kept_again_when_it_is_said_again(
    path: Path, database: Database, turns: Turns
) -> None:
    """Whoever says it has seen it kept, and does not know that it was let go of meanwhile."""
    await turns.commit(said("1", replies=("一",)))
    await Forgetting(database).forget("web", "mother")
    assert kept(path) == []
    assert texts((await turns.commit(said("2", person="father", replies=("一",)))).replies) == ["一"]
    assert texts(await Outbox(database).last("web", "father", 10)) == ["一"]
    assert texts((await turns.commit(said("3", person="father", revision=1, replies=("一", "二")))).replies) == [
        "一",
        "二",
    ]


async def test_a_message_from_before_has_its_words_in_its_own_row(path: Path) -> None:
    """An older program wrote it, with a checksum; it is read, and its damage noticed, as ever."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        bring_up_to_date(connection, [one for one in migrations() if one.name < "0009"], path)
        for statement in _FROM_BEFORE:
            connection.execute(statement)
    async with Database.open(path) as database:
        (message,) = await Outbox(database).last("web", "mother", 10)
        assert (message.damaged, text_of(message)) == (False, "宝宝是哪天出生的?")
    check(path)
    with from_outside(path) as connection:
        connection.execute("UPDATE outbox SET body = replace(body, '哪', '那')")
    async with Database.open(path) as database:
        (message,) = await Outbox(database).last("web", "mother", 10)
        assert message.damaged
