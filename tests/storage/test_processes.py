"""What happens to a database when processes die and when several use it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from storage.database import Database
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.sessions import Sessions
from tests.storage.chatting import take
from tests.storage.examples import NOON, count, written

ROOT = Path(__file__).parents[2]
WITHOUT_END = 1_000_000


@contextmanager
def chatting(path: Path, name: str, person: str, turns: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "tests.storage.chatting", str(path), name, person, str(turns)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def acknowledged(process: subprocess.Popen[str], turns: int | None = None) -> list[str]:
    assert process.stdout is not None
    return [line.strip() for line in islice(process.stdout, turns)]


@pytest.mark.parametrize("turns", [1, 10, 50])
async def test_killed_in_the_middle_it_has_lost_nothing_it_acknowledged_and_goes_on(path: Path, turns: int) -> None:
    with chatting(path, "event", "mother", WITHOUT_END) as process:
        said = acknowledged(process, turns)
        process.kill()
        said += acknowledged(process)  # what it still got out before it died
    assert len(said) >= turns

    async with Database.open(path) as database:
        assert all([await Inbox(database).seen("web", "mother", event) for event in said])
        session = await Sessions(database).load("web", "mother")
        assert session is not None
        assert session.state == written({"turns": session.revision})
        assert session.revision == count(path, "inbox") == count(path, "outbox")
        assert session.revision in (len(said), len(said) + 1)  # the last one may have been kept but not acknowledged
        assert len(await Outbox(database).owed("web", NOON, WITHOUT_END)) == session.revision

        await take(database, said[-1], "mother")
        await take(database, "after the crash", "mother")
        assert count(path, "inbox") == session.revision + 1


async def test_two_processes_that_start_on_a_new_file_both_get_all_their_turns(path: Path) -> None:
    with chatting(path, "left", "mother", 25) as left, chatting(path, "right", "mother", 25) as right:
        said = acknowledged(left) + acknowledged(right)
        assert (left.wait(), right.wait()) == (0, 0)
    assert len(said) == 50

    async with Database.open(path) as database:
        session = await Sessions(database).load("web", "mother")
        assert session is not None
        assert (session.revision, session.state) == (50, written({"turns": 50}))
        assert all([await Inbox(database).seen("web", "mother", event) for event in said])
