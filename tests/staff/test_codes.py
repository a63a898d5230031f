"""Codes: read as people type them, hopeless to guess, and not tried for long."""

from datetime import timedelta

import pytest

from bot.staff.codes import Guesses, digest_of, new_code, read_code, read_length
from flows.identity import masked
from storage.seal import Seal
from tests.staff.bureau import NOON


def test_no_two_codes_are_alike_and_each_reads_back() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(read_code(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "K7QD-2M0A-91TR",
        "k7qd2m0a91tr",
        " k7qd 2m0a 91tr ",
        "Ｋ７ＱＤ－２Ｍ０Ａ－９１ＴＲ",
        "K7QD-2MOA-9lTR",
        "K7QD_2M0A_9ITR",
        "K7QD—2M0A–91TR",
        "K7QD\u200b-2M0A-91TR\u2060",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "K7QD-2M0A-91TR"


@pytest.mark.parametrize(
    "typed", ["", "K7QD", "K7QD-2M0A-91T", "K7QD-2M0A-91TRX", "K7QD-2M0A-91T!", "陕西" * 6, "a" * 10**6]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_never_taken_for_a_number_of_somebody() -> None:
    assert all(not masked(f"/join {new_code()}").found for _ in range(2000))


def test_what_is_kept_of_a_code_tells_nothing_and_depends_on_the_secret() -> None:
    code = new_code()
    kept = {digest_of(code, Seal()), digest_of(code, Seal(b"one")), digest_of(code, Seal(b"two"))}
    assert len(kept) == 3
    assert not any(code.replace("-", "") in one.upper() for one in kept)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        (" 7D ", timedelta(days=7)),
        ("168h", timedelta(days=7)),
    ],
)
def test_how_long_a_code_is_good_for(text: str, length: timedelta) -> None:
    assert read_length(text) == length


@pytest.mark.parametrize("text", ["", "2", "0h", "8d", "2 hours", "-1h", "²h", "99999h", "1.5h"])
def test_a_length_that_cannot_be_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(ValueError, match="请写 30m"):
        read_length(text)


def test_after_five_wrong_codes_somebody_is_not_heard_for_an_hour() -> None:
    guesses = Guesses()
    for _ in range(5):
        assert guesses.heard("telegram:mallory", NOON)
        guesses.missed("telegram:mallory", NOON)
    assert not guesses.heard("telegram:mallory", NOON + timedelta(minutes=59))
    assert guesses.heard("telegram:li", NOON + timedelta(minutes=59))
    assert guesses.heard("telegram:mallory", NOON + timedelta(hours=1))


def test_what_others_try_shuts_nobody_out() -> None:
    guesses = Guesses()
    for number in range(10_000):
        guesses.missed(f"web:{number}", NOON)
    assert guesses.heard("web:colleague", NOON)


def test_a_crowd_that_guesses_fills_no_memory() -> None:
    guesses = Guesses(most_people=100)
    for number in range(1000):
        guesses.missed(f"web:{number}", NOON + timedelta(hours=number))
        guesses.heard("web:0", NOON + timedelta(hours=number))
    assert len(guesses._by_person) == 100
