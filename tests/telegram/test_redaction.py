"""Redaction: the token is in no log, whoever writes it and however."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from bot.channels.telegram.redaction import redact_logs, redacted

TOKEN = "987654321:AAcanary-Canary_canary-Canary_c4nary"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Everything that any logger writes at DEBUG."""
    before, levels = logging.getLogRecordFactory(), {}
    redact_logs()
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    root = logging.getLogger()
    levels[root] = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(levels[root])
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    ("message", "values"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage", ()),
        ("POST %s", (f"https://api.telegram.org/bot{TOKEN}/sendMessage",)),
        ("token %s", (TOKEN,)),
        ("%(url)s", ({"url": f"/bot{TOKEN}/getMe"},)),
        ("%r", (ValueError(TOKEN),)),
    ],
)
def test_a_line_holds_no_token(written: StringIO, message: str, values: tuple[object, ...]) -> None:
    logging.getLogger("anybody").debug(message, *values)
    assert "canary" not in written.getvalue().casefold()
    assert "<token>" in written.getvalue()


def test_a_traceback_holds_no_token(written: StringIO) -> None:
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getUpdates")
    except ConnectionError:
        logging.getLogger("anybody").exception("it went wrong")
    assert "canary" not in written.getvalue().casefold()
    assert "ConnectionError" in written.getvalue()


def test_other_lines_stay_as_they_are(written: StringIO) -> None:
    logging.getLogger("anybody").debug("%s was here at %s, port 127.0.0.1:8080", "somebody", "12:30:15")
    assert "somebody was here at 12:30:15, port 127.0.0.1:8080" in written.getvalue()


def test_a_line_that_does_not_fit_together_is_left_to_whoever_formats_it(written: StringIO) -> None:
    record = logging.getLogger().makeRecord("anybody", logging.DEBUG, "", 1, "%s %s", ("one",), None)
    assert record.args == ("one",)


def test_redacting_twice_is_redacting_once() -> None:
    before = logging.getLogRecordFactory()
    redact_logs()
    once = logging.getLogRecordFactory()
    redact_logs()
    assert logging.getLogRecordFactory() is once
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("text", ["12:30", "2026-08-10T12:30:15", "bot", "127.0.0.1:8080", "参保年度：2026"])
def test_what_is_no_token_stays(text: str) -> None:
    assert redacted(text) == text
