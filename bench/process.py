"""A process with one contender in it, as the one who asks sees it."""

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contender import Contender

ROOT = Path(__file__).parent.parent
BUILD = Path(os.environ.get("BENCH_FOLDER") or ROOT / "build" / "bench")
"""Where everything is kept meanwhile: on the disk that is measured."""

PEERS = ROOT / "build" / "bench-venv" / "bin" / "python"
"""The peers' environment is their own: they pin other versions than Canbao does."""

PATIENCE = 180.0
"""Seconds after which a contender that does not answer is given up: a reply that never came would be waited for."""


class Died(Exception):
    """A contender's process ended by itself."""


@dataclass
class Process:
    """A running worker. What it is asked is a method of `bench.worker.Worker`."""

    contender: Contender
    child: "subprocess.Popen[str]"
    folder: Path
    journal: int | None = None
    next_person: int = field(default=100_000_000)

    def ask(self, do: str, **given: object) -> dict[str, Any]:
        """Have something done, and wait for the answer. Raises `Died`."""
        self.tell(do, **given)
        return self.answer()

    def tell(self, do: str, **given: object) -> None:
        """Have something done."""
        assert self.child.stdin is not None
        with suppress(BrokenPipeError):
            self.child.stdin.write(json.dumps({"do": do, **given}) + "\n")
            self.child.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next answer. Raises `Died`."""
        assert self.child.stdout is not None
        answering, _, _ = select.select([self.child.stdout], [], [], PATIENCE)
        line = self.child.stdout.readline() if answering else ""
        if not line:
            why = "died" if answering else "does not answer"
            raise Died(f"{self.contender.title} {why}; its last words are in {self.folder}.log")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def people(self, count: int) -> int:
        """The first of so many people nobody has met."""
        first, self.next_person = self.next_person, self.next_person + count
        return first

    def kill(self) -> None:
        """End it as a power cut would, and whatever it has started."""
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # it was being told something
                    pipe.close()


@contextmanager
def running(contender: Contender, folder: Path, population: Path, *, journal: bool = False) -> Iterator[Process]:
    """A worker with this contender, on the folder as it is; killed in the end. Raises `Died`."""
    read, write = os.pipe() if journal else (None, None)
    command = [interpreter(contender), "-m", "bench.worker", contender.name, str(folder), str(population)]
    command += ["--cores", ",".join(map(str, cores()))]
    command += ["--journal", str(write)] if write is not None else []
    with Path(f"{folder}.log").open("w") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            pass_fds=[write] if write is not None else [],
        )
    if write is not None:
        os.close(write)
    process = Process(contender, child, folder, read)
    try:
        process.answer()
        yield process
    finally:
        process.kill()
        if read is not None:
            os.close(read)


def fresh(name: str) -> Path:
    """An empty folder on the disk that everything else is on as well."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def interpreter(contender: Contender) -> str:
    """The Python of a contender's environment."""
    return str(PEERS) if contender.environment == "peers" else sys.executable


def cores() -> list[int]:
    """The two cores that every contender is kept to, with all that it starts."""
    return sorted(os.sched_getaffinity(0))[:2]


def at_hand(contender: Contender) -> bool:
    """Whether a contender can run here: its environment is made, and what it needs is installed."""
    made = contender.environment == "canbao" or PEERS.exists()
    return made and (not contender.needs or shutil.which(contender.needs) is not None)
