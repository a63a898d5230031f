"""Soundness: whether a database is still what was written, down to the last row, before anybody is served from it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage import inbox, outbox, people, sessions
from storage.columns import is_sound
from storage.connection import check_place, explained, looking_at
from storage.errors import CannotOpen, Damaged, StorageError
from storage.schema import check_history, migrations
from storage.texts import is_text
from storage.transaction import Transaction

_PATIENCE = 5.0
"""Seconds to wait for a program that holds the file for itself."""

_CHECKED = {"sessions": sessions.CHECKED, "inbox": inbox.CHECKED, "people": people.CHECKED}

_CONTRADICTIONS = {
    "a row refers to one that is missing": "SELECT 1 FROM pragma_foreign_key_check",
    "the events of somebody are not one chain": "SELECT 1 FROM inbox JOIN ("
    "SELECT id, lag(id) OVER (PARTITION BY channel, person ORDER BY id) AS before FROM inbox"
    ") AS ordered USING (id) WHERE inbox.previous IS NOT ordered.before",
    "a conversation does not end with its last event": "SELECT 1 FROM inbox "
    "LEFT JOIN sessions USING (channel, person) "
    "GROUP BY channel, person HAVING max(inbox.id) IS NOT max(sessions.last_event)",
    "a message answers somebody else's event": "SELECT 1 FROM outbox JOIN inbox ON inbox.id = outbox.inbox_id "
    "WHERE outbox.channel <> inbox.channel OR outbox.person <> inbox.person",
    "a message is not delivered as it was written": "SELECT 1 FROM outbox "
    "LEFT JOIN deliveries ON deliveries.message_id = outbox.id "
    "WHERE deliveries.channel IS NOT outbox.channel OR deliveries.priority IS NOT outbox.priority",
}
"""What is kept twice, or follows from something else: rows in which the two contradict each other."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How much there is in a database."""

    sessions: int
    events: int
    messages: int


def check(path: Path, *, every_row: bool = True, name: Path | None = None) -> Contents:
    """Read a database and say how much is in it. Nothing is changed, and whoever uses it goes on meanwhile.

    Raises Damaged with what is wrong, CannotOpen where there is no database or it is not one of ours, and StorageError;
    `name` is what their sentences call the file. Without `every_row` the rows of conversations are not compared with
    their checksums, which is half of the work, and done again whenever they are read.
    """
    name = name or path
    check_place(path)
    if not path.exists():
        raise CannotOpen(f"There is no database {name}.")
    if path.stat().st_size == 0:
        raise Damaged(f"{name} is empty. Restore a backup, or delete the file if there was never anything in it.")
    try:
        with explained(name), looking_at(path, _PATIENCE) as connection:
            for problem in _problems(connection, name, every_row=every_row):
                raise _damaged(name, problem)
            return _contents(connection)
    except StorageError as error:
        if type(error) is StorageError:  # SQLite finds it so wrong that it has no name for it
            raise _damaged(name, str(error.__cause__)) from error
        raise


def _damaged(path: Path, what: str) -> Damaged:
    return Damaged(f"{path} is damaged: {what}. It was left as it is. Restore a backup, or choose another path.")


def _problems(connection: sqlite3.Connection, path: Path, *, every_row: bool) -> Iterator[str]:
    transaction = Transaction(connection)
    for row in transaction.execute("PRAGMA integrity_check(1)"):
        if row[0] != "ok":
            yield str(row[0]).splitlines()[-1]
    known = migrations()
    if not transaction.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'"):
        yield "it is not one of Canbao's databases"
    if check_history(transaction, known, path) != known:
        return  # what an older Canbao kept had no checksums
    for contradiction, query in _CONTRADICTIONS.items():
        if transaction.execute(f"{query} LIMIT 1"):
            yield contradiction
    if every_row:
        yield from _changed_rows(connection)


def _changed_rows(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.cursor()
    rows.row_factory = None  # tuples: there may be millions
    for table, columns in _CHECKED.items():
        for stored, *content in rows.execute(f"SELECT checksum, {', '.join(columns)} FROM {table}"):  # noqa: S608
            if not is_sound(stored, *content):
                yield f"a row of {table} is not what was written"
    for name, body in rows.execute("SELECT name, body FROM texts"):
        if not is_text(name, body):
            yield "a row of texts is not what was written"
    columns, notes = (*outbox.CHECKED, *outbox.NOTED), len(outbox.CHECKED)
    told = f"SELECT checksum, notes_checksum, body, {', '.join(columns)} FROM messages"  # noqa: S608
    for stored, notes_stored, body, *row in rows.execute(told):
        if not outbox.is_sound_message(stored, notes_stored, body, tuple(row[:notes]), tuple(row[notes:])):
            yield "a row of outbox or deliveries is not what was written"


def _contents(connection: sqlite3.Connection) -> Contents:
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM inbox), (SELECT count(*) FROM outbox)"
    )
    return Contents(*counts.fetchone())
