"""Frames: how one of our processes hands another what it asks, and what came of it, over a pair of sockets."""

import pickle
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct("<Q")


def framed(content: object) -> bytes:
    """What is written for some content, which must be plain values and what can be named: functions of modules."""
    written = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(written)) + written


class Frames:
    """Gathers what is read, in whatever pieces it comes."""

    def __init__(self) -> None:
        self._read = bytearray()

    def whole(self, more: bytes) -> Iterator[Any]:
        """Everything that is whole once this has arrived. To be read to its end."""
        self._read += more
        begin = 0
        while len(self._read) >= (content := begin + _LENGTH.size):
            end = content + _LENGTH.unpack_from(self._read, begin)[0]
            if len(self._read) < end:
                break
            with memoryview(self._read) as view, view[content:end] as written:
                # Nobody else can write here: it is a pair of sockets between a process and the one it started.
                found = pickle.loads(written)  # noqa: S301
            begin = end
            yield found
        del self._read[:begin]
