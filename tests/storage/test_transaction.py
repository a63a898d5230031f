import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.transaction import Transaction, transact


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT NOT NULL)")
        yield connection


def notes(connection: sqlite3.Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT text FROM notes")]


def test_work_that_succeeds_is_kept_and_its_outcome_returned(connection: sqlite3.Connection) -> None:
    def work(transaction: Transaction) -> str:
        transaction.execute_each("INSERT INTO notes VALUES (:text)", [{"text": "一"}, {"text": "二"}])
        return "done"

    assert transact(connection, work) == "done"
    assert notes(connection) == ["一", "二"]


@pytest.mark.parametrize("failure", [ValueError("no"), KeyboardInterrupt()])
def test_work_that_fails_in_any_way_is_undone(connection: sqlite3.Connection, failure: BaseException) -> None:
    def work(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO notes VALUES (:text)", text="一")
        raise failure

    with pytest.raises(type(failure)):
        transact(connection, work)
    assert not connection.in_transaction
    assert notes(connection) == []
