"""Floors: what the parts of a turn cost by themselves, so that one sees what is left to win.

Each part is measured alone, in this process, on turns of the typical population; told in µs of CPU for each turn, the
median of several goes.
"""

import asyncio
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from bench.canbao_runner import CLOCK, NoChannel
from bench.canbao_store import real_turns, renamed
from bench.dialogue import TODAY, Dialogue, written_for
from bench.population import rulebook
from bench.process import BUILD
from bot.answers import in_writing
from bot.app import open_conversation
from bot.channels.telegram.keyboard import as_markup
from bot.channels.telegram.layout import lay_out
from bot.channels.telegram.marked import parts
from bot.channels.telegram.reading import Pressed, Spoken, meaning
from bot.channels.telegram.update import parse
from bot.incoming import Incoming
from bot.render import Screen, render
from bot.settings import Settings
from bot.translator import translator
from flows.heard import Heard, Said
from flows.journeys import JOURNEYS
from flows.reply import Reply
from flows.respond import respond
from flows.state import State
from storage.transaction import transact
from storage.turns import Turn, in_plain, take_all

GOES = 5
BATCH = 32
"""How many turns share a commit with 64 people at once: half of them wait while the other half is written."""


def floors(population: Path, people: int, turns: int) -> list[dict[str, Any]]:
    """Every part: its name, what it is, and its µs of CPU for each turn; `turns_s` where it could go by itself."""
    updates = _updates(population, people)
    taken = [_incoming(update) for update in updates]
    talks = _talks(taken)
    replies = [respond(JOURNEYS, state, heard, today=TODAY, rules=rulebook()) for state, heard in talks]
    screens = [_screen(turn.reply, turn.state.language) for turn in replies]
    pure = {
        "parse": ("an update's bytes read by the real parser", lambda: [_incoming(update) for update in updates]),
        "respond": ("the pure core, nothing kept from before", lambda: _respond(talks)),
        "render": (
            "its reply as a screen in words",
            lambda: [_screen(turn.reply, turn.state.language) for turn in replies],
        ),
        "write": ("the screen as JSON", lambda: [in_writing(screen) for screen in screens]),
        "layout": ("the screen as a Telegram message", lambda: [_laid_out(screen) for screen in screens]),
    }
    found = [_row(name, what, _microseconds(work, len(updates))) for name, (what, work) in pure.items()]
    BUILD.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=BUILD) as folder:
        found += [
            _on_disk("storage", f"Canbao's own statements, {BATCH} turns in a commit", _storage(Path(folder)), turns),
            _on_disk(
                "sqlite",
                f"three plain upserts of as many bytes, {BATCH} turns in a commit",
                _plain(Path(folder)),
                turns,
            ),
        ]
    return found


def _row(name: str, what: str, cpu: float, turns_s: float | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "what": what, "cpu_us_turn": round(cpu, 2)}
    return row if turns_s is None else {**row, "turns_s": round(turns_s, 1)}


def _microseconds(work: Callable[[], object], turns: int) -> float:
    work()
    goes = []
    for _ in range(GOES):
        before = time.process_time()
        work()
        goes.append((time.process_time() - before) / turns * 1e6)
    return median(goes)


def _updates(population: Path, people: int) -> list[bytes]:
    lines = population.read_text(encoding="utf-8").splitlines()[:people]
    return [
        update
        for person, line in enumerate(lines)
        for update in written_for(Dialogue.from_json(line).templates(), person)
    ]


def _incoming(update: bytes) -> Incoming:
    meant = meaning(parse(update))
    assert isinstance(meant, Spoken | Pressed)
    return meant.incoming


def _talks(taken: Sequence[Incoming]) -> list[tuple[State, Heard]]:
    """Each turn with the state that it finds, and the labels that the person sees."""
    states: dict[str, State] = {}
    shown: dict[str, dict[str, str]] = {}
    talks: list[tuple[State, Heard]] = []
    for one in taken:
        state, heard = states.get(one.person, State(language=one.language)), one.heard
        if isinstance(heard, Said):
            heard = replace(heard, labels=shown.get(one.person, {}))
        talks.append((state, heard))
        turn = respond(JOURNEYS, state, heard, today=TODAY, rules=rulebook())
        states[one.person] = turn.state
        screen = _screen(turn.reply, turn.state.language)
        shown[one.person] = {button.key: button.label for button in screen.options}
    return talks


def _respond(talks: Sequence[tuple[State, Heard]]) -> None:
    for state, heard in talks:
        respond(JOURNEYS, state, heard, today=TODAY, rules=rulebook())


def _screen(reply: Reply, language: str) -> Screen:
    return render(reply, translator(language))


def _laid_out(screen: Screen) -> bytes:
    page = lay_out(screen).of(1)
    *_, last = parts(page.text)
    return orjson.dumps({"text": last.text, "entities": last.entities(), "reply_markup": as_markup(page.keys)})


# ── On the disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _on_disk(name: str, what: str, commit: Callable[[range], object], turns: int) -> dict[str, Any]:
    """Batch after batch, all of other people."""
    people, goes = iter(_ranges()), []
    for _ in range(GOES):
        began, before = time.perf_counter(), time.process_time()
        for _ in range(turns // BATCH):
            commit(next(people))
        goes.append((time.process_time() - before, time.perf_counter() - began))
    done = turns // BATCH * BATCH
    cpu, took = median(cpu for cpu, _ in goes), median(took for _, took in goes)
    return _row(name, what, cpu / done * 1e6, done / took)


def _ranges() -> Iterator[range]:
    first = 10**8
    while True:
        yield range(first, first := first + BATCH)


def _storage(folder: Path) -> Callable[[range], object]:
    """Turns as Canbao keeps them, without a thread or a loop around it."""
    path = folder / "canbao.db"
    like = asyncio.run(_real_turns(path))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")

    def commit(people: range) -> None:
        transact(connection, partial(take_all, turns=[in_plain(turn) for turn in renamed(like, people)]))

    return commit


async def _real_turns(path: Path) -> list[Turn]:
    async with open_conversation(Settings(database=path), CLOCK, [NoChannel(lambda person: None)]) as conversation:
        return await real_turns(conversation)


def _plain(folder: Path) -> Callable[[range], object]:
    """A session, an event and a message each, as short as SQLite can be told."""
    like = asyncio.run(_real_turns(folder / "like.db"))
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE sessions (person INTEGER PRIMARY KEY, state TEXT NOT NULL)",
        "CREATE TABLE inbox (event INTEGER PRIMARY KEY, heard TEXT NOT NULL)",
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    ):
        connection.execute(statement)

    def commit(people: range) -> None:
        turns = renamed(like, people)
        pairs = ",".join(["(?,?)"] * len(turns))
        connection.execute("BEGIN IMMEDIATE")
        for into, values in (
            ("sessions (person, state)", ((int(turn.person), turn.state) for turn in turns)),
            ("inbox (event, heard)", ((int(turn.person), turn.heard) for turn in turns)),
            ("outbox (id, body)", ((int(turn.person), turn.replies[0].body) for turn in turns)),
        ):
            connection.execute(
                f"INSERT INTO {into} VALUES {pairs} ON CONFLICT DO NOTHING",  # noqa: S608 - our own names
                [value for pair in values for value in pair],
            )
        connection.execute("COMMIT")

    return commit


if __name__ == "__main__":
    sys.stdout.write(json.dumps(floors(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
