"""`python -m tests.simulation SEED` shows the world of a seed, step by step, and what went wrong in it.

`python -m tests.simulation FIRST NUMBER` prints the hashes of many.
"""

import sys
import traceback
from collections.abc import Iterable

from tests.simulation.simulate import simulate


def show(seed: int) -> int:
    """Show one world; 1 if something went wrong in it."""
    course = simulate(seed)
    _print(*course.trace, "", f"seed {seed}: {course.turns} turns, {course.lives} lives, {course.steps} steps")
    _print(f"hash {course.hash}", *([] if course.wrong is None else traceback.format_exception(course.wrong)))
    return course.wrong is not None


def show_hashes(seeds: Iterable[int]) -> int:
    """One line for each of many worlds: the seed, the hash, the turns and the lives, and what went wrong."""
    for seed in seeds:
        course = simulate(seed)
        wrong = "" if course.wrong is None else f"{type(course.wrong).__name__}: {course.wrong}".replace("\n", " ")
        _print(f"{seed} {course.hash} {course.turns} {course.lives} {wrong}".rstrip())
    return 0


def _print(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    first, *number = map(int, sys.argv[1:])
    sys.exit(show_hashes(range(first, first + number[0])) if number else show(first))
