"""Sizes: what a turn costs with so many sessions stored, anybody's turn coming at any time.

Only so many sessions are in memory; those of anybody else are read from the file.
"""

import multiprocessing
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.canbao_store import fill_now
from bench.cohorts import Rounds
from bench.contender import named
from bench.process import fresh, running
from bench.progress import Progress

FIRST = 10**8
"""The first person stored."""


def by_size(
    sizes: Sequence[int], population: Path, *, rounds: int, seconds: float, progress: Progress
) -> list[dict[str, Any]]:
    """Measure Canbao on databases of these sizes, side by side."""
    canbao = named("canbao")
    results = [Rounds(replace(canbao, title=f"{size:,} sessions stored")) for size in sizes]
    folders = [fresh(f"stored-{size}") for size in sizes]
    for size, folder in zip(sizes, folders, strict=True):
        progress.say(f"storing {size:,} sessions")
        _store(folder, size)
    with ExitStack() as stack:
        processes = [stack.enter_context(running(canbao, folder, population)) for folder in folders]
        for number in range(-1, rounds):  # the first one warms up
            for size, process, result in zip(sizes, processes, results, strict=True):
                progress.say(f"round {max(number + 1, 0)}/{rounds}: {size:,} sessions stored")
                measured = process.ask("visits", first=FIRST, count=size, seed=number + 2, seconds=seconds)
                result.measured += [measured] if number >= 0 else []
    for folder in folders:
        shutil.rmtree(folder)  # a million sessions are more than a gigabyte
    return [
        {
            "sessions": size,
            "turns_s": round(result.median("turns_s"), 1),
            "cpu_us_turn": round(result.median("cpu_us_turn"), 2),
            "p99_ms": round(result.median("p99_ms"), 2),
            "spread": round(result.spread, 3),
        }
        for size, result in zip(sizes, results, strict=True)
    ]


def _store(folder: Path, size: int) -> None:
    """In a process of its own, whose memory is nobody's concern."""
    filling = multiprocessing.get_context("spawn").Process(target=fill_now, args=(folder, FIRST, size))
    filling.start()
    filling.join()
    if filling.exitcode:
        raise RuntimeError(f"{size:,} sessions could not be stored")
