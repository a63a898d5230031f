"""What processes use: seconds of the processor, and memory that they really take."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def cpu_seconds(processes: Iterable[int]) -> float:
    """The seconds that these processes have worked so far, as the kernel counts them: in hundredths."""
    ticks = 0
    for process in processes:
        fields = _fields(Path(f"/proc/{process}/stat"))
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(processes: Iterable[int]) -> float:
    """The memory of these processes, in MB."""
    kilobytes = 0
    for process in processes:
        status = Path(f"/proc/{process}/status").read_text()
        kilobytes += int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))
    return kilobytes / 1024


def children(process: int) -> tuple[int, ...]:
    """The processes that this one has started and that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while it was looked at
            if int(_fields(stat)[1]) == process:
                found.append(int(stat.parent.name))
    return tuple(found)


def _fields(stat: Path) -> list[str]:
    """What the kernel tells of a process after its name, which may hold anything."""
    return stat.read_text().rpartition(")")[2].split()
