"""A bureau that announces things: its staff, the people who have written to it, and the platform it sends on."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.announcements.acts import Acts, Decided
from bot.announcements.audience import Audience, hash_of
from bot.announcements.channels import Channels
from bot.announcements.counting import Count
from bot.announcements.report import Report, report
from bot.announcements.writing import Draft
from bot.conversation import CHINA
from bot.staff.office import Actor, Office
from bot.staff.roles import Grant, Role
from storage.announcements import Announcement
from storage.database import Database
from storage.outbox import Reply
from storage.seal import Seal
from storage.transaction import Transaction
from storage.turns import Turn, Turns
from tests.simulation.storage import Machine, open_inline
from tests.talk import rulebook

NOON = datetime(2025, 11, 15, 12, tzinfo=CHINA)
"""A Saturday in the window of 2026, in which some provinces state everything in official texts."""

EVERYWHERE, SHAANXI, XIAN, WEINAN, NANNING = "000000", "610000", "610100", "610500", "450100"

BOSS = Actor("telegram:boss", (Grant(Role.OWNER, EVERYWHERE),))
LI = Actor("telegram:li", (Grant(Role.EDITOR, SHAANXI),))
WANG = Actor("telegram:wang", (Grant(Role.SENDER, SHAANXI),))
ZHAO = Actor("telegram:zhao", (Grant(Role.EDITOR, XIAN), Grant(Role.SENDER, XIAN)))
MA = Actor("telegram:ma", (Grant(Role.OWNER, EVERYWHERE),))
CHEN = Actor("telegram:chen", (Grant(Role.AUDITOR, EVERYWHERE),))

TEXT = "{region}的医保窗口本周六照常开。问题请打{hotline}。"


@dataclass
class Bureau:
    """One bureau. Its clock stands still between two steps of a story, unless it is `ticking` with the event loop."""

    database: Database
    acts: Acts
    beginning: datetime = NOON
    ticking: bool = False
    _events: int = 0

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.beginning + timedelta(seconds=asyncio.get_running_loop().time() if self.ticking else 0)

    def clock(self) -> datetime:
        """What the clock says, for whoever keeps looking at it."""
        return self.now

    @classmethod
    def on(cls, database: Database, *, one_person: bool = False) -> "Bureau":
        """A bureau that sends on Telegram and has a web page."""
        staff = {one.who: one.grants[-1] for one in (BOSS, LI, WANG, ZHAO, MA, CHEN)}
        office = Office(database, owners=staff, seal=Seal(b"a key of the bureau's own"))
        channels = Channels(pushed=("telegram",))
        return cls(database, Acts(office, rulebook(), channels, one_person=one_person))

    async def meet(self, *people: str, channel: str = "telegram", poster: str = "", **facts: object) -> None:
        """These people write to the bureau, and get so far."""
        turns = []
        for person in people:
            self._events += 1
            turn = Turn(
                channel,
                person,
                f"event {self._events}",
                "{}",
                0,
                state(**facts),
                (Reply("{}"),),
                self.now,
                sent_at_once=channel == "telegram",
                visit=f"visit.{poster}.",
            )
            turns.append(Turns(self.database).commit(turn))
        await asyncio.gather(*turns)
        arrived = partial(Transaction.execute, sql="UPDATE deliveries SET delivery = 'sent' WHERE priority = 0")
        await self.database.write(arrived)

    async def write(self, text: str = TEXT, region: str = SHAANXI, by: Actor = LI, **audience: object) -> int:
        """An announcement in simplified Chinese."""
        draft = Draft(region, {"zh_Hans": text}, Audience(**audience))  # type: ignore[arg-type]
        return await self.make(by, await self.acts.write(by, draft, self.now))

    async def write_to(self, *people: str, region: str = EVERYWHERE, by: Actor = BOSS, text: str = "今天停电。") -> int:
        """An announcement to people who are named one by one."""
        named = tuple((channel, person) for channel, _, person in (one.partition(":") for one in people))
        audience = Audience(listed=(len(named), hash_of(named)))
        draft = Draft(region, {"zh_Hans": text}, audience, people=named)
        return await self.make(by, await self.acts.write(by, draft, self.now))

    async def make(self, actor: Actor, decided: Decided) -> int:
        """Make what was decided."""
        return await self.acts.make(actor, decided)

    async def count(self, number: int, by: Actor = BOSS) -> Count:
        """Count an announcement."""
        return await self.acts.count(by, number, self.now)

    async def approve(self, number: int, by: Actor = WANG) -> None:
        """Confirm what was counted last."""
        announcement = await self.found(number)
        told = announcement.counted.told if announcement.counted else 0
        await self.make(by, await self.acts.approve(by, number, announcement.content.fingerprint, told, self.now))

    async def send(self, number: int, by: Actor = WANG, starts_at: datetime | None = None) -> None:
        """Let it go."""
        await self.make(by, await self.acts.send(by, number, self.now, starts_at))

    async def announce(self, number: int, by: Actor = WANG, starts_at: datetime | None = None) -> None:
        """Count, approve and send it."""
        await self.count(number)
        await self.approve(number, by)
        await self.send(number, by, starts_at)

    async def found(self, number: int) -> Announcement:
        """The announcement as it stands."""
        announcement = await self.acts.register.get(number)
        assert announcement is not None
        return announcement

    async def report(self, number: int) -> Report:
        """What became of it; it always balances."""
        found = await report(self.acts.recipients, await self.found(number))
        assert found.balances
        return found

    async def became(self, number: int) -> dict[str, int]:
        """How many had each outcome."""
        found = await self.report(number)
        return {one.outcome: found.of(one.outcome) for one in found.became}

    async def log(self) -> list[str]:
        """What is in the log, a line for each entry."""
        return [f"{one.entry.who} {one.entry.action}" for one in await self.acts.office.audit.last(1000)]

    async def last_entry(self) -> dict[str, object]:
        """The particulars of the last entry."""
        [kept] = await self.acts.office.audit.last(1)
        return dict(kept.entry.what)

    def later(self, **how: float) -> None:
        """Let time pass."""
        self.beginning += timedelta(**how)


@dataclass(frozen=True)
class Got:
    """How far somebody has got."""

    journey: str | None = "newborn"
    where: str = XIAN
    step: str = "hukou"
    concluded: bool = False
    deadline: str = ""
    language: str = "zh_Hans"


def state(**facts: object) -> str:
    """A session of somebody who has got so far, as a conversation keeps it."""
    got = replace(Got(), **facts)  # type: ignore[arg-type]
    dialogue = {"journey": got.journey, "answers": {"where": got.where} if got.where else {}, "language": got.language}
    trail = {"step": got.step, "concluded": got.concluded, "journeys": [got.journey], "deadline": got.deadline}
    return json.dumps({"dialogue": dialogue, "shown": {}, "trail": trail})


@asynccontextmanager
async def bureau_on(path: Path, machine: Machine | None = None, *, one_person: bool = False) -> AsyncIterator[Bureau]:
    """A bureau on a database that needs no threads, nor waits for the disk: nobody pulls the plug here."""
    pragmas = ("PRAGMA synchronous = OFF", "PRAGMA secure_delete = ON", "PRAGMA foreign_keys = ON")
    with patch("storage.opening._FOR_WRITING", pragmas):
        opened = open_inline(path, machine)
        database = await opened.__aenter__()
    try:
        yield Bureau.on(database, one_person=one_person)
    finally:
        await opened.__aexit__(None, None, None)


def numbered(count: int, name: str = "person") -> Sequence[str]:
    """So many people, in the order in which they are chosen."""
    return [f"{name}-{number:05}" for number in range(count)]
