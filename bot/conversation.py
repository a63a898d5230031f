"""The conversation: takes what comes in, works the turn out, commits it, and only then lets the reply go.

One person's messages are handled one after another; nobody waits for anybody else.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from weakref import WeakValueDictionary

from pydantic import TypeAdapter, ValidationError

from bot.incoming import Incoming, on_record
from bot.render import Screen, render
from bot.translator import translator
from flows.exchange import Journeys
from flows.heard import Said
from flows.policy.rulebook import Rulebook
from flows.respond import respond
from flows.state import State
from storage.database import Database
from storage.errors import StaleRevision
from storage.outbox import Message, Reply
from storage.sessions import Session, Sessions
from storage.turns import Turn, Turns

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Every window and deadline ends at midnight here, wherever the server or the person is."""

Clock = Callable[[], datetime]

_SCREEN = TypeAdapter(Screen)


def today_in_china(now: datetime) -> date:
    """The day it is for every rule."""
    return now.astimezone(CHINA).date()


@dataclass
class Conversation:
    """Everything a turn needs, wired once. `clock` gives the time with its zone."""

    database: Database
    journeys: Journeys
    rules: Rulebook
    clock: Clock
    _lanes: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def take(self, incoming: Incoming) -> tuple[Message, ...]:
        """Answer one event. What it returns is committed: an event that comes again gets the same answer again.

        Raises `StorageError` where the turn could not be kept; then nothing was applied, and the event may come again.
        """
        async with self._lane(incoming):
            while True:
                session = await Sessions(self.database).load(incoming.channel, incoming.person)
                try:
                    return (await Turns(self.database).commit(self._turn(incoming, session))).replies
                except StaleRevision:  # another process took a turn of this person meanwhile: see what it did
                    continue

    def _lane(self, incoming: Incoming) -> AbstractAsyncContextManager[None]:
        return self._lanes.setdefault((incoming.channel, incoming.person), asyncio.Lock())

    def _turn(self, incoming: Incoming, session: Session | None) -> Turn:
        now = self.clock()
        remembered: Mapping[str, object] = session.state if session else {}
        dialogue, shown = remembered.get("dialogue"), _labels(remembered.get("shown"))
        state = State.from_json(dialogue) if isinstance(dialogue, Mapping) else State(language=incoming.language)
        heard = replace(incoming.heard, labels=shown) if isinstance(incoming.heard, Said) else incoming.heard
        turn = respond(self.journeys, state, heard, today=today_in_china(now), rules=self.rules)
        screen = render(turn.reply, translator(turn.state.language))
        return Turn(
            channel=incoming.channel,
            person=incoming.person,
            event_id=incoming.event_id,
            heard=on_record(incoming.heard, shown),
            revision=session.revision if session else 0,
            state={
                "dialogue": turn.state.to_json(),
                "shown": {button.key: button.label for button in screen.options},
            },
            replies=(Reply(asdict(screen)),),
            at=now,
        )


def screen_of(message: Message) -> Screen | None:
    """The screen that a stored message holds; `None` where it can no longer be read."""
    try:
        return _SCREEN.validate_python(message.body)
    except ValidationError:
        return None


def _labels(stored: object) -> dict[str, str]:
    pairs = stored.items() if isinstance(stored, Mapping) else ()
    return {key: label for key, label in pairs if isinstance(key, str) and isinstance(label, str)}
