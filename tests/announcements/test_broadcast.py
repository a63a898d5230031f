"""R3, in short: to two thousand people, with as many kills as to a hundred thousand."""

from pathlib import Path
from random import Random

from tests.proofs.broadcast import KILLS, both, undisturbed
from tests.simulation.clock import in_virtual_time


def test_everybody_ends_in_one_state_and_nobody_is_told_twice(tmp_path: Path) -> None:
    assert both(tmp_path, seed=3, people=2_000, kills=KILLS).failures == []


def test_the_rate_is_used_also_where_the_disk_takes_its_time(tmp_path: Path) -> None:
    assert in_virtual_time(undisturbed)(tmp_path / "canbao.db", Random(3), 600).failures == []
