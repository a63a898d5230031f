"""Jobs: what is asked of a connection, and how those that arrive together are done in one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from storage.transaction import Outcome, Transaction, Work

Item = TypeVar("Item")


class Failed:
    """What became of a job that failed, told among the outcomes of those that did not."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


Together = Callable[[Transaction, Sequence[Item]], Sequence[Outcome | Failed]]
"""How many people's items of one kind are dealt with at once: an outcome for each, in their order."""

Future = asyncio.Future[Any]

Asked = tuple[Callable[..., Any], Any]
"""The kind of a job and its item. Jobs of one kind that follow each other are done together."""


def all_of(transaction: Transaction, asked: Sequence[Asked]) -> list[object]:
    """Do jobs within a transaction: an outcome, or `Failed`, for each."""
    outcomes: list[object] = []
    for kind, some in groupby(asked, key=itemgetter(0)):
        items = [item for _, item in some]
        found = kind(transaction, items)
        if len(found) != len(items):  # some would wait for ever
            raise RuntimeError(f"{kind.__name__} had {len(found)} outcomes for {len(items)} items")
        outcomes += found
    return outcomes


def one_by_one(transaction: Transaction, works: Sequence[Work[Any]]) -> list[Any]:
    """The kind of work that shares nothing but the transaction."""
    return [attempted(transaction, work) for work in works]


def attempted(transaction: Transaction, work: Work[Outcome]) -> Outcome | Failed:
    """What the work returns, or that it failed with nothing written. Raises what makes the whole transaction fail."""
    try:
        with transaction.attempt():
            return work(transaction)
    except Exception as error:
        if not transaction.goes_on:
            raise
        return Failed(error)


def settle(told: Iterable[tuple[Future, object]]) -> None:
    """Tell those who wait what became of their jobs."""
    for future, outcome in told:
        if future.done():  # whoever asked was cancelled meanwhile
            continue
        if isinstance(outcome, Failed):
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome)
