"""The transcript: a conversation as it looked, to be shown again after a reload, a restart or a week."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from storage.database import Database
from storage.inbox import Heard, Inbox
from storage.outbox import Message, Outbox


@dataclass(frozen=True)
class Transcript:
    """What was heard and what was said, put together."""

    database: Database

    async def last(self, channel: str, person: str, limit: int) -> tuple[Heard | Message, ...]:
        """The last lines of a person's conversation, oldest first. Raises StorageError."""
        # What was said is read first: what comes in between the two reads then shows as not answered yet, and its
        # answer is found by `Outbox.after`. The other way round an answer would stand without its question.
        said = await Outbox(self.database).last(channel, person, limit)
        heard = await Inbox(self.database).last(channel, person, limit)
        return tuple(_together(heard, said)[-limit:])


def _together(heard: Iterable[Heard], said: Iterable[Message]) -> list[Heard | Message]:
    """Both sides in one order, each answer after what it answers. No clock is asked: it may have been set back."""
    waiting = deque(heard)
    inbox_ids: dict[str | None, int] = {line.event_id: line.id for line in waiting}
    lines: list[Heard | Message] = []
    for message in said:
        while waiting and waiting[0].id <= inbox_ids.get(message.event_id, 0):
            lines.append(waiting.popleft())
        lines.append(message)
    return [*lines, *waiting]
