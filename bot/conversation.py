"""The conversation: takes what comes in, works the answer out, commits it, and only then lets the reply go.

One person's messages are handled one after another; nobody waits for anybody else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import partial

from bot.answers import Answer, Answers, read_screen
from bot.delivery import Delivery
from bot.incoming import Incoming, without_identity
from bot.lanes import Lanes
from bot.memory import Memory, Person, Remembered
from bot.my_data import MyData
from bot.posters.posters import Posters
from bot.render import Screen
from bot.staff.desk import StaffDesk
from bot.staff.handled import Handled, keep
from bot.what_happened import Visit
from flows.reply import Wants
from storage.database import Database
from storage.errors import StaleRevision
from storage.events import Event
from storage.inbox import Inbox
from storage.outbox import Message, Reply
from storage.sessions import Sessions
from storage.turns import Turn, Turns

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Every window and deadline ends at midnight here, wherever the server or the person is."""

Clock = Callable[[], datetime]


def today_in_china(now: datetime) -> date:
    """The day it is for every rule."""
    return now.astimezone(CHINA).date()


@dataclass
class Conversation:
    """Everything a turn needs, wired once. `clock` gives the time with its zone.

    `answers` may be replaced at any time, by those of newer rules. `desk` is asked first, for what staff do. Replies go
    out through `delivery` on the channels that it serves; on any other they wait to be fetched.
    """

    database: Database
    answers: Answers
    clock: Clock
    delivery: Delivery
    posters: Posters
    my_data: MyData
    desk: StaffDesk
    memory: Memory = field(default_factory=Memory)
    lanes: Lanes = field(default_factory=Lanes)
    _turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.database)

    async def take(self, incoming: Incoming) -> tuple[Message, ...]:
        """Answer one event. What it returns is committed: an event that comes again gets the same answer again.

        Raises `StorageError` where the turn could not be kept and `Overloaded` where too much is waiting; then nothing
        was applied, and the event may come again.
        """
        incoming = without_identity(incoming)
        person = incoming.channel, incoming.person
        await self.lanes.enter(person)
        try:
            replies = await self._answered(incoming, person)
        except BaseException:
            self.memory.drop(person)
            raise
        finally:
            self.lanes.leave(person)
        return replies

    async def _answered(self, incoming: Incoming, person: Person) -> tuple[Message, ...]:
        """Work the answer out and keep it. Only then is it handed over."""
        while True:
            session = self.memory.recall(person) or await self._look_up(person)
            now = self.clock()
            try:
                if handled := await self.desk.meant(incoming, session.state, now):
                    turn = self._turn(incoming, session, now, handled)
                    committed = await self.database.write(partial(keep, turn=turn, change=handled.change))
                    visit = session.visit
                else:
                    answer, scanned = await self._answer(incoming, session, now)
                    if answer.wants == "forget" and not await self._was_taken(incoming):
                        return await self._forgotten(incoming, person, answer, now)
                    visit, events = session.visit.then(
                        answer.happened, at=now, channel=incoming.channel, scanned=scanned
                    )
                    turn = self._turn(
                        incoming,
                        session,
                        now,
                        answer,
                        visit=str(visit),
                        happened=events,
                        wants_news=_WANTS_NEWS.get(answer.wants),
                    )
                    committed = await self._turns.commit(turn)
            except StaleRevision:  # another process took a turn of this person meanwhile: see what it did
                self.memory.drop(person)
                continue
            if committed.repeated:
                self.delivery.hand_over_again(committed.replies)
            else:
                self.memory.keep(person, Remembered(session.revision + 1, turn.state, visit))
                self.delivery.hand_over(committed.replies)
            return committed.replies

    async def _answer(self, incoming: Incoming, session: Remembered, now: datetime) -> tuple[Answer, str]:
        """The answer to a resident, and the poster that was scanned, if one was."""
        today = today_in_china(now)
        scan = await self.posters.find(incoming.heard, today)
        heard, remark, poster = (scan.heard, scan.remark, scan.poster) if scan else (incoming.heard, "", None)
        answer = self.answers.to(heard, session.state, language=incoming.language, today=today, remark=remark)
        if answer.wants == "my_data":
            answer = await self.my_data.told(answer, incoming, now)
        return answer, poster or ""

    def _turn(
        self,
        incoming: Incoming,
        session: Remembered,
        now: datetime,
        answer: Answer | Handled,
        *,
        visit: str | None = None,
        happened: tuple[Event, ...] = (),
        wants_news: bool | None = None,
    ) -> Turn:
        return Turn(
            channel=incoming.channel,
            person=incoming.person,
            event_id=incoming.event_id,
            heard=answer.heard,
            revision=session.revision,
            state=answer.state,
            replies=(Reply(answer.screen),),
            at=now,
            sent_at_once=self.delivery.serves(incoming.channel),
            visit=str(session.visit) if visit is None else visit,
            happened=happened,
            wants_news=wants_news,
        )

    async def _look_up(self, person: Person) -> Remembered:
        session = await Sessions(self.database).load(*person)
        if session is None:
            return Remembered()
        return Remembered(session.revision, session.state, Visit.from_text(session.visit))

    async def _was_taken(self, incoming: Incoming) -> bool:
        """Whether this is a repeat. Said once, 全部删除 asks whether to; the same message again is no answer to it."""
        return await Inbox(self.database).seen(incoming.channel, incoming.person, incoming.event_id)

    async def _forgotten(
        self, incoming: Incoming, person: Person, answer: Answer, now: datetime
    ) -> tuple[Message, ...]:
        last_words = await self.my_data.forget(answer, incoming, now)
        self.memory.drop(person)
        self.delivery.hand_over((last_words,))
        return (last_words,)


_WANTS_NEWS: dict[Wants | None, bool] = {"subscribe": True, "unsubscribe": False}


def screen_of(message: Message) -> Screen | None:
    """The screen that a stored message holds; `None` where it can no longer be read."""
    return read_screen(message.body)
