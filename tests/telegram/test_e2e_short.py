"""The short form of `make e2e-telegram`: what needs nothing but our own stub, in small.

Left out is what other tests see to: many who walk while the bot is killed, and the log in the other mode.
"""

from pathlib import Path

import pytest

from tests.telegram.e2e.finding import Try
from tests.telegram.e2e.plan import SHORT, ours

LEFT_OUT = ("kills, polling", "kills, webhook", "canary, webhook")
TRIES = {name: trying for name, trying in ours(SHORT, seed=1).items() if name not in LEFT_OUT}


@pytest.mark.parametrize("trying", TRIES.values(), ids=TRIES)
async def test_the_bot_as_a_program_of_its_own(tmp_path: Path, trying: Try) -> None:
    found = [finding async for finding in trying(tmp_path)]
    assert found
    assert [str(finding) for finding in found if finding.wrong] == []
