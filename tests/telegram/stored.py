"""What the bot's database says, read beside the bot: what was in doubt, and what is still owed."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.channels.telegram.layout import page_of
from bot.channels.telegram.marked import parts


def rows(database: Path, query: str, **given: object) -> list[tuple[Any, ...]]:
    """What a query finds. The bot may be at work meanwhile, or dead."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, given).fetchall()


def in_doubt(database: Path, person: int) -> Counter[str]:
    """What a person may have been told twice: nobody knows if they were told it the first time. And how often."""
    query = "SELECT body FROM messages WHERE channel = 'telegram' AND person = :person AND doubtful = 1"
    return Counter(last_part(body) for (body,) in rows(database, query, person=str(person)))


def last_part(body: str) -> str:
    """What the last message says that a row of the outbox is sent as."""
    page = page_of(body)
    assert page is not None
    return parts(page.text)[-1].text


def unsettled(database: Path) -> int:
    """How many messages are still to be sent."""
    ((count,),) = rows(database, "SELECT count(*) FROM deliveries WHERE delivery IN ('owed', 'sending')")
    return int(count)
