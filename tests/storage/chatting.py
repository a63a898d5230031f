"""A process that takes one turn after another and says so: `python -m tests.storage.chatting PATH NAME PERSON TURNS`.

It prints the name of each event once its turn is committed, and never before.
"""

import asyncio
import sys
from pathlib import Path

from storage.database import Database
from storage.errors import StaleRevision
from storage.sessions import Sessions
from storage.turns import Turns
from tests.storage.examples import said


async def chat(path: Path, name: str, person: str, turns: int) -> None:
    async with Database.open(path, patience=60) as database:
        for number in range(turns):
            await take(database, f"{name} {number}", person)
            print(f"{name} {number}", flush=True)  # noqa: T201 - this is how it acknowledges


async def take(database: Database, event_id: str, person: str) -> None:
    """Redo the turn as often as another process was quicker."""
    while True:
        session = await Sessions(database).load("web", person)
        revision = session.revision if session else 0
        try:
            await Turns(database).commit(
                said(event_id, person=person, revision=revision, state={"turns": revision + 1})
            )
        except StaleRevision:
            continue
        return


if __name__ == "__main__":
    asyncio.run(chat(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
