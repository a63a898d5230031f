"""Sizes: what a turn costs with so many sessions stored, anybody's turn coming at any time.

Canbao remembers the sessions of those who wrote last, and looks anybody else's up. So that one sees what size costs and
what looking up costs, it is measured as it is, and remembering nobody.
"""

import multiprocessing
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

from bench.canbao_store import fill_now
from bench.cohorts import Rounds
from bench.contender import named
from bench.process import fresh, running
from bench.progress import Progress

FIRST = 10**8
"""The first person stored."""


REMEMBERED = 10_000
"""How many sessions Canbao remembers unless it is told otherwise."""


def by_size(
    sizes: Sequence[int], population: Path, *, rounds: int, seconds: float, progress: Progress
) -> list[dict[str, Any]]:
    """Measure Canbao on databases of these sizes, side by side: as it is, and remembering nobody."""
    canbao = named("canbao")
    folders = [fresh(f"stored-{size}") for size in sizes]
    for size, folder in zip(sizes, folders, strict=True):
        progress.say(f"storing {size:,} sessions")
        _store(folder, size)
    results = {(size, most): Rounds(canbao) for size in sizes for most in (REMEMBERED, 0)}
    with ExitStack() as stack:
        processes = [stack.enter_context(running(canbao, folder, population)) for folder in folders]
        for most, number in product((REMEMBERED, 0), range(-1, rounds)):  # the first round of each warms up
            for seed, size in enumerate(sizes, (number + 2) * 10 + (most == 0) * 1_000):
                progress.say(f"round {max(number + 1, 0)}/{rounds}: {size:,} sessions stored, {most:,} remembered")
                process, result = processes[sizes.index(size)], results[size, most]
                measured = process.ask("visits", first=FIRST, count=size, seed=seed, seconds=seconds, remembered=most)
                result.measured += [measured] if number >= 0 else []
    for folder in folders:
        shutil.rmtree(folder)  # a million sessions are more than a gigabyte
    return [_row(size, results[size, REMEMBERED], results[size, 0]) for size in sizes]


def _row(size: int, usual: Rounds, forgetful: Rounds) -> dict[str, Any]:
    return {
        "sessions": size,
        "turns_s": round(usual.median("turns_s"), 1),
        "cpu_us_turn": round(usual.median("cpu_us_turn"), 2),
        "p99_ms": round(usual.median("p99_ms"), 2),
        "spread": round(usual.spread, 3),
        "looked_up_turns_s": round(forgetful.median("turns_s"), 1),
        "looked_up_cpu_us_turn": round(forgetful.median("cpu_us_turn"), 2),
    }


def _store(folder: Path, size: int) -> None:
    """In a process of its own, whose memory is nobody's concern."""
    filling = multiprocessing.get_context("spawn").Process(target=fill_now, args=(folder, FIRST, size))
    filling.start()
    filling.join()
    if filling.exitcode:
        raise RuntimeError(f"{size:,} sessions could not be stored")
