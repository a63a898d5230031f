"""R5: whichever call to SQLite fails, before or after it did its work, nothing is lost and nothing happens twice.

Each event of a script is taken with one of its calls failing, and comes again until it is acknowledged. In the end
everybody was told, and everything is stored, as if nothing had ever failed.
"""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Literal, TypeVar
from unittest import mock

from bot.conversation import Conversation
from storage.errors import StorageError
from storage.outbox import Message, Outbox
from storage.soundness import check
from tests.proofs.contents import Contents, contents, difference
from tests.proofs.proof import Tally, print_proof
from tests.proofs.script import Clock, Step, conversation_at, written

Done = TypeVar("Done")
Way = Literal["before", "after", "undone", "twice"]
"""A call fails before it does anything, after it did everything, or so that SQLite undoes the whole transaction; or
before it does anything, and so does the next, which may be the one that cleans up."""

WAYS: tuple[Way, ...] = ("before", "after", "undone", "twice")
_OFTEN = 5
"""An event that is still refused after coming so often is stuck."""


@dataclass
class Faults:
    """Counts the calls of a turn, and makes one of them fail."""

    calls: int = 0
    failing: range = range(0)
    way: Way = "before"
    failed: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, failing: int | None, way: Way) -> None:
        """Count from here; let the call with this number fail, if there is one."""
        self.calls, self.way, self.failed = 0, way, 0
        self.failing = range(0) if failing is None else range(failing, failing + 1 + (way == "twice"))

    def around(self, connection: sqlite3.Connection, call: Callable[[], Done]) -> Done:
        """A call, or its failure."""
        with self._lock:
            self.calls += 1
            fails = self.calls in self.failing
            self.failed += fails
        if not fails:
            return call()
        if self.way == "after":
            call()
        if self.way == "undone" and connection.in_transaction:
            sqlite3.Connection.rollback(connection)
        raise _failure(sqlite3.SQLITE_FULL if self.way == "undone" else sqlite3.SQLITE_IOERR)


def _failure(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("this call was made to fail")
    error.sqlite_errorcode = code
    return error


class Faulty(sqlite3.Connection):
    """A connection whose calls may fail."""

    faults: ClassVar[Faults]

    def execute(self, *given: Any) -> sqlite3.Cursor:
        return self.faults.around(self, lambda: super(Faulty, self).execute(*given))

    def rollback(self) -> None:
        return self.faults.around(self, lambda: super(Faulty, self).rollback())


@contextmanager
def faulty_storage() -> Iterator[Faults]:
    """Databases opened in the block may fail."""
    Faulty.faults = Faults()
    with mock.patch("sqlite3.connect", partial(sqlite3.connect, factory=Faulty)):
        yield Faulty.faults


@dataclass(frozen=True)
class Played:
    """What was told at each step, what is stored in the end, and how many calls each step took at first."""

    told: Sequence[Sequence[Message]]
    stored: Contents
    calls: Sequence[int]
    failed: int


async def played(path: Path, script: Sequence[Step], call: int | None = None, way: Way = "before") -> Played:
    """Play a script with the call of this number failing in every step that has so many. Raises AssertionError."""
    told, calls, failed = [], [], 0
    clock = Clock()
    with faulty_storage() as faults:
        async with conversation_at(path, clock) as conversation:
            for step in script:
                clock.now = step.at
                faults.begin(call, way)
                told.append(await _acknowledged(conversation, step))
                calls.append(faults.calls)
                failed += faults.failed
            faults.begin(None, way)
    check(path)
    return Played(told, contents(path), calls, failed)


async def _acknowledged(conversation: Conversation, step: Step) -> Sequence[Message]:
    """Have an event come, and come again, until it is answered and the answer is noted as shown."""
    replies = await _until_done(lambda: conversation.take(step.incoming), step)
    shown = [reply.id for reply in replies]
    await _until_done(lambda: Outbox(conversation.database).mark_sent(shown, step.at), step)
    return replies


async def _until_done(action: Callable[[], Awaitable[Done]], step: Step) -> Done:
    for _ in range(_OFTEN):
        try:
            return await action()
        except StorageError:
            continue
    raise AssertionError(f"{step.incoming.event_id} is stuck")


async def differences(folder: Path, seed: int, turns: int, ways: Iterable[Way] = WAYS) -> Tally:
    """Play a script as it is, and then with every call of it failing in every one of these ways."""
    script = await written(folder / "written.db", seed, turns)
    plain = await played(folder / "plain.db", script)
    tally, empty = Tally(), folder / "empty.db"
    async with conversation_at(empty, Clock()):
        pass
    for way in ways:
        for call in range(1, max(plain.calls) + 1):
            path = Path(shutil.copyfile(empty, folder / f"{way} {call}.db"))
            try:
                tried = await played(path, script, call, way)
            except (AssertionError, StorageError) as error:
                tally.expect(False, f"call {call} {way}: {error}")
                continue
            tally.tried += tried.failed
            if wrong := _difference(plain, tried):
                tally.failures.append(f"call {call} {way}: {wrong}")
    return tally


def _difference(plain: Played, tried: Played) -> str:
    for number, (expected, got) in enumerate(zip(plain.told, tried.told, strict=True)):
        if _as_told(expected) != _as_told(got):
            return f"step {number} was answered differently: {_as_told(expected)!s:.300} {_as_told(got)!s:.300}"
    return difference(plain.stored, tried.stored)


def _as_told(messages: Sequence[Message]) -> list[tuple[int, str, str, str]]:
    return [(message.id, message.channel, message.person, message.body) for message in messages]


def prove(seed: int) -> Tally:
    """Every call of a script of 200 turns."""
    with TemporaryDirectory() as folder:
        return asyncio.run(differences(Path(folder), seed, turns=200))


def main() -> None:
    print_proof("R5", prove)


if __name__ == "__main__":
    main()
