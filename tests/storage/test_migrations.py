"""The migrations themselves, on databases that were really used before them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count as numbers
from pathlib import Path
from random import Random

import pytest

from storage.columns import from_time, to_time
from storage.database import Database
from storage.forgetting import Forgetting
from storage.inbox import Inbox
from storage.outbox import Delivery, Outbox, Priority
from storage.schema import bring_up_to_date, migrations
from storage.sessions import Session, Sessions
from storage.transcript import Transcript
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, count, said, text_of, written

PEOPLE = [(channel, f"person {number}") for number in range(20) for channel in ("web", "telegram")]


@pytest.fixture
def old(path: Path) -> Iterator[sqlite3.Connection]:
    """A database as the first Canbao made it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        bring_up_to_date(connection, migrations()[:1], path)
        yield connection


def fill(old: sqlite3.Connection) -> None:
    """Let people talk through each other, with answers in every state, and notices in between."""
    random, events = Random(1), numbers(1)
    revisions = dict.fromkeys(PEOPLE, 0)
    old.execute("BEGIN")
    for turn in range(300):
        channel, person = random.choice(PEOPLE)
        revisions[channel, person] += 1
        event, revision, at = next(events), revisions[channel, person], from_time(NOON) + turn
        old.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "revision = excluded.revision, state = excluded.state, updated_at = excluded.updated_at",
            (channel, person, revision, written({"turns": revision}), at),
        )
        old.execute(
            "INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?)",
            (event, channel, person, f"event {event}", written({"said": f"第{turn}句"}), at),
        )
        for reply in range(random.randrange(3)):
            owe(old, channel, person, event, f"答{turn}之{reply}", random.choice(["owed", "sent", "failed", "unknown"]))
        if random.random() < 0.1:
            owe(old, channel, person, None, f"提醒{turn}", "owed", Priority.REMINDER)
    old.execute("COMMIT")


def owe(
    old: sqlite3.Connection,
    channel: str,
    person: str,
    event: int | None,
    text: str,
    delivery: str,
    priority: Priority = Priority.REPLY,
) -> None:
    old.execute(
        "INSERT INTO outbox (channel, person, inbox_id, priority, body, created_at, delivery, attempts, not_before, "
        "sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            channel,
            person,
            event,
            int(priority),
            written({"text": text}),
            from_time(NOON),
            delivery,
            int(delivery != "owed"),
            from_time(LATER) if priority is Priority.REMINDER else None,
            from_time(LATER) if delivery == "sent" else None,
        ),
    )


def remembered(old: sqlite3.Connection, channel: str, person: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """What the first Canbao would have shown of a person: what they said, and what they were told."""
    whose = (channel, person)
    heard = old.execute("SELECT event_id FROM inbox WHERE channel = ? AND person = ? ORDER BY id", whose)
    told = old.execute(
        "SELECT id, event_id, priority, body, delivery, attempts, not_before, sent_at FROM messages "
        "WHERE channel = ? AND person = ? ORDER BY id",
        whose,
    )
    return [row["event_id"] for row in heard], [tuple(row) for row in told]


async def test_everything_that_was_kept_before_delivery_was_noted_is_kept(path: Path, old: sqlite3.Connection) -> None:
    fill(old)
    before = {person: remembered(old, *person) for person in PEOPLE}
    sessions = {(row["channel"], row["person"]): row for row in old.execute("SELECT * FROM sessions")}
    assert len(sessions) > 30
    old.close()

    async with Database.open(path) as database:
        for person in PEOPLE:
            row = sessions.get(person)
            session = await Sessions(database).load(*person)
            assert session == (row and Session(*person, row["revision"], row["state"], to_time(row["updated_at"])))
            heard = await Inbox(database).last(*person, 1000)
            told = await Outbox(database).last(*person, 1000)
            assert not any(line.damaged for line in heard)
            assert not any(line.damaged for line in told)
            after = (
                [line.event_id for line in heard],
                [
                    (
                        line.id,
                        line.event_id,
                        line.priority,
                        line.body,
                        line.delivery,
                        line.attempts,
                        line.not_before and from_time(line.not_before),
                        line.sent_at and from_time(line.sent_at),
                    )
                    for line in told
                ],
            )
            assert after == before[person]


async def test_a_conversation_from_before_goes_on(path: Path, old: sqlite3.Connection) -> None:
    fill(old)
    revision, retried = old.execute(
        "SELECT revision, (SELECT event_id FROM inbox WHERE channel = 'web' AND person = 'person 3' LIMIT 1) "
        "FROM sessions WHERE channel = 'web' AND person = 'person 3'"
    ).fetchone()
    old.close()

    async with Database.open(path) as database:
        before = await Transcript(database).last("web", "person 3", 1000)
        assert (await Turns(database).commit(said(retried, person="person 3", revision=revision))).repeated
        await Turns(database).commit(said("new", "你好", person="person 3", revision=revision, replies=("好",)))
        *lines, heard, told = await Transcript(database).last("web", "person 3", 1000)
        assert tuple(lines) == before
        assert [text_of(heard), text_of(told)] == ["你好", "好"]

        owed = await Outbox(database).owed("telegram", LATER, 1000)
        assert {message.delivery for message in owed} == {Delivery.OWED}
        assert [message.priority for message in owed] == sorted(message.priority for message in owed)

        await Forgetting(database).forget("web", "person 3")
        assert await Transcript(database).last("web", "person 3", 1000) == ()


async def test_numbers_go_on_where_they_were(path: Path, old: sqlite3.Connection) -> None:
    """A web page asks for what came after the number that it has seen, also when the newest were deleted."""
    fill(old)
    (event, message) = old.execute("SELECT (SELECT max(id) FROM inbox), (SELECT max(id) FROM outbox)").fetchone()
    old.execute("DELETE FROM inbox WHERE id > ?", (event - 10,))
    old.execute("DELETE FROM outbox WHERE id > ?", (message - 10,))
    old.close()
    async with Database.open(path) as database:
        committed = await Turns(database).commit(said("new", person="somebody new"))
    assert committed.event > event
    assert committed.replies[0].id > message


async def test_an_empty_database_from_before_is_brought_up_to_date(path: Path, old: sqlite3.Connection) -> None:
    old.close()
    async with Database.open(path) as database:
        await Turns(database).commit(said("1"))
    assert [count(path, table) for table in ("sessions", "inbox", "outbox")] == [1, 1, 1]
