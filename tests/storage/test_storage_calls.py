"""The short form of R5; `tests/proofs/storage_calls.py` is the long one."""

from pathlib import Path

import pytest

from tests.proofs.storage_calls import WAYS, Way, differences


@pytest.mark.parametrize("way", WAYS)
async def test_whichever_call_fails_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path, way: Way) -> None:
    tally = await differences(tmp_path, seed=5, turns=10, ways=[way])
    assert tally.failures == []
    assert tally.tried > 100
