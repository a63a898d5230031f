"""How times and checksums are written in a column, and read back.

A time is a whole number of microseconds since 1970 in UTC: exact, ordered, and the same in every database. A checksum
covers what a person said or is told, so that a disk that slowly fails is noticed before its mistakes are passed on.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zlib import crc32

FROM_BEFORE = -1
"""Stands for the checksum in rows that had none when they were written."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=1024)  # a turn writes its time into half a dozen rows
def from_time(moment: datetime) -> int:
    """The number that stands for a moment. Raises ValueError for a time without its zone: it could be any of many."""
    if moment.utcoffset() is None:
        raise ValueError("a stored time needs its time zone")
    return (moment - _EPOCH) // _MICROSECOND


def to_time(stored: int) -> datetime:
    """The moment a number stands for, in UTC."""
    return _EPOCH + stored * _MICROSECOND


def checksum(*content: str | int | None) -> int:
    """The number that tells whether a row still says what was written. Raises ValueError for what is not Unicode."""
    return crc32("\0".join(map(str, content)).encode())


def is_sound(stored: int | None, *content: str | int | None) -> bool:
    """Whether a row still says what was written; rows from before there were checksums are believed.

    A row that lost its end has no checksum at all, and is not one from before.
    """
    return stored == FROM_BEFORE or stored == checksum(*content)
