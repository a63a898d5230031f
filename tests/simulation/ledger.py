"""The ledger: what must hold after every step, checked against the file itself and against the model.

- What was acknowledged is in the inbox exactly once, with its reply.
- Each person's turns are those of the model, in the order in which they were taken.
- Nobody is forgotten who did not ask for it.
- What is sent is on the disk, was not sent before unless that is in doubt, and overtakes nothing.
"""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from bot.answers import read_screen
from bot.conversation import today_in_china
from bot.incoming import Incoming
from bot.my_data import is_farewell
from bot.outcome import Later, Outcome, Unknown
from bot.render import Screen
from flows.state import State
from storage.columns import from_time, to_time
from storage.outbox import Message, Priority
from tests.simulation.calendar import Calendar
from tests.simulation.model import Expected, Model

CHANNEL = "platform"
_OF_USE = timedelta(days=1)


class Violation(AssertionError):
    """Something that must hold does not."""


@dataclass
class Attempt:
    """One attempt to send a message, by one life of the process; `outcome` is what that life was told of it.

    It is final when what the life was told settles the message.
    """

    life: int
    message: Message
    outcome: Outcome | None = None
    is_final: bool = False

    def end(self, outcome: Outcome, now: datetime) -> None:
        """The life is told."""
        self.outcome = outcome
        is_reply = self.message.priority is Priority.REPLY
        match outcome:
            case Later():
                self.is_final = is_reply and now - self.message.created_at > _OF_USE
            case Unknown():
                self.is_final = self.message.doubtful or not is_reply
            case _:
                self.is_final = True


@dataclass
class Ledger:
    """What is known of everything that happened in a world, from outside."""

    path: Path
    calendar: Calendar
    updates: dict[str, Incoming] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=lambda: defaultdict(Model))
    in_flight: dict[str, list[Incoming]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    forgotten_up_to: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    attempts: dict[int, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    arrivals: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    events: int = 0
    _last: int = 0

    def open(self) -> None:
        """Begin to look into the file."""
        self._connection = sqlite3.connect(self.path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Look no longer."""
        self._connection.close()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What another program would read now."""
        return self._connection.execute(sql, values).fetchall()

    # After each transaction

    def check_commit(self) -> None:
        """Compare what is new in the file with the model."""
        self._check_forgotten()
        touched = {}
        for row in self.rows("SELECT * FROM inbox WHERE id > ? ORDER BY id", self._last):
            self._last = row["id"]
            touched[row["person"]] = self._check_turn(row)
        for person, expected in touched.items():
            self._check_session(person, expected)

    def _check_turn(self, row: sqlite3.Row) -> Expected:
        person, model = row["person"], self.models[row["person"]]
        update = self.updates.get(row["event_id"])
        _hold(update is not None and update.person == person, f"event {row['event_id']} is nobody's")
        assert update is not None
        _hold(row["previous"] == model.last, f"the turns of {person} are no chain at {row['id']}")
        at = to_time(row["received_at"])
        _hold(at in self.calendar.versions, f"nobody asked for the time of {row['event_id']}")
        expected = model.hear(update, today_in_china(at), self.calendar.versions[at])
        model.last = row["id"]
        bodies = [one["body"] for one in self.rows("SELECT body FROM messages WHERE inbox_id = ?", row["id"])]
        _hold(len(bodies) == 1, f"{row['event_id']} is answered {len(bodies)} times")
        _hold(_is_same(read_screen(bodies[0]), expected), f"{row['event_id']} of {person} is answered otherwise")
        self.taken[person].add(row["event_id"])
        self.events += 1
        return expected

    def _check_session(self, person: str, expected: Expected) -> None:
        rows = self.rows("SELECT * FROM sessions WHERE channel = ? AND person = ?", CHANNEL, person)
        _hold(len(rows) == 1, f"{person} has no session")
        stored = orjson.loads(rows[0]["state"])
        _hold(State.from_json(stored["dialogue"]) == expected.state, f"the state of {person} is another")
        _hold(stored["shown"] == self.models[person].shown, f"the labels of {person} are others")
        _hold(rows[0]["revision"] == self.models[person].events, f"the turns of {person} are counted otherwise")

    def _check_forgotten(self) -> None:
        ((sessions,),) = self.rows("SELECT count(*) FROM sessions")
        if sessions >= len(self.models):
            return
        there = {row["person"] for row in self.rows("SELECT person FROM sessions")}
        for person in [person for person in self.models if person not in there]:
            _hold(self._has_asked_to_be_forgotten(person), f"{person} is forgotten and did not ask for it")
            for table in ("inbox", "outbox", "people"):
                left = self.rows(f"SELECT 1 FROM {table} WHERE person = ?", person)  # noqa: S608
                _hold(not left, f"something of {person} is left in {table}")
            ((last,),) = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
            self.forgotten_up_to[person] = last
            del self.models[person]
            self.acknowledged.pop(person, None)
            self.taken.pop(person, None)

    def _has_asked_to_be_forgotten(self, person: str) -> bool:
        """Whether something they said, and that was not taken before, means just that where they are."""
        moments = list(self.calendar.versions.items())[-50:]
        return any(
            self.models[person].would_say(update, today_in_china(at), version).wants == "forget"
            for update in self.in_flight[person]
            if update.event_id not in self.taken[person]
            for at, version in moments
        )

    # When a platform is told that it may forget an update

    def acknowledge(self, update: Incoming, replies: tuple[Message, ...]) -> None:
        """An update was taken."""
        if any(map(is_farewell, replies)):
            _hold(not self.rows("SELECT 1 FROM inbox WHERE person = ?", update.person), "the forgotten are remembered")
            return
        rows = self.rows(
            "SELECT id FROM inbox WHERE channel = ? AND person = ? AND event_id = ?",
            CHANNEL,
            update.person,
            update.event_id,
        )
        _hold(len(rows) == 1, f"{update.event_id} was acknowledged and is in the inbox {len(rows)} times")
        owed = self.rows("SELECT id, body FROM messages WHERE inbox_id = ? ORDER BY id", rows[0]["id"])
        _hold([(one["id"], one["body"]) for one in owed] == [(one.id, one.body) for one in replies], "another reply")
        before = self.acknowledged[update.person].setdefault(update.event_id, [one.id for one in replies])
        _hold(
            before == [one.id for one in replies], f"{update.event_id} is answered by another message the second time"
        )

    # When something is sent

    def begin(self, attempt: Attempt) -> None:
        """A life begins to send a message."""
        message, life = attempt.message, attempt.life
        if is_farewell(message):
            return
        before = [*self.attempts[message.id]]
        self.attempts[message.id].append(attempt)
        rows = self.rows("SELECT * FROM messages WHERE id = ?", message.id)
        if not rows and message.id <= self.forgotten_up_to.get(message.person, 0):
            return
        _hold(len(rows) == 1, f"message {message.id} is sent before it is kept")
        [row] = rows
        _hold(not message.damaged and row["body"] == message.body, f"message {message.id} is not what was kept")
        _hold(row["delivery"] == "sending", f"message {message.id} is sent although it is {row['delivery']}")
        mine = [one for one in before if one.life == life]
        _hold(all(one.outcome for one in mine), f"message {message.id} is sent twice at the same time")
        _hold(not any(one.is_final for one in mine), f"message {message.id} is sent after it was settled")
        doubts = [one for one in before if not isinstance(one.outcome, Later)]
        _hold(not doubts or row["doubtful"], f"message {message.id} is sent again as if there were no doubt")
        most = 1 if message.priority is Priority.REPLY else 0
        _hold(len(doubts) <= most, f"message {message.id} is sent again after {len(doubts)} doubts")
        self._check_order(message, life)

    def _check_order(self, message: Message, life: int) -> None:
        earlier = self.rows(
            "SELECT id, event_id, not_before, not_after FROM messages WHERE channel = ? AND person = ? "
            "AND priority = ? AND id < ? AND delivery IN ('owed', 'sending')",
            CHANNEL,
            message.person,
            int(message.priority),
            message.id,
        )
        for row in earlier:
            tried = [one for one in self.attempts.get(row["id"], ()) if one.life == life]
            settled = tried and tried[-1].is_final
            # A notice has its time, and is of no more use after it; what was left by a life that is over is waited for
            # by replies only; and a reply that nobody handed over, as whoever brought the event gave up waiting, goes
            # when the event comes again.
            put_off = message.priority is not Priority.REPLY and not tried and row["not_before"] is not None
            expired = row["not_after"] is not None and row["not_after"] <= from_time(self.calendar())
            excused = put_off or expired or row["event_id"] in self.cancelled
            _hold(bool(settled or excused), f"message {message.id} overtakes message {row['id']}")

    def arrive(self, message: Message) -> None:
        """A message arrived at its person."""
        if is_farewell(message):
            return
        self.arrivals[message.id] += 1
        most = 2 if message.priority is Priority.REPLY else 1
        _hold(self.arrivals[message.id] <= most, f"message {message.id} arrived {self.arrivals[message.id]} times")

    # When all is quiet

    def check_end(self) -> None:
        """Everything is settled, and everything that was acknowledged is there."""
        unsettled = self.rows("SELECT id, delivery FROM messages WHERE delivery IN ('owed', 'sending')")
        _hold(not unsettled, f"not settled in the end: {[tuple(row) for row in unsettled[:5]]}")
        for person, events in self.acknowledged.items():
            rows = self.rows("SELECT event_id FROM inbox WHERE channel = ? AND person = ?", CHANNEL, person)
            kept = [row["event_id"] for row in rows]
            _hold(len(set(kept)) == len(kept), f"an event of {person} is kept twice")
            _hold(events.keys() <= set(kept), f"an event of {person} is lost")
        for row in self.rows("SELECT id, delivery, doubtful FROM messages"):
            self._check_settled(row)

    def _check_settled(self, row: sqlite3.Row) -> None:
        attempts, arrivals = self.attempts.get(row["id"], []), self.arrivals[row["id"]]
        _hold(arrivals <= 1 or row["doubtful"], f"message {row['id']} arrived twice, and nobody noted the doubt")
        _hold(row["delivery"] != "sent" or arrivals > 0, f"message {row['id']} is noted as sent and never arrived")
        if row["delivery"] in ("failed", "expired"):
            _hold(not arrivals or row["doubtful"], f"message {row['id']} arrived and is noted as {row['delivery']}")
        _hold(bool(attempts) or row["delivery"] in ("expired", "unknown"), f"message {row['id']} was never tried")


def _is_same(screen: Screen | None, expected: Expected) -> bool:
    if screen is None or expected.wants != "my_data":
        return screen == expected.screen
    # What is counted of somebody is said before what they have filled in.
    told = screen.said[len(screen.said) - len(expected.screen.said) :]
    return (screen.step, screen.text, told) == (expected.screen.step, expected.screen.text, expected.screen.said)


def _hold(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)
