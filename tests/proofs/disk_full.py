"""R6: while the disk is full nobody is acknowledged, afterwards it goes on by itself, and nothing acknowledged is lost.

People talk all the time, and say again what was not acknowledged. Meanwhile the disk is filled and freed, time and
again. In the end everything is as if they had talked one after another on a disk with room.
"""

import asyncio
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.conversation import Conversation
from bot.incoming import Incoming
from flows.heard import Back, Heard, Opened, Said
from storage.errors import DiskFull, StorageError
from storage.outbox import Message
from storage.sessions import Sessions
from storage.soundness import check
from storage.transcript import Transcript
from tests.proofs.proof import Tally, print_proof
from tests.proofs.script import Clock, conversation_at

PEOPLE = [f"person {number}" for number in range(8)]
SOON = 5.0
"""Seconds in which it must have gone on after there is room again."""

_SAID: tuple[Heard, ...] = (Opened("newborn--where-610500"), Said("2026-07-20"), Said("还没有"), Back(), Said("多少钱"))
_REFUSED_BEFORE_FREED = 30


class Disk(Protocol):
    """A disk that can be filled."""

    folder: Path

    def fill(self) -> None:
        """Leave no room."""

    def free(self) -> None:
        """Make room again."""


@dataclass
class SmallDisk:
    """A file system of its own, filled with ballast."""

    folder: Path

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12):
                with suppress(OSError):
                    while ballast.write(bytes(size)) == size:
                        pass

    def free(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextmanager
def small_disk(folder: Path, megabytes: int = 100) -> Iterator[Disk]:
    """A small disk mounted on a folder. Raises CalledProcessError for whoever may not mount anything."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@dataclass
class LimitedFiles:
    """A place in which no file may grow, or be written to beyond its beginning: anybody may do that to themselves."""

    folder: Path
    _most: tuple[int, int] = field(default_factory=lambda: resource.getrlimit(resource.RLIMIT_FSIZE))

    def fill(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, self._most[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._most)


@dataclass
class Talk:
    """What everybody was told, and how often somebody was refused."""

    told: dict[str, list[tuple[Message, ...]]] = field(default_factory=lambda: {person: [] for person in PEOPLE})
    refusals: list[StorageError] = field(default_factory=list)
    is_over: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def go_on(self, conversation: Conversation, person: str) -> None:
        """Say one thing after another, each until it is acknowledged."""
        for number in count():
            while not self.is_over:
                try:
                    replies = await conversation.take(_event(person, number))
                except StorageError as error:
                    self.refusals.append(error)
                    self._changed.set()
                else:
                    self.told[person].append(replies)
                    self._changed.set()
                    break
            if self.is_over:
                return

    async def until_refused(self, times: int) -> None:
        """Wait until so many more were refused."""
        goal = len(self.refusals) + times
        while len(self.refusals) < goal:
            await self._change()

    async def until_told(self, times: int) -> None:
        """Wait until everybody was told so much more."""
        goals = {person: len(told) + times for person, told in self.told.items()}
        while any(len(self.told[person]) < goal for person, goal in goals.items()):
            await self._change()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()


def _event(person: str, number: int) -> Incoming:
    return Incoming("web", person, f"{person} {number}", _SAID[number % len(_SAID)])


async def survived(disk: Disk, elsewhere: Path, seed: int, times: int) -> tuple[Tally, set[type[StorageError]]]:
    """Fill and free a disk so many times while people talk; also the kinds of error they met."""
    random, tally, talk = Random(seed), Tally(), Talk()
    path = disk.folder / "canbao.db"
    async with conversation_at(path, Clock()) as conversation:
        talking = [asyncio.create_task(talk.go_on(conversation, person)) for person in PEOPLE]
        for _ in range(times):
            await talk.until_told(random.randrange(1, 5))
            disk.fill()
            await talk.until_refused(_REFUSED_BEFORE_FREED)
            disk.free()
            tally.tried += 1
            try:
                async with asyncio.timeout(SOON):
                    await talk.until_told(1)
            except TimeoutError:
                tally.failures.append("somebody is still refused although there is room")
                break
        talk.is_over = True
        await asyncio.gather(*talking)
    check(path)
    await _compare(path, elsewhere / "with room.db", talk, tally)
    return tally, {type(error) for error in talk.refusals}


async def _compare(path: Path, other: Path, talk: Talk, tally: Tally) -> None:
    """Compare what was told and what is stored with people who talk one after another on a disk with room."""
    async with conversation_at(path, Clock()) as full, conversation_at(other, Clock()) as roomy:
        for person, told in talk.told.items():
            for number, replies in enumerate(told):
                expected = await roomy.take(_event(person, number))
                again = await full.take(_event(person, number))
                tally.expect(
                    again == replies and _bodies(replies) == _bodies(expected),
                    f"{person} was told something else at their turn {number}, or it is lost",
                )
            tally.expect(
                await _remembered(full, person) == await _remembered(roomy, person),
                f"{person} is remembered differently",
            )


async def _remembered(conversation: Conversation, person: str) -> tuple[object, ...]:
    session = await Sessions(conversation.database).load("web", person)
    lines = await Transcript(conversation.database).last("web", person, 1_000_000)
    return session and (session.revision, session.state), *(line.body for line in lines)


def _bodies(messages: tuple[Message, ...]) -> list[str]:
    return [message.body for message in messages]


def prove(seed: int) -> Tally:
    """A disk that is filled sixty times; where nothing can be mounted, files that cannot grow."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as elsewhere:
        try:
            with small_disk(Path(folder)) as disk:
                tally, kinds = asyncio.run(survived(disk, Path(elsewhere), seed, times=60))
            tally.expect(kinds == {DiskFull}, f"people met {kinds}")
        except subprocess.CalledProcessError:
            tally, _ = asyncio.run(survived(LimitedFiles(Path(folder)), Path(elsewhere), seed, times=60))
    return tally


def main() -> None:
    print_proof("R6", prove)


if __name__ == "__main__":
    main()
