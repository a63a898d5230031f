"""Events: what happened in visits, step by step, without whom it happened to and without a word of what was said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from storage.columns import from_time
from storage.transaction import Transaction

Kind = Literal["scan", "start", "ask", "misunderstood", "conclusion", "done"]


class Event(NamedTuple):
    """One thing that happened at one step of one visit. `region` is a city or wider, empty while it is not known."""

    at: datetime
    channel: str
    kind: Kind
    journey: str
    step: str
    region: str
    visit: str
    poster: str | None = None


EventRow = tuple[int, str, str, str, str, str, str | None, str]
"""An event as it is kept."""


def as_row(event: Event) -> EventRow:
    """An event as it is kept."""
    at, channel, kind, journey, step, region, visit, poster = event
    return from_time(at), channel, kind, journey, step, region, poster, visit


def add_events(transaction: Transaction, rows: Sequence[EventRow]) -> None:
    """Keep what happened, within the transaction of the turns in which it did."""
    transaction.execute_together(
        "WITH given (at, channel, kind, journey, step, region, poster, visit) AS (VALUES :rows) "
        "INSERT INTO events (at, channel, kind, journey, step, region, poster, visit) "
        "SELECT at, channel, kind, journey, step, region, poster, visit FROM given WHERE at IS NOT NULL",
        rows,
    )
