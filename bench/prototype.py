"""A bare prototype of Canbao's design: lanes, sessions in memory, group commit at `synchronous=FULL`; no rules.

What Canbao costs more than this is what rules, texts, sources, checks and the wish to be readable cost.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import orjson

from bench.bot_api import ANSWERS
from bench.contender import Bot, Sent
from bench.peers import toy

_SCHEMA = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "CREATE TABLE IF NOT EXISTS sessions (person INTEGER PRIMARY KEY, state TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS inbox (event INTEGER PRIMARY KEY, person INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, event INTEGER NOT NULL, body TEXT NOT NULL)",
)
_AT_ONCE = 64


class Writer:
    """A thread that commits together whatever came in during the last commit, and then tells those who wait."""

    def __init__(self, path: Path) -> None:
        self._queue: SimpleQueue[tuple[int, int, str, str, asyncio.Future[None]] | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._path = path
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def keep(self, person: int, event: int, state: str, body: str) -> "asyncio.Future[None]":
        """One turn; the future is done once it is on the disk."""
        kept = self._loop.create_future()
        self._queue.put((person, event, state, body, kept))
        return kept

    def close(self) -> None:
        """Keep what is left, and end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        while (first := self._queue.get()) is not None:
            batch = [first]
            while len(batch) < _AT_ONCE:
                try:
                    following = self._queue.get_nowait()
                except Empty:
                    break
                if following is None:
                    self._queue.put(None)
                    break
                batch.append(following)
            _commit(connection, batch)
            self._loop.call_soon_threadsafe(_tell, [kept for *_, kept in batch])
        connection.close()


def _commit(connection: sqlite3.Connection, batch: list[tuple[int, int, str, str, "asyncio.Future[None]"]]) -> None:
    pairs = ",".join(["(?,?)"] * len(batch))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        f"INSERT INTO sessions (person, state) VALUES {pairs} ON CONFLICT DO UPDATE SET state = excluded.state",  # noqa: S608 - question marks only
        [value for person, _, state, _, _ in batch for value in (person, state)],
    )
    connection.execute(
        f"INSERT INTO inbox (event, person) VALUES {pairs}",  # noqa: S608
        [value for person, event, *_ in batch for value in (event, person)],
    )
    connection.execute(
        f"INSERT INTO outbox (event, body) VALUES {pairs}",  # noqa: S608
        [value for _, event, _, body, _ in batch for value in (event, body)],
    )
    connection.execute("COMMIT")


def _tell(waiting: "list[asyncio.Future[None]]") -> None:
    for kept in waiting:
        if not kept.done():
            kept.set_result(None)


class Prototype:
    """The whole bot."""

    def __init__(self, sent: Sent, writer: Writer, sessions: dict[int, toy.Answers]) -> None:
        self._sent = sent
        self._writer = writer
        self._sessions = sessions
        self._lanes: dict[int, deque[asyncio.Future[None]]] = {}

    async def take(self, update: bytes) -> None:
        """One turn: the person's lane, the answer, the disk, the reply."""
        parsed = orjson.loads(update)
        query = parsed.get("callback_query")
        message = parsed["message"] if query is None else query["message"]
        person, heard = message["chat"]["id"], message["text"] if query is None else query["data"]
        if (lane := self._lanes.get(person)) is None:
            self._lanes[person] = deque()
        else:
            turn = asyncio.get_running_loop().create_future()
            lane.append(turn)
            await turn
        answers = dict(self._sessions.get(person) or {})
        if parsed["update_id"] > int(answers.get("event", "-1")):  # what was taken before is not taken again
            text = answer(answers, heard, tapped=query is not None)
            rows = toy.keyboard(answers["state"], answers)
            answers["turns"] = str(int(answers.get("turns", "0")) + 1)
            answers["event"] = str(parsed["update_id"])
            body = reply(person, text, rows)
            await self._writer.keep(person, parsed["update_id"], orjson.dumps(answers).decode(), body.decode())
            self._sessions[person] = answers
            self._send(person, query)
        if waiting := self._lanes[person]:
            waiting.popleft().set_result(None)
        else:
            del self._lanes[person]

    def _send(self, person: int, query: dict[str, str] | None) -> None:
        if query is not None:
            orjson.loads(ANSWERS["answerCallbackQuery"] if orjson.dumps({"callback_query_id": query["id"]}) else b"")
        self._sent(person)
        orjson.loads(ANSWERS["sendMessage"])

    async def held(self, person: int) -> int:
        """The turns counted."""
        return int(self._sessions.get(person, {}).get("turns", "0"))

    def others(self) -> tuple[int, ...]:
        """It works alone."""
        return ()

    def facts(self) -> dict[str, float]:
        """Nothing more to say."""
        return {}

    def remember(self, sessions: int) -> None:
        """It keeps every session where it keeps them."""


def answer(answers: toy.Answers, heard: str, *, tapped: bool) -> str:
    """The toy dialogue, without a framework: changes the answers, and says what is said."""
    name, _, value = heard.partition(":")
    state = answers.get("state", toy.REGION)
    match state, name:
        case _, entry if entry.startswith("/start"):
            answers.clear()
            state = toy.REGION
        case _, "/back":
            state = toy.step_back(state, answers)
        case toy.TOLD, "/review":
            return toy.summary(answers)
        case toy.TOLD, "/menu":
            return toy.DONE
        case toy.REGION, _ if not tapped:
            answers["region"] = heard
            state = toy.after_region(answers)
        case toy.PART, "where":
            answers["part"], state = value, toy.BORN
        case toy.BORN, _ if not tapped and (day := toy.read_day(heard)):
            answers["born"], state = day.isoformat(), toy.HUKOU
        case toy.HUKOU, "hukou":
            answers["hukou"] = value
            state = toy.after_hukou(answers)
        case toy.PARENTS, "parents_insured":
            answers["parents"], state = value, toy.TOLD
        case _:
            return toy.NOT_UNDERSTOOD
    answers["state"] = state
    return toy.said(state, answers)


def reply(person: int, text: str, rows: toy.Rows) -> bytes:
    """The body of a message as it would be posted."""
    keys = [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
    return orjson.dumps({"chat_id": person, "text": text, "reply_markup": {"inline_keyboard": keys}})


@asynccontextmanager
async def open_prototype(folder: Path, sent: Sent) -> AsyncIterator[Bot]:
    """The prototype on a file in a folder."""
    path = folder / "prototype.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        for statement in _SCHEMA:
            connection.execute(statement)
        stored = connection.execute("SELECT person, state FROM sessions").fetchall()
    connection.close()
    writer = Writer(path)
    try:
        yield Prototype(sent, writer, {person: orjson.loads(state) for person, state in stored})
    finally:
        writer.close()
