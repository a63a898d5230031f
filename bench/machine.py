"""The machine: what the figures were measured on, as figures of two machines cannot be compared."""

import os
import platform
import sqlite3
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.process import BUILD, PEERS, cores


def machine() -> dict[str, Any]:
    """The processor, the disk, and the versions of what was measured."""
    return {
        "cpu": _cpu(),
        "cores": len(cores()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_us": _fsync(),
        "load": os.getloadavg()[0],
        "versions": _versions(),
    }


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _fsync() -> int:
    """The median time in which the disk takes 4 KB for good."""
    path, took = BUILD / "fsync", []
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        for _ in range(100):
            os.write(descriptor, b"x" * 4096)
            began = time.perf_counter()
            os.fdatasync(descriptor)
            took.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()
    return round(median(took) * 1e6)


def _versions() -> str:
    """The peers, as they are installed."""
    if not PEERS.exists():
        return "no peers"
    listed = subprocess.run(
        [PEERS, "-m", "pip", "--disable-pip-version-check", "freeze"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()
    names = ("python-telegram-bot", "aiogram", "redis", "aiosqlite", "uvloop")
    return ", ".join(line.replace("==", " ") for line in listed if line.split("==")[0] in names)
