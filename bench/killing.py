"""Killing: SIGKILL at a random instant under load, over and over, and an account of what people were told.

A turn is acknowledged when its reply is out. After a restart on the same folder every person's session is asked how
many turns it holds: what is missing was lost. Then the platform sends again whatever nobody had confirmed, and what is
counted twice was repeated. People who were through are left out: peers forget them, as they should.
"""

import fcntl
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.contender import Contender
from bench.dialogue import TURNS
from bench.journal import Account
from bench.process import Died, Process, fresh, running
from bench.progress import Progress

_F_SETPIPE_SZ = 1031
_ROOM = 1 << 20
"""Bytes that the journal's pipe holds while nobody reads it."""


@dataclass
class Losses:
    """What became of acknowledged turns at so many kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    repeated: int = 0
    unopenable: int = 0


def kill_each(
    contenders: Sequence[Contender],
    population: Path,
    *,
    kills: int,
    seconds: tuple[float, float],
    seed: int,
    progress: Progress,
) -> dict[str, Losses]:
    """Kill every contender so many times, after so many seconds of talk from and to, and count."""
    found = {}
    for contender in contenders:
        losses = found[contender.name] = Losses()
        chance = Random(seed)
        for number in range(kills):
            progress.say(f"kill {number + 1}/{kills}: {contender.title}")
            _kill_once(contender, population, chance.uniform(*seconds), chance.randrange(10**8, 10**9), losses)
    return found


def _kill_once(contender: Contender, population: Path, seconds: float, first: int, losses: Losses) -> None:
    folder = fresh(f"{contender.name}-killed")
    with running(contender, folder, population, journal=True) as process:
        account = _talk_and_kill(process, first, seconds)
    # Whoever has not had the last reply is in the middle, and has something to lose.
    people = [person for person, replies in account.replied.items() if account.handed[person] < TURNS and replies]
    losses.kills += 1
    losses.acknowledged += sum(account.replied[person] for person in people)
    try:
        with running(contender, folder, population) as process:
            before = process.ask("held", people=people)["held"]
            again = [(person, account.handed[person] - 1) for person in people if _unconfirmed(account, person)]
            process.ask("again", turns=again)
            after = process.ask("held", people=people)["held"]
    except Died:
        losses.unopenable += 1
        losses.lost += sum(account.replied[person] for person in people)
        return
    for person, held, redelivered in zip(people, before, after, strict=True):
        losses.lost += max(account.replied[person] - held, 0)
        # What was lost before cannot be counted twice: only a bot that remembers can repeat.
        losses.repeated += max(redelivered - account.handed[person], 0)


def _talk_and_kill(process: Process, first: int, seconds: float) -> Account:
    """Let it talk, kill it, and read what it had written to its journal."""
    assert process.journal is not None
    fcntl.fcntl(process.journal, _F_SETPIPE_SZ, _ROOM)
    os.set_blocking(process.journal, False)
    account, rest = Account(), b""
    process.tell("talk", first=first)
    until: float | None = None
    while until is None or time.monotonic() < until:
        if written := _read(process.journal):
            rest = account.add(rest + written)
            if until is None and account.replied:  # it talks: from here on it may be hit at any moment
                until = time.monotonic() + seconds
        elif process.child.poll() is not None:
            raise Died(f"{process.contender.title} died before it was killed")
        else:
            time.sleep(0.001)
    process.kill()
    while written := _read(process.journal):
        rest = account.add(rest + written)
    return account


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, _ROOM)
    except BlockingIOError:
        return b""


def _unconfirmed(account: Account, person: int) -> bool:
    return account.confirmed[person] < account.handed[person]
