"""Lanes: one after another for each, side by side for all, and never more than fits."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lanes import Lanes, Overloaded
from tests.simulation.clock import in_virtual_time


async def visit(lanes: Lanes, person: str, number: int, seen: list[tuple[str, int]], seconds: float = 1.0) -> None:
    """Be in one's lane for a while."""
    await lanes.enter(person)
    try:
        seen.append((person, number))
        await asyncio.sleep(seconds)
    finally:
        lanes.leave(person)


async def soon() -> None:
    """Let everybody go as far as they get."""
    for _ in range(10):
        await asyncio.sleep(0)


@in_virtual_time
async def test_one_persons_messages_are_handled_in_the_order_in_which_they_came() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await asyncio.gather(*(visit(lanes, "mother", number, seen) for number in range(20)))
    assert [number for _, number in seen] == list(range(20))
    assert asyncio.get_running_loop().time() == pytest.approx(20)


@in_virtual_time
async def test_nobody_waits_for_anybody_else() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await asyncio.gather(*(visit(lanes, f"person {number}", number, seen) for number in range(20)))
    assert asyncio.get_running_loop().time() == pytest.approx(1)


@in_virtual_time
async def test_whoever_sends_a_lot_does_not_hold_up_whoever_sends_a_little() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    crowd = [visit(lanes, "crowd", number, seen) for number in range(30)]
    await asyncio.gather(*crowd, visit(lanes, "mother", 1, seen), visit(lanes, "father", 1, seen))
    assert set(seen[:3]) == {("crowd", 0), ("mother", 1), ("father", 1)}


@in_virtual_time
async def test_nobody_pushes_in_while_a_lane_changes_hands() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await lanes.enter("mother")
    waiting = asyncio.create_task(visit(lanes, "mother", 1, seen))
    await soon()
    lanes.leave("mother")  # the one who waits has not noticed yet
    late = asyncio.create_task(visit(lanes, "mother", 2, seen))
    await asyncio.gather(waiting, late)
    assert [number for _, number in seen] == [1, 2]


@in_virtual_time
async def test_more_than_fits_is_refused_and_harms_nobody() -> None:
    lanes, seen = Lanes(most=3), list[tuple[str, int]]()
    visits = [asyncio.create_task(visit(lanes, f"person {number}", number, seen)) for number in range(3)]
    await soon()
    with pytest.raises(Overloaded):
        await lanes.enter("one too many")
    with pytest.raises(Overloaded):
        await lanes.enter("person 1")
    await asyncio.gather(*visits)
    await visit(lanes, "one too many", 1, seen)
    assert len(lanes) == 0


@in_virtual_time
async def test_one_person_fills_nothing_but_their_own_lane() -> None:
    lanes, seen = Lanes(most_each=2), list[tuple[str, int]]()
    visits = [asyncio.create_task(visit(lanes, "crowd", number, seen)) for number in range(3)]
    await soon()
    with pytest.raises(Overloaded):
        await lanes.enter("crowd")
    await visit(lanes, "mother", 1, seen)
    await asyncio.gather(*visits)
    assert len(lanes) == 0


@in_virtual_time
async def test_whoever_gives_up_while_waiting_keeps_nobody_waiting() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    visits = [asyncio.create_task(visit(lanes, "mother", number, seen)) for number in range(3)]
    await soon()
    visits[1].cancel()
    await asyncio.gather(*visits, return_exceptions=True)
    assert [number for _, number in seen] == [0, 2]
    assert len(lanes) == 0


@in_virtual_time
async def test_whoever_gives_up_just_when_it_is_their_turn_hands_it_on() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await lanes.enter("mother")
    visits = [asyncio.create_task(visit(lanes, "mother", number, seen)) for number in (1, 2)]
    await soon()
    lanes.leave("mother")
    visits[0].cancel()
    await asyncio.gather(*visits, return_exceptions=True)
    assert [number for _, number in seen] == [2]
    assert len(lanes) == 0


@in_virtual_time
async def test_whoever_gives_up_just_before_it_is_their_turn_is_passed_over() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await lanes.enter("mother")
    visits = [asyncio.create_task(visit(lanes, "mother", number, seen)) for number in (1, 2)]
    await soon()
    visits[0].cancel()
    lanes.leave("mother")
    await asyncio.gather(*visits, return_exceptions=True)
    assert [number for _, number in seen] == [2]
    assert len(lanes) == 0


@in_virtual_time
async def test_a_lane_is_there_only_as_long_as_somebody_is_in_it() -> None:
    lanes, seen = Lanes(), list[tuple[str, int]]()
    await asyncio.gather(*(visit(lanes, f"person {number % 7}", number, seen) for number in range(70)))
    assert len(lanes) == 0
    assert not lanes._waiting


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 5)), max_size=40),
    st.sets(st.tuples(st.integers(0, 39), st.integers(0, 30)), max_size=15),
)
def test_whoever_comes_and_goes_everybody_gets_through_in_order(
    visits: list[tuple[int, int, int]], cancelled: set[tuple[int, int]]
) -> None:
    @in_virtual_time
    async def run() -> None:
        lanes, came, seen, inside = Lanes(), list[int](), list[tuple[str, int]](), Counter[str]()

        async def come(number: int, person: str, at: int, seconds: int) -> None:
            await asyncio.sleep(at)
            came.append(number)
            await lanes.enter(person)
            inside[person] += 1
            assert inside[person] == 1
            seen.append((person, number))
            try:
                await asyncio.sleep(seconds)
            finally:
                inside[person] -= 1
                lanes.leave(person)

        tasks = [
            asyncio.create_task(come(number, f"person {person}", at, seconds))
            for number, (person, at, seconds) in enumerate(visits)
        ]
        for number, at in sorted(cancelled):
            if number < len(tasks):
                asyncio.get_running_loop().call_at(at, tasks[number].cancel)
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(outcome is None or isinstance(outcome, asyncio.CancelledError) for outcome in outcomes), outcomes
        for person in {person for person, _ in seen}:
            numbers = [number for who, number in seen if who == person]
            assert numbers == sorted(numbers, key=came.index)
        assert {number for number, outcome in enumerate(outcomes) if outcome is None} <= {number for _, number in seen}
        assert len(lanes) == 0
        assert not lanes._waiting

    run()
