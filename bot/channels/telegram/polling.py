"""Polling: updates are asked for, and confirmed only when all of them are on the disk. Needs no public address."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.reading import Meaning, Met, Nothing, Pressed, Spoken, Unfolded
from bot.channels.telegram.request import Flooded
from bot.channels.telegram.taking import NotTaken, Taking

log = structlog.get_logger()

_SHORTEST, _LONGEST = 0.5, 30.0
"""Seconds between two tries while something is wrong: twice as many each time."""

_FOR_THE_DISK = 2.0
"""Seconds between two tries to keep something: people wait, and nobody else is bothered by it."""

_PORTION = 16
"""How many people of a batch are begun with before whatever has become ready is seen to."""

_LONG_ENOUGH = 1.0
"""Seconds that Telegram waits at least when there is nothing new."""


@dataclass
class Polling:
    """Asks for updates until it is cancelled. `patience` is how many seconds Telegram waits for the first one."""

    api: Api
    taking: Taking
    patience: int = 30
    shortest: float = _SHORTEST

    async def run(self) -> None:
        """Ask, take, confirm, for ever. Raises `InvalidToken` where the token is not, or no longer, accepted."""
        offset: int | None = None
        failed, now = 0, asyncio.get_running_loop().time
        while True:
            asked = now()
            try:
                batch = await self.api.updates(offset, self.patience)
            except InvalidToken:
                raise
            except TelegramError as error:
                await self._wait(error, failed)
                failed += 1
                continue
            failed = 0
            await self.take_all(batch)
            confirmed = max(map(_id_of, batch), default=-1) + 1 or offset
            if confirmed == offset and now() - asked < _LONG_ENOUGH:  # something on the way does not wait as it should
                await asyncio.sleep(self.shortest)
            offset = confirmed

    async def take_all(self, batch: Sequence[object]) -> None:
        """Take a batch, and return once all of it is kept. What cannot be kept now is tried again until it can."""
        people = _by_person(self.taking.read(raw) for raw in batch if isinstance(raw, dict))
        wait = self.shortest
        while people:
            people = [left for left in await self._take_side_by_side(people) if left]
            if people:
                await asyncio.sleep(wait)
                wait = min(2 * wait, _FOR_THE_DISK)

    async def _take_side_by_side(self, people: Sequence[list[Meaning]]) -> list[list[Meaning]]:
        """Take what many people did, a few more of them at a time: the first need not wait until all are answered."""
        tasks = []
        async with asyncio.TaskGroup() as group:
            for first in range(0, len(people), _PORTION):
                tasks += [group.create_task(self._take_in_order(one)) for one in people[first : first + _PORTION]]
                await asyncio.sleep(0)  # what was committed meanwhile goes out
        return [task.result() for task in tasks]

    async def _take_in_order(self, meanings: list[Meaning]) -> list[Meaning]:
        """Take what one person did, in order. Returns what is left when one could not be kept."""
        for number, meaning in enumerate(meanings):
            try:
                query = await self.taking.take(meaning)
            except NotTaken:
                return meanings[number:]
            if query:
                self.taking.afterwards.settle(query)
        return []

    async def _wait(self, error: TelegramError, failed: int) -> None:
        asked = error.wait.total_seconds() if isinstance(error, Flooded) else 0.0
        wait = max(asked, min(self.shortest * 2**failed, _LONGEST))
        if isinstance(error, Conflict):
            log.error("telegram.conflict", why=_CONFLICT, wait=wait)
        else:
            log.warning("telegram.no_updates", error=type(error).__name__, wait=wait)
        await asyncio.sleep(wait)


_CONFLICT = (
    "another program fetches the updates of this bot: only one may. Stop the other one; if it is a webhook that was set "
    "elsewhere, start Canbao again, which removes it"
)


def _by_person(meanings: Iterable[Meaning]) -> list[list[Meaning]]:
    """What was done, person by person: one after another for each, and side by side for all."""
    people: dict[str, list[Meaning]] = {}
    for number, meaning in enumerate(meanings):
        match meaning:
            case Spoken(incoming) | Pressed(incoming):
                person = incoming.person
            case Met(person) | Unfolded(person):
                pass
            case Nothing(""):
                continue
            case _:
                person = f"#{number}"
        people.setdefault(person, []).append(meaning)
    return list(people.values())


def _id_of(raw: object) -> int:
    """What Telegram calls an update; -1 where it does not say, which never happens, and must not stop the others."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) else -1
