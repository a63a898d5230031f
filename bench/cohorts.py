"""Cohorts: one contender after another talks for a few seconds, over and over, in another order each time.

A machine that is slower for a while is so for all of them; the medians are of rounds, and the spread is told.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.contender import Contender
from bench.process import Process, fresh, running
from bench.progress import Progress


@dataclass
class Rounds:
    """What one contender measured, round by round."""

    contender: Contender
    before: dict[str, float] = field(default_factory=dict)
    measured: list[dict[str, Any]] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The median over all rounds."""
        return float(median(one[name] for one in self.measured))

    @property
    def spread(self) -> float:
        """How far the rounds lie apart: half of what is between the slowest and the fastest, of the median."""
        turns: list[float] = [one["turns_s"] for one in self.measured]
        return (max(turns) - min(turns)) / 2 / median(turns)

    @property
    def hit_ratio(self) -> float | None:
        """How many of the answers of the rounds had been worked out before; `None` for a bot that keeps none."""
        first, last = self.before, self.measured[-1]["facts"]
        asked = last.get("answers_asked", 0) - first.get("answers_asked", 0)
        return round((last["answers_hit"] - first["answers_hit"]) / asked, 3) if asked else None

    def row(self) -> dict[str, Any]:
        """The line of the table."""
        names = ("turns_s", "p50_ms", "p99_ms", "cpu_us_turn")
        return {
            "name": self.contender.name,
            "title": self.contender.title,
            "durable": self.contender.durable,
            **{name: round(self.median(name), 2) for name in names},
            "spread": round(self.spread, 3),
            "turns": sum(one["turns"] for one in self.measured),
            **({} if self.hit_ratio is None else {"hit_ratio": self.hit_ratio}),
        }


def compare(
    contenders: Sequence[Contender],
    population: Path,
    *,
    walked: int,
    rounds: int,
    seconds: float,
    progress: Progress,
) -> list[Rounds]:
    """Measure the contenders side by side on one population. Each stays in its process, warm, from round to round.

    `walked` dialogues come before, in which it is seen that every turn is taken.
    """
    results = [Rounds(one) for one in contenders]
    with ExitStack() as stack:
        processes = [stack.enter_context(running(one, fresh(one.name), population)) for one in contenders]
        for process, result in zip(processes, results, strict=True):
            progress.say(f"warming up {process.contender.title}")
            result.before = warm_up(process, walked, seconds)
        for number in range(rounds):
            for index in rotated(len(contenders), number):
                progress.say(f"round {number + 1}/{rounds}: {contenders[index].title}")
                results[index].measured.append(cohort(processes[index], seconds))
    return results


def warm_up(process: Process, walked: int, seconds: float) -> dict[str, float]:
    """Walk some people through, then talk at full speed, and give the bot's facts after that."""
    if process.contender.name != "nothing":
        for _ in range(walked):
            process.ask("walk", first=process.people(1))
    cohort(process, seconds / 2)
    facts: dict[str, float] = cohort(process, seconds)["facts"]
    return facts


def cohort(process: Process, seconds: float) -> dict[str, Any]:
    """Talk with people nobody has met."""
    measured = process.ask("cohort", first=process.next_person, seconds=seconds)
    process.people(measured["people"])
    return measured


def rotated(count: int, number: int) -> Iterator[int]:
    """Another first one each round, and every other round backwards, so that nobody always follows the same one."""
    order = [(index + number) % count for index in range(count)]
    yield from order if number % 2 == 0 else reversed(order)
