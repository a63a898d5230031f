"""How times and JSON are written in a column, and read back.

A time is a whole number of microseconds since 1970 in UTC: exact, ordered, and the same in every database.
JSON is text; Chinese stays readable in it.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def from_time(moment: datetime) -> int:
    """The number that stands for a moment. Raises ValueError for a time without its zone: it could be any of many."""
    if moment.utcoffset() is None:
        raise ValueError("a stored time needs its time zone")
    return (moment - _EPOCH) // _MICROSECOND


def to_time(stored: int) -> datetime:
    """The moment a number stands for, in UTC."""
    return _EPOCH + stored * _MICROSECOND


def from_json(value: Mapping[str, object]) -> str:
    """The text that stands for an object. Raises TypeError or ValueError for what JSON cannot hold."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half a surrogate pair, which a hostile text may hold, is not UTF-8; its backslash escape is the same JSON.
    return text.encode(errors="backslashreplace").decode()


def to_json(stored: str) -> dict[str, object] | None:
    """The object a text stands for, or None when the text is damaged: one bad row must never stop a conversation."""
    try:
        value = json.loads(stored)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
