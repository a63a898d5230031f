import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.connection import connect as really_connect
from storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be made; there is none yet."""
    return tmp_path / "canbao.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as database:
        yield database


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that databases opened in this test run from here on, with its values."""
    statements: list[str] = []

    def connect(*given: Any) -> sqlite3.Connection:
        connection = really_connect(*given)
        connection.set_trace_callback(statements.append)
        return connection

    for where in ("storage.database.connect", "storage.opening.connect"):
        monkeypatch.setattr(where, connect)
    return statements
