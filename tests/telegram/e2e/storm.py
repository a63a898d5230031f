"""R1 through the adapter: a storm of updates reaches the webhook, each counts once, and nobody is told anything twice.

The storm is that of `tests/proofs`: many updates again and again, late, and once more a day later, when the bot was
started anew. Here they are what Telegram makes of them, and whoever is told something is told by the Bot API.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import aiohttp
import orjson

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.incoming import Incoming
from flows import heard as ways
from flows.state import State
from tests.proofs.dialogues import after
from tests.proofs.storm import storm
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, settled
from tests.telegram.e2e.strict import refused_for_good_reason
from tests.telegram.stored import rows
from tests.telegram.watch import Watch

AT_ONCE = 60


async def weather(folder: Path, seed: int, updates: int) -> str:
    """Let a storm of so many different updates pass, and look. Raises `AssertionError`."""
    chance, api = Random(seed), BotApi(token=TOKEN, forgets=True)
    watch = Watch.over(api)
    api.count("message", by=updates)  # what is tapped in the storm was sent long ago
    stream = storm(chance, updates)
    in_order = list(dict.fromkeys(stream))
    late = [update for update in in_order if chance.random() < 0.05]
    bringing = Bringing(api)
    async with served(api) as address, bot(folder, address, by_webhook=True) as program:
        check = partial(_check, program.database, in_order, watch, api)
        await watch.until(lambda: bool(api.webhook))
        await bringing.bring(stream)
        await settled(program)
        check()
        await program.stop()
        api.webhook, program.today = {}, program.today + timedelta(days=1)
        await program.start()
        await watch.until(lambda: bool(api.webhook))
        await bringing.bring(late)
        await settled(program)
        check()
    return f"{len(in_order)} updates brought {len(stream) + len(late)} times, each answered once"


def _check(database: Path, updates: list[Incoming], watch: Watch, api: BotApi) -> None:
    """It is as if each update had come once."""
    kept, told = (rows(database, f"SELECT count(*) FROM {table}")[0][0] for table in ("inbox", "outbox"))  # noqa: S608
    assert not (refused := refused_for_good_reason(api)), refused
    assert kept == len(updates), f"{kept} updates were kept instead of {len(updates)}"
    assert told == len(updates), f"{told} messages answer {len(updates)} updates"
    assert rows(database, "SELECT DISTINCT delivery FROM deliveries") == [("sent",)]
    assert watch.calls["sendMessage"] == told, f"{watch.calls['sendMessage']} were sent instead of {told}"
    events: dict[str, list[Incoming]] = defaultdict(list)
    for update in updates:
        events[str(_person(update))].append(update)
    stored = {person: kept for person, *kept in rows(database, "SELECT person, revision, state FROM sessions")}
    assert stored.keys() == events.keys()
    for person, said_by_them in events.items():
        expected = after(said_by_them)
        revision, state = stored[person]
        assert revision == expected.events, f"{person} has had {revision} turns instead of {expected.events}"
        where, wanted = orjson.loads(state)["dialogue"], orjson.loads(expected.stored)
        assert State.from_json(where) == State.from_json(wanted), f"{person} is somewhere else than they should be"


@dataclass
class Bringing:
    """Brings updates to the webhook, as Telegram does: again until they are taken, and each person's in order."""

    api: BotApi
    _raw: dict[Incoming, bytes] = field(default_factory=dict)
    _before: dict[Incoming, asyncio.Task[None] | None] = field(default_factory=dict)
    _newest: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def bring(self, stream: Iterable[Incoming]) -> None:
        """So many at once."""
        room, tasks = asyncio.Semaphore(AT_ONCE), list[asyncio.Task[None]]()
        url, secret = self.api.webhook["url"], self.api.webhook["secret_token"]
        async with aiohttp.ClientSession(headers={SECRET_HEADER: secret}) as session:
            for update in stream:
                await room.acquire()
                is_new = update not in self._raw
                if is_new:
                    self._raw[update] = orjson.dumps(_as_telegram_has_it(self.api, update))
                    self._before[update] = self._newest.get(update.person)
                task = asyncio.create_task(self._bring(session, url, update))
                task.add_done_callback(lambda _: room.release())
                tasks.append(task)
                if is_new:
                    self._newest[update.person] = task
            await asyncio.gather(*tasks)

    async def _bring(self, session: aiohttp.ClientSession, url: str, update: Incoming) -> None:
        if before := self._before[update]:
            await asyncio.wait([before])
        for _ in range(1000):
            with suppress(aiohttp.ClientError):  # a connection that was kept, and was closed there a moment ago
                async with session.post(url, data=self._raw[update]) as response:
                    if response.status == 200:
                        await self.api.answered(response.content_type, await response.read())
                        return
        raise AssertionError(f"{update.event_id} of {update.person} is never taken")


def _as_telegram_has_it(api: BotApi, update: Incoming) -> dict[str, object]:
    somebody = Somebody(api, _person(update))
    somebody.chat.begun = True
    turn = int(update.event_id.split()[1])
    match update.heard:
        case ways.Said(text):
            content: dict[str, object] = {"message": somebody.message(text=text)}
        case ways.Opened(entry):
            content = {"message": somebody.message(text=f"/start {entry}")}
        case ways.Tapped(question, key):  # each on a message of its own: the same one again would be a double tap
            content = {"callback_query": somebody.query(f"{question}:{key}", Posted(1 + turn, "…", [], []))}
        case ways.Edit(question):
            content = {"callback_query": somebody.query(f"/edit:{question}", Posted(1 + turn, "…", [], []))}
        case other:
            content = {"message": somebody.message(text=f"/{type(other).__name__.casefold()}")}
    return {"update_id": turn * 100_000 + somebody.id, **content}


def _person(update: Incoming) -> int:
    return 1 + int(update.person.split()[1])
