"""The short form of R8; `tests/proofs/restoring.py` is the long one."""

from pathlib import Path

from tests.proofs.restoring import restored


async def test_a_backup_made_while_people_talk_brings_everybody_back(tmp_path: Path) -> None:
    tally, _ = await restored(tmp_path, seed=1, sessions=300)
    assert tally.failures == []
    assert tally.tried > 300
