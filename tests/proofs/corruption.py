"""R7: whatever happens to the file, nothing wrong is served: it is the same as before, or it is said to be damaged.

A database is damaged at random, and served as `canbao serve` would. Either that is refused with a sentence, and the
backup brings everything back, with the damaged file kept beside it; or it is opened, and all that is read is what was
written, or says itself that it is damaged.
"""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.backup import check_before_serving
from storage.backup import back_up, restore
from storage.database import Database
from storage.errors import CannotOpen, Damaged, StorageError
from storage.inbox import Heard, Inbox
from storage.outbox import Delivery, Message, Outbox, Priority, Reply, Report
from storage.people import People
from storage.sessions import Session, Sessions
from tests.proofs.contents import contents, difference
from tests.proofs.proof import Tally, print_proof
from tests.proofs.script import BEGINNING, Clock, conversation_at, written

PAGE = 4096
LATER = BEGINNING + timedelta(days=30)
_ALL = 1_000_000

Person = str
Harm = Callable[[bytearray, Random], None]


def _flip_bits(content: bytearray, random: Random) -> None:
    for _ in range(random.choice((1, 1, 1, 4, 16))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def _write_over(content: bytearray, random: Random) -> None:
    start, length = random.randrange(len(content)), random.choice((1, 8, 64, 512))
    content[start : start + length] = random.randbytes(min(length, len(content) - start))


def _zero(content: bytearray, random: Random) -> None:
    size = random.choice((512, PAGE, 4 * PAGE))
    start = random.randrange(len(content) // size) * size
    content[start : start + size] = bytes(min(size, len(content) - start))


def _truncate(content: bytearray, random: Random) -> None:
    length = random.choice((0, random.randrange(len(content)), random.randrange(len(content) // PAGE) * PAGE))
    del content[length:]


def _swap(content: bytearray, random: Random) -> None:
    pages = len(content) // PAGE
    one, other = (slice(page * PAGE, (page + 1) * PAGE) for page in random.sample(range(pages), 2))
    content[one], content[other] = content[other], content[one]


def _repeat(content: bytearray, random: Random) -> None:
    pages = len(content) // PAGE
    one, other = (slice(page * PAGE, (page + 1) * PAGE) for page in random.sample(range(pages), 2))
    content[one] = content[other]


HARMS: tuple[Harm, ...] = (_flip_bits, _flip_bits, _write_over, _zero, _truncate, _swap, _repeat)


@dataclass(frozen=True)
class Read:
    """All that is read of one person. A session that is damaged is None."""

    session: Session | None
    heard: Sequence[Heard]
    told: Sequence[Message]
    wishes: tuple[bool, bool] | None


@dataclass(frozen=True)
class Original:
    """A database before it is damaged: as it was closed, and as a killed process left it; with a backup of it."""

    closed: Path
    killed: Path
    backup: Path
    people: Sequence[Person]


async def original(folder: Path, seed: int, turns: int) -> Original:
    """Make a database in which there is something of every kind."""
    path, killed, backups = folder / "canbao.db", folder / "killed.db", folder / "backups"
    backups.mkdir()
    script = await written(path, seed, turns, people=turns // 15)
    people = sorted({step.incoming.person for step in script})
    async with conversation_at(path, Clock()) as conversation:
        outbox, random = Outbox(conversation.database), Random(seed)
        for person in people[::2]:
            reminder = Reply(
                '{"text": "提醒"}', Priority.REMINDER, not_before=LATER, not_after=LATER + timedelta(days=1)
            )
            await outbox.owe("web", person, [reminder], BEGINNING)
            await People(conversation.database).note_reachable("web", person, random.random() < 0.5, BEGINNING)
        for message in await outbox.owed("web", BEGINNING, _ALL):
            delivery = random.choice((Delivery.SENT, Delivery.FAILED, Delivery.OWED))
            await outbox.settle(Report(message.id, delivery, LATER, receipt=str(message.id), why="because"))
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), killed.with_name(killed.name + suffix))
    back_up(path, backups / "canbao-20260810-031500.db")
    return Original(path, killed, backups / "canbao-20260810-031500.db", people)


async def read_everything(path: Path, people: Sequence[Person]) -> Mapping[Person, Read]:
    """Open a database and read all there is. Raises StorageError."""
    async with Database.open(path) as database:
        read = {person: await _read(database, person) for person in people}
        await Outbox(database).owed("web", LATER, _ALL)
    return read


async def _read(database: Database, person: Person) -> Read:
    try:
        session = await Sessions(database).load("web", person)
    except Damaged:
        session = None
    people = People(database)
    try:
        wishes = (await people.can_be_reached("web", person), await people.wants_news("web", person))
    except Damaged:
        wishes = None
    heard = await Inbox(database).last("web", person, _ALL)
    return Read(session, heard, await Outbox(database).last("web", person, _ALL), wishes)


def wrong(before: Read, after: Read) -> str:
    """What is read of somebody that is neither what was written nor said to be damaged; empty where all is well."""
    if after.session is not None and after.session != before.session:
        return "a session"
    if after.wishes is not None and after.wishes != before.wishes:
        return "a wish"
    heard = {line.id: line for line in after.heard}
    if any(heard.get(line.id) != line and not _is_damaged(heard.get(line.id)) for line in before.heard):
        return "something heard"
    lost = {line.event_id for line in before.heard if heard[line.id].damaged}
    told = {message.id: message for message in after.told}
    for message in before.told:
        now = told.get(message.id)
        if now is None or (not now.damaged and _content(now, lost) != _content(message, lost)):
            return "something told"
    if len(heard) != len(before.heard) or len(told) != len(before.told):
        return "something that never was"
    return ""


def _is_damaged(line: Heard | None) -> bool:
    return line is not None and line.damaged


def _content(message: Message, lost: set[str]) -> Message:
    """What counts of a message: not how often it was tried, nor an event that is said to be damaged."""
    event_id = None if message.event_id in lost else message.event_id
    return message._replace(attempts=0, doubtful=False, event_id=event_id)


async def tried(folder: Path, seed: int, corruptions: int, turns: int = 150) -> tuple[Tally, Mapping[str, int]]:
    """Damage a database so many times; also how often it was refused, and how often opened."""
    first = await original(folder, seed, turns)
    reference = await read_everything(first.backup, first.people)
    tally, ended, random = Tally(), {"refused": 0, "opened": 0}, Random(seed)
    for number in range(corruptions):
        place = folder / str(number)
        place.mkdir()
        path, source = place / "canbao.db", random.choice((first.closed, first.closed, first.killed))
        harm = random.choice(HARMS)
        content = bytearray(source.read_bytes())
        harm(content, random)
        path.write_bytes(content)
        log = source.with_name(f"{source.name}-wal")
        if log.exists():
            shutil.copyfile(log, path.with_name("canbao.db-wal"))
        name = f"{number} {harm.__name__} {source.name}"
        try:
            check_before_serving(path, first.backup.parent)
            read = await read_everything(path, first.people)
        except (Damaged, CannotOpen) as error:
            ended["refused"] += 1
            tally.expect(_restores(path, first, bytes(content)), f"{name}: refused ({error}), and not restored")
        except StorageError as error:
            tally.expect(False, f"{name}: not said to be damaged, but: {error}")
        else:
            ended["opened"] += 1
            found = {wrong(reference[person], read[person]) for person in first.people} - {""}
            tally.expect(not found, f"{name}: served without a word: {found}")
        shutil.rmtree(place)
    return tally, ended


def _restores(path: Path, first: Original, content: bytes) -> bool:
    """Whether the backup brings everything back, and the damaged file is still there."""
    restored = restore(first.backup, path, BEGINNING)
    assert restored.replaced is not None
    expected = {table: rows for table, rows in contents(first.backup).items() if table != "deliveries"}
    # What a backup still owes is in doubt once it is restored.
    return difference(expected, contents(path)) == "" and restored.replaced.read_bytes() == content


def prove(seed: int) -> Tally:
    """Two hundred corruptions."""
    with TemporaryDirectory() as folder:
        tally, _ = asyncio.run(tried(Path(folder), seed, corruptions=200))
    return tally


def main() -> None:
    print_proof("R7", prove)


if __name__ == "__main__":
    main()
