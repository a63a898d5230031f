"""Redaction: the token is part of every address of the Bot API, and must not end up in any log."""

import logging
import re
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"(bot|\b)\d+:[\w-]{8,}")
_REDACTED = "<token>"

_TALKATIVE = ("aiohttp", "httpcore", "httpx", "telegram")
"""Loggers that at DEBUG write addresses, or what people wrote."""


def redacted(text: str) -> str:
    """A text without anything that looks like a token."""
    return _TOKEN.sub(rf"\1{_REDACTED}", text) if ":" in text else text


def redact_logs() -> None:
    """From now on no log of this process holds a token, whoever writes it and wherever it goes."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    make = logging.getLogRecordFactory()
    if not getattr(make, "redacts", False):
        logging.setLogRecordFactory(_redacting(make))
    processors = structlog.get_config()["processors"]
    if _without_tokens not in processors:
        structlog.configure(processors=[*processors[:-1], _without_tokens, processors[-1]])


def _redacting(make: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    """The same records, without tokens."""

    def make_redacted(*given: object, **named: object) -> logging.LogRecord:
        record = make(*given, **named)
        _redact(record)
        return record

    make_redacted.redacts = True  # type: ignore[attr-defined]
    return make_redacted


def _redact(record: logging.LogRecord) -> None:
    try:
        said = record.getMessage()
    except Exception:  # what does not fit together is reported by whoever formats it
        said = ""
    if (clean := redacted(said)) != said:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[1] is not None:
        whole = _traceback(record.exc_info[1])
        if (clean := redacted(whole)) != whole:
            record.exc_text, record.exc_info = clean, None


def _without_tokens(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Our own lines. A traceback is written without the values of variables, among which a token may be."""
    if error := event.pop("exc_info", None):
        error = sys.exc_info()[1] if error is True else error[1] if isinstance(error, tuple) else error
        if isinstance(error, BaseException):
            event["exception"] = _traceback(error)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redacted(value)
    return event


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip("\n")
