"""The short form of R6; `tests/proofs/disk_full.py` is the long one."""

import subprocess
from pathlib import Path

import pytest

from storage.errors import DiskFull
from tests.proofs.disk_full import LimitedFiles, small_disk, survived


async def test_where_files_cannot_grow_nothing_acknowledged_is_lost_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "limited", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.mkdir()
    tally, kinds = await survived(LimitedFiles(place), elsewhere, seed=1, times=5)
    assert tally.failures == []
    assert tally.tried > 50
    assert kinds  # somebody was refused, and told to try later


async def test_on_a_full_disk_people_are_refused_in_words(tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "small", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.mkdir()
    try:
        with small_disk(place, megabytes=16) as disk:
            tally, kinds = await survived(disk, elsewhere, seed=1, times=5)
    except subprocess.CalledProcessError:
        pytest.skip("mounting a small disk takes privileges; files that cannot grow show the same")
    assert tally.failures == []
    assert kinds == {DiskFull}
