"""`canbao` itself, as operators start it, on a clock that runs so many seconds ahead of the real one.

python -m tests.rehearsal.canbao <seconds> serve …
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from bot.command import main

if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv.pop(1)))
    with time_machine.travel(datetime.now(UTC) + ahead, tick=True):
        main()
