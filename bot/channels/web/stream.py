"""The stream: what arrives later reaches an open page by itself (server-sent events)."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Listener:
    """One open page, waiting to be told that there may be something new."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._rung.set()  # something may have come between the page and its stream
        self.is_wanted = True

    def ring(self) -> None:
        """There may be something new."""
        self._rung.set()

    def dismiss(self) -> None:
        """No need to wait any longer."""
        self.is_wanted = False
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until there may be something new, or for so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()


class Streams:
    """The pages that are open now, by person. `heartbeat` seconds of silence are the most that a proxy sees."""

    def __init__(self, *, heartbeat: float = 20.0, most: int = 8) -> None:
        self.heartbeat = heartbeat
        self._most = most
        self._open: defaultdict[str, list[Listener]] = defaultdict(list)
        self._ended = False

    def ring(self, person: str) -> None:
        """Tell the pages of this person that there may be something new; whoever owes somebody a message rings."""
        for listener in self._open.get(person, ()):
            listener.ring()

    def end(self) -> None:
        """Let all pages go, for good: a server that stops must not wait for them."""
        self._ended = True
        for listener in [one for listeners in self._open.values() for one in listeners]:
            listener.dismiss()

    def count(self, person: str) -> int:
        """How many pages this person has open."""
        return len(self._open.get(person, ()))

    @property
    def ended(self) -> bool:
        """Whether all pages have been let go."""
        return self._ended

    @contextmanager
    def listening(self, person: str) -> Iterator[Listener]:
        """A new page of this person. Beyond the most that one may have, the oldest makes room."""
        listener, listeners = Listener(), self._open[person]
        listeners.append(listener)
        if len(listeners) > self._most:
            listeners.pop(0).dismiss()
        if self._ended:
            listener.dismiss()
        try:
            yield listener
        finally:
            with suppress(ValueError):  # it made room for another one
                listeners.remove(listener)
            if not listeners and self._open.get(person) is listeners:
                del self._open[person]


def as_event(data: str, id: int) -> str:
    """One server-sent event; the browser names its `id` when it comes back."""
    return f"id: {id}\n" + "".join(f"data: {line}\n" for line in data.splitlines()) + "\n"


HEARTBEAT = ":\n\n"
ENOUGH = "event: enough\ndata:\n\n"
"""Tells a page that had to make room not to come back by itself."""
