"""Memory: what 10,000 open sessions take, as the growth of everything a contender runs in."""

from collections.abc import Sequence
from pathlib import Path

from bench.contender import Contender
from bench.process import fresh, running
from bench.progress import Progress

EVERYBODY = 1_000_000
FEW = 1_000
"""How many sessions are remembered: all there are, or a part, while the others are looked up when they go on."""


def memory_of(
    contenders: Sequence[Contender], population: Path, *, sessions: int, remembered: int, progress: Progress
) -> dict[str, float]:
    """MB for 10,000 open sessions, by contender. Peers, which are slower, open fewer, and are scaled up."""
    found = {}
    for contender in contenders:
        count = sessions // 3 if contender.peer else sessions
        progress.say(f"{count:,} open sessions, at most {remembered:,} remembered: {contender.title}")
        # Canbao keeps answers, which are no session's; until all are there, they would count as sessions.
        warm_up = count // 10 if contender.peer else count
        with running(contender, fresh(contender.name), population) as process:
            first = process.people(warm_up + count)
            taken = process.ask("memory", first=first, warm_up=warm_up, sessions=count, remembered=remembered)["mb"]
        found[contender.name] = round(taken / count * 10_000, 1)
    return found
