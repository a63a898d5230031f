"""What comes in: one event of one person on one channel, and how it is written down."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

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
