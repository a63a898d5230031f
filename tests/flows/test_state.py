"""The state is written down and read back; what cannot be read is left at its default."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.state import LANGUAGES, State

words = st.text(max_size=9)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(words, inside, max_size=3),
    max_leaves=5,
)
states = st.builds(
    State,
    journey=st.none() | words,
    answers=st.dictionaries(words, words, max_size=4),
    language=st.sampled_from(LANGUAGES),
    editing=st.none() | words,
    which=st.lists(words, max_size=3).map(tuple),
    browsing=st.none() | words,
    prompt=st.none() | words,
    about=st.lists(words, max_size=2).map(tuple),
    misses=st.integers(),
    edited=st.booleans(),
    paused=st.none() | words,
)


@given(states)
def test_a_state_reads_back_as_it_was_written(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_a_fresh_state_writes_nothing() -> None:
    assert State().to_json() == {}
    assert State.from_json({}) == State()


def test_a_state_with_changes_is_another_one() -> None:
    before = State(journey="newborn", answers={"where": "610500"}, misses=2)
    after = before.but(misses=0, which=("a", "b"))
    assert after == State(journey="newborn", answers={"where": "610500"}, which=("a", "b"))
    assert before.misses == 2
    with pytest.raises(TypeError, match="no colour"):
        before.but(colour="red")


def test_only_what_is_not_at_its_default_is_written() -> None:
    assert State(journey="newborn", answers={"where": "610500"}, which=("a", "b")).to_json() == {
        "journey": "newborn",
        "answers": {"where": "610500"},
        "which": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ({"journey": 3}, State()),
        ({"answers": [1]}, State()),
        ({"answers": {"where": "610500", "born": 20250305, "hukou": None}}, State(answers={"where": "610500"})),
        ({"language": "klingon"}, State()),
        ({"language": None}, State()),
        ({"which": "610500"}, State()),
        ({"which": ["610500", 3, None]}, State(which=("610500",))),
        ({"misses": "3"}, State()),
        ({"misses": True}, State()),
        ({"edited": 1}, State()),
        ({"edited": True}, State(edited=True)),
        ({"prompt": ["menu"], "about": "x"}, State()),
        ({"added_by_a_later_version": {"x": 1}}, State()),
    ],
)
def test_what_is_not_as_expected_is_left_at_its_default(stored: dict[str, Any], read: State) -> None:
    assert State.from_json(stored) == read


@given(st.dictionaries(st.sampled_from(["journey", "answers", "language", "which", "misses", "edited"]), anything))
def test_any_row_can_be_read(stored: dict[str, Any]) -> None:
    assert State.from_json(stored).language in LANGUAGES
