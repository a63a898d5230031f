"""The simulator: the same seed is the same world, what holds in it holds, and it notices what does not.

The long form is `tests/proofs/simulator.py`.
"""

from itertools import count, takewhile

import pytest

from bot.conversation import Conversation
from bot.line import Line
from bot.pace import Pace
from storage.outbox import Outbox, Priority
from tests.simulation.simulate import simulate


@pytest.mark.parametrize("seed", range(3))
def test_what_must_hold_holds_after_every_step(seed: int) -> None:
    course = simulate(seed)
    assert course.wrong is None, f"python -m tests.simulation {seed}"
    assert course.turns > 10


def test_the_same_seed_is_the_same_world_and_another_one_is_another() -> None:
    assert simulate(7).trace == simulate(7).trace
    assert simulate(7).hash != simulate(8).hash


async def nothing(*_: object) -> None:
    """In the place of something that has to be done."""


async def forget_at_once(*_: object) -> bool:
    return False


async def recover_without_a_doubt(outbox: Outbox, channel: str) -> None:
    await outbox.database.write(
        lambda transaction: transaction.execute(
            "UPDATE deliveries SET delivery = 'owed' WHERE channel = :channel AND delivery = 'sending'", channel=channel
        )
    )


async def know_of_nothing_left(outbox: Outbox, channel: str, priority: Priority) -> list[object]:
    return []


@pytest.mark.parametrize(
    ("place", "name", "broken"),
    [
        (Conversation, "_was_taken", forget_at_once),
        (Line, "is_nowhere", lambda line, message: True),
        (Outbox, "recover", recover_without_a_doubt),
        (Outbox, "last_owed", know_of_nothing_left),
        (Outbox, "settle", nothing),
        (Pace, "silence", nothing),
    ],
    ids=[
        "a repeat forgets",
        "a repeat is sent",
        "no doubt",
        "the left are overtaken",
        "nothing is noted",
        "no silence",
    ],
)
def test_it_notices_what_does_not_hold(monkeypatch: pytest.MonkeyPatch, place: type, name: str, broken: object) -> None:
    monkeypatch.setattr(place, name, broken)
    well = list(takewhile(lambda seed: simulate(seed).wrong is None, count()))
    assert len(well) < 30
