from datetime import datetime, timedelta, timezone

import pytest

from storage.columns import FROM_BEFORE, checksum, from_time, is_sound, to_time
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


def test_a_checksum_tells_any_change_of_any_column() -> None:
    content = ("web", "mother", 3, "我家娃上个月出生", 0)
    others: tuple[str | int, ...] = ("wec", "mothes", 2, "我家娃上个月出主", 1)
    assert is_sound(checksum(*content), *content)
    for place, other in enumerate(others):
        assert not is_sound(checksum(*content), *content[:place], other, *content[place + 1 :])


def test_what_moved_from_one_column_to_the_next_is_a_change() -> None:
    assert not is_sound(checksum("web", "mother"), "we", "bmother")


def test_a_row_from_before_there_were_checksums_is_believed() -> None:
    assert is_sound(FROM_BEFORE, "web", "mother")


def test_a_row_that_lost_its_checksum_is_not_from_before() -> None:
    assert not is_sound(None, "web", "mother")


@pytest.mark.parametrize("text", ["", "\x00", "👶🏻", "\u202e", '"\\', "𠮷"])
def test_any_text_somebody_manages_to_send_has_a_checksum(text: str) -> None:
    assert is_sound(checksum("web", text), "web", text)


def test_what_is_not_unicode_has_none() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        checksum("web", "\ud83d")
