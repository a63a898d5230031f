"""R11: a hundred thousand hostile texts, taps and links break nothing, and keep nobody from being answered.

Nothing is raised; what good people say meanwhile counts, all of it; whoever was hostile can still come to a conclusion
when they want to; and no memory is lost on the way.
"""

import asyncio
import gc
import resource
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import orjson

from bot.conversation import Conversation, screen_of
from bot.incoming import Incoming
from bot.lanes import Overloaded
from bot.outcome import Outcome, Sent
from bot.pace import Pace
from flows.commands import COMMANDS
from flows.heard import Begin, Edit, Explain, Heard, Opened, Other, Restart, Said, Speak, Tapped
from flows.journeys import JOURNEYS
from flows.prompts import PROMPTS
from flows.state import State
from storage.outbox import Message
from tests.proofs.dialogues import CHANNEL, after, said
from tests.proofs.proof import Tally, print_proof
from tests.proofs.storm import Clock, opened

UPDATES = 100_000
ATTACKERS = 50
GOOD = 20
AT_ONCE = 40
MEGABYTES = 20

QUESTIONS = (
    *(ask for flow in JOURNEYS.values() for ask in flow.questions),
    *(f"?{prompt}" for prompt in PROMPTS),
    "?menu",
)
KEYS = (
    "yes",
    "no",
    "done",
    "not_yet",
    "stay",
    "switch",
    "again",
    "sure",
    "later",
    "610500",
    "2026-05-20",
    "none_of_these",
)
LANGUAGES = ("en", "zh_Hant", "zh_Hans", "xx")
PIECES = (
    "x" * 20_000,
    "'; DROP TABLE inbox; --", '" OR 1=1', "<script>alert(1)</script>", "{deadline}", "{0.__class__}", "%s%n", "%(x)s",
    "${jndi:ldap://x}", "\0", "\r\n", "\u202e", "\u200b" * 50, "\ufeff", "\ud83d", "\udc00", "\U0010ffff", "👨‍👩‍👧‍👦" * 20,
    "é" * 30, "٣٤", "１９９９年１３月４５日", "9" * 400, "1e308", "-0", "NaN", "∞", "二〇二五年二月三十日", "0000-00-00",
    "9999-12-31", "10000-01-01", "明天" * 100, "上" * 4096, " " * 1000, "[]", '{"kind": "said"}', "/start p-xxxx", "../../etc",
    "11010119900307451X", "6222021234567890123", "13812345678", "胸痛", "一" * 300, "newborn--where-610500--lang-en",
)  # fmt: skip
ALPHABETS = (
    "上下返回重来宝是不有没缴医保年月日零一二三十百千万",
    "abcXYZ0123456789",
    "\u0301\u0489\u20dd\u2028\u2029\t\x07\x1b",
    "🏥💊👶🏻‍",
)


def hostile(chance: Random) -> Heard:
    """Something nobody means well by."""
    match chance.randrange(12):
        case 0 | 1 | 2:
            return Said(_text(chance))
        case 3:
            return Said(chance.choice(list(COMMANDS)) + chance.choice(["", "", "\u200b", "!", " "]))
        case 4 | 5:
            return Tapped(chance.choice(QUESTIONS), chance.choice(KEYS))
        case 6:
            return Tapped(_text(chance), _text(chance))
        case 7:
            return Opened(_entry(chance))
        case 8:
            return Opened(_text(chance))
        case 9:
            text = _text(chance)
            made_up: tuple[Heard, ...] = (Edit(text), Explain(text), Begin(text), Speak(text), Other(text))
            return chance.choice(made_up)
        case 10:
            return Edit(chance.choice(QUESTIONS))
        case _:
            return Begin(chance.choice(list(JOURNEYS))) if chance.random() < 0.5 else Speak(chance.choice(LANGUAGES))


def _text(chance: Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 200)))
    return "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(1, 60)))


def _entry(chance: Random) -> str:
    """A deep link with something wrong in it, and now and then nothing."""
    parts = [chance.choice(list(JOURNEYS))]
    for _ in range(chance.randint(0, 4)):
        value = chance.choice([*KEYS, "20260520", "99999999", "", "-", _text(chance)[:10]])
        parts.append(f"{chance.choice(QUESTIONS)}-{value}")
    link = "--".join(parts)
    return (
        link if chance.random() < 0.7 else link[: chance.randint(0, len(link))] + chance.choice(["", "-", "%2f", "é"])
    )


@dataclass
class Forgetful:
    """A platform that takes everything, and keeps nothing of it."""

    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)

    async def send(self, message: Message) -> Outcome:
        """It arrives."""
        return Sent()


class Attack:
    """An attack on one conversation, while good people talk to it."""

    def __init__(self, conversation: Conversation, chance: Random, tally: Tally) -> None:
        self._conversation = conversation
        self._chance = chance
        self._tally = tally
        self._left = 0

    async def run(self, updates: int) -> None:
        """So many hostile updates, many at a time."""
        self._left = updates
        await asyncio.gather(*(self._attack() for _ in range(AT_ONCE)))

    async def _attack(self) -> None:
        while self._left > 0:
            self._left -= 1
            number, person = self._left, f"attacker {self._chance.randrange(ATTACKERS)}"
            heard, raised = hostile(self._chance), ""
            try:
                await self._take(person, f"hostile {number}", heard)
            except Overloaded:
                pass  # a kind answer too
            except Exception as error:
                raised = f"{type(error).__name__}: {error!s:.200}"
            self._tally.expect(not raised, f"{raised} raised by {heard!r:.300}")

    async def _take(self, person: str, event: str, heard: Heard) -> str:
        (message,) = await self._conversation.take(Incoming(CHANNEL, person, event, heard))
        screen = screen_of(message)
        if screen is None:
            raise ValueError("the answer cannot be read")
        return screen.step

    async def talk_well(self, person: int, is_over: asyncio.Event) -> int:
        """One of the good people goes on talking; how many things they have said."""
        number = 0
        while not is_over.is_set():
            with suppress(Overloaded):
                await self._conversation.take(said(person, number))
                number += 1
            await asyncio.sleep(0.005)
        return number

    async def come_to_an_end(self, person: str) -> str:
        """What somebody comes to who has had enough of it, and taps what is offered."""
        way: Iterable[Heard] = (
            Speak("zh_Hans"),
            Restart(),
            Tapped("?restart", "again"),
            Opened("newborn--where-610500"),
            Tapped("?entry", "switch"),
            Said("2026年5月20日"),
            Tapped("hukou", "done"),
        )
        step = ""
        for number, heard in enumerate(way):
            step = await self._take(person, f"enough {number}", heard)
        return step


async def attacked(folder: Path, seed: int, updates: int) -> Tally:
    """Attack for a while, measure, attack again, and look what is left."""
    tally, chance = Tally(), Random(seed)
    async with opened(folder / "canbao.db", Forgetful(), Clock()) as conversation:
        attack, is_over = Attack(conversation, chance, tally), asyncio.Event()
        good = [asyncio.create_task(attack.talk_well(person, is_over)) for person in range(GOOD)]
        await attack.run(updates // 5)  # what is kept of the last answers has to fill up first
        before = _megabytes()
        await attack.run(updates - updates // 5)
        grown = _megabytes() - before
        is_over.set()
        for person, talking in enumerate(good):
            await _check_good(conversation, person, await talking, tally)
        for attacker in range(ATTACKERS):
            step = await attack.come_to_an_end(f"attacker {attacker}")
            if step != "covered_from_birth":
                tally.failures.append(f"attacker {attacker} is stuck at {step}")
    if grown > MEGABYTES:
        tally.failures.append(f"the memory grew by {grown:.1f} MB")
    sys.stderr.write(f"the memory grew by {grown:.1f} MB\n")
    return tally


async def _check_good(conversation: Conversation, person: int, number: int, tally: Tally) -> None:
    rows = await conversation.database.read(
        "SELECT revision, state FROM sessions WHERE person = :person", person=f"person {person}"
    )
    expected = after(said(person, event) for event in range(number))
    state = [State.from_json(orjson.loads(row["state"])["dialogue"]) for row in rows]
    is_right = [row["revision"] for row in rows] == [number] and state == [
        State.from_json(orjson.loads(expected.stored))
    ]
    if not is_right:
        tally.failures.append(f"something that person {person} said is lost")


def _megabytes() -> float:
    """How much memory this process holds; the most it ever held where nothing better is known."""
    gc.collect()
    with suppress(FileNotFoundError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def prove(seed: int, updates: int = UPDATES) -> Tally:
    """So many hostile updates."""
    with TemporaryDirectory(prefix="canbao-hostile-") as folder:
        return asyncio.run(attacked(Path(folder), seed, updates))


def main() -> None:
    print_proof("R11", prove)


if __name__ == "__main__":
    main()
