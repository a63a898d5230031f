"""The page on a real port: in a thread, for a browser to visit, and as the program that operators start."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import uvicorn

from bot.channels.web.server import Server
from tests.web.site import Site

Outcome = TypeVar("Outcome")

ROOT = Path(__file__).parents[2]
PROGRAM = "from bot.command import main; main()"


class Served:
    """A site that is served by a thread of its own."""

    def __init__(self, site: Site, server: Server, address: str, loop: asyncio.AbstractEventLoop) -> None:
        self.site = site
        self.address = address
        self._server = server
        self._loop = loop

    def do(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Do something where the site is."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    @classmethod
    @contextmanager
    def start(cls, path: Path) -> Iterator[Self]:
        """Serve the database in this file until the end of the block; then stop, open pages or not."""
        begun: list[Self] = []
        ready = threading.Event()

        async def serve() -> None:
            async with Site.open(path) as site:
                config = uvicorn.Config(site.app, log_level="warning", access_log=False)
                server = Server(config, site.streams)
                with socket.create_server(("127.0.0.1", 0)) as listening:
                    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
                    begun.append(cls(site, server, address, asyncio.get_running_loop()))
                    ready.set()
                    await server.serve(sockets=[listening])

        thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
        thread.start()
        assert ready.wait(10)
        try:
            yield begun[0]
        finally:
            begun[0]._server.should_exit = True
            thread.join(10)
            assert not thread.is_alive(), "a server that stops waits for nobody"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def canbao_serve(database: Path, port: int, today: str) -> Iterator[subprocess.Popen[bytes]]:
    """`canbao serve` itself, in a process that is killed at the end of the block without being asked."""
    command = [sys.executable, "-c", PROGRAM, "serve", f"--port={port}", f"--database={database}", f"--today={today}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}/healthz", process)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(200):
        assert process.poll() is None, "canbao serve did not start"
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own, on this machine
                return
        except (URLError, ConnectionError):
            pause.wait(0.05)
    raise AssertionError("canbao serve does not answer")
