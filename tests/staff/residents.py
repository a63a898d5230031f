"""Residents: people who come by a poster or by themselves, answer, mumble, and give up, all by seeded chance."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random

from bot.staff.times import today_in_china
from bot.what_happened import Trail, Visit, happened
from flows.heard import Heard, Opened, Said, Tapped
from flows.reply import Reply, Turn
from storage.database import Database
from storage.events import Event, add_events, as_row
from tests.talk import Talk

POSTERS = {
    "KHMT4826": "newborn--where-610500",
    "CDFH1357": "enroll--where-610500",
    "JKMP2468": "enroll--where-610100",
}
"""What is on the posters, by their codes."""

ALONE = ("enroll--where-610500", "newborn--where-610500", "late--where-610500", "fee--where-610100")


@dataclass
class Told:
    """What became of all of them, counted by looking at their screens."""

    started: Counter[str] = field(default_factory=Counter)
    concluded: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    misunderstood: Counter[tuple[str, str]] = field(default_factory=Counter)
    stopped: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_poster: Counter[str] = field(default_factory=Counter)


async def come(database: Database, people: int, begin: datetime, days: int, *, seed: int = 6) -> Told:
    """Let so many people come, each at some moment of these days, and keep the events; what became of the people."""
    told, events = simulated(people, begin, days, seed)
    await database.write(lambda transaction: add_events(transaction, list(map(as_row, events))))
    return told


@cache
def simulated(people: int, begin: datetime, days: int, seed: int) -> tuple[Told, list[Event]]:
    """What became of so many people, and the events of it."""
    chance, told, events = Random(seed), Told(), list[Event]()
    for _ in range(people):
        resident = Resident(chance, begin + timedelta(days=days) * chance.random())
        resident.goes_through(told, gives_up=0.06)
        events += resident.events
    return told, events


@dataclass
class Resident:
    """One person in one visit."""

    chance: Random
    now: datetime
    channel: str = ""
    events: list[Event] = field(default_factory=list)
    trail: Trail = field(default_factory=Trail)
    visit: Visit = field(default_factory=Visit)

    def __post_init__(self) -> None:
        self.channel = self.channel or self.chance.choice(["telegram", "web"])
        self.talk = Talk(today_in_china(self.now))

    def goes_through(self, told: Told, gives_up: float) -> None:
        """From the first screen to a conclusion, or until they give up."""
        poster = self.chance.choice([*POSTERS, "", ""])
        entry = POSTERS.get(poster) or self.chance.choice(ALONE)
        journey = entry.partition("--")[0]
        told.started[journey] += 1
        told.by_poster[poster] += 1
        reply, asked = self.hears(Opened(entry), poster), set[str]()
        concluded = False
        while reply.kind in ("ask", "offer"):
            journey = self.talk.state.journey or ""
            if reply.kind == "offer":
                told.concluded[journey] += not concluded
                concluded = True
                if self.chance.random() < 0.3:
                    return
                reply = self.hears(Tapped(reply.question, "start"))
                continue
            question = reply.question
            told.asked[journey, question] += question not in asked
            asked.add(question)
            if self.chance.random() < gives_up * (3 if question in ("hardship", "hukou") else 1):
                told.left[journey] += not concluded
                told.stopped[journey, question] += 1
                return
            if self.chance.random() < (0.35 if question == "born" else 0.05):
                told.misunderstood[journey, question] += 1
                reply = self.hears(Said("呜啦啦啦"))
            else:
                reply = self.hears(self._answer(reply))
            if self.talk.state.journey != journey:
                told.concluded[journey] += not concluded
                told.started[self.talk.state.journey or ""] += 1
                concluded, asked = False, set()
        told.concluded[self.talk.state.journey or ""] += not concluded
        told.done[self.talk.state.journey or ""] += reply.step == "all_done"

    def _answer(self, reply: Reply) -> Heard:
        keys = [option.key for option in reply.options if option.key != "later"]
        if keys:
            return Tapped(reply.question, "done" if keys == ["done", "trouble"] else self.chance.choice(keys))
        if reply.typed == "day":
            return Said((self.talk.today - timedelta(days=self.chance.randrange(200))).isoformat())
        return Said(self.chance.choice(["2023", "2024"]))

    def hears(self, heard: Heard, scanned: str = "") -> Reply:
        """One turn."""
        before = self.talk.state
        self.talk.hear(heard)
        assert self.talk.reply is not None
        self.now += timedelta(seconds=self.chance.randrange(5, 90))
        what = happened(before, self.trail, heard, Turn(self.talk.state, self.talk.reply))
        self.trail = what.trail
        self.visit, events = self.visit.then(what, at=self.now, channel=self.channel, scanned=scanned)
        self.events += events
        return self.talk.reply
