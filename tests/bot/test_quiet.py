"""Quiet hours: nobody is woken, wherever the server stands."""

from datetime import UTC, datetime, time

import pytest

from bot.conversation import CHINA
from bot.quiet import QuietHours
from bot.settings import Settings


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-05 20:59:59", None),
        ("2026-03-05 21:00:00", "2026-03-06 08:00:00"),
        ("2026-03-05 23:59:59", "2026-03-06 08:00:00"),
        ("2026-03-06 00:00:00", "2026-03-06 08:00:00"),
        ("2026-03-06 07:59:59", "2026-03-06 08:00:00"),
        ("2026-03-06 08:00:00", None),
        ("2026-02-28 22:00:00", "2026-03-01 08:00:00"),
        ("2025-12-31 22:00:00", "2026-01-01 08:00:00"),
    ],
)
def test_the_night_is_from_nine_to_eight(now: str, end: str | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=CHINA)
    expected = datetime.fromisoformat(end).replace(tzinfo=CHINA) if end else None
    assert QuietHours().end(moment) == expected
    assert QuietHours().end(moment.astimezone(UTC)) == expected


def test_a_rest_at_noon_is_one_too() -> None:
    rest = QuietHours(time(12), time(14))
    assert rest.end(datetime(2026, 3, 5, 13, tzinfo=CHINA)) == datetime(2026, 3, 5, 14, tzinfo=CHINA)
    assert rest.end(datetime(2026, 3, 5, 14, tzinfo=CHINA)) is None
    assert rest.end(datetime(2026, 3, 5, 3, tzinfo=CHINA)) is None


def test_an_office_that_has_none_says_so() -> None:
    assert QuietHours.of("08:00-08:00").end(datetime(2026, 3, 5, 3, tzinfo=CHINA)) is None


def test_settings_say_which_hours_are_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert QuietHours.of(Settings().quiet_hours) == QuietHours()
    monkeypatch.setenv("CANBAO_QUIET_HOURS", "22:30-07:00")
    assert QuietHours.of(Settings().quiet_hours) == QuietHours(time(22, 30), time(7))
    monkeypatch.setenv("CANBAO_QUIET_HOURS", "at night")
    with pytest.raises(ValueError, match="21:00-08:00"):
        Settings()
