"""R10: whatever happens to the world, what must hold holds after every step, and the same seed is the same world.

Each seed is run twice, by two processes whose sets are in another order. `python -m tests.simulation SEED` replays one.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.proofs.proof import Tally, print_proof

ROOT = Path(__file__).parents[2]
SEEDS = 1000


def prove(seed: int, seeds: int = SEEDS) -> Tally:
    """The worlds of so many seeds from this one on."""
    tally = Tally()
    runs = [_start(seed, seeds, order) for order in ("1", "2")]
    for first, second in zip(*map(_lines, runs), strict=False):
        number, _, _, _, *wrong = first.split(maxsplit=4)
        if first != second:
            wrong.append(f"another world the second time: {first} / {second}")
        tally.expect(not wrong, f"{'; '.join(wrong)} (python -m tests.simulation {number})")
    if tally.tried < seeds:
        tally.failures.append(f"{seeds - tally.tried} worlds were never finished")
    return tally


def _start(seed: int, seeds: int, order: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.simulation", str(seed), str(seeds)]
    environment = {**os.environ, "PYTHONHASHSEED": order}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _lines(run: "subprocess.Popen[str]") -> list[str]:
    printed, _ = run.communicate()
    return printed.splitlines()


def main() -> None:
    print_proof("R10", prove)


if __name__ == "__main__":
    main()
