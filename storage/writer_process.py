"""The writer process: writes turns for the server that started it, on a core of its own.

Whatever it was sent is committed before it answers. When the server is gone, however it went, nothing more is begun:
the next server settles what this one left, and must not find more afterwards.
"""

import gc
import select
import signal
import socket
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from storage.connection import IN_MEMORY
from storage.frames import Frames, framed
from storage.jobs import Asked, Failed, all_of
from storage.opening import open_for_writing
from storage.transaction import Transaction, transact

_AT_ONCE = 1 << 20
"""Bytes read at a time."""


class Abandoned(Exception):
    """The server is gone."""


class Writer:
    """Does what is asked on one end of a pair of sockets."""

    def __init__(self, line: socket.socket, connection: sqlite3.Connection) -> None:
        self._line = line
        self._connection = connection
        self._hangup = select.poll()
        self._hangup.register(line, 0)  # being hung up on is told whatever one asks for

    def serve(self) -> None:
        """Answer until the server hangs up."""
        frames = Frames()
        while read := self._line.recv(_AT_ONCE):
            if batches := list(frames.whole(read)):
                outcomes = iter(self._done([asked for batch in batches for asked in batch]))
                answers = [framed([next(outcomes) for _ in batch]) for batch in batches]
                self._line.sendall(b"".join(answers))

    def _done(self, asked: Sequence[Asked]) -> Sequence[object]:
        def work(transaction: Transaction) -> list[object]:
            # Asked within the transaction: whoever comes after the server waits for its end, and sees all of it.
            if self._hangup.poll(0):
                raise Abandoned
            return all_of(transaction, asked)

        try:
            return transact(self._connection, work)
        except Abandoned:
            raise
        except Exception as error:
            return [Failed(error)] * len(asked)


def main() -> None:
    """Open the database, say so, and serve."""
    descriptor, path, patience = sys.argv[1:]
    for signal_ in (signal.SIGINT, signal.SIGTERM):  # the server ends first, and then this
        signal.signal(signal_, signal.SIG_IGN)
    with suppress(Abandoned, OSError), socket.socket(fileno=int(descriptor)) as line:
        try:
            connection = open_for_writing(Path(path), float(patience), (IN_MEMORY,))
        except Exception as error:
            line.sendall(framed([Failed(error)]))
            return
        with closing(connection):
            gc.freeze()
            line.sendall(framed([None]))
            Writer(line, connection).serve()


if __name__ == "__main__":
    main()
