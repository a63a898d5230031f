"""A bureau: people who write to us in private chats, at the desk where they may and as residents where they may not."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

from bot.answers import Answers, in_writing, read_screen
from bot.incoming import Incoming
from bot.render import Screen, as_text
from bot.settings import Settings
from bot.staff.desk import StaffDesk
from bot.staff.handled import keep
from bot.staff.office import Office
from bot.staff.roles import Grant, Role
from bot.staff.times import today_in_china
from bot.translator import translator
from flows.heard import Heard, Said, Tapped
from flows.journeys import JOURNEYS
from storage.database import Database
from storage.errors import StaleRevision
from storage.outbox import Message, Reply
from storage.seal import Seal
from storage.sessions import Sessions
from storage.turns import Turn, Turns
from tests.talk import rulebook

BOSS = "telegram:boss"
LI = "telegram:li"
WANG = "web:wang"
STRANGER = "telegram:stranger"
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
"""Thursday noon in China."""


@dataclass
class Bureau:
    """The database and the desk of one bureau; `now` is what its clock says."""

    database: Database
    office: Office
    desk: StaffDesk
    now: datetime = NOON
    _events: "count[int]" = field(default_factory=count)

    @classmethod
    def on(cls, database: Database, *, settings: Settings | None = None, **owners: str) -> "Bureau":
        """A bureau whose boss, unless said otherwise, is in charge everywhere."""
        grants = {
            BOSS: Grant(Role.OWNER, "000000"),
            **{f"telegram:{o}": Grant(Role.OWNER, w) for o, w in owners.items()},
        }
        seal = Seal(b"a key of the bureau's own")
        office = Office(database, owners=grants, seal=seal, settings=settings or Settings(_env_file=None))
        return cls(database, office, StaffDesk(office, rulebook()))

    async def hear(self, who: str, heard: Heard, event: str = "", language: str = "zh_Hans") -> tuple[Message, ...]:
        """One event, answered as the conversation answers it: the desk is asked first."""
        channel, _, person = who.partition(":")
        incoming = Incoming(channel, person, event or f"event {next(self._events)}", heard, language)
        while True:
            session = await Sessions(self.database).load(channel, person)
            remembered, revision = (session.state, session.revision) if session else ("", 0)
            handled = await self.desk.meant(incoming, remembered, self.now)
            answer = handled or Answers(JOURNEYS, rulebook()).to(
                heard, remembered, language=language, today=today_in_china(self.now)
            )
            replies = (Reply(answer.screen),)
            turn = Turn(channel, person, incoming.event_id, answer.heard, revision, answer.state, replies, self.now)
            try:
                if handled is None:
                    return (await Turns(self.database).commit(turn)).replies
                return (await self.database.write(partial(keep, turn=turn, change=handled.change))).replies
            except StaleRevision:
                continue

    async def say(self, who: str, *texts: str) -> str:
        """Type one thing after another; what is on the screen then, as text."""
        for text in texts:
            screen = seen(await self.hear(who, Said(text)))
        return as_text(screen, translator(screen.language))

    async def tap(self, who: str, question: str, key: str) -> str:
        """Tap a button; what is on the screen then, as text."""
        screen = seen(await self.hear(who, Tapped(question, key)))
        return as_text(screen, translator(screen.language))

    async def code(self, role: str, where: str, name: str = "小李", by: str = BOSS) -> str:
        """A code that was made in chat."""
        told = await self.say(by, "/staff", "加一个人", role, where, name)
        return told.partition("邀请码：")[2][:14]

    async def join(self, who: str, role: str, where: str, name: str = "小李") -> str:
        """Add somebody by a code."""
        return await self.say(who, f"/join {await self.code(role, where, name)}")

    def later(self, **how: float) -> None:
        """Let time pass."""
        self.now += timedelta(**how)

    async def log(self) -> list[str]:
        """What is in the log, a line for each entry."""
        return [
            " ".join((one.entry.who, one.entry.role, one.entry.action, one.entry.region))
            for one in await self.office.audit.last(1000)
        ]


def seen(messages: tuple[Message, ...]) -> Screen:
    """The one screen that somebody gets."""
    [message] = messages
    screen = read_screen(message.body)
    assert screen is not None
    assert in_writing(screen) == message.body
    return screen
