"""Short codes: read as people type them, slips found, and never what anybody types for another reason."""

import re
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posters.code import LETTERS, is_code, new_code, spaced, typed_code
from flows.journeys import JOURNEYS
from flows.regions import regions
from tests.bot.posters.examples import code

ROOT = Path(__file__).parent.parent.parent.parent
SIGNS = LETTERS + "0123456789"

codes = st.integers(0, 13 * 13 * 10000 - 1).map(code)


def test_a_new_code_is_one() -> None:
    made = {new_code() for _ in range(1000)}
    assert all(map(is_code, made))
    assert len(made) > 990


@given(codes)
def test_a_code_is_read_as_it_is_printed(code: str) -> None:
    assert typed_code(spaced(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "KHMT4826",
            "khmt4826",
            "khmt 4826",
            "KHMT-4826",
            "k h m t 4 8 2 6",
            "ＫＨＭＴ４８２６",
            " KHMT4826。",
            "KHMT·4826",
        ),
        *(
            "参保码 KHMT4826",
            "参保码KHMT 4826",
            "参保码：KHMT4826",
            "参保码是khmt4826",
            "參保碼 KHMT 4826",
            "海报码 khmt4826",
        ),
        *("我的参保码是 KHMT4826", "「KHMT4826」", "“khmt 4826”", "我的参保码：「KHMT4826」。", "扫不了，KHMT4826"),
        *("码是 khmt-4826", "扫不出来 KHMT 4826。"),
        *("poster code KHMT 4826", "Poster code: khmt4826", "poster code is khmt4826", "KHMT\u200b4826"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert typed_code(typed) == "KHMT4826"


def test_letters_that_no_code_has_are_read_as_the_digits_they_look_like() -> None:
    assert typed_code("KHMTO1Il") == "KHMT0111"


@given(codes, st.integers(0, 7), st.sampled_from(SIGNS))
def test_one_wrong_character_makes_no_code(code: str, place: int, sign: str) -> None:
    assert code[place] == sign or not is_code(code[:place] + sign + code[place + 1 :])


@given(codes)
def test_two_characters_swapped_make_no_code(code: str) -> None:
    for one, other in combinations(range(8), 2):
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        assert signs == list(code) or not is_code("".join(signs))


@pytest.mark.parametrize("typed", ["参保码 KHMT482", "参保码 1234567", "poster code: KHMTX4826", "KHMT4827"])
def test_what_is_named_a_code_or_looks_like_one_is_a_mistyped_code(typed: str) -> None:
    mistyped = typed_code(typed)
    assert mistyped is not None
    assert not is_code(mistyped)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "参保码",
            "参保码是什么",
            "参保码在哪里看",
            "医保码 KHMT4826 是什么",
            "poster code",
            "my code KHMT4826 does not work",
        ),
        *("450103199001011234", "45010319900101123X", "13800138000", "0771-5551234", "6222021234567890123"),
        *(
            "A123456(7)",
            "EA1234567",
            "E12345678",
            "H12345678",
            "桂A12345",
            "SF1234567890123",
            "G1234",
            "D3056",
            "CZ3101",
        ),
        *("abcd1234", "wang1985", "KHMT", "4826", "KHMT48267", "12345678", "", " ", "参" * 400),
    ],
)
def test_words_documents_and_numbers_are_no_codes(typed: str) -> None:
    assert typed_code(typed) is None


def test_no_date_is_a_code() -> None:
    days = (date(1950, 1, 1) + timedelta(days=number) for number in range(0, 36525, 3))
    forms = (
        "%Y-%m-%d",
        "%Y%m%d",
        "%Y.%m.%d",
        "%Y/%m/%d",
        "%d %b %Y",
        "%b %d",
        "%Y年%m月%d日",
        "%m%d",
        "%b%Y",
        "%d%m%Y",
    )
    assert [day for day in days for form in forms if typed_code(day.strftime(form))] == []


def test_no_place_and_no_journey_is_a_code() -> None:
    named = [text for one in regions() for text in (one.code, one.name, one.short, one.romanised, one.romanised_path)]
    journeys = [text for flow in JOURNEYS.values() for text in (flow.id, flow.title, *flow.also)]
    assert [text for text in (*named, *journeys) if typed_code(text)] == []


def test_nothing_that_residents_type_is_a_code() -> None:
    tests = ROOT / "tests"
    files = [
        *(tests / "transcripts").rglob("*.txt"),
        *(tests / "flows").rglob("*.py"),
        tests / "test_as_residents_type.py",
    ]
    lines = [line for file in files for line in _typed(file)]
    assert len(lines) > 3000
    assert [line for line in lines if typed_code(line)] == []


def _typed(file: Path) -> list[str]:
    """What is typed in a transcript, and every text in quotes in a test."""
    text = file.read_text(encoding="utf-8")
    pattern = r"^> (.+)$" if file.suffix == ".txt" else r'"([^"\\\n]*)"'
    return re.findall(pattern, text, re.MULTILINE)
