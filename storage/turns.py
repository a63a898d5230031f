"""Turns: one exchange with one person, kept whole or not at all.

Nothing is said to anybody before the turn it belongs to is committed: what was heard, the answers as they are now and
the replies owed are one transaction. Whatever happens afterwards, what was acknowledged is there and happens once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

from storage.columns import checksum, from_time, to_time
from storage.database import Database
from storage.errors import StaleRevision
from storage.events import Event, EventRow, add_events, as_row
from storage.jobs import Failed, attempted
from storage.outbox import Message, Outgoing, Reply, add_outgoing, number, owed, replies_in
from storage.people import note_wants_news
from storage.recipients import opt_out
from storage.texts import NoSuchText, keep_texts, name_of
from storage.transaction import Transaction

_KNOWN = 4096
"""How many texts are known to be kept, before all of them are found out anew."""


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


@dataclass
class Turns:
    """Where turns are committed. The words of a text that it has seen kept are not handed over again."""

    database: Database
    _known: set[int] = field(default_factory=set)

    async def commit(self, turn: Turn) -> Committed:
        """Keep a turn, and return once it is on the disk.

        Raises StaleRevision when the session moved on meanwhile: load it again and redo the turn. Raises ValueError for
        what is not Unicode or a time without its zone, and StorageError when the database fails; nothing was applied
        then. A task cancelled meanwhile may have been kept all the same, which the event's retry finds out.
        """
        try:
            taken = await self._taken(turn)
        except NoSuchText:  # nobody was told it any more, so it was let go of
            self._known.clear()
            taken = await self._taken(turn)
        return taken if isinstance(taken, Committed) else committed(turn, taken)

    async def _taken(self, turn: Turn) -> "Taken | Committed":
        names = _names(turn)
        taken: Taken | Committed = await self.database.write_together(take_all, _plain(turn, names, self._known))
        if len(self._known) > _KNOWN:
            self._known.clear()
        self._known.update(names)
        return taken


Taken = tuple[int, ...]
"""A turn that was taken for the first time, in a transaction yet to be committed: only what its turn does not say.

The number of its event, and those of its replies.
"""


def committed(turn: Turn, taken: Taken) -> Committed:
    """What was made of a turn that was taken."""
    event, *numbers = taken
    replies = [
        owed(id, turn.channel, turn.person, reply, turn.at, turn.event_id, sent_at_once=turn.sent_at_once)
        for id, reply in zip(numbers, turn.replies, strict=True)
    ]
    return Committed(tuple(replies), event)


class _Plain(NamedTuple):
    """A turn in numbers and texts. `texts` are the words of those of its texts that may not be kept yet."""

    channel: str
    person: str
    event_id: str
    heard: str
    revision: int
    state: str
    at: int
    sent_at_once: bool
    visit: str
    replies: tuple[tuple[int, int, int | None, int | None], ...]
    texts: tuple[tuple[int, str], ...]
    happened: tuple[EventRow, ...]
    wants_news: bool | None

    @property
    def whose(self) -> tuple[str, str]:
        return self.channel, self.person


Plain = tuple[Any, ...]
"""A turn as it crosses into the writer's process. What has a name of its own takes long to write down and read back."""


def in_plain(turn: Turn) -> Plain:
    """A turn as `take_all` takes it. Raises ValueError, as `commit` does."""
    return _plain(turn, _names(turn), ())


def _names(turn: Turn) -> list[int]:
    return [name_of(reply.body) for reply in turn.replies]


def _plain(turn: Turn, names: Sequence[int], known: Collection[int]) -> Plain:
    """A turn without the words of the `known` texts."""
    return (
        turn.channel,
        turn.person,
        turn.event_id,
        turn.heard,
        turn.revision,
        turn.state,
        from_time(turn.at),
        turn.sent_at_once,
        turn.visit,
        tuple(
            (int(reply.priority), name, number(reply.not_before), number(reply.not_after))
            for reply, name in zip(turn.replies, names, strict=True)
        ),
        tuple((name, reply.body) for reply, name in zip(turn.replies, names, strict=True) if name not in known),
        tuple(map(as_row, turn.happened)),
        turn.wants_news,
    )


def take_all(transaction: Transaction, turns: Sequence[Plain]) -> Sequence[Taken | Committed | Failed]:
    """Take the turns of many people within a transaction. Each is refused by itself, before anything of it is written.

    An event that was taken before is told as it was committed then. NoSuchText refuses a turn whose words are wanted.

    They are taken together, as if each were the only one of its person. Where that does not work out (two turns of one
    person, or a session that moved on) they are taken one after another.
    """
    given = [_Plain._make(turn) for turn in turns]
    try:
        with transaction.attempt():
            return _take_together(transaction, given)
    except (_OneByOne, NoSuchText, ValueError):
        return [attempted(transaction, partial(_take, turn=turn)) for turn in given]


class _OneByOne(Exception):
    """These turns cannot be taken together."""


def _take(transaction: Transaction, turn: _Plain) -> Taken | Committed:
    try:
        (taken,) = _take_together(transaction, [turn])
    except _OneByOne:
        raise StaleRevision(
            "The session moved on since this turn was worked out. Load it again and redo the turn."
        ) from None
    return taken


def _take_together(transaction: Transaction, turns: Sequence[_Plain]) -> list[Taken | Committed]:
    if len({turn.whose for turn in turns}) < len(turns):
        raise _OneByOne
    earlier = _earlier(transaction, turns)
    new = [turn for turn in turns if (*turn.whose, turn.event_id) not in earlier] if earlier else turns
    events = _add_events(transaction, new)
    _move_on(transaction, new, events)
    outgoing = [one for turn, event in zip(new, events, strict=True) for one in _outgoing(turn, event)]
    keep_texts(transaction, dict(chain.from_iterable(turn.texts for turn in new)), (one.text for one in outgoing))
    numbers = iter(add_outgoing(transaction, outgoing))
    add_events(transaction, [row for turn in new for row in turn.happened])
    for turn in new:
        if turn.wants_news is not None:
            note_wants_news(transaction, *turn.whose, turn.wants_news, to_time(turn.at))
        if turn.wants_news is False:
            opt_out(transaction, *turn.whose)
    taken: list[Taken | Committed] = [
        (event, *islice(numbers, len(turn.replies))) for turn, event in zip(new, events, strict=True)
    ]
    if not earlier:
        return taken
    applied = iter(taken)
    known = [earlier.get((*turn.whose, turn.event_id)) for turn in turns]
    return [next(applied) if event is None else _again(transaction, event) for event in known]


def _earlier(transaction: Transaction, turns: Sequence[_Plain]) -> dict[tuple[str, str, str], int]:
    """The events that were taken before, with their numbers."""
    rows = transaction.execute_together(
        "WITH given (channel, event_id, person) AS (VALUES :rows) "
        "SELECT channel, person, event_id, id FROM given JOIN inbox USING (channel, event_id, person)",
        [(turn.channel, turn.event_id, turn.person) for turn in turns],
    )
    return {(row["channel"], row["person"], row["event_id"]): row["id"] for row in rows}


def _again(transaction: Transaction, event: int) -> Committed:
    return Committed(replies_in(transaction, event), event, repeated=True)


def _add_events(transaction: Transaction, turns: Sequence[_Plain]) -> list[int]:
    contents = [(turn.channel, turn.person, turn.event_id, turn.heard, turn.at) for turn in turns]
    return transaction.insert_together(
        "INSERT INTO inbox (channel, person, event_id, heard, received_at, checksum, previous) "
        "WITH given (channel, person, event_id, heard, received_at, checksum) AS (VALUES :rows) "
        "SELECT channel, person, event_id, heard, received_at, checksum, (SELECT last_event FROM sessions "
        "WHERE sessions.channel = given.channel AND sessions.person = given.person) "
        "FROM given WHERE channel IS NOT NULL",
        [(*content, checksum(*content)) for content in contents],
    )


def _move_on(transaction: Transaction, turns: Sequence[_Plain], events: Sequence[int]) -> None:
    """Give each session its new state, if it is still the one the turn was worked out from."""
    rows = [_session(turn, event) for turn, event in zip(turns, events, strict=True)]
    moved = transaction.change_together(
        "INSERT INTO sessions (channel, person, revision, state, updated_at, visit, last_event, checksum) "
        "WITH given (channel, person, revision, state, updated_at, visit, last_event, checksum) AS (VALUES :rows) "
        "SELECT channel, person, revision, state, updated_at, visit, last_event, checksum FROM given "
        "WHERE channel IS NOT NULL ON CONFLICT (channel, person) DO NOTHING",
        [row for turn, row in zip(turns, rows, strict=True) if turn.revision == 0],
    )
    # An update and nothing else: a turn that began before its person was forgotten must not bring them back.
    moved += transaction.change_together(
        "UPDATE sessions SET revision = given.revision, state = given.state, updated_at = given.updated_at, "
        "visit = given.visit, last_event = given.last_event, checksum = given.checksum FROM ("
        "WITH given (channel, person, revision, state, updated_at, visit, last_event, checksum) AS (VALUES :rows) "
        "SELECT * FROM given) AS given "
        "WHERE sessions.channel = given.channel AND sessions.person = given.person "
        "AND sessions.revision = given.revision - 1",
        [row for turn, row in zip(turns, rows, strict=True) if turn.revision > 0],
    )
    if moved != len(turns):
        raise _OneByOne


def _session(turn: _Plain, event: int) -> tuple[object, ...]:
    content = (turn.channel, turn.person, turn.revision + 1, turn.state, turn.at, turn.visit, event)
    return (*content, checksum(*content))


def _outgoing(turn: _Plain, event: int) -> Iterator[Outgoing]:
    for priority, text, not_before, not_after in turn.replies:
        yield Outgoing(
            turn.channel, turn.person, event, priority, text, turn.at, not_before, not_after, turn.sent_at_once
        )
