"""A proof: a property tried many times, which prints one line, `name n failures seconds seed`, and may fail."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Tally:
    """How often a property was tried, and where it did not hold."""

    tried: int = 0
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Count one trial."""
        self.tried += 1
        if not holds:
            self.failures.append(otherwise)


def print_proof(name: str, prove: Callable[[int], Tally]) -> None:
    """Try a property with the seed given on the command line, print the line, and exit with 1 if it does not hold."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    began = perf_counter()
    tally = prove(seed)
    seconds = perf_counter() - began
    for failure in tally.failures[:20]:
        sys.stderr.write(f"{name}: {failure}\n")
    sys.stdout.write(f"{name} {tally.tried} {len(tally.failures)} {seconds:.1f} {seed}\n")
    sys.exit(bool(tally.failures))
