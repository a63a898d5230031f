"""Turns: one exchange with one person, kept whole or not at all.

Nothing is said to anybody before the turn it belongs to is committed: what was heard, the answers as they are now and
the replies owed are one transaction. Whatever happens afterwards, what was acknowledged is there and happens once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import NamedTuple

from storage.columns import checksum, from_time
from storage.database import Database
from storage.errors import StaleRevision
from storage.events import Event, add_events
from storage.jobs import Failed, attempted
from storage.outbox import Addressed, Message, Reply, add_messages, owed, replies_in
from storage.people import note_wants_news
from storage.recipients import opt_out
from storage.transaction import Transaction


class Turn(NamedTuple):
    """One exchange, worked out and ready to be kept.

    `revision` is that of the session it was worked out from, 0 for a person nothing was known of; `state` and `visit`
    are what the session becomes, and `heard` what was said, as texts that belong to the conversation. `event_id` is
    the platform's name for what was heard, the same each time the platform retries. `sent_at_once` when the replies are
    handed to the platform as soon as they are committed: should the process die then, nobody can tell whether they
    arrived. `happened` is for the statistics, and `wants_news` whether the person wants any from now on, if they said.
    """

    channel: str
    person: str
    event_id: str
    heard: str
    revision: int
    state: str
    replies: tuple[Reply, ...]
    at: datetime
    sent_at_once: bool = False
    visit: str = ""
    happened: tuple[Event, ...] = ()
    wants_news: bool | None = None


class Committed(NamedTuple):
    """A turn that is on the disk, with the replies it owes and the number of its event.

    `repeated` when the event had been taken before: nothing was applied, and these are the replies of that first time.
    """

    replies: tuple[Message, ...]
    event: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """Where turns are committed."""

    database: Database

    async def commit(self, turn: Turn) -> Committed:
        """Keep a turn, and return once it is on the disk.

        Raises StaleRevision when the session moved on meanwhile: load it again and redo the turn. Raises ValueError for
        what is not Unicode or a time without its zone, and StorageError when the database fails; nothing was applied
        then. A task cancelled meanwhile may have been kept all the same, which the event's retry finds out.
        """
        taken: Taken | Committed = await self.database.write_together(take_all, turn)
        return taken if isinstance(taken, Committed) else committed(turn, taken)


class Taken(NamedTuple):
    """A turn that was taken for the first time, in a transaction yet to be committed: only what its turn does not say.

    `event` is the number of its event, and `owed` are those of its replies.
    """

    event: int
    owed: tuple[int, ...]


def committed(turn: Turn, taken: Taken) -> Committed:
    """What was made of a turn that was taken."""
    replies = [
        owed(id, turn.channel, turn.person, reply, turn.at, turn.event_id, sent_at_once=turn.sent_at_once)
        for id, reply in zip(taken.owed, turn.replies, strict=True)
    ]
    return Committed(tuple(replies), taken.event)


def take_all(transaction: Transaction, turns: Sequence[Turn]) -> Sequence[Taken | Committed | Failed]:
    """Take the turns of many people within a transaction. Each is refused by itself, before anything of it is written.

    An event that was taken before is told as it was committed then.

    They are taken together, as if each were the only one of its person. Where that does not work out (two turns of one
    person, or a session that moved on) they are taken one after another.
    """
    try:
        with transaction.attempt():
            return _take_together(transaction, turns)
    except (_OneByOne, ValueError):
        return [attempted(transaction, partial(_take, turn=turn)) for turn in turns]


class _OneByOne(Exception):
    """These turns cannot be taken together."""


def _take(transaction: Transaction, turn: Turn) -> Taken | Committed:
    try:
        (taken,) = _take_together(transaction, [turn])
    except _OneByOne:
        raise StaleRevision(
            "The session moved on since this turn was worked out. Load it again and redo the turn."
        ) from None
    return taken


def _take_together(transaction: Transaction, turns: Sequence[Turn]) -> list[Taken | Committed]:
    if len({(turn.channel, turn.person) for turn in turns}) < len(turns):
        raise _OneByOne
    earlier = _earlier(transaction, turns)
    new = [turn for turn in turns if (turn.channel, turn.person, turn.event_id) not in earlier]
    events = _add_events(transaction, new)
    _move_on(transaction, list(zip(new, events, strict=True)))
    addressed = [one for turn, event in zip(new, events, strict=True) for one in _addressed(turn, event)]
    numbers = iter(add_messages(transaction, addressed))
    add_events(transaction, chain.from_iterable(turn.happened for turn in new))
    for turn in new:
        if turn.wants_news is not None:
            note_wants_news(transaction, turn.channel, turn.person, turn.wants_news, turn.at)
        if turn.wants_news is False:
            opt_out(transaction, turn.channel, turn.person)
    taken = {
        (turn.channel, turn.person): Taken(event, tuple(next(numbers) for _ in turn.replies))
        for turn, event in zip(new, events, strict=True)
    }
    return [
        taken.get((turn.channel, turn.person)) or _again(transaction, earlier[turn.channel, turn.person, turn.event_id])
        for turn in turns
    ]


def _earlier(transaction: Transaction, turns: Sequence[Turn]) -> dict[tuple[str, str, str], int]:
    """The events that were taken before, with their numbers."""
    rows = transaction.execute_together(
        "WITH given (channel, event_id, person) AS (VALUES :rows) "
        "SELECT channel, person, event_id, id FROM given JOIN inbox USING (channel, event_id, person)",
        [(turn.channel, turn.event_id, turn.person) for turn in turns],
    )
    return {(row["channel"], row["person"], row["event_id"]): row["id"] for row in rows}


def _again(transaction: Transaction, event: int) -> Committed:
    return Committed(replies_in(transaction, event), event, repeated=True)


def _add_events(transaction: Transaction, turns: Sequence[Turn]) -> list[int]:
    given = []
    for turn in turns:
        content = (turn.channel, turn.person, turn.event_id, turn.heard, from_time(turn.at))
        given.append((*content, checksum(*content)))
    return transaction.insert_together(
        "INSERT INTO inbox (channel, person, event_id, heard, received_at, checksum, previous) "
        "WITH given (channel, person, event_id, heard, received_at, checksum) AS (VALUES :rows) "
        "SELECT channel, person, event_id, heard, received_at, checksum, (SELECT last_event FROM sessions "
        "WHERE sessions.channel = given.channel AND sessions.person = given.person) "
        "FROM given WHERE channel IS NOT NULL",
        given,
    )


def _move_on(transaction: Transaction, turns: Sequence[tuple[Turn, int]]) -> None:
    """Give each session its new state, if it is still the one the turn was worked out from."""
    beginning = [_row(turn, event) for turn, event in turns if turn.revision == 0]
    going_on = [_row(turn, event) for turn, event in turns if turn.revision > 0]
    moved = transaction.change_together(
        "INSERT INTO sessions (channel, person, revision, state, updated_at, visit, last_event, checksum) "
        "WITH given (channel, person, revision, state, updated_at, visit, last_event, checksum) AS (VALUES :rows) "
        "SELECT channel, person, revision, state, updated_at, visit, last_event, checksum FROM given "
        "WHERE channel IS NOT NULL ON CONFLICT (channel, person) DO NOTHING",
        beginning,
    )
    # An update and nothing else: a turn that began before its person was forgotten must not bring them back.
    moved += transaction.change_together(
        "UPDATE sessions SET revision = given.revision, state = given.state, updated_at = given.updated_at, "
        "visit = given.visit, last_event = given.last_event, checksum = given.checksum FROM ("
        "WITH given (channel, person, revision, state, updated_at, visit, last_event, checksum) AS (VALUES :rows) "
        "SELECT * FROM given) AS given "
        "WHERE sessions.channel = given.channel AND sessions.person = given.person "
        "AND sessions.revision = given.revision - 1",
        going_on,
    )
    if moved != len(turns):
        raise _OneByOne


def _row(turn: Turn, event: int) -> tuple[object, ...]:
    content = (turn.channel, turn.person, turn.revision + 1, turn.state, from_time(turn.at), turn.visit, event)
    return (*content, checksum(*content))


def _addressed(turn: Turn, event: int) -> Iterator[Addressed]:
    for reply in turn.replies:
        yield Addressed(turn.channel, turn.person, reply, turn.at, event, turn.sent_at_once)
