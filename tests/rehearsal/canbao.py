"""`canbao` itself, as operators start it: under any account, so many seconds ahead of the real clock.

python -m tests.rehearsal.canbao <seconds> <account> serve …
"""

import sys
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import time_machine

from bot.command import main

if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv.pop(1)))
    account = sys.argv.pop(1)
    with (
        time_machine.travel(datetime.now(UTC) + ahead, tick=True),
        patch("bot.staff.console.account", lambda: account),
    ):
        main()
