"""The benchmark: Canbao beside its peers, what a turn costs by size and by part, and what a SIGKILL loses.

`make bench` runs all of it; `make bench-short` does the same with next to nothing, to see that it works.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.cohorts import Rounds, compare
from bench.contender import BESIDE, CONTENDERS, Contender, named
from bench.dialogue import write_dialogues
from bench.killing import Losses, kill_each
from bench.machine import machine
from bench.memory import EVERYBODY, FEW, memory_of
from bench.over_http.bots import BOTS
from bench.population import cold, typical
from bench.process import BUILD, ROOT, at_hand
from bench.progress import Progress
from bench.report import show
from bench.sizes import by_size
from bench.targets import targets

SEED = 20260810


@dataclass(frozen=True)
class Extent:
    """How much is measured, and how many parts of it side by side: where figures count, nothing else is going on."""

    rounds: int = 5
    seconds: float = 2.0
    people: int = 60_000
    strangers: bool = True
    walked: int = 20
    kills: int = 8
    killed_after: tuple[float, float] = (1.0, 3.0)
    peer_kills: int = 1
    sessions: int = 10_000
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    sized_rounds: int = 3
    floor_people: int = 400
    floor_turns: int = 6_400
    http_rounds: int = 7
    http_seconds: float = 1.5
    told: int = 450
    told_at_kill: int = 180
    side_by_side: int = 1


SHORT = Extent(
    rounds=1,
    seconds=0.2,
    people=300,
    strangers=False,
    walked=2,
    kills=1,
    killed_after=(0.1, 0.3),
    peer_kills=0,
    sessions=300,
    sizes=(300,),
    sized_rounds=1,
    floor_people=5,
    floor_turns=64,
    http_rounds=1,
    http_seconds=0.4,
    told=60,
    told_at_kill=60,
    side_by_side=2,
)


def measure(contenders: Sequence[Contender], extent: Extent, progress: Progress) -> dict[str, Any]:
    """Everything, as it is written to the file."""
    began = time.monotonic()
    missing = [one.title for one in contenders if not at_hand(one)]
    contenders = [one for one in contenders if at_hand(one)]
    progress.say("making up people")
    population = _population("typical", extent)
    with ThreadPoolExecutor(extent.side_by_side) as doing:
        talking = doing.submit(_talking, contenders, population, extent, progress)
        other = doing.submit(_other, contenders, population, extent, progress)
    results = {**talking.result(), **other.result(), "missing": missing, "machine": machine()}
    progress.done()
    return {**results, "targets": targets(results), "seconds": round(time.monotonic() - began)}


def _talking(contenders: Sequence[Contender], population: Path, extent: Extent, progress: Progress) -> dict[str, Any]:
    """The dialogue, through everybody."""
    beside = [one for one in BESIDE if one.name in ("canbao_adapter", "prototype", "nothing")]
    compared = _compare([*contenders, *beside], population, extent, progress)
    return {
        "dialogue": _dialogue(compared[: len(contenders)], population, extent, progress),
        "beside": [rounds.row() for rounds in compared[len(contenders) :]],
        "cold": [rounds.row() for rounds in _unlike(extent, progress)],
    }


def _other(contenders: Sequence[Contender], population: Path, extent: Extent, progress: Progress) -> dict[str, Any]:
    """What the dialogue costs by size and by part, and what is measured over HTTP."""
    return {
        "sizes": by_size(
            extent.sizes, population, rounds=extent.sized_rounds, seconds=extent.seconds, progress=progress
        ),
        "floors": _floors(population, extent, progress),
        "http": _over_http(contenders, population, extent, progress),
        "announcements": _announcements(contenders, extent, progress),
    }


def _unlike(extent: Extent, progress: Progress) -> list[Rounds]:
    """Canbao with people of whom no two are alike."""
    if not extent.strangers:
        return []
    strangers = replace(named("canbao"), title="Canbao with people who are all different")
    return _compare([strangers], _population("cold", extent), extent, progress)


def _compare(contenders: Sequence[Contender], population: Path, extent: Extent, progress: Progress) -> list[Rounds]:
    return compare(
        contenders,
        population,
        walked=extent.walked,
        rounds=extent.rounds,
        seconds=extent.seconds,
        progress=progress,
    )


def _dialogue(compared: Sequence[Rounds], population: Path, extent: Extent, progress: Progress) -> list[dict[str, Any]]:
    contenders = [rounds.contender for rounds in compared]
    ours = [one for one in contenders if not one.peer]
    peers = [one for one in contenders if one.peer]
    losses = {
        name: lost
        for killed, kills in ((ours, extent.kills), (peers, extent.peer_kills))
        for name, lost in kill_each(
            killed, population, kills=kills, seconds=extent.killed_after, seed=SEED, progress=progress
        ).items()
    }
    # With PicklePersistence every second, so many sessions at once would not be through for hours: each person who
    # spoke has the whole file written anew.
    sized = [one for one in peers if one.name != "ptb_pickle_often" and extent.peer_kills]
    open_sessions = partial(memory_of, population=population, sessions=extent.sessions, progress=progress)
    memory = open_sessions([*ours, *sized], remembered=EVERYBODY)
    bounded = open_sessions(ours, remembered=FEW)
    rows = []
    for rounds in compared:
        row = {**rounds.row(), **_lost(losses[rounds.contender.name])}
        for figure, found in (("memory_mb_10k", memory), ("memory_mb_10k_bounded", bounded)):
            if rounds.contender.name in found:
                row[figure] = found[rounds.contender.name]
        rows.append(row)
    return rows


def _lost(losses: Losses) -> dict[str, int]:
    if not losses.kills:
        return {}
    return {
        "kills": losses.kills,
        "acknowledged_at_kill": losses.acknowledged,
        "lost_at_kill": losses.lost,
        "repeated_at_kill": losses.repeated,
        "unopenable_at_kill": losses.unopenable,
    }


def _population(name: str, extent: Extent) -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / f"{name}.jsonl"
    people = typical(SEED) if name == "typical" else cold(SEED)
    write_dialogues(path, islice(people, extent.people))
    return path


def _floors(population: Path, extent: Extent, progress: Progress) -> list[dict[str, Any]]:
    progress.say("the parts of a turn")
    return _rows("bench.floors", population, extent.floor_people, extent.floor_turns)


def _over_http(
    contenders: Sequence[Contender], population: Path, extent: Extent, progress: Progress
) -> list[dict[str, Any]]:
    progress.say("over HTTP")
    os.sync()  # a million sessions were stored and deleted before: those who keep something share the disk with that
    bots = [bot.name for bot in BOTS if _maker(bot.name) in _makers(contenders)]
    how = ("--rounds", extent.http_rounds, "--seconds", extent.http_seconds, "--only", ",".join(bots))
    return _rows("bench.over_http", population, *how)


def _announcements(contenders: Sequence[Contender], extent: Extent, progress: Progress) -> list[dict[str, Any]]:
    progress.say("announcements")
    how = ("--people", extent.told, "--people-at-kill", extent.told_at_kill)
    return _rows("bench.broadcast", *how, "--only", ",".join(_makers(contenders)))


def _makers(contenders: Sequence[Contender]) -> list[str]:
    return sorted({_maker(one.name) for one in contenders})


def _maker(name: str) -> str:
    """Whose bot it is: `ptb_sqlite` is of `ptb`."""
    return name.split("_")[0]


def _rows(module: str, *given: object) -> list[dict[str, Any]]:
    """What a process of its own has measured."""
    command = [sys.executable, "-m", module, *map(str, given)]
    measured = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rows: list[dict[str, Any]] = json.loads(measured.stdout)
    return rows


def main() -> None:
    """Measure, print, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="next to nothing of everything, to see that it works")
    parser.add_argument("--only", default="", help="the contenders to measure, by name, such as canbao,ptb")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "bench.json", help="where to write the figures")
    given = parser.parse_args()
    only = set(filter(None, given.only.split(",")))
    contenders = [one for one in CONTENDERS if not only or one.name in only]
    results = measure(contenders, SHORT if given.short else Extent(), Progress())
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    show(results, Console(width=None if sys.stdout.isatty() else 150))


if __name__ == "__main__":
    main()
