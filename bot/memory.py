"""Memory: the sessions of those who wrote last, in front of the database, which alone is the truth."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.what_happened import Visit

NO_VISIT = Visit()

Person = tuple[str, str]
"""A channel, and somebody on it."""


class Remembered(NamedTuple):
    """A session as it was last committed. `state` is empty and `revision` 0 for somebody new."""

    revision: int = 0
    state: str = ""
    visit: Visit = NO_VISIT


@dataclass
class Memory:
    """At most so many sessions; whoever has been silent longest is looked up again."""

    most: int = 10_000
    _sessions: OrderedDict[Person, Remembered] = field(default_factory=OrderedDict)

    def recall(self, person: Person) -> Remembered | None:
        """What is remembered of somebody; `None` where the database has to be asked."""
        found = self._sessions.get(person)
        if found is not None:
            self._sessions.move_to_end(person)
        return found

    def keep(self, person: Person, session: Remembered) -> None:
        """Remember what was committed."""
        self._sessions[person] = session
        self._sessions.move_to_end(person)
        if len(self._sessions) > self.most:
            self._sessions.popitem(last=False)

    def drop(self, person: Person) -> None:
        """Ask the database next time."""
        self._sessions.pop(person, None)
