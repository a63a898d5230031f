"""Memory: what 10,000 open sessions take, as the growth of everything a contender runs in."""

from collections.abc import Sequence
from pathlib import Path

from bench.contender import Contender
from bench.process import fresh, running
from bench.progress import Progress


def memory_of(
    contenders: Sequence[Contender], population: Path, *, sessions: int, progress: Progress
) -> dict[str, float]:
    """MB for 10,000 open sessions, by contender. Peers, which are slower, open fewer, and are scaled up."""
    found = {}
    for contender in contenders:
        count = sessions // 3 if contender.peer else sessions
        progress.say(f"{count:,} open sessions: {contender.title}")
        with running(contender, fresh(contender.name), population) as process:
            taken = process.ask("memory", first=process.people(2 * count), sessions=count)["mb"]
        found[contender.name] = round(taken / count * 10_000, 1)
    return found
