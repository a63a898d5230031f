"""A script: what people tap and type in turn, drawn from a seed as somebody at the screen would choose it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.answers import Answers
from bot.app import conversation_on
from bot.conversation import CHINA, Conversation, screen_of
from bot.delivery import Delivery
from bot.incoming import Incoming
from bot.render import Screen
from bot.settings import Settings
from flows.heard import Back, Heard, Menu, Opened, Restart, Said, Subscribe, Tapped, Unsubscribe
from flows.journeys import JOURNEYS
from storage.database import Database
from tests.talk import rulebook

BEGINNING = datetime(2026, 8, 10, 9, 0, tzinfo=CHINA)

_TYPED = (
    "新生儿",
    "西安",
    "2026-07-20",
    "上个月五号",
    "南宁武鸣",
    "还没有",
    "上了",
    "第一个",
    "听不懂",
    "多少钱",
    "👶🏻",
)
_ACTIONS = (Back(), Back(), Menu(), Restart(), Said("我的数据"), Subscribe(), Unsubscribe(), Said("删除我的数据"))


@dataclass(frozen=True, slots=True)
class Step:
    """One event, and when it came in."""

    incoming: Incoming
    at: datetime


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime = BEGINNING

    def __call__(self) -> datetime:
        return self.now


ANSWERS = Answers(JOURNEYS, rulebook())
"""Shared by all conversations here, as working out answers is not what is tried."""


@asynccontextmanager
async def conversation_at(path: Path, clock: Clock) -> AsyncIterator[Conversation]:
    """A whole conversation on a real database, whose replies wait to be fetched."""
    async with Database.open(path) as database:
        conversation = await conversation_on(database, rulebook(), Settings(), clock, Delivery())
        conversation.answers = ANSWERS
        yield conversation


class Writer:
    """Writes a script while it is played. One event in ten comes twice, and one in twenty long after it came first."""

    def __init__(self, seed: int, people: int) -> None:
        self._random = Random(seed)
        self._people = [f"person {number}" for number in range(people)]
        self._screens: dict[str, Screen] = {}
        self.steps: list[Step] = []

    def next(self) -> Step:
        """What happens next."""
        chance, number = self._random.random(), len(self.steps)
        at = BEGINNING + number * timedelta(seconds=7)
        if self.steps and chance < 0.15:
            earlier = self.steps[-1] if chance < 0.1 else self._random.choice(self.steps)
            step = Step(earlier.incoming, at)
        else:
            person = self._random.choice(self._people)
            step = Step(Incoming("web", person, f"event {number}", self._heard(person)), at)
        self.steps.append(step)
        return step

    def show(self, step: Step, screen: Screen | None) -> None:
        """What the person has before them now."""
        if screen is not None:
            self._screens[step.incoming.person] = screen

    def _heard(self, person: str) -> Heard:
        screen, chance = self._screens.get(person), self._random.random()
        if screen is None or chance < 0.05:
            return Opened(f"{self._random.choice(sorted(JOURNEYS))}--where-610500" if chance < 0.5 else "")
        if screen.options and chance < 0.7:
            return Tapped(screen.question, self._random.choice(screen.options).key)
        if chance < 0.85:
            return Said(self._random.choice(_TYPED))
        return self._random.choice(_ACTIONS)


async def written(path: Path, seed: int, turns: int, people: int = 6) -> list[Step]:
    """Write a script of so many turns, playing it on a new database."""
    writer, clock = Writer(seed, people), Clock()
    async with conversation_at(path, clock) as conversation:
        for _ in range(turns):
            step = writer.next()
            clock.now = step.at
            replies = await conversation.take(step.incoming)
            writer.show(step, screen_of(replies[-1]) if replies else None)
    return writer.steps
