"""R0: a real process is killed at random while it works, again and again, and the next one goes on with the same file.

What was not acknowledged comes again. In the end nothing that was acknowledged is lost, nothing has happened twice, and
no message was sent twice without it being noted that the first might have arrived.

The processes are forked from one that is warm, so that they are at work after a few milliseconds. Some of them have
their turns written by a process apart, as a server has.
"""

import asyncio
import os
import select
import signal
import sqlite3
import struct
import sys
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Literal, NoReturn

import orjson

from bot.app import conversation_on
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.line import Line
from bot.outcome import Outcome, Sent
from bot.pace import Pace
from bot.settings import Settings
from flows.state import State
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Message
from tests.proofs.dialogues import CHANNEL, DIALOGUES, NOON, TODAY, after, said
from tests.proofs.proof import Tally, print_proof
from tests.simulation.rules import answers, rulebook

KILLS = 1000
TURNS_A_KILL = 50
PEOPLE = 40

_APART = 0.2

_RECORD = struct.Struct("<cqqq")
Kind = Literal[b"o", b"a", b"s", b"x"]
"""It has opened the file; an event was acknowledged; a message was sent; the file could not be opened."""


@dataclass(frozen=True)
class Journal:
    """What a process writes down on a pipe, which outlives it."""

    pipe: int

    def write(self, kind: Kind, person: int = 0, number: int = 0, message: int = 0) -> None:
        """Write one record. It is there, or it is not; never half."""
        os.write(self.pipe, _RECORD.pack(kind, person, number, message))


@dataclass
class JournalledChannel:
    """A platform that takes everything, after a moment."""

    journal: Journal
    chance: Random
    name: str = CHANNEL
    pace: Pace = field(default_factory=Pace)

    async def send(self, message: Message) -> Outcome:
        """It arrives, and is heard of a little later."""
        self.journal.write(b"s", int(message.person.split()[1]), message.doubtful, message.id)
        await asyncio.sleep(self.chance.choice([0, 0, 0.001, 0.01]))
        return Sent()


@dataclass
class Talkers:
    """The people of one process. They go on from where they are until they are killed, or have reached `until`."""

    conversation: Conversation
    journal: Journal
    chance: Random
    until: int | None

    async def talk(self, person: int, number: int) -> None:
        """Say one thing after another; some of them again, which must change nothing."""
        while self.until is None or number < self.until:
            takes = [self._say(person, number)]
            if number and self.chance.random() < 0.2:
                takes.append(self._say(person, self.chance.randrange(number)))
            if self.chance.random() < 0.1:
                takes.append(self._say(person, number))
            await asyncio.gather(*takes)
            number += 1

    async def _say(self, person: int, number: int) -> None:
        for message in await self.conversation.take(said(person, number)):
            self.journal.write(b"a", person, number, message.id)


async def live(path: Path, journal: Journal, chance: Random, reached: dict[int, int], until: int | None) -> None:
    """One process: open the file, and let everybody talk."""
    try:
        async with Database.open(path, apart=chance.random() < _APART) as database:
            channel = JournalledChannel(journal, chance)
            async with Delivery([Line(channel, database, lambda: NOON)]).running() as delivery:
                conversation = await conversation_on(database, rulebook(0), Settings(), lambda: NOON, delivery)
                conversation.answers = answers(0)
                journal.write(b"o")
                talkers = Talkers(conversation, journal, chance, until)
                await asyncio.gather(*(talkers.talk(person, reached[person]) for person in range(PEOPLE)))
    except StorageError as error:
        sys.stderr.write(f"{error}\n")
        journal.write(b"x")


@dataclass
class Account:
    """What all the processes wrote down."""

    kills: int = 0
    opened: int = 0
    refused: int = 0
    acknowledged: dict[tuple[int, int], int] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sent: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def read(self, records: bytes) -> None:
        """Add what one process wrote."""
        for kind, person, number, message in _RECORD.iter_unpack(records):
            match kind:
                case b"o":
                    self.opened += 1
                case b"x":
                    self.refused += 1
                case b"s":
                    self.sent[message].append(bool(number))
                case _:
                    self._acknowledge(person, number, message)

    def _acknowledge(self, person: int, number: int, message: int) -> None:
        if self.acknowledged.setdefault((person, number), message) != message:
            self.wrong.append(f"event {number} of person {person} was answered anew when it came again")
        self.reached[person] = max(self.reached[person], number + 1)


def killed_often(seed: int, kills: int, turns: int) -> Account:
    """Kill so many processes at least, and until so many turns were acknowledged; then let one end, and look."""
    account, chance = Account(), Random(seed)
    with TemporaryDirectory(prefix="canbao-kills-") as folder:
        path = Path(folder) / "canbao.db"
        while account.kills < kills or len(account.acknowledged) < turns:
            patience = chance.choice([0.03, 0.1, 0.3]) * chance.random()
            _run_process(path, account, chance.random(), patience)
            account.kills += 1
        until = max(account.reached.values(), default=0) + 1
        _run_process(path, account, chance.random(), None, until)
        account.wrong += _wrong_in(path, account, until)
    return account


def _run_process(path: Path, account: Account, seed: float, patience: float | None, until: int | None = None) -> None:
    """Fork a process, and kill it after it has been at work for so many seconds, unless there is no hurry."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _in_child(live(path, Journal(theirs), Random(seed), account.reached, until))
    os.close(theirs)
    records = b"".join(_until_killed(ours, child, patience, Random(seed)))
    os.close(ours)
    os.waitpid(child, 0)
    account.read(records)


def _in_child(work: Coroutine[None, None, None]) -> NoReturn:
    code = 1
    try:
        asyncio.run(work)
        code = 0
    finally:
        os._exit(code)


def _until_killed(pipe: int, child: int, patience: float | None, chance: Random) -> Iterator[bytes]:
    """What the process writes. The clock starts with its first word, or now: it may die before it gets to work."""
    deadline = None if patience is None else monotonic() + patience
    waits_for_work = chance.random() < 0.8
    if deadline is not None and waits_for_work:
        deadline += 60
    while True:
        wait = None if deadline is None else max(deadline - monotonic(), 0)
        ready, _, _ = select.select([pipe], [], [], wait)
        if not ready:
            os.kill(child, signal.SIGKILL)
            deadline = None
            continue
        written = os.read(pipe, 1 << 16)
        if not written:
            return
        if waits_for_work and patience is not None:
            deadline, waits_for_work = monotonic() + patience, False
        yield written


def _wrong_in(path: Path, account: Account, until: int) -> Iterator[str]:
    """What is not as it should be in the file, after everybody has come to where they wanted to."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT person, event_id, count(*) FROM inbox GROUP BY person, event_id").fetchall()
        kept = Counter((int(person.split()[1]), int(event.split()[1])) for person, event, _ in rows)
        yield from (f"{event} is lost" for event in account.acknowledged if event not in kept)
        yield from (f"{event} of {person} is kept {times} times" for person, event, times in rows if times > 1)
        if len(kept) != PEOPLE * until:
            yield f"{len(kept)} events are kept instead of {PEOPLE * until}"
        yield from _wrong_states(connection, until)
        yield from _wrong_replies(connection, account)


def _wrong_states(connection: sqlite3.Connection, until: int) -> Iterator[str]:
    for person, revision, state in connection.execute("SELECT person, revision, state FROM sessions"):
        expected = after(said(int(person.split()[1]), number) for number in range(until))
        if revision != until:
            yield f"{person} has had {revision} turns instead of {until}"
        if State.from_json(orjson.loads(state)["dialogue"]) != State.from_json(orjson.loads(expected.stored)):
            yield f"{person} is somewhere else than they should be"


def _wrong_replies(connection: sqlite3.Connection, account: Account) -> Iterator[str]:
    [(answered, messages)] = connection.execute("SELECT count(DISTINCT inbox_id), count(*) FROM outbox").fetchall()
    if answered != messages:
        yield f"{messages} messages answer {answered} events"
    for id, delivery, doubtful in connection.execute("SELECT id, delivery, doubtful FROM messages"):
        sent = account.sent.get(id, [])
        if len(sent) > 1 and not (doubtful and sent[1:] == [True]):
            yield f"message {id} was sent {len(sent)} times"
        if delivery not in ("sent", "unknown") or (delivery == "sent" and not sent):
            yield f"message {id} was sent {len(sent)} times and is {delivery}"


def prove(seed: int, kills: int = KILLS) -> Tally:
    """Kill so many processes, half of them on each of two files at the same time."""
    _warm_up()
    half = (kills + 1) // 2
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        accounts = list(
            pool.map(partial(killed_often, kills=half, turns=half * TURNS_A_KILL), [2 * seed, 2 * seed + 1])
        )
    tally = Tally(sum(account.kills for account in accounts))
    for account in accounts:
        tally.failures += account.wrong
        tally.failures += ["the file could not be opened"] * account.refused
    sys.stderr.write(
        f"{sum(len(account.acknowledged) for account in accounts)} turns were acknowledged, "
        f"{sum(account.opened for account in accounts)} processes came to work, "
        f"{sum(len(sent) > 1 for account in accounts for sent in account.sent.values())} messages in doubt were repeated\n"
    )
    return tally


def _warm_up() -> None:
    """Work the answers out once, so that every process knows them when it is forked."""
    for person in range(len(DIALOGUES)):
        state = ""
        for number in range(10 * len(DIALOGUES)):
            event = said(person, number)
            state = answers(0).to(event.heard, state, language=event.language, today=TODAY).state


def main() -> None:
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else KILLS
    print_proof("R0", partial(prove, kills=kills))


if __name__ == "__main__":
    main()
