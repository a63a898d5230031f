"""Stored sessions of Canbao's, for measuring with many of them: made from real turns, under other names."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from unittest.mock import patch

from bench.canbao_runner import CLOCK, NoChannel
from bench.dialogue import TODAY
from bot.app import open_conversation
from bot.channels.telegram.reading import CHANNEL
from bot.conversation import Conversation
from bot.incoming import Incoming
from bot.settings import Settings
from flows.heard import Opened
from storage.jobs import Failed
from storage.outbox import Outbox
from storage.transaction import Transaction
from storage.turns import Committed, Turn, Turns, in_plain, take_all

ENTRIES = tuple(
    f"newborn--where-{place}--born-{TODAY - timedelta(days=days):%Y%m%d}"
    for place in ("130000", "360100", "410000", "420100", "450100", "610100", "610500")
    for days in range(1, 60, 6)
)
"""Deep links that lead into the middle of the dialogue with one turn."""

_PORTION = 5_000


async def real_turns(conversation: Conversation) -> list[Turn]:
    """The first turns of real people, as they are about to be committed."""
    captured: list[Turn] = []
    commit = Turns.commit

    async def capturing(turns: Turns, turn: Turn) -> Committed:
        captured.append(turn._replace(happened=()))  # the statistics would count one visit many times
        return await commit(turns, turn)

    with patch.object(Turns, "commit", capturing):
        for number, entry in enumerate(ENTRIES):
            await conversation.take(Incoming(CHANNEL, str(number), f"like {number}", Opened(entry)))
    return captured


def renamed(turns: Iterable[Turn], people: range) -> list[Turn]:
    """The same turns, of other people."""
    return [
        turn._replace(person=str(person), event_id=f"stored {person}")
        for person, turn in zip(people, islice(cycle(turns), len(people)), strict=True)
    ]


async def fill(folder: Path, people: range) -> None:
    """Store sessions, each with what was heard and what was replied, as if these people had had one turn each."""
    settings, channel = Settings(database=folder / "canbao.db"), NoChannel(lambda person: None)
    async with open_conversation(settings, CLOCK, [channel]) as conversation:
        like, database = await real_turns(conversation), conversation.database
        for first in range(people.start, people.stop, _PORTION):
            turns = renamed(like, range(first, min(first + _PORTION, people.stop)))
            sent = await database.write(partial(_taken, turns=turns))
            await Outbox(database).mark_sent(sent, CLOCK())


def _taken(transaction: Transaction, turns: list[Turn]) -> list[int]:
    """The numbers of the replies owed."""
    taken = take_all(transaction, [in_plain(turn) for turn in turns])
    return [reply for done in taken if not isinstance(done, Committed | Failed) for reply in done[1:]]


def fill_now(folder: Path, first: int, count: int) -> None:
    """Fill a folder's database from a process of its own."""
    asyncio.run(fill(folder, range(first, first + count)))
