"""Memory: never more than so many sessions, and those of the people who wrote last."""

from hypothesis import given
from hypothesis import strategies as st

from bot.memory import Memory, Remembered


def test_what_was_kept_is_recalled_until_it_is_dropped() -> None:
    memory = Memory()
    memory.keep(("web", "mother"), Remembered(1, "one"))
    assert memory.recall(("web", "mother")) == Remembered(1, "one")
    assert memory.recall(("telegram", "mother")) is None
    memory.drop(("web", "mother"))
    memory.drop(("web", "mother"))
    assert memory.recall(("web", "mother")) is None


def test_whoever_has_been_silent_longest_goes_first() -> None:
    memory = Memory(most=2)
    memory.keep(("web", "mother"), Remembered(1, "one"))
    memory.keep(("web", "father"), Remembered(1, "two"))
    assert memory.recall(("web", "mother")) is not None  # she has just written again
    memory.keep(("web", "grandmother"), Remembered(1, "three"))
    assert memory.recall(("web", "father")) is None
    assert memory.recall(("web", "mother")) == Remembered(1, "one")


@given(st.integers(1, 5), st.lists(st.tuples(st.sampled_from(["keep", "recall", "drop"]), st.integers(0, 7))))
def test_it_is_a_bounded_memory_of_the_last_ones(most: int, steps: list[tuple[str, int]]) -> None:
    memory, model = Memory(most=most), dict[int, int]()
    for revision, (step, who) in enumerate(steps):
        person = "web", str(who)
        if step == "keep":
            memory.keep(person, Remembered(revision))
            model.pop(who, None)
            model[who] = revision
            model = dict(list(model.items())[-most:])
        elif step == "drop":
            memory.drop(person)
            model.pop(who, None)
        else:
            found = memory.recall(person)
            assert (found and found.revision) == model.get(who)
            if who in model:
                model[who] = model.pop(who)
