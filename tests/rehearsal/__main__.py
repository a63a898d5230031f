"""`make rehearsal`: a season of a county bureau, played on one machine; ends with `N passed, M failed`.

python -m tests.rehearsal [--record docs/rehearsal.md] [--seed 6]
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from tests.rehearsal.record import Record
from tests.rehearsal.story import play
from tests.web.serving import ROOT

FOLDER = ROOT / "build" / "rehearsal"
"""Where the database and the posters of the last rehearsal are."""


def main() -> int:
    """Play it, and say how it ended; 1 where anything did not hold."""
    asking = argparse.ArgumentParser(prog="python -m tests.rehearsal")
    asking.add_argument("--record", type=Path, help="write what was said and shown to this file")
    asking.add_argument("--seed", type=int, default=6, help="what the residents do is chosen by this number")
    given = asking.parse_args()
    began, record = time.monotonic(), Record()
    asyncio.run(play(FOLDER, record, given.seed))
    if given.record:
        record.write(given.record, given.seed)
    for failure in record.failures:
        sys.stderr.write(f"failed: {failure}\n")
    sys.stdout.write(f"\nseed {given.seed}, {time.monotonic() - began:.0f} s, files in {FOLDER.relative_to(ROOT)}\n")
    sys.stdout.write(f"{record.sum}\n")
    return bool(record.failures)


if __name__ == "__main__":
    sys.exit(main())
