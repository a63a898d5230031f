"""One durable SQLite commit per turn, as a careful author would write it: aiosqlite, a log, `synchronous=FULL`.

One statement is one commit, so a turn crosses to aiosqlite's thread once, and no other coroutine can slip in between.
What is read is kept in memory as well: only a restart reads the file.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import aiosqlite

Stored = tuple[str | None, dict[str, str]]


class SqliteStore:
    """The state and the answers of each person, on the disk before `keep` returns."""

    def __init__(self, connection: aiosqlite.Connection, stored: dict[int, Stored]) -> None:
        self._connection = connection
        self.stored = stored

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Self]:
        """Open the file, with what a former process left in it."""
        async with aiosqlite.connect(path, isolation_level=None) as connection:
            for pragma in ("journal_mode = WAL", "synchronous = FULL"):
                await connection.execute(f"PRAGMA {pragma}")
            await connection.execute(
                "CREATE TABLE IF NOT EXISTS sessions (person INTEGER PRIMARY KEY, state TEXT, answers TEXT NOT NULL)"
            )
            rows = await connection.execute_fetchall("SELECT person, state, answers FROM sessions")
            yield cls(connection, {row[0]: (row[1], json.loads(row[2])) for row in rows})

    async def keep(self, person: int, state: str | None, answers: Mapping[str, str]) -> None:
        """Keep a person's state and answers, on the disk."""
        await self._connection.execute(
            "INSERT INTO sessions (person, state, answers) VALUES (?, ?, ?) "
            "ON CONFLICT (person) DO UPDATE SET state = excluded.state, answers = excluded.answers",
            (person, state, json.dumps(answers, ensure_ascii=False)),
        )

    async def forget(self, person: int) -> None:
        """Forget a person who is done."""
        await self._connection.execute("DELETE FROM sessions WHERE person = ?", (person,))
