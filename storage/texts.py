"""Texts: what people are told, kept once however many are told it.

A text is named by its words. Whoever is about to say one knows what it is called, and need not hand over words that are
kept already; and words that were changed by a fault of the disk do not fit their name any more.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from storage.transaction import Transaction


@lru_cache(1024)  # many are told the same; a few megabytes at most
def name_of(body: str) -> int:
    """What a text is called. Raises ValueError for what is not Unicode."""
    return int.from_bytes(blake2b(body.encode(), digest_size=8).digest(), "big", signed=True)


def is_text(name: object, body: str | None) -> bool:
    """Whether these are still the words that the name was made from."""
    return body is not None and name == name_of(body)


class NoSuchText(Exception):
    """A text is not kept, and its words were not given."""


def keep_texts(transaction: Transaction, given: Mapping[int, str], wanted: Iterable[int]) -> None:
    """See to it, within a transaction, that all wanted texts are kept. Raises NoSuchText.

    One whose words are given is mended if a fault of the disk has changed it: many are told the same.
    """
    names = set(wanted)
    kept = transaction.execute_together(
        "WITH given (name) AS (VALUES :rows) SELECT texts.name FROM given JOIN texts ON texts.name = given.name",
        [(name,) for name in names],
    )
    missing = names.difference(row["name"] for row in kept)
    if not missing <= given.keys():
        raise NoSuchText
    transaction.execute_together(
        "WITH given (name, body) AS (VALUES :rows) "
        "INSERT INTO texts (name, body) SELECT name, body FROM given WHERE name IS NOT NULL "
        "ON CONFLICT (name) DO UPDATE SET body = excluded.body WHERE texts.body <> excluded.body",
        [(name, given[name]) for name in names & given.keys()],
    )


def let_go_of_texts(transaction: Transaction) -> None:
    """Remove the texts that nobody was told, or that everybody who was is forgotten."""
    transaction.execute("DELETE FROM texts WHERE name NOT IN (SELECT text FROM outbox WHERE text IS NOT NULL)")
