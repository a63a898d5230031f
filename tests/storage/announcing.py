"""An announcement for the tests of storage, as far as it is wanted, and the people it is for."""

from datetime import datetime, timedelta
from functools import partial

from storage.announcements import (
    Announcement,
    Announcements,
    Content,
    add_announcement,
    approve,
    begin_count,
    end_count,
    send,
)
from storage.database import Database
from storage.recipients import Chosen, Recipients, put_into_outbox
from storage.sessions import Session
from storage.turns import Turns
from tests.storage.examples import NOON, said, written

CONTENT = Content("450100", {"zh_Hans": "窗口周六开。"}, {"zh_Hans": "窗口周六开。"}, "{}", NOON + timedelta(days=7))


async def meet(database: Database, *people: str, channel: str = "web") -> None:
    """These people write to us."""
    for person in people:
        await Turns(database).commit(said("hello", channel=channel, person=person))


async def draft(database: Database, content: Content = CONTENT, *, listed: tuple[tuple[str, str], ...] = ()) -> int:
    """Write an announcement, and say its number."""
    number = await Announcements(database).next_number()
    await database.write(
        partial(add_announcement, number=number, content=content, who="telegram:li", at=NOON, listed=listed)
    )
    return number


async def choose(database: Database, number: int, *people: str | Chosen, channel: str = "web") -> None:
    """Count these people, and nobody else."""
    recipients = Recipients(database)
    counting = await database.write(partial(begin_count, number=number))
    await recipients.clear(number, counting)
    chosen = [one if isinstance(one, Chosen) else Chosen(channel, one) for one in people]
    await recipients.choose(number, counting, chosen)
    await database.write(partial(end_count, number=number, counting=counting, who="telegram:li", at=NOON))


async def let_go(database: Database, number: int, starts_at: datetime = NOON) -> None:
    """Approve of what was counted, and send it."""
    announcement = await found(database, number)
    assert announcement.counted
    confirm = partial(approve, fingerprint=announcement.content.fingerprint, told=announcement.counted.told)
    await database.write(partial(confirm, number=number, who="telegram:boss", at=NOON, counted_since=NOON))
    await database.write(
        partial(send, number=number, fingerprint=announcement.content.fingerprint, starts_at=starts_at)
    )


async def announced(database: Database, *people: str | Chosen, channel: str = "web") -> int:
    """An announcement that is being sent to these people, and say its number."""
    number = await draft(database)
    await choose(database, number, *people, channel=channel)
    await let_go(database, number)
    return number


async def put(database: Database, number: int, *, channel: str = "web", limit: int = 100, text: str = "通知") -> int:
    """Put some of it into the outbox, and say how many were dealt with."""

    def body(session: Session) -> str | None:
        return written({"text": text})

    return await database.write(
        partial(put_into_outbox, number=number, channel=channel, limit=limit, now=NOON, body=body)
    )


async def found(database: Database, number: int) -> Announcement:
    """The announcement as it stands."""
    announcement = await Announcements(database).get(number)
    assert announcement is not None
    return announcement


async def totals(database: Database, number: int) -> dict[str, int]:
    """How many had each outcome."""
    became = await Recipients(database).totals(number)
    return {one.outcome: sum(two.people for two in became if two.outcome == one.outcome) for one in became}
