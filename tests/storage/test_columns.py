from datetime import datetime, timedelta, timezone

import pytest

from storage.columns import from_json, from_time, to_json, to_time
from tests.storage.examples import NOON


def test_a_time_comes_back_to_the_microsecond() -> None:
    moment = NOON + timedelta(microseconds=1)
    assert to_time(from_time(moment)) == moment


def test_a_time_in_beijing_comes_back_as_the_same_moment_in_utc() -> None:
    beijing = NOON.astimezone(timezone(timedelta(hours=8)))
    assert to_time(from_time(beijing)) == beijing
    assert to_time(from_time(beijing)).utcoffset() == timedelta(0)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        from_time(datetime(2025, 3, 5))  # noqa: DTZ001 - that is the point


def test_times_are_ordered_as_numbers_also_before_1970() -> None:
    long_ago = NOON.replace(year=1949)
    assert from_time(long_ago) < 0 < from_time(NOON)
    assert to_time(from_time(long_ago)) == long_ago


def test_chinese_stays_readable_in_the_file() -> None:
    assert from_json({"text": "参保"}) == '{"text":"参保"}'


@pytest.mark.parametrize("text", ["", "\x00", "\ud83d", "👶🏻", "\u202e", '"\\', "𠮷"])
def test_any_text_somebody_manages_to_send_comes_back(text: str) -> None:
    stored = from_json({"text": text})
    assert to_json(stored.encode().decode()) == {"text": text}


@pytest.mark.parametrize("value", [{"when": NOON}, {"number": float("nan")}])
def test_what_is_not_json_is_refused(value: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_json(value)


@pytest.mark.parametrize("damaged", ["", "{", '{"a":1', "null", "[]", "7", "[" * 100_000, "9" * 5_000])
def test_damaged_json_is_said_to_be_damaged(damaged: str) -> None:
    assert to_json(damaged) is None
