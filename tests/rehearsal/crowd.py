"""The crowd: residents who come by a poster, on Telegram and on the web, and go on to the end or give up on the way.

What each of them does, and what they must see, is worked out beforehand by seeded chance; then they do it to the
program, and everything that they are shown is compared.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from flows.heard import Heard, Opened, Said, Tapped
from flows.reply import Reply
from flows.state import State
from tests.rehearsal.town import FIRST, Town
from tests.staff.residents import Told
from tests.talk import Talk
from tests.telegram.botapi.somebody import Somebody
from tests.web.site import Browser

_AT_ONCE = 25
_PATIENCE = 60.0


@dataclass(frozen=True)
class Step:
    """What somebody does, the number of the button if it is one, and what they are told then."""

    heard: Heard
    number: int
    text: str


@dataclass
class Resident:
    """One person: where they are, what language they read, and what they do. `id` is their number on Telegram."""

    id: int
    channel: str
    language: str
    types_code: bool
    steps: list[Step] = field(default_factory=list)
    journey: str = ""
    gave_up: bool = False
    stopped_at: tuple[str, str] = ("", "")
    wrong: str = ""
    browser: Browser | None = None

    @property
    def name(self) -> str:
        """What they are called where they did not see what they should have."""
        return f"{self.channel}:{self.id}"


@dataclass
class Crowd:
    """All of them, and what must be counted of them. `entry` is what the poster stands for, `today` when they come."""

    entry: str
    today: date
    residents: list[Resident] = field(default_factory=list)
    told: Told = field(default_factory=Told)

    def come(self, people: int, on_telegram: int, chance: Random) -> None:
        """Let so many people decide what they are going to do."""
        for number in range(people):
            resident = Resident(
                id=FIRST + number,
                channel="telegram" if number < on_telegram else "web",
                language="en" if chance.random() < 0.1 else "zh_Hans",
                types_code=chance.random() < 0.1,
            )
            self._goes_through(resident, chance)
            self.residents.append(resident)

    def who_gave_up(self, channel: str = "") -> list[Resident]:
        """Those who were asked something last, and never answered, in the journey of the poster."""
        journey = self.entry.partition("--")[0]
        return [
            one for one in self.residents if one.gave_up and one.journey == journey and channel in ("", one.channel)
        ]

    def mumbles(self, one: Resident) -> None:
        """Somebody who was asked something says what is no answer to it."""
        self.told.misunderstood[one.stopped_at] += 1

    def _goes_through(self, one: Resident, chance: Random) -> None:
        """From the poster to a conclusion, or until they give up; counted as the numbers must tell it."""
        talk = Talk(self.today, json.dumps(State(language=one.language).to_json()))
        journey, told = self.entry.partition("--")[0], self.told
        told.started[journey] += 1
        reply, asked, concluded = self._hears(one, talk, Opened(self.entry)), set[str](), False
        while reply.kind in ("ask", "offer"):
            if reply.kind == "offer":
                told.concluded[journey] += not concluded
                concluded = True
                if chance.random() < 0.5:
                    break
                reply = self._hears(one, talk, Tapped(reply.question, "start"))
                continue
            question = reply.question
            told.asked[journey, question] += question not in asked
            asked.add(question)
            if chance.random() < _GIVES_UP:
                told.left[journey] += not concluded
                told.stopped[journey, question] += 1
                break
            if chance.random() < _MUMBLES:
                told.misunderstood[journey, question] += 1
                reply = self._hears(one, talk, Said("呜啦啦啦"))
            else:
                reply = self._hears(one, talk, _answer(talk, reply, chance))
            after = talk.state.journey or ""
            if after != journey:
                told.concluded[journey] += not concluded
                told.started[after] += 1
                journey, concluded, asked = after, False, set()
        if reply.kind == "tell":
            told.concluded[journey] += not concluded
            told.done[journey] += reply.step == "all_done"
        one.journey, one.gave_up, one.stopped_at = journey, reply.kind == "ask", (journey, reply.question)

    @staticmethod
    def _hears(one: Resident, talk: Talk, heard: Heard) -> Reply:
        number = 0
        if isinstance(heard, Tapped):
            number = 1 + [button.key for button in talk.screen.options].index(heard.key)
        talk.hear(heard)
        one.steps.append(Step(heard, number, talk.screen.text))
        assert talk.reply is not None
        return talk.reply


_GIVES_UP = 0.12
_MUMBLES = 0.08
_LIKELY = ("continuous", "no", "local_hukou", "done")
"""What most people answer."""


def _answer(talk: Talk, reply: Reply, chance: Random) -> Heard:
    keys = [option.key for option in reply.options if option.key != "later" and not option.key.startswith("more:")]
    if keys:
        likely = [key for key in keys if key in _LIKELY]
        return Tapped(reply.question, chance.choice(likely if likely and chance.random() < 0.8 else keys))
    if reply.typed == "day":
        return Said(f"{talk.today.year - chance.randrange(20, 60)}年3月5日")
    return Said(str(talk.today.year - chance.randrange(1, 4)))


async def go(town: Town, crowd: Crowd, links: dict[str, str], code: str) -> list[str]:
    """Let all of them go, a few at a time. `links` is what the poster's QR codes say; who saw something else."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(resident: Resident) -> None:
        async with room:
            first = code if resident.types_code else links[resident.channel]
            goes = _on_telegram if resident.channel == "telegram" else _on_the_web
            await goes(town, resident, first)

    await asyncio.gather(*map(one, crowd.residents))
    return [f"{one.name} {one.wrong}" for one in crowd.residents if one.wrong]


async def _on_telegram(town: Town, resident: Resident, first: str) -> None:
    somebody = town.somebody(resident.id, "en" if resident.language == "en" else "zh-hans")
    for step in resident.steps:
        before = len(somebody.messages)
        _act(somebody, step, first)
        posted = await somebody.hears(since=before, patience=_PATIENCE)
        if step.text not in posted.text:
            resident.wrong = resident.wrong or f"was to see “{step.text}” and saw “{posted.text}”"


def _act(somebody: Somebody, step: Step, first: str) -> None:
    match step.heard:
        case Opened() if first.startswith("p-"):
            somebody.start(first)
        case Opened():
            somebody.say(first)
        case Tapped():
            somebody.tap(step.number)
        case Said(text):
            somebody.say(text)


async def _on_the_web(town: Town, resident: Resident, first: str) -> None:
    resident.browser = browser = town.browser("en" if resident.language == "en" else "zh-CN")
    for step in resident.steps:
        match step.heard:
            case Opened() if first.startswith("p-"):
                await browser.open(f"/?e={first}")
            case Opened():
                await browser.open("/")
                await browser.say(first)
            case Tapped(_, key):
                await browser.choose(key)
            case Said(text):
                await browser.say(text)
        if " ".join(step.text.split()) not in browser.paper.bubbles[-1]:
            resident.wrong = resident.wrong or f"was to see “{step.text}” and saw “{browser.paper.bubbles[-1]}”"


def links_of(addresses: list[str]) -> Iterator[tuple[str, str]]:
    """What the QR codes of a poster lead to: the channel, and the entry."""
    for address in addresses:
        channel = "telegram" if "t.me/" in address else "web"
        yield channel, address.rpartition("=")[2]
