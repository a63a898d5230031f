"""R3, in short: to two thousand people, with as many kills as to a hundred thousand."""

from pathlib import Path

from tests.proofs.broadcast import KILLS, both


def test_everybody_ends_in_one_state_and_nobody_is_told_twice(tmp_path: Path) -> None:
    assert both(tmp_path, seed=3, people=2_000, kills=KILLS).failures == []
