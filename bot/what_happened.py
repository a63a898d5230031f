"""What happened in a turn, for the statistics: how far somebody got, without who they are or what they said.

It is worked out in two parts. `happened` depends on nothing but the state, what was heard and the reply, so it can be
kept with the answer and serve everybody who takes the same step. `Visit` is what belongs to one person: a random name
for this one way through a journey, and the poster that led to it.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Self

from flows import heard as ways
from flows.commands import command
from flows.dialogue import Tell
from flows.heard import Heard, Opened, Said
from flows.journeys import JOURNEYS
from flows.regions import is_region, pooling_area
from flows.reply import Turn
from flows.state import State
from storage.events import Event, Kind


@dataclass(frozen=True)  # without slots, as it is written with every state: see `bot.render`
class Trail:
    """How far a visit has got: the last step shown, whether it was a conclusion, and the journeys begun in it.

    `deadline` is the last day to act that the conclusion named, as ISO 8601 writes it; empty where there is none.
    """

    step: str = ""
    concluded: bool = False
    journeys: tuple[str, ...] = ()
    deadline: str = ""

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """The trail from a session. What is not as expected begins anew: the statistics stop nobody."""
        if not isinstance(stored, dict):
            return cls()
        step, concluded, journeys = stored.get("step"), stored.get("concluded"), stored.get("journeys")
        if not (isinstance(step, str) and isinstance(concluded, bool) and isinstance(journeys, list)):
            return cls()
        return cls(step, concluded, tuple(map(str, journeys)), str(stored.get("deadline", "")))


class Happened(NamedTuple):
    """What one turn adds: the trail after it, and kind, journey and step of each event.

    `begins` when a visit does, `undecided` while somebody is asked whether to go over to what they scanned.
    """

    trail: Trail
    steps: tuple[tuple[Kind, str, str], ...] = ()
    region: str = ""
    begins: bool = False
    undecided: bool = False


class Visit(NamedTuple):
    """One person's way through a journey. Its name is drawn at random, so nothing about them follows from it.

    `poster` is the one that led to it; `scanned` one that was scanned on the way, and counts should they go over to
    what it offers.
    """

    name: str = ""
    poster: str = ""
    scanned: str = ""

    def __str__(self) -> str:
        """The visit as a session keeps it, beside what everybody on the same step has in common."""
        return f"{self.name}.{self.poster}.{self.scanned}"

    @classmethod
    def from_text(cls, stored: str) -> Self:
        """The visit from a session. What is not as expected is a new one."""
        parts = stored.split(".")
        return cls(*parts) if len(parts) == len(cls._fields) else cls()

    def then(
        self, happened: Happened, *, at: datetime, channel: str, scanned: str = ""
    ) -> tuple["Visit", tuple[Event, ...]]:
        """The visit after a turn, and the events of the turn. `scanned` is the poster whose entry was opened in it."""
        waiting = (scanned or self.scanned) if happened.undecided else ""
        if happened.begins or not self.name:
            after = Visit(secrets.token_hex(8), scanned or self.scanned, waiting)
        else:
            after = self if waiting == self.scanned else self._replace(scanned=waiting)
        events = []
        for kind, journey, step in happened.steps:
            poster = (scanned if kind == "scan" else after.poster) or None
            events.append(Event(at, channel, kind, journey, step, happened.region, after.name, poster))
        return after, tuple(events)


def happened(before: State, trail: Trail, heard: Heard, turn: Turn) -> Happened:
    """What a turn adds to the statistics."""
    after = turn.state
    scan = _scanned(heard, turn)
    if after.journey is None:
        return Happened(trail, scan)
    begins = _begins(before, trail, heard, after)
    starts = begins or after.journey not in trail.journeys
    now = Trail() if begins else trail
    steps = [*scan, *(_seen(before, now, turn, starts=starts, handed_over=starts and not begins))]
    shown = _shown(turn)
    return Happened(
        trail=Trail(
            step=shown or now.step,
            concluded=turn.reply.kind in ("tell", "offer") if shown else now.concluded,
            journeys=(*now.journeys, after.journey) if starts else now.journeys,
            deadline=_deadline(turn) if shown else now.deadline,
        ),
        steps=tuple(steps),
        region=_city(after.answers.get("where", "")),
        begins=begins,
        undecided=after.prompt == "entry",
    )


def _scanned(heard: Heard, turn: Turn) -> tuple[tuple[Kind, str, str], ...]:
    """A link was opened that we could read. One that is forged or mangled leads to the menu, and is not counted."""
    if not isinstance(heard, Opened) or not heard.entry or turn.reply.kind == "menu":
        return ()
    journey = heard.entry.partition("--")[0]
    return (("scan", journey, ""),) if journey in JOURNEYS else ()


def _seen(
    before: State, trail: Trail, turn: Turn, *, starts: bool, handed_over: bool
) -> Iterator[tuple[Kind, str, str]]:
    journey = turn.state.journey or ""
    if handed_over and before.journey:
        yield "conclusion", before.journey, journey
    if starts:
        yield "start", journey, ""
    if turn.state.misses > before.misses and trail.step and not trail.concluded:
        yield "misunderstood", journey, trail.step
    shown = _shown(turn)
    if not shown or shown == trail.step:
        return
    if turn.reply.kind == "ask":
        yield "ask", journey, shown
    else:
        yield "conclusion", journey, shown
        if shown in _last_steps():
            yield "done", journey, shown


def _shown(turn: Turn) -> str:
    """The question or conclusion that is on the screen; nothing where the reply is about the conversation itself."""
    reply = turn.reply
    if reply.kind in ("tell", "offer"):
        return reply.step
    return reply.question if reply.kind == "ask" and not reply.question.startswith("?") else ""


def _deadline(turn: Turn) -> str:
    """The last day to act under any reading of what was told; nothing where no conclusion names one."""
    days = (day for row in turn.reply.rows if row.name in ("safe_deadline", "deadline") for day in row.value.values)
    return min((day.isoformat() for day in days), default="") if turn.reply.kind in ("tell", "offer") else ""


def _begins(before: State, trail: Trail, heard: Heard, after: State) -> bool:
    """Whether a visit begins: a journey was chosen, or the same one again after it had come to its conclusion.

    Beginning anew halfway is part of the same visit. So is a journey that takes over with the answers kept, and the one
    to which somebody returns from it.
    """
    if not trail.journeys or before.journey is None:
        return True
    meant = command(heard.text) if isinstance(heard, Said) else heard
    lost = bool(before.answers.keys() - after.answers.keys())
    if before.journey != after.journey:
        chosen = isinstance(heard, ways.Opened | ways.Begin) or before.prompt == "entry" or not before.answers or lost
        return chosen and not isinstance(meant, ways.Resume | ways.Back)
    came_back = isinstance(heard, Opened) and not heard.entry
    changed = before.prompt == "change" or isinstance(meant, ways.Back) or came_back
    return trail.concluded and lost and not changed


@lru_cache
def _last_steps() -> frozenset[str]:
    """The conclusions that say that everything was done: those that the last step of a guide leads to."""
    guided = (route for flow in JOURNEYS.values() for ask, route in flow.routes.items() if ask.purpose)
    ends = (route.get("done") for route in guided if isinstance(route, Mapping))
    return frozenset(end.id for end in ends if isinstance(end, Tell))


@lru_cache(4096)
def _city(code: str) -> str:
    """The city, or the county that its province administers itself: nobody is told from their neighbours by it."""
    return pooling_area(code).code if is_region(code) else ""
