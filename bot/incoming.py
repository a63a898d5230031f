"""What comes in: one event of one person on one channel, and how it is written down and read back."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple, get_args

import orjson

from flows import heard as ways
from flows.heard import Heard
from flows.identity import masked


class Incoming(NamedTuple):
    """One event. `event_id` is the platform's name for it, the same each time the platform sends it again.

    `language` is what the person's device asks for; it counts until they choose one.
    """

    channel: str
    person: str
    event_id: str
    heard: Heard
    language: str = "zh_Hans"


def without_identity(incoming: Incoming) -> Incoming:
    """The event without ID numbers, bank cards and personal phone numbers, whatever it is that brings them.

    This is the door: nothing behind it, neither storage nor a log nor staff, ever holds such a number.
    """
    heard = incoming.heard
    names = [name for name in TEXTS[type(heard)] if masked(text := getattr(heard, name)).text != text]
    if not names:
        return incoming
    left = {name: masked(getattr(heard, name)) for name in names}
    changes: dict[str, Any] = {name: one.text for name, one in left.items()}
    if isinstance(heard, ways.Said):
        changes["hidden"] = left["text"].found
    return incoming._replace(heard=replace(heard, **changes))


def on_record(heard: Heard, shown: Mapping[str, str]) -> dict[str, object]:
    """What was heard as storage keeps it; `text` is how the person saw it: their words, or the label of the button."""
    kind = type(heard)
    record: dict[str, object] = {"kind": kind.__name__.casefold()}
    record |= {name: getattr(heard, name) for name in TEXTS[kind]}
    if isinstance(heard, ways.Tapped):
        record["text"] = shown.get(heard.key, "")
    return record


def read_record(stored: str) -> dict[str, str]:
    """What was heard, as it was kept; empty where it can no longer be read."""
    try:
        record = orjson.loads(stored)
    except orjson.JSONDecodeError:
        return {}
    pairs = record.items() if isinstance(record, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}


def from_record(record: Mapping[str, object]) -> Heard:
    """What was heard, from a form or from storage. Raises `ValueError` where it is nothing that can be heard."""
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise ValueError(f"nothing that can be heard: {record.get('kind')!r:.40}")
    said = {one.name: record.get(one.name) for one in fields(kind) if one.name not in _BESIDE}
    if not all(isinstance(value, str) for value in said.values()):
        raise ValueError("what was heard is text")
    make: Callable[..., Heard] = kind
    return make(**said)


_BESIDE = ("labels", "hidden")
"""What is known beside what was said; it is not written down."""

_KINDS: dict[str, type[Heard]] = {kind.__name__.casefold(): kind for kind in get_args(Heard)}

TEXTS = {kind: tuple(one.name for one in fields(kind) if one.name not in _BESIDE) for kind in get_args(Heard)}
"""The fields of each way to be heard that hold text."""
