"""Marked text: measured as the Bot API measures, cut where a reader would pause, and never anybody's markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.marked import LONGEST, Marked, Paper, parts, units
from tests.telegram.botapi import rules

UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(UNICODE)
def test_length_is_counted_in_units_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(UNICODE, st.integers(2, 60))
def test_the_parts_fit_and_hold_all_words(text: str, longest: int) -> None:
    pieces = [part.text for part in parts(Marked(text), longest)]
    assert all(units(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.tuples(UNICODE, st.booleans()), max_size=8), st.integers(8, 60))
def test_what_stands_out_stands_out_in_every_part(words: list[tuple[str, bool]], longest: int) -> None:
    paper = Paper()
    for text, stands_out in words:
        (paper.stress if stands_out else paper.write)(text)
    for part in parts(paper.done(), longest):
        if part.text.strip():
            rules.check_entities({"entities": part.entities()}, part.text)


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    text = "带上出生医学证明和户口簿去登记。" * 400
    pieces = list(parts(Marked(text)))
    assert [len(piece.text) for piece in pieces] == [4096, 2304]
    assert all(piece.text.endswith("。") for piece in pieces)


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("第一段话。\n\n第二段话。第三句。", 14, ["第一段话。\n\n第二段话。", "第三句。"]),
        ("第一段很长的话。\n\n第二段话。第三句。", 15, ["第一段很长的话。", "第二段话。第三句。"]),
        ("第一行很长的字\n第二行字，还有", 13, ["第一行很长的字", "第二行字，还有"]),
        ("一二三四五六，七八九", 9, ["一二三四五六，", "七八九"]),
        ("one two three", 9, ["one two", "three"]),
        ("一，二三四五六七八九十", 10, ["一，二三四五六七八九", "十"]),
        ("😀😀😀😀😀😀", 11, ["😀😀😀😀😀", "😀"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would_pause(text: str, longest: int, pieces: list[str]) -> None:
    assert [piece.text for piece in parts(Marked(text), longest)] == pieces


def test_a_text_that_fits_is_left_alone() -> None:
    assert list(parts(Marked("啊" * LONGEST))) == [Marked("啊" * LONGEST)]


def test_signs_in_the_text_are_only_signs() -> None:
    done = Paper().write("*a* <b>b</b> [c](http://d) `e`").done()
    assert done.entities() == []
    assert done.text == "*a* <b>b</b> [c](http://d) `e`"


def test_positions_come_back_as_they_were_sent() -> None:
    marked = Paper().write("😀").stress("要紧").write("的").stress("😀话").done()
    told = [(int(str(one["offset"])), int(str(one["offset"])) + int(str(one["length"]))) for one in marked.entities()]
    assert Marked.from_units(marked.text, told) == marked


def test_what_stands_out_nowhere_is_left_out() -> None:
    assert Marked.from_units("好的", [(1, 1), (0, 1)]) == Marked("好的", ((0, 1),))


def test_positions_are_counted_as_telegram_counts_them() -> None:
    plain, wide = Marked("好的，好", ((0, 1), (3, 4))), Marked("😀好", ((0, 1), (1, 2)))
    assert plain.entities() == [bold(0, 1), bold(3, 1)]
    assert wide.entities() == [bold(0, 2), bold(2, 1)]


def bold(offset: int, length: int) -> dict[str, object]:
    """What stands out, as the Bot API is told."""
    return {"type": "bold", "offset": offset, "length": length}
