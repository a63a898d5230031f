"""A transaction: statements that are kept together or not at all.

Work on a transaction is a plain function, run from its first statement to its commit on the thread that owns the
connection. Nothing is awaited in between, so no other coroutine can slip in and no cancelled task can leave it open.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Outcome = TypeVar("Outcome")
Row = sqlite3.Row


class Transaction:
    """What may be done between begin and commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, **values: object) -> list[Row]:
        """Run one statement with its named values and return its rows."""
        return self._connection.execute(sql, values).fetchall()

    def execute_each(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run one statement once for each set of values."""
        self._connection.executemany(sql, rows)


Work = Callable[[Transaction], Outcome]


def transact(connection: sqlite3.Connection, work: Work[Outcome]) -> Outcome:
    """Do the work in one transaction and return what it returns; if anything fails, also the commit, undo all of it.

    The write lock is taken at the beginning: waiting for it later, with something already read, cannot be waited out.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcome = work(Transaction(connection))
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return outcome
