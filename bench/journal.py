"""The journal: what a process that is about to be killed did, written to a pipe, which outlives it."""

import os
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_RECORD = struct.Struct("<cq")
Happened = Literal["handed", "confirmed", "replied"]
_CODES: dict[Happened, bytes] = {"handed": b"h", "confirmed": b"c", "replied": b"r"}


@dataclass(frozen=True)
class Journal:
    """Writes down, one record at a time: an update handed in, its reply sent out, the platform told to forget it."""

    pipe: int

    def handed(self, person: int) -> None:
        """An update is handed in."""
        os.write(self.pipe, _RECORD.pack(b"h", person))

    def confirmed(self, person: int) -> None:
        """The bot took it: the platform will not send it again."""
        os.write(self.pipe, _RECORD.pack(b"c", person))

    def replied(self, person: int) -> None:
        """The reply is out: the person knows."""
        os.write(self.pipe, _RECORD.pack(b"r", person))


@dataclass
class Account:
    """What became of each person's turns, read from a journal."""

    handed: Counter[int] = field(default_factory=Counter)
    confirmed: Counter[int] = field(default_factory=Counter)
    replied: Counter[int] = field(default_factory=Counter)

    def add(self, records: bytes) -> bytes:
        """Count whole records; returns the beginning of one that is not complete yet."""
        whole = len(records) - len(records) % _RECORD.size
        for happened, person in _records(records[:whole]):
            getattr(self, happened)[person] += 1
        return records[whole:]


def _records(written: bytes) -> Iterator[tuple[Happened, int]]:
    names = {code: name for name, code in _CODES.items()}
    for code, person in _RECORD.iter_unpack(written):
        yield names[code], person
