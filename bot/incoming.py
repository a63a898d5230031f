"""What comes in: one event of one person on one channel, and how it is written down and read back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import get_args

from flows import heard as ways
from flows.heard import Heard


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event. `event_id` is the platform's name for it, the same each time the platform sends it again.

    `language` is what the person's device asks for; it counts until they choose one.
    """

    channel: str
    person: str
    event_id: str
    heard: Heard
    language: str = "zh_Hans"


def on_record(heard: Heard, shown: Mapping[str, str]) -> dict[str, object]:
    """What was heard as storage keeps it; `text` is how the person saw it: their words, or the label of the button."""
    record: dict[str, object] = {"kind": type(heard).__name__.casefold(), **asdict(heard)}
    record.pop("labels", None)
    if isinstance(heard, ways.Tapped):
        record["text"] = shown.get(heard.key, "")
    return record


def from_record(record: Mapping[str, object]) -> Heard:
    """What was heard, from a form or from storage. Raises `ValueError` where it is nothing that can be heard."""
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise ValueError(f"nothing that can be heard: {record.get('kind')!r:.40}")
    said = {one.name: record.get(one.name) for one in fields(kind) if one.name != "labels"}
    if not all(isinstance(value, str) for value in said.values()):
        raise ValueError("what was heard is text")
    make: Callable[..., Heard] = kind
    return make(**said)


_KINDS: dict[str, type[Heard]] = {kind.__name__.casefold(): kind for kind in get_args(Heard)}
