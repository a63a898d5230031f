"""What is heard is written down without anything that is not the person's, and can be read back."""

from typing import Any, get_args

import pytest

from bot.incoming import from_record, on_record
from flows.heard import (
    Back,
    Begin,
    Edit,
    Explain,
    Forget,
    Heard,
    Help,
    Menu,
    MyData,
    Opened,
    Other,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Said,
    Speak,
    Subscribe,
    Tapped,
    Unfold,
    Unsubscribe,
)

EVERYTHING: list[Heard] = [
    *(Said("上了"), Tapped("hukou", "done"), Opened("newborn"), Opened(), Edit("born"), Speak("en"), Other("photo")),
    *(Explain("insured_place"), Begin("newborn"), Back(), Review(), Restart(), Menu(), Help(), Person()),
    *(Pause(), Resume(), MyData(), Forget(), Unsubscribe(), Subscribe(), Unfold("sources")),
]


@pytest.mark.parametrize("heard", EVERYTHING, ids=repr)
def test_what_was_heard_reads_back(heard: Heard) -> None:
    assert from_record(on_record(heard, {})) == heard


def test_what_is_known_beside_the_words_is_not_written_down() -> None:
    assert on_record(Said("上了", {"done": "上了"}, ("phone_number",)), {}) == {"kind": "said", "text": "上了"}


def test_nothing_that_can_be_heard_is_left_out_here() -> None:
    assert {type(heard) for heard in EVERYTHING} == set(get_args(Heard))


def test_a_button_is_written_down_with_the_label_it_had() -> None:
    assert on_record(Tapped("hukou", "done"), {"done": "上了"})["text"] == "上了"
    assert on_record(Tapped("hukou", "done"), {})["text"] == ""


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"kind": "sang"},
        {"kind": None},
        {"kind": "said"},
        {"kind": "said", "text": 3},
        {"kind": "tapped", "key": "x"},
    ],
)
def test_what_nobody_can_say_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="heard"):
        from_record(record)
