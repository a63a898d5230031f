from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.announcements.bureau import Bureau, bureau_on


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    """A bureau on its first day."""
    async with bureau_on(tmp_path / "canbao.db") as bureau:
        yield bureau
