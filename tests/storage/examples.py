"""A family and what they say, for the tests of storage; and the tools to look at a file from outside."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.inbox import Heard
from storage.outbox import Message, Priority, Reply
from storage.turns import Turn

NOON = datetime(2025, 3, 5, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def said(
    event_id: str,
    text: str = "我家娃上个月出生",
    *,
    person: str = "mother",
    channel: str = "web",
    revision: int = 0,
    state: Mapping[str, object] | None = None,
    replies: tuple[str, ...] = ("宝宝是哪天出生的?",),
    at: datetime = NOON,
    sent_at_once: bool = False,
) -> Turn:
    """A turn in which somebody said something and is owed an answer."""
    return Turn(
        channel=channel,
        person=person,
        event_id=event_id,
        heard=written({"said": text}),
        revision=revision,
        state=written({"flow": "newborn"} if state is None else state),
        replies=tuple(in_words(reply) for reply in replies),
        at=at,
        sent_at_once=sent_at_once,
    )


def in_words(text: str, priority: Priority = Priority.REPLY, **bounds: datetime) -> Reply:
    """A reply that says a text; `not_before` and `not_after` bound when it may be sent."""
    return Reply(written({"text": text}), priority, **bounds)


def written(content: Mapping[str, object]) -> str:
    """What a conversation would hand to storage: its content as text."""
    return json.dumps(content, ensure_ascii=False)


def text_of(line: Heard | Message) -> str:
    """What somebody said or was told."""
    (text,) = json.loads(line.body).values()
    return str(text)


@contextmanager
def from_outside(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program sees it, each statement a transaction of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def count(path: Path, table: str) -> int:
    """How many rows a table has, on the disk."""
    with from_outside(path) as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name from a test
    return int(rows)
