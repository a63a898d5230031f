"""The world: people, the platform, and one process after another on the same file, all drawn from a seed.

Between any two steps the process may be killed; updates come twice, late and in another order; disks fill up, clocks
jump, rules change. After each step the ledger is checked.
"""

import asyncio
import hashlib
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from bot.answers import in_writing, read_screen
from bot.incoming import Incoming
from bot.lanes import Overloaded
from bot.render import render
from bot.translator import translator
from flows.heard import Heard
from flows.reply import Reply
from flows.words import Words
from storage.errors import StorageError
from storage.outbox import Message, Outbox, Priority
from storage.outbox import Reply as Owed
from tests.simulation.calendar import OCCASIONS, Calendar
from tests.simulation.ledger import CHANNEL, Ledger, Violation
from tests.simulation.life import Life
from tests.simulation.people import CHARACTERS, Person
from tests.simulation.rules import VERSIONS, answers
from tests.simulation.storage import Machine
from tests.simulation.upstream import MOODS, Upstream

_MOMENTS = ("taken", "send", "arrives", "outcome")
_ENOUGH = 600
"""Looks at whether all is quiet before something must be stuck."""


@dataclass
class Update:
    """Something that happened on the platform, until it is confirmed."""

    incoming: Incoming
    is_confirmed: bool = False


@dataclass
class World:
    """Everything there is. `actions` is how much each person does."""

    path: Path
    chance: random.Random
    actions: int = 20
    trace: list[str] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    kills: int = 0
    steps: int = 0
    violation: BaseException | None = None
    _next_kill: int = 0
    _is_quiet: bool = False
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.calendar = Calendar(self.chance.choice(OCCASIONS))
        self.ledger = Ledger(self.path, self.calendar)
        self.upstream = Upstream(self.chance, self.ledger, self._deliver, self.note, self._guarded)
        self.upstream.mood = self.chance.choice(list(MOODS))
        self.people = {
            f"person {number}": Person(
                f"person {number}",
                self.chance.choice(CHARACTERS),
                self.chance.choice(["zh_Hans", "zh_Hans", "zh_Hant", "en"]),
                random.Random(self.chance.random()),
            )
            for number in range(self.chance.randint(2, 6))
        }
        self._plan_kill()

    # The course of the world

    async def run(self) -> None:
        """Let it run until everybody has done what they do, and all is quiet. Raises what went wrong."""
        asyncio.get_running_loop().set_exception_handler(self._fail)
        self._start_life()
        self.ledger.open()
        try:
            trouble = self._start(self._trouble())
            living = [self._start(self._live(person)) for person in self.people.values()]
            await asyncio.wait(living)
            trouble.cancel()
            await self._calm_down()
            self.ledger.check_end()
        except Violation as violation:
            self.violation = self.violation or violation
        finally:
            self.ledger.close()
        if self.violation is not None:
            raise self.violation

    async def _calm_down(self) -> None:
        """Nothing goes wrong any more: then everything has to come to its end."""
        self._is_quiet = True
        self.upstream.mood = "well"
        self._give_room()
        for update in self.updates:
            update.is_confirmed = update.is_confirmed and self.chance.random() > 0.05  # some come again a day later
        self.calendar.go_on(timedelta(days=1))
        self._bring_in_all()
        for _ in range(_ENOUGH):
            await asyncio.sleep(1)
            self.calendar.go_on(timedelta(minutes=5))
            if self.violation is not None or self._all_is_quiet():
                return
        raise Violation(f"it does not come to rest: {self._leftovers()}")

    def _leftovers(self) -> list[str]:
        """What is still under way, except what was put off for somebody who has been forgotten meanwhile."""
        line, gone = self.life.line, self.ledger.forgotten_up_to
        if line is not None:
            for (person, priority), left in list(line._left.items()):
                if left.last <= gone.get(person, 0):
                    del line._left[person, priority]
        return self.life.leftovers()

    def _all_is_quiet(self) -> bool:
        confirmed = all(update.is_confirmed for update in self.updates)
        if not confirmed or not self.life.is_up or self.life.taking or self._leftovers():
            return False
        return not self.ledger.rows("SELECT 1 FROM messages WHERE delivery IN ('owed', 'sending') LIMIT 1")

    # Lives

    def _start_life(self) -> None:
        machine = Machine(delay=self._disk_delay, fails=self._disk_fails)
        self.life = life = Life(self.kills, machine)
        machine.committed = lambda: self._guarded(self.ledger.check_commit) if self.life is life else None
        self.note("life", self.kills)
        self._start(self._live_life(life))

    async def _live_life(self, life: Life) -> None:
        try:
            await life.live(self.path, self.calendar, self.upstream, self.chance, self._bring_in_all)
        except StorageError as error:  # whoever looks after the process starts it again
            self.note("no life", type(error).__name__)
            await asyncio.sleep(1)
        if life is self.life and life.machine.is_on:
            life.machine.is_on = False
            self._begin_anew()

    def _begin_anew(self) -> None:
        self.kills += 1
        self.ledger.in_flight.clear()
        self._start_life()

    def step(self) -> None:
        """Called between any two rounds of callbacks, which is wherever a process can be killed."""
        self.steps += 1
        if self.steps < self._next_kill or self._is_quiet or not self.life.machine.is_on:
            return
        self._plan_kill()
        self.note("kill")
        self.life.machine.is_on = False
        self._later(self.chance.uniform(0.1, 3), self._begin_anew)

    def _plan_kill(self) -> None:
        self._next_kill = self.steps + 50 + int(self.chance.expovariate(1 / 1500))

    # Trouble

    async def _trouble(self) -> None:
        """Now and then, something is different."""
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / 3))
            (what,) = self.chance.choices(
                ["mood", "disk", "clock", "rules", "notice", "restart", "wake"], [6, 3, 2, 2, 6, 1, 2]
            )
            self.note("trouble", what)
            await getattr(self, f"_{what}")()

    async def _mood(self) -> None:
        self.upstream.mood = self.chance.choice(list(MOODS))

    async def _disk(self) -> None:
        kind = self.chance.choice(["full", "failing", "slow"])
        self._disk_state = kind
        self.life.machine.full = kind == "full"
        await asyncio.sleep(self.chance.uniform(0.5, 8))
        self._give_room()

    async def _clock(self) -> None:
        self.note("clock", self.calendar.jump(self.chance))

    async def _rules(self) -> None:
        self.calendar.version = self.chance.randrange(VERSIONS)
        if self.life.conversation is not None:
            self.life.conversation.answers = answers(self.calendar.version)

    async def _notice(self) -> None:
        """Staff or a timer owe people something."""
        if not self.life.is_up or self.life.database is None:
            return
        now, chance = self.calendar(), self.chance
        for person in chance.sample(list(self.people), chance.randint(1, len(self.people))):
            not_before = now + timedelta(seconds=chance.choice([3, 3600])) if chance.random() < 0.3 else None
            not_after = now + timedelta(seconds=chance.choice([2, 4000])) if chance.random() < 0.3 else None
            owed = Owed(_NOTICE, chance.choice(list(Priority)[1:]), not_before, not_after)
            try:
                async with asyncio.timeout(5):
                    await Outbox(self.life.database).owe(CHANNEL, person, [owed], now)
            except (StorageError, TimeoutError):
                return

    async def _restart(self) -> None:
        if self.life.is_up:
            self.life.end()

    async def _wake(self) -> None:
        """Everybody has been away for a while."""
        self.calendar.go_on(self.chance.choice([timedelta(hours=2), timedelta(days=1), timedelta(days=32)]))

    _disk_state = ""

    def _give_room(self) -> None:
        self._disk_state = ""
        self.life.machine.full = False

    def _disk_delay(self) -> float:
        return self.chance.uniform(0.05, 1.0) if self._disk_state == "slow" else self.chance.choice([0.0, 0.001, 0.004])

    def _disk_fails(self) -> bool:
        return self._disk_state == "failing" and self.chance.random() < 0.7

    # People and their platform

    async def _live(self, person: Person) -> None:
        for _ in range(self.actions):
            await asyncio.sleep(person.think())
            for heard in person.act():
                self._happen(person, heard)

    def _happen(self, person: Person, heard: Heard) -> None:
        event = f"event {len(self.updates)}"
        update = Update(Incoming(CHANNEL, person.name, event, heard, person.language))
        self.updates.append(update)
        self.ledger.updates[event] = update.incoming
        self.note("happens", event, person.name, type(heard).__name__)
        copies = self.chance.randint(1, 5) if self.chance.random() < 0.3 else 0
        late = 1.5 if self.chance.random() < 0.1 else 0.02
        for _ in range(1 + copies):
            self._bring_in(update, self.chance.uniform(0.001, late))

    def _bring_in_all(self) -> None:
        """What was not confirmed comes again."""
        for update in self.updates:
            if not update.is_confirmed:
                self._bring_in(update, self.chance.random())

    def _bring_in(self, update: Update, wait: float) -> None:
        self._later(wait, lambda: self._give(update))

    def _give(self, update: Update) -> None:
        life = self.life
        if not life.is_up:  # what is not confirmed comes again when there is a life
            return
        task = self._start(self._take(life, update))
        life.taking.add(task)
        task.add_done_callback(life.taking.discard)
        if self.chance.random() < 0.03:  # whoever brought it gave up waiting
            self._later(self.chance.expovariate(1 / 0.01), task.cancel)

    async def _take(self, life: Life, update: Update) -> None:
        incoming, conversation = update.incoming, life.conversation
        assert conversation is not None
        in_flight = self.ledger.in_flight[incoming.person]
        in_flight.append(incoming)
        try:
            replies = await conversation.take(incoming)
        except (StorageError, Overloaded) as error:
            self.note("not taken", incoming.event_id, type(error).__name__)
            update.is_confirmed = False
            self._bring_in(update, self.chance.uniform(0.2, 3))
        except asyncio.CancelledError:
            self.note("cancelled", incoming.event_id)
            if life is self.life and life.machine.is_on:
                self.ledger.cancelled.add(incoming.event_id)
                update.is_confirmed = False
                self._bring_in(update, self.chance.uniform(0.2, 3))
            raise
        else:
            await life.machine.stand_still()
            self.note("taken", incoming.event_id, *((one.id, crc32(one.body.encode())) for one in replies))
            self._guarded(lambda: self.ledger.acknowledge(incoming, replies))
            update.is_confirmed = True
        in_flight.remove(incoming)

    def _deliver(self, message: Message) -> None:
        screen = read_screen(message.body)
        if screen is not None:
            self.people[message.person].seen.append(screen)

    # The record

    def note(self, *what: object) -> None:
        """Write down what happens; and just after something did, the process is most often killed."""
        if what[0] in _MOMENTS and self.chance.random() < 0.012:
            self._next_kill = min(self._next_kill, self.steps + self.chance.randrange(8))
        self.trace.append(f"{asyncio.get_running_loop().time():.6f} {' '.join(map(str, what))}")

    def hash(self) -> str:
        """What tells this course of the world from any other."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]

    def _guarded(self, check: Callable[[], None]) -> None:
        """Check something where nobody would hear of it if it failed."""
        try:
            check()
        except BaseException as error:
            self.note("violation", error)
            self.violation = self.violation or error

    def _fail(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or Violation(str(context["message"]))
        self.violation = self.violation or error

    def _later(self, wait: float, call: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(wait, call)

    def _start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.violation = self.violation or error


_NOTICE = in_writing(render(Reply(step="notice", kind="aside", text=Words("通知")), translator("zh_Hans")))
