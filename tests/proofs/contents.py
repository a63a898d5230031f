"""The contents of a database, so that two that were filled in different ways can be compared."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

Contents = dict[str, list[tuple[object, ...]]]

_TABLES = {
    "sessions": "channel, person, revision, state, updated_at, visit, last_event",
    "inbox": "id, channel, person, event_id, heard, received_at, previous",
    "outbox": "id, channel, person, inbox_id, priority, text, created_at",
    "texts": "name, body",
    "deliveries": "message_id, channel, priority, delivery, attempts, doubtful, not_before, not_after, sent_at, "
    "receipt, why",
    "people": "channel, person, reachable, wants_news, changed_at",
    "events": "id, at, channel, kind, journey, step, region, poster, visit",
    "sqlite_sequence": "name, seq",
}


def contents(path: Path) -> Contents:
    """All that turns write. Visits have names drawn at random, so they are named by the order in which they began."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
            for table, columns in _TABLES.items()
        }
    names = [str(row[-1]) for row in tables["events"]]
    names += [str(row[5]).split(".")[0] for row in tables["sessions"]]
    known = {name: f"visit {number}" for number, name in enumerate(dict.fromkeys(names)) if name}
    return {table: [tuple(_renamed(value, known) for value in row) for row in rows] for table, rows in tables.items()}


def _renamed(value: object, known: Mapping[str, str]) -> object:
    if not isinstance(value, str):
        return value
    name, dot, rest = value.partition(".")
    return f"{known[name]}{dot}{rest}" if name in known else value


def difference(one: Contents, other: Contents) -> str:
    """The first difference, in few words; empty where there is none."""
    for table, rows in one.items():
        if rows != other[table]:
            first = next((pair for pair in zip(rows, other[table], strict=False) if pair[0] != pair[1]), None)
            return f"{table}: {len(rows)} rows and {len(other[table])}, first {first!s:.400}"
    return ""
