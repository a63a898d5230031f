"""A few words of somebody's own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.answer import Asked, NotUnderstood, Understood
from flows.answers.short_text import LONGEST, short_text

ASKED = Asked(date(2026, 3, 5))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("小李", "小李"),
        ("  城北   窗口 ", "城北 窗口"),
        ("Li\u202eL\x00i", "LiLi"),
        ("第\n二\t行", "第 二 行"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_line_is_taken_as_it_is_seen(said: str, text: str) -> None:
    assert short_text().read(said, ASKED) == Understood(text)


@pytest.mark.parametrize("said", ["", "  ", "\u200b", "\x00"])
def test_nothing_is_not_understood(said: str) -> None:
    assert short_text().read(said, ASKED) == NotUnderstood()


def test_a_story_is_too_long_and_is_told_so() -> None:
    assert isinstance(short_text().read("李" * LONGEST, ASKED), Understood)
    outcome = short_text().read("李" * (LONGEST + 1), ASKED)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is not None


@given(st.text(max_size=40))
def test_whatever_is_understood_reads_back(said: str) -> None:
    outcome = short_text().read(said, ASKED)
    if isinstance(outcome, Understood):
        assert short_text().restore(short_text().store(outcome.value)) == outcome.value


@pytest.mark.parametrize("stored", ["", " 小李", "小\u202e李", "李" * 21])
def test_what_was_never_stored_is_not_restored(stored: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        short_text().restore(stored)
