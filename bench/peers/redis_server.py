"""A Redis server of our own: on a socket in a folder, with an append-only file, and nobody else's data."""

import ctypes
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STARTS_WITHIN = 10.0
_PR_SET_PDEATHSIG = 1


@contextmanager
def redis_server(folder: Path, fsync: str) -> Iterator[tuple[Path, int]]:
    """A running server; gives its socket and its process id. What a killed one left in the folder is read again."""
    socket = folder / "redis.sock"
    socket.unlink(missing_ok=True)
    where = ("--port", "0", "--unixsocket", str(socket.absolute()), "--dir", str(folder.absolute()))
    # The append-only file is what keeps: snapshots beside it, and rewriting it meanwhile, would only cost.
    what = ("--save", "", "--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0")
    process = subprocess.Popen(
        ["redis-server", *where, *what, "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
        preexec_fn=_die_with_the_bot,
    )
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("redis-server did not start")
            time.sleep(0.02)
        yield socket, process.pid
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)


def _die_with_the_bot() -> None:
    """Whoever kills the bot kills its server too, just as suddenly."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
