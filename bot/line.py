"""A line: the way out to one channel. Each person is told one thing after another, and everybody at the same time."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

import structlog

from bot.noting import Noting
from bot.outcome import Later, Outcome, Refused, Sent, Unknown, Unreachable
from bot.pace import Pace
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import PUT_OFF_AT_MOST, Message, Outbox, Priority, Report
from storage.outbox import Delivery as State

log = structlog.get_logger()

_LOOKED_AT_EVERY = 1.0
"""Seconds between looks at the outbox while nothing happens here: other processes put messages there too."""

_FAREWELL = 10.0
"""Seconds that what is under way is waited for at the end."""

_PORTION = 200

_STILL_WANTED = 1.5
"""Seconds after which a notice that waits here is put back, to be looked at again: it may have been stopped since."""

_AT_ONCE = timedelta(milliseconds=1)

_AHEAD = 0.05
"""Seconds before it may go out that a notice is taken up. Should the process die, nobody knows whether what was taken
up was sent: so it is no more than has to be, to be in time."""

Lane = tuple[str, Priority]
"""A person, and how urgent it is: what they asked for never waits for what they did not ask for."""

Quiet = Callable[[datetime], datetime | None]
"""Until when nobody is to be sent what they did not ask for; `None` where it is not quiet."""

_SHORTEST, _LONGEST = timedelta(seconds=1), timedelta(minutes=5)
_WAITED_FOR = timedelta(days=1)
"""After this long a reply is of no more use: whoever asked has asked again, or has gone elsewhere."""


class Channel(Protocol):
    """A platform that messages are sent to."""

    @property
    def name(self) -> str:
        """Its name in the inbox and the outbox."""

    @property
    def pace(self) -> Pace:
        """How fast it may be sent to."""

    async def send(self, message: Message) -> Outcome:
        """Try to send a message once."""


@dataclass
class _Left:
    """What of one lane was left in the outbox: nothing after `last`, and nothing of it may go before `until`.

    `change` numbers the last time that something was left of which the outbox, when it was read, may not have known.
    """

    last: int
    until: datetime | None
    change: int = 0


@dataclass
class Line:
    """The way out to one channel. `at_once` bounds how many messages of one priority are under way at a time: where the
    platform takes 50 ms for each, these are four thousand a second.

    `most` bounds how many wait here; more are left in the outbox until there is room. While it is `quiet`, notices are.
    """

    channel: Channel
    database: Database
    clock: Callable[[], datetime]
    at_once: int = 200
    most: int = 5_000
    quiet: Quiet = lambda now: None
    _waiting: dict[Lane, deque[Message]] = field(default_factory=dict)
    _serving: dict[Lane, asyncio.Task[None]] = field(default_factory=dict)
    _left: dict[Lane, _Left] = field(default_factory=dict)
    _overtaken: set[asyncio.Task[None]] = field(default_factory=set)
    _claiming: frozenset[int] = frozenset()
    _count: int = 0
    _notices: int = 0
    _silent_until: datetime | None = None
    _is_full: bool = False
    _rooms: dict[Priority, asyncio.Semaphore] = field(init=False)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _noting: Noting = field(init=False)

    def __post_init__(self) -> None:
        self._rooms = {priority: asyncio.Semaphore(self.at_once) for priority in Priority}
        self._noting = Noting(self.channel.name, self.database, self._woken)

    def hand_over(self, message: Message) -> None:
        """Send a message after whatever of its kind its person is still to be told."""
        lane = message.person, message.priority
        if not message.id:  # last words: they are in no outbox, and nothing else of this person is there any more
            for priority in Priority:
                self._left.pop((message.person, priority), None)
        if left := self._left.get(lane):
            self._leave(message, left.until)
        elif self._count >= self.most and message.id:
            self._leave(message, None)
        else:
            self._line_up(message)

    def is_nowhere(self, message: Message) -> bool:
        """Whether a message is said to be on its way, and nobody here has it."""
        waiting = self._waiting.get((message.person, message.priority), ())
        is_known = message.id in self._claiming or any(one.id == message.id for one in waiting)
        return message.delivery is State.SENDING and not is_known and not self._noting.is_about(message.id)

    def arrived(self, message: Message, receipt: str) -> None:
        """A message that is being sent has arrived. What the platform says of it later changes nothing."""
        lane = message.person, message.priority
        queue = self._waiting.get(lane)
        if queue and queue[0].id == message.id:
            self._count -= 1
            self._settle(queue[0], Sent(receipt))
            del self._waiting[lane]
            serving = self._serving.pop(lane)
            self._overtaken.add(serving)
            serving.add_done_callback(self._overtaken.discard)
            if rest := deque(islice(queue, 1, None)):
                self._go_on(lane, rest)

    # Out

    def _line_up(self, message: Message) -> None:
        self._count += 1
        lane = message.person, message.priority
        queue = self._waiting.get(lane)
        if queue is None:
            self._go_on(lane, deque((message,)))
        else:
            queue.append(message)

    def _go_on(self, lane: Lane, queue: deque[Message]) -> None:
        self._waiting[lane] = queue
        self._serving[lane] = asyncio.create_task(self._serve(lane, queue))

    async def _serve(self, lane: Lane, queue: deque[Message]) -> None:
        """Send what one person is to be told, one after another."""
        _, priority = lane
        room, is_notice = self._rooms[priority], priority > Priority.STAFF
        since = asyncio.get_running_loop().time() if is_notice else 0.0
        try:
            while queue:
                self._notices += is_notice
                async with room:
                    outcome = await (self._try_in_time(queue[0], since) if is_notice else self._try(queue[0]))
                if self._waiting.get(lane) is not queue:  # it was shown to have arrived, and others go on from there
                    return
                self._count -= 1
                is_left = self._settle(queue.popleft(), outcome)
                while is_left and queue and queue[0].id:  # what follows must not overtake it
                    self._count -= 1
                    self._leave(queue.popleft(), self._left[lane].until)
            del self._waiting[lane]
        finally:
            if self._waiting.get(lane, queue) is queue:
                self._serving.pop(lane, None)

    async def _try_in_time(self, message: Message, since: float) -> Outcome:
        """Send a notice when it may go out, unless it has to be put off until later."""
        if wait := await self._notice(since):
            return Later(wait)
        return await self._try(message)

    async def _notice(self, since: float) -> timedelta | None:
        """Wait until a notice may go out, or say for how long to put it off: it is night, or it has waited too long.

        When none is left that waits, there is room for more.
        """
        now, pace = asyncio.get_running_loop().time, self.channel.pace
        await pace.silence()
        if now() - since < _STILL_WANTED:
            await pace.notice()
        self._notices -= 1
        if not self._notices:
            self._woken.set()
        today = self.clock()
        if until := self.quiet(today):
            return until - today
        return _AT_ONCE if now() - since >= _STILL_WANTED else None

    async def _try(self, message: Message) -> Outcome:
        """Send a message as soon as the platform lets us."""
        if self.channel.pace.is_silent:
            await self.channel.pace.silence()
        if message.damaged:
            return Refused("damaged")
        try:
            return await self.channel.send(message)
        except Exception as error:  # a defect in one message must not stop the others; what it says may name a person
            log.error("delivery.failed", channel=self.channel.name, message=message.id, error=type(error).__name__)
            return Unknown()

    def _settle(self, message: Message, outcome: Outcome) -> bool:
        """Note what became of a message; whether it was left in the outbox, to be tried again."""
        now = self.clock()
        match outcome:
            case Sent(receipt):
                self._noting.report(Report(message.id, State.SENT, now, receipt=_in_unicode(receipt) or None))
            case Later(wait, everybody):
                if wait is not None and everybody:
                    self._be_silent(wait, now + wait)
                if message.priority is not Priority.REPLY or now - message.created_at <= _WAITED_FOR:
                    return self._leave(message, now + (wait or _backoff(message)))
                self._noting.report(Report(message.id, State.EXPIRED, now))
            case Unreachable():
                self._noting.report(Report(message.id, State.FAILED, now, why="unreachable"))
                self._noting.unreachable(message.person, now)
            case Refused(why):
                log.warning("delivery.refused", channel=self.channel.name, message=message.id, why=why)
                self._noting.report(Report(message.id, State.FAILED, now, why=_in_unicode(why)))
            case Unknown() if message.priority is Priority.REPLY and not message.doubtful:
                return self._leave(message, now + _SHORTEST, doubtful=True)
            case Unknown():
                self._noting.report(Report(message.id, State.UNKNOWN, now, doubtful=True))
        return False

    def _be_silent(self, wait: timedelta, until: datetime) -> None:
        """Keep the silence that the platform wants, and note it, should this process end before it is over."""
        self.channel.pace.be_silent(wait)
        if self._silent_until is None or until > self._silent_until:
            self._silent_until = until
            self._noting.silence(until)

    def _leave(self, message: Message, until: datetime | None, *, doubtful: bool = False) -> bool:
        """Leave a message in the outbox, to be taken up again later; whatever follows it waits behind it.

        Last words are in no outbox, and cannot be left there.
        """
        if message.id:
            left = self._left.setdefault((message.person, message.priority), _Left(message.id, until))
            if message.id <= left.last:  # what was left before it is noted before it
                self._noting.left += 1
                left.change = self._noting.left
            left.last = max(left.last, message.id)
            left.until = max(left.until, until) if left.until and until else until or left.until
            self._noting.report(Report(message.id, State.OWED, self.clock(), left.until, doubtful))
        return bool(message.id)

    # What is owed in the outbox

    async def recover(self) -> None:
        """Settle what a process that died was sending, and learn what it had left. Raises `StorageError`."""
        outbox = Outbox(self.database)
        await outbox.recover(self.channel.name)
        self.channel.pace.assume_full()
        if (until := await outbox.silent_until(self.channel.name)) and until > (now := self.clock()):
            # Not for longer, as the clock may have been set back: a platform that wants more silence says so again.
            self.channel.pace.be_silent(min(until - now, _LONGEST))
        for person, last, until in await outbox.last_owed(self.channel.name, Priority.REPLY):
            self._left[person, Priority.REPLY] = _Left(last, until)

    async def run(self) -> None:
        """Send what is owed in the outbox, until cancelled."""
        while True:
            try:
                if not await self._look():
                    await self._something_new()
            except StorageError as error:
                log.error("delivery.unavailable", error=str(error))
                await asyncio.sleep(_LOOKED_AT_EVERY)

    async def _look(self) -> bool:
        """Take up what is owed now, those who wait first; a few notices at a time, so that nobody waits behind them."""
        urgent = await self._claim(Priority.STAFF, _PORTION)
        notices = await self._claim(Priority.ANNOUNCEMENT, self._few_notices())
        expired = await Outbox(self.database).expire(self.channel.name, self.clock())
        if expired:
            self._left = {lane: left for lane, left in self._left.items() if left.last not in expired}
        return bool(urgent or notices or expired)

    def _few_notices(self) -> int:
        pace = self.channel.pace
        room = pace.room(_AHEAD)
        self._is_full = room <= 0
        if self.quiet(self.clock()):
            return 0
        return min(max(pace.notices // 4, 1), room - self._notices)

    async def _claim(self, least: Priority, limit: int) -> bool:
        """Take up to so many of what is owed; whether there was any."""
        await self.channel.pace.silence()
        await self._noting.catch_up()
        outbox, room = Outbox(self.database), min(limit, self.most - self._count)
        now, known = self.clock(), self._noting.known
        owed = await outbox.owed(self.channel.name, now, room, least=least) if room > 0 else ()
        if not owed:
            return False
        self._claiming = frozenset(message.id for message in owed)
        try:
            claimed = await outbox.claim([message.id for message in owed])
            for message in owed:
                if message.id in claimed:
                    self._take_up(message, now, known)
        finally:
            self._claiming = frozenset()
        return True

    def _take_up(self, message: Message, now: datetime, known: int) -> None:
        """Send a message that was due `now`, with so much `known`, unless it would overtake one that was not."""
        lane = message.person, message.priority
        left = self._left.get(lane)
        if left and (left.change > known or _is_put_off(message, left.until, now)):
            self._leave(message, left.until)
            return
        if left and left.last <= message.id:
            del self._left[lane]
        self._line_up(message)

    async def _something_new(self) -> None:
        """Wait for something to send, or, where the last look left notices because the pace was used up, for room.

        What that look saw decides, not what the pace says by now: room that came in between would be slept through.
        """
        wait = self.channel.pace.until_room() - _AHEAD if self._is_full else _LOOKED_AT_EVERY
        with suppress(TimeoutError):
            # `wait_for` may keep a cancellation to itself.
            async with asyncio.timeout(min(max(wait, 0.001), _LOOKED_AT_EVERY)):
                await self._woken.wait()
        self._woken.clear()

    async def finish(self) -> None:
        """Wait a little for what is under way. What is not settled by then is, by `recover`, the next time."""
        now = asyncio.get_running_loop().time
        enough = now() + _FAREWELL
        while (tasks := self._under_way()) and now() < enough:  # what was sent is to be noted
            await asyncio.wait(tasks, timeout=enough - now())
        for task in self._under_way():
            task.cancel()

    def _under_way(self) -> set[asyncio.Task[None]]:
        return {*self._serving.values(), *self._overtaken, *self._noting.tasks}


def _in_unicode(text: str) -> str:
    """A platform's words as they can be stored: half a surrogate pair would undo everybody's transaction."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _is_put_off(message: Message, until: datetime | None, now: datetime) -> bool:
    """Whether nothing of a message's lane may go yet. For a reply it may only seem so."""
    return until is not None and until > now and (message.priority > Priority.REPLY or until <= now + PUT_OFF_AT_MOST)


def _backoff(message: Message) -> timedelta:
    """How long to wait after so many attempts: a second, then twice as long each time, up to a few minutes."""
    return min(_SHORTEST * (1 << min(message.attempts, 10)), _LONGEST)
