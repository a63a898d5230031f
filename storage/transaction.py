"""A transaction: statements that are kept together or not at all.

Work on a transaction is a plain function, run from its first statement to its commit on the thread that owns the
connection. Nothing is awaited in between, so no other coroutine can slip in and no cancelled task can leave it open.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import TypeVar

Outcome = TypeVar("Outcome")
Row = sqlite3.Row
Given = Sequence[tuple[object, ...]]
"""Rows handed to one statement; the first column is never NULL."""

_AT_ONCE = 64
"""How many rows one statement takes: more save nothing, and SQLite has a limit of values."""


class Transaction:
    """What may be done between begin and commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._is_spoilt = False

    def execute(self, sql: str, **values: object) -> list[Row]:
        """Run one statement with its named values and return its rows."""
        return self._connection.execute(sql, values).fetchall()

    def execute_together(self, sql: str, given: Given) -> list[Row]:
        """Run one statement for many rows, which stand for `:rows` in its `WITH given (…) AS (VALUES :rows)`.

        One statement hands the interpreter over once, and not once for each row, which is what rows cost most. So that
        few statements have to be prepared, rows of NULLs fill a power of two: a statement that inserts leaves out what
        has NULL in the first column; one that joins never meets them.
        """
        found: list[Row] = []
        for some in _portions(given):
            found += self._execute_some(sql, some).fetchall()
        return found

    def insert_together(self, sql: str, given: Given) -> list[int]:
        """Insert many rows and return the numbers they were given, in the order of the rows.

        The statement must insert every row: SQLite numbers the rows of one statement one after another.
        """
        numbers: list[int] = []
        for some in _portions(given):
            last = self._execute_some(sql, some).lastrowid or 0
            numbers += range(last - len(some) + 1, last + 1)
        return numbers

    def change_together(self, sql: str, given: Given) -> int:
        """Insert or update many rows, and say how many there were.

        The statement must begin with `INSERT` or `UPDATE`: of others Python does not say how many.
        """
        return sum(self._execute_some(sql, some).rowcount for some in _portions(given))

    def _execute_some(self, sql: str, given: Given) -> sqlite3.Cursor:
        width, size = len(given[0]), 1 << (len(given) - 1).bit_length()
        values = [*chain.from_iterable(given), *((None,) * (width * (size - len(given))))]
        return self._connection.execute(_with_rows(sql, width, size), values)

    @property
    def goes_on(self) -> bool:
        """Whether the transaction may be committed: some failures, such as a full disk, undo all of it.

        It may not, either, once a part of it was to be undone and could not be.
        """
        return self._connection.in_transaction and not self._is_spoilt

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the transaction that is undone by itself when it raises; if it cannot be, all of it is undone."""
        self._connection.execute("SAVEPOINT attempt")
        try:
            yield
            self._connection.execute("RELEASE attempt")
        except BaseException:
            if self.goes_on:
                self._undo_attempt()
            raise

    def _undo_attempt(self) -> None:
        try:
            self._connection.execute("ROLLBACK TO attempt")
            self._connection.execute("RELEASE attempt")
        except BaseException:
            self._is_spoilt = True  # should undoing all of it fail as well
            self._connection.rollback()
            raise


def _portions(given: Given) -> Iterator[Given]:
    return (given[start : start + _AT_ONCE] for start in range(0, len(given), _AT_ONCE))


@lru_cache(maxsize=256)
def _with_rows(sql: str, width: int, size: int) -> str:
    row = f"({','.join('?' * width)})"
    return sql.replace(":rows", ",".join([row] * size))


Work = Callable[[Transaction], Outcome]


def transact(connection: sqlite3.Connection, work: Work[Outcome]) -> Outcome:
    """Do the work in one transaction and return what it returns; if anything fails, also the commit, undo all of it.

    The write lock is taken at the beginning: waiting for it later, with something already read, cannot be waited out.
    """
    if connection.in_transaction:  # undoing the one before failed, too
        connection.rollback()
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcome = work(Transaction(connection))
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return outcome
