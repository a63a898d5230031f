"""A writer apart: real processes and turns. Whatever happens to either side, nothing is lost and nothing done twice."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from storage.apart import Apart
from storage.database import Database
from storage.errors import CannotOpen, StaleRevision, StorageError
from storage.frames import Frames, framed
from storage.jobs import Failed
from storage.opening import open_for_writing
from storage.outbox import Delivery, Outbox, Report
from storage.sessions import Sessions
from storage.transaction import Transaction
from storage.turns import Committed, Turns, take_all
from storage.worker import Worker
from storage.writer_process import Abandoned, Writer
from tests.storage.examples import NOON, count, from_outside, said, text_of


@pytest.fixture
async def served(path: Path) -> AsyncIterator[Database]:
    """A database as a server opens it."""
    async with Database.open(path, apart=True) as database:
        yield database


def writer_of(database: Database) -> subprocess.Popen[bytes]:
    apart = database._apart
    assert apart is not None
    assert apart._process is not None
    return apart._process


def note(transaction: Transaction, text: str) -> None:
    """Work that no other process could do, as it is nobody's turn."""
    transaction.execute("INSERT INTO silences (channel, until) VALUES (:channel, 0)", channel=text)


async def test_a_turn_is_kept_with_its_reply(served: Database) -> None:
    committed = await Turns(served).commit(said("e1", replies=("好", "还有")))
    session = await Sessions(served).load("web", "mother")
    assert session is not None
    assert session.revision == 1
    assert [text_of(reply) for reply in committed.replies] == ["好", "还有"]
    told = await Outbox(served).last("web", "mother", 10)
    assert told == committed.replies


async def test_what_is_sent_is_claimed_and_settled(served: Database) -> None:
    (reply,) = (await Turns(served).commit(said("e1"))).replies
    outbox = Outbox(served)
    assert await outbox.claim([reply.id, 12345]) == {reply.id}
    await outbox.settle(Report(reply.id, Delivery.SENT, NOON, receipt="77"))
    (told,) = await outbox.last("web", "mother", 1)
    assert (told.delivery, told.receipt, told.attempts) == (Delivery.SENT, "77", 1)


async def test_what_was_heard_before_gets_the_answer_of_then(served: Database) -> None:
    first = await Turns(served).commit(said("e1", replies=("好",)))
    again = await Turns(served).commit(said("e1", replies=("另一个",)))
    assert again == Committed(first.replies, first.event, repeated=True)


async def test_each_fails_by_itself(served: Database) -> None:
    await Turns(served).commit(said("e1"))
    turns = [said("e2", person="father"), said("e2", revision=7), said("e2", person="aunt")]
    ended = await asyncio.gather(*(Turns(served).commit(turn) for turn in turns), return_exceptions=True)
    assert [type(one) for one in ended] == [Committed, StaleRevision, Committed]


async def test_what_the_database_refuses_is_explained(served: Database) -> None:
    served_file = served.path
    with from_outside(served_file) as connection:
        connection.execute("DROP TABLE inbox")
    with pytest.raises(StorageError, match="no such table"):
        await Turns(served).commit(said("e1"))


async def test_turns_and_other_work_wait_for_each_other_and_for_nothing_else(served: Database, path: Path) -> None:
    """A hundred people talk, while somebody at the desk does fifty things."""

    async def talk(person: int) -> None:
        for number in range(5):
            turn = said(f"{person} {number}", person=str(person), revision=number)
            await Turns(served).commit(turn)

    async def work() -> None:
        for number in range(50):
            await served.write(partial(note, text=str(number)))

    await asyncio.gather(work(), *(talk(person) for person in range(100)))
    assert count(path, "inbox") == 500
    assert count(path, "silences") == 50


async def test_whoever_keeps_working_here_leaves_the_others_their_turn(served: Database) -> None:
    stopped = False

    async def work(name: str) -> None:
        number = 0
        while not stopped:
            number += 1
            await served.write(partial(note, text=f"{name} {number}"))

    workers = [asyncio.create_task(work(name)) for name in ("a", "b", "c")]
    await Turns(served).commit(said("e1"))
    await Turns(served).commit(said("e2", revision=1))
    stopped = True
    await asyncio.gather(*workers)


async def test_everything_that_was_asked_for_is_done_before_it_closes(path: Path) -> None:
    async with Database.open(path, apart=True) as database:
        turns = [asyncio.create_task(Turns(database).commit(said("e1", person=str(n)))) for n in range(600)]
        writing = asyncio.create_task(database.write(partial(note, text="telegram")))
        await asyncio.sleep(0)
    await asyncio.gather(*turns, writing)
    assert count(path, "inbox") == 600


async def test_no_process_is_left_when_it_is_closed(path: Path) -> None:
    async with Database.open(path, apart=True) as database:
        process = writer_of(database)
        assert process.poll() is None
    assert process.poll() == 0


async def test_the_writer_outlives_the_signal_that_ends_the_server(served: Database) -> None:
    """A terminal and systemd tell all processes of a service to end; this one is told last, by the server."""
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        writer_of(served).send_signal(signal_)
    await Turns(served).commit(said("e1"))


async def test_whoever_asks_whether_the_database_answers_hears_of_a_writer_that_does_not(served: Database) -> None:
    await served.check_that_it_answers()
    writer_of(served).send_signal(signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await served.check_that_it_answers()
    writer_of(served).send_signal(signal.SIGCONT)
    await served.check_that_it_answers()


async def test_one_that_cannot_be_started_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **also: object) -> None:
        raise BlockingIOError("resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(CannotOpen, match="could not be started"):
        async with Database.open(path, apart=True):
            pass


async def test_whoever_does_not_wait_for_it_to_start_leaves_no_process_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(line: socket.socket, path: Path, patience: float) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(["sleep", "60"], pass_fds=[line.fileno()]))
        return started[0]

    monkeypatch.setattr("storage.apart._started", start)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), Database.open(path, apart=True):
            pass
    assert started[0].poll() is not None


async def test_a_writer_that_dies_is_started_again(served: Database, path: Path) -> None:
    for number in range(3):
        writer_of(served).send_signal(signal.SIGSTOP)
        under_way = [
            asyncio.create_task(Turns(served).commit(said(f"e{number}", person=str(person)))) for person in range(40)
        ]
        await asyncio.sleep(0)
        writer_of(served).kill()
        ended = await asyncio.gather(*under_way, return_exceptions=True)
        assert any(isinstance(one, StorageError) and "try again" in str(one) for one in ended)
        for person, one in enumerate(ended):
            again = await Turns(served).commit(said(f"e{number}", person=str(person), revision=number))
            assert again.repeated or not isinstance(one, Committed)
    assert count(path, "inbox") == 120


@pytest.fixture
def damaged(path: Path) -> Path:
    path.write_bytes(b"no database at all, but long enough to look at" * 10)
    return path


async def test_one_that_cannot_be_opened_says_why(damaged: Path) -> None:
    async with Worker.open("unused", partial(open_for_writing, damaged.with_name("other.db"), 1.0), _nothing) as worker:
        with pytest.raises(Exception, match="file is not a database"):
            async with Apart.open(damaged, 1.0, worker):
                pass


def _nothing(connection: object, jobs: Sequence[object]) -> Sequence[object]:
    return [None] * len(jobs)


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_nothing_is_begun_for_a_server_that_is_gone(path: Path, line: tuple[socket.socket, socket.socket]) -> None:
    """The next server has settled what it found; what came after would be owed for ever."""
    ours, theirs = line
    statements: list[str] = []
    with closing(open_for_writing(path, 1.0)) as connection:
        connection.set_trace_callback(statements.append)
        ours.sendall(framed([(take_all, said("e1"))]))
        ours.close()
        with pytest.raises(Abandoned):
            Writer(theirs, connection).serve()
    # It asked within a transaction, where nobody can come in between: who waits for its end sees all there will be.
    assert statements[:2] == ["BEGIN IMMEDIATE", "ROLLBACK"]
    assert count(path, "inbox") == 0


def test_what_is_asked_and_answered_crosses_in_pieces() -> None:
    written = framed([1, "一"]) + framed([Failed(StaleRevision("moved on"))])
    frames = Frames()
    found = [content for at in range(len(written)) for content in frames.whole(written[at : at + 1])]
    assert found[0] == [1, "一"]
    assert isinstance(found[1][0].error, StaleRevision)
    assert str(found[1][0].error) == "moved on"


def test_a_time_with_its_zone_crosses_as_it_is() -> None:
    (turn,) = Frames().whole(framed(said("e1", at=NOON)))
    assert turn == said("e1", at=NOON)
