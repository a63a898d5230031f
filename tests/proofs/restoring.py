"""R8: a backup made while people talk brings everybody back, each as they were at one and the same moment.

Many sessions are stored. While some of their people go on talking, `canbao backup` makes a backup; the database is
deleted, and `canbao restore` brings it back.
"""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from storage.database import Database
from storage.outbox import Reply
from storage.turns import Turn, Turns
from tests.proofs.contents import Contents, contents, difference
from tests.proofs.proof import Tally, print_proof
from tests.proofs.script import BEGINNING

SESSIONS = 100_000
QUICKLY = 60.0
"""Seconds in which so many sessions must be back."""

_TALKING = 50
_AT_ONCE = 500


def _turn(person: str, revision: int) -> Turn:
    said = f'{{"turn":{revision + 1},"of":"{person}","answers":{{"where":"610500","born":"2026-07-20"}}}}'
    return Turn("web", person, f"{person} {revision}", said, revision, said, (Reply(said * 3),), BEGINNING)


async def _begin(database: Database, people: Sequence[str]) -> None:
    turns = Turns(database)
    for start in range(0, len(people), _AT_ONCE):
        await asyncio.gather(*(turns.commit(_turn(person, 0)) for person in people[start : start + _AT_ONCE]))


async def _talk(database: Database, person: str, enough: asyncio.Event) -> None:
    for revision in count(1):
        if enough.is_set():
            return
        await Turns(database).commit(_turn(person, revision))


async def _canbao(*arguments: object) -> None:
    """Run a command as a clerk would. Raises CalledProcessError."""
    command = [sys.executable, "-c", "from bot.command import main; main()", *map(str, arguments)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)


async def restored(folder: Path, seed: int, sessions: int) -> tuple[Tally, float]:
    """Store, back up under load, delete, restore and compare; also how many seconds restoring took."""
    tally, people = Tally(), [f"person {number}" for number in range(sessions)]
    path, backup = folder / "canbao.db", folder / "backup.db"
    async with Database.open(path) as database:
        await _begin(database, people)
        enough = asyncio.Event()
        talkers = Random(seed).sample(people, _TALKING)
        talking = [asyncio.create_task(_talk(database, person, enough)) for person in talkers]
        await _canbao("backup", backup, "--database", path)
        enough.set()
        await asyncio.gather(*talking)
    last = contents(path)
    path.unlink()

    began = perf_counter()
    await _canbao("restore", backup, "--database", path)
    seconds = perf_counter() - began

    _compare(contents(path), contents(backup), last, tally)
    return tally, seconds


def _compare(now: Contents, backup: Contents, last: Contents, tally: Tally) -> None:
    # What a backup still owes is in doubt once it is restored.
    kept = {table: rows for table, rows in backup.items() if table != "deliveries"}
    tally.expect(not difference(kept, now), f"not as in the backup: {difference(kept, now)}")
    sessions = {(row[0], row[1]): row for row in now["sessions"]}
    events: dict[object, int] = {}
    for row in now["inbox"]:
        events[row[2]] = events.get(row[2], 0) + 1
    for channel, person, final, *_ in last["sessions"]:
        session = sessions.get((channel, person))
        if session is None:
            tally.expect(False, f"{person} is lost")
            continue
        revision = int(str(session[2]))
        then = _turn(str(person), revision - 1)
        is_as_then = session[3] == then.state and events[person] == revision <= int(str(final))
        tally.expect(is_as_then, f"{person} is not as they were at any moment")
    tally.expect(len(now["inbox"]) < len(last["inbox"]), "nobody talked while the backup was made")


def prove(seed: int) -> Tally:
    """A hundred thousand sessions."""
    with TemporaryDirectory() as folder:
        tally, seconds = asyncio.run(restored(Path(folder), seed, SESSIONS))
    tally.expect(seconds <= QUICKLY, f"restoring took {seconds:.1f} s")
    return tally


def main() -> None:
    print_proof("R8", prove)


if __name__ == "__main__":
    main()
