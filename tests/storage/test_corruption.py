"""The short form of R7; `tests/proofs/corruption.py` is the long one."""

from pathlib import Path

from tests.proofs.corruption import tried


async def test_whatever_happens_to_the_file_nothing_wrong_is_served(tmp_path: Path) -> None:
    tally, ended = await tried(tmp_path, seed=3, corruptions=30, turns=60)
    assert tally.failures == []
    assert tally.tried == 30
    assert min(ended.values()) > 5  # some of it does no harm, most of it is refused
