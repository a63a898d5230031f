import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any, TypeVar

import pytest

from storage.jobs import one_by_one
from storage.transaction import Transaction, transact

Done = TypeVar("Done")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)")
        yield connection


def notes(connection: sqlite3.Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT text FROM notes")]


def test_work_that_succeeds_is_kept_and_its_outcome_returned(connection: sqlite3.Connection) -> None:
    def work(transaction: Transaction) -> str:
        transaction.execute("INSERT INTO notes (text) VALUES (:text)", text="一")
        transaction.execute("INSERT INTO notes (text) VALUES (:text)", text="二")
        return "done"

    assert transact(connection, work) == "done"
    assert notes(connection) == ["一", "二"]


@pytest.mark.parametrize("failure", [ValueError("no"), KeyboardInterrupt()])
def test_work_that_fails_in_any_way_is_undone(connection: sqlite3.Connection, failure: BaseException) -> None:
    def work(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO notes (text) VALUES (:text)", text="一")
        raise failure

    with pytest.raises(type(failure)):
        transact(connection, work)
    assert not connection.in_transaction
    assert notes(connection) == []


INSERT = "INSERT INTO notes (text) WITH given (text) AS (VALUES :rows) SELECT text FROM given WHERE text IS NOT NULL"
SIZES = [1, 2, 3, 63, 64, 65, 127, 128, 129, 300]


@pytest.mark.parametrize("size", SIZES)
def test_rows_inserted_together_get_their_numbers_in_order(connection: sqlite3.Connection, size: int) -> None:
    transaction = Transaction(connection)
    assert transaction.insert_together(INSERT, [("早先",), ("更早",)]) == [1, 2]
    connection.execute("DELETE FROM notes WHERE id = 2")  # a number is never given again

    numbers = transaction.insert_together(INSERT, [(f"第{number}条",) for number in range(size)])
    assert numbers == list(range(3, size + 3))
    stored = connection.execute("SELECT id, text FROM notes WHERE id > 2 ORDER BY id").fetchall()
    assert stored == [(number + 3, f"第{number}条") for number in range(size)]


@pytest.mark.parametrize("size", SIZES)
def test_rows_changed_together_are_counted(connection: sqlite3.Connection, size: int) -> None:
    transaction = Transaction(connection)
    numbers = transaction.insert_together(INSERT, [("一",)] * size)
    update = (
        "UPDATE notes SET text = given.text FROM (WITH given (id, text) AS (VALUES :rows) SELECT * FROM given) "
        "AS given WHERE notes.id = given.id"
    )
    assert transaction.change_together(update, [(number, f"第{number}条") for number in numbers]) == size
    assert notes(connection) == [f"第{number}条" for number in numbers]
    assert transaction.change_together(update, [(number + size, "没有") for number in numbers]) == 0


@pytest.mark.parametrize("size", SIZES)
def test_rows_looked_up_together_are_all_found(connection: sqlite3.Connection, size: int) -> None:
    transaction = Transaction(connection)
    numbers = transaction.insert_together(INSERT, [(f"第{number}条",) for number in range(size)])
    found = transaction.execute_together(
        "WITH given (id) AS (VALUES :rows) SELECT text FROM given JOIN notes USING (id)",
        [(number,) for number in numbers],
    )
    assert sorted(text for (text,) in found) == sorted(notes(connection))


def test_nothing_together_is_nothing(connection: sqlite3.Connection) -> None:
    transaction = Transaction(connection)
    assert transaction.insert_together(INSERT, []) == []
    assert transaction.change_together(INSERT, []) == 0
    assert transaction.execute_together(INSERT, []) == []


def fail(transaction: Transaction) -> None:
    with suppress(LookupError), transaction.attempt():
        transaction.insert_together(INSERT, [("二",)])
        raise LookupError


def test_an_attempt_that_fails_is_undone_and_the_rest_is_kept(connection: sqlite3.Connection) -> None:
    def work(transaction: Transaction) -> None:
        transaction.insert_together(INSERT, [("一",)])
        fail(transaction)
        with transaction.attempt():
            transaction.insert_together(INSERT, [("三",)])

    transact(connection, work)
    assert notes(connection) == ["一", "三"]


def test_an_attempt_within_an_attempt_is_undone_by_itself(connection: sqlite3.Connection) -> None:
    def work(transaction: Transaction) -> None:
        with transaction.attempt():
            transaction.insert_together(INSERT, [("一",)])
            fail(transaction)
            transaction.insert_together(INSERT, [("三",)])

    transact(connection, work)
    assert notes(connection) == ["一", "三"]


class CannotUndo(sqlite3.Connection):
    """A connection that fails twice in a row when part of a transaction is to be undone."""

    failures = 2

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        return self._or_fail(sql.startswith("ROLLBACK"), lambda: super(CannotUndo, self).execute(sql, *given))

    def rollback(self) -> None:
        self._or_fail(True, super().rollback)

    def _or_fail(self, undoes: bool, call: Callable[[], Done]) -> Done:
        if undoes and self.failures:
            self.failures -= 1
            raise sqlite3.OperationalError("disk I/O error")
        return call()


def test_what_should_be_undone_and_cannot_be_is_not_kept_with_the_rest() -> None:
    """A turn that is refused, with nothing wrong but that: half of it must not be committed with those of others."""

    def refused(transaction: Transaction) -> None:
        transaction.insert_together(INSERT, [("二",)])
        raise LookupError

    with closing(sqlite3.connect(":memory:", isolation_level=None, factory=CannotUndo)) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)")
        with pytest.raises(sqlite3.OperationalError, match="I/O"):
            transact(connection, lambda transaction: one_by_one(transaction, [refused]))
        transact(connection, lambda transaction: transaction.insert_together(INSERT, [("三",)]))
        assert notes(connection) == ["三"]
