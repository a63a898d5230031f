"""`make e2e-telegram`: everything on every server, ours and those of others.

python -m tests.telegram.e2e <folder with the environments> [seed] [part of the name of what to try]
"""

import asyncio
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.telegram.e2e.finding import Finding, Try
from tests.telegram.e2e.plan import FULL, of_others, ours


async def findings(name: str, trying: Try) -> list[Finding]:
    """Try it, and tell at once of everything that is found. What cannot even be begun or ended is found as well."""
    every: list[Finding] = []
    with TemporaryDirectory(prefix="canbao-e2e-") as folder:
        try:
            async for finding in trying(Path(folder)):
                tell(finding)
                every.append(finding)
        except Exception as error:
            every.append(Finding(name, f"{type(error).__name__}: {error}"))
            tell(every[-1])
    return every


def tell(finding: Finding) -> None:
    """One line."""
    sys.stdout.write(f"{finding}\n")
    sys.stdout.flush()


async def main(environments: Path, seed: int, part: str) -> int:
    """Try everything with this in its name; says how many failed."""
    began = time.monotonic()
    sys.stdout.write(f"seed {seed}\n")
    every: list[Finding] = []
    for name, trying in {**of_others(environments, seed), **ours(FULL, seed)}.items():
        if part in name:
            every += await findings(name, trying)
    doubtful, repeated = (sum(getattr(one.account, what) for one in every) for what in ("doubtful", "repeated"))
    failed = sum(bool(finding.wrong) for finding in every)
    sys.stdout.write(
        f"{doubtful} messages were in doubt after a kill and are flagged as such, {repeated} of them were said again\n"
        f"{time.monotonic() - began:.0f} s\n"
        f"{len(every) - failed} passed, {failed} failed\n"
    )
    return failed


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    chosen = int(given[1]) if given[1] else random.SystemRandom().randrange(1_000_000)
    sys.exit(bool(asyncio.run(main(Path(given[0]).absolute(), chosen, given[2]))))
