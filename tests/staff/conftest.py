from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.staff.bureau import Bureau


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the bureau keeps everything."""
    return tmp_path / "canbao.db"


@pytest.fixture
async def bureau(path: Path) -> AsyncIterator[Bureau]:
    """A bureau on its first day: only its boss, who stands in the settings."""
    async with Database.open(path) as database:
        yield Bureau.on(database, county="450110")
