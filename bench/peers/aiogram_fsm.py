"""aiogram 3 with its finite state machine, as its documentation advises, in its best honest configuration.

- `SimpleEventIsolation` keeps each person's updates in order within one process; Redis's own isolation is for several,
  and would cost more.
- JSON is read and written by orjson; Redis's answers are read by hiredis, over a socket file.
- An update is validated with the bot as its context and fed as it is, as `feed_raw_update` does.
- Answers are kept before the state, and both before the reply: what was replied is kept. Each is one write to Redis.
- "One SQLite commit per turn" puts both into one.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher, F, Router
from aiogram.client.session.base import BaseSession
from aiogram.filters import CommandObject, CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bench.bot_api import ANSWERS, REPLIES
from bench.contender import Bot, Sent
from bench.peers import toy
from bench.peers.redis_server import redis_server
from bench.peers.sqlite_store import SqliteStore

TOKEN = "7000000001:" + "A" * 35
BOT_ID = 7000000001


class Newborn(StatesGroup):
    """The states, by the names of the toy."""

    region = State()
    part = State()
    born = State()
    hukou = State()
    parents = State()
    told = State()


Reply: TypeAlias = TelegramMethod[Any]
"""A reply yet to be sent: what a handler returns is sent by whoever feeds it, if need be in a webhook's own answer."""

STATES: dict[str, State] = {name: getattr(Newborn, name) for name in toy.STATES}


class NoSession(BaseSession):
    """Takes what would be sent, as the form that AiohttpSession would post, and answers at once."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(json_loads=orjson.loads, json_dumps=lambda value: orjson.dumps(value).decode())
        self._sent = sent

    async def close(self) -> None:
        """Nothing to close."""

    async def stream_content(self, *args: object, **more: object) -> Any:
        """Nothing is ever streamed."""
        raise NotImplementedError

    async def make_request(self, bot: AiogramBot, method: TelegramMethod[Any], timeout: Any = None) -> Any:  # noqa: ASYNC109
        """The fields of the form, and Telegram's answer."""
        files: dict[str, Any] = {}
        form = {
            key: prepared
            for key, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot=bot, files=files))
        }
        called = method.__api_method__
        if called in REPLIES:
            self._sent(int(form["chat_id"]))
        return self.check_response(bot=bot, method=method, status_code=200, content=ANSWERS[called].decode()).result


class SqliteStorage(BaseStorage):
    """Commits once per turn: the answers wait for the state, which is set last."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Until the state is set."""
        state, _ = self._store.stored.get(key.user_id, (None, {}))
        self._store.stored[key.user_id] = (state, dict(data))

    async def set_state(self, key: StorageKey, state: str | State | None = None) -> None:
        """With the answers, on the disk."""
        name = state.state if isinstance(state, State) else state
        _, answers = self._store.stored.get(key.user_id, (None, {}))
        if name is None:
            self._store.stored.pop(key.user_id, None)
            await self._store.forget(key.user_id)
        else:
            self._store.stored[key.user_id] = (name, answers)
            await self._store.keep(key.user_id, name, answers)

    async def get_state(self, key: StorageKey) -> str | None:
        """From memory; the file is for a restart."""
        return self._store.stored.get(key.user_id, (None, {}))[0]

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """From memory; the file is for a restart."""
        return dict(self._store.stored.get(key.user_id, (None, {}))[1])

    async def close(self) -> None:
        """Closed with its store."""


# ── The handlers ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def start(message: Message, command: CommandObject, state: FSMContext) -> Reply:
    """The deep link was opened."""
    return await _turn(message, state, {"entry": command.args or ""}, toy.REGION)


async def region(message: Message, state: FSMContext) -> Reply:
    """A place was typed."""
    answers = await state.get_data()
    answers["region"] = message.text or ""
    return await _turn(message, state, answers, toy.after_region(answers))


async def part(query: CallbackQuery, state: FSMContext) -> Reply:
    """A part of the province was chosen."""
    answers = await state.get_data()
    answers["part"] = _tapped(query)
    return await _turn(query, state, answers, toy.BORN)


async def born(message: Message, state: FSMContext) -> Reply:
    """A date was typed."""
    answers = await state.get_data()
    day = toy.read_day(message.text or "")
    if day is None:
        return await _turn(message, state, answers, toy.BORN, toy.NOT_UNDERSTOOD)
    answers["born"] = day.isoformat()
    return await _turn(message, state, answers, toy.HUKOU)


async def hukou(query: CallbackQuery, state: FSMContext) -> Reply:
    """The register was answered."""
    answers = await state.get_data()
    answers["hukou"] = _tapped(query)
    return await _turn(query, state, answers, toy.after_hukou(answers))


async def parents(query: CallbackQuery, state: FSMContext) -> Reply:
    """The parents' insurance was answered."""
    answers = await state.get_data()
    answers["parents"] = _tapped(query)
    return await _turn(query, state, answers, toy.TOLD)


async def not_understood(message: Message, state: FSMContext) -> Reply:
    """Something else was typed."""
    answers = await state.get_data()
    return await _turn(message, state, answers, answers["state"], toy.NOT_UNDERSTOOD)


async def back(query: CallbackQuery, state: FSMContext) -> Reply:
    """One step back."""
    answers = await state.get_data()
    return await _turn(query, state, answers, toy.step_back(answers["state"], answers))


async def review(query: CallbackQuery, state: FSMContext) -> Reply:
    """The summary."""
    answers = await state.get_data()
    return await _turn(query, state, answers, toy.TOLD, toy.summary(answers))


async def done(query: CallbackQuery, state: FSMContext) -> Reply:
    """The end: nothing is kept of it."""
    await state.clear()
    return await _reply(query, toy.DONE, [])


async def _turn(
    event: Message | CallbackQuery, state: FSMContext, answers: toy.Answers, name: str, text: str | None = None
) -> Reply:
    answers["state"] = name
    answers["turns"] = str(int(answers.get("turns", "0")) + 1)
    await state.set_data(answers)
    await state.set_state(STATES[name])
    return await _reply(event, text or toy.said(name, answers), toy.keyboard(name, answers))


async def _reply(event: Message | CallbackQuery, text: str, rows: toy.Rows) -> Reply:
    buttons = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in rows]
    markup = InlineKeyboardMarkup(inline_keyboard=buttons)
    if isinstance(event, CallbackQuery):
        await event.answer()
        return event.message.edit_text(text, reply_markup=markup)
    return event.answer(text, reply_markup=markup)


def _tapped(query: CallbackQuery) -> str:
    return (query.data or "").partition(":")[2]


def newborn() -> Router:
    """The handlers with what they listen to."""
    router = Router()
    router.message.register(start, CommandStart(deep_link=True))
    router.message.register(region, Newborn.region, F.text)
    router.callback_query.register(part, Newborn.part, F.data.regexp(r"^where:\d{6}$"))
    router.message.register(born, Newborn.born, F.text)
    router.callback_query.register(hukou, Newborn.hukou, F.data.in_({"hukou:done", "hukou:not_yet"}))
    router.callback_query.register(parents, Newborn.parents, F.data.in_({"parents_insured:yes", "parents_insured:no"}))
    router.callback_query.register(review, Newborn.told, F.data == "/review")
    router.callback_query.register(done, Newborn.told, F.data == "/menu")
    router.callback_query.register(back, StateFilter(Newborn), F.data == "/back")
    router.message.register(not_understood, StateFilter(Newborn), F.text)
    return router


class AiogramFsm:
    """The dispatcher, fed by hand."""

    def __init__(self, dispatcher: Dispatcher, bot: AiogramBot, others: tuple[int, ...]) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._others = others

    async def take(self, update: bytes) -> None:
        """As a webhook does."""
        parsed = Update.model_validate(orjson.loads(update), context={"bot": self._bot})
        reply = await self._dispatcher.feed_update(self._bot, parsed)
        if isinstance(reply, TelegramMethod):
            await self._bot(reply)

    async def held(self, person: int) -> int:
        """The turns counted, as the storage has them."""
        answers = await self._dispatcher.storage.get_data(StorageKey(BOT_ID, person, person))
        return int(answers.get("turns", "0"))

    def others(self) -> tuple[int, ...]:
        """The Redis server, where there is one."""
        return self._others

    def facts(self) -> dict[str, float]:
        """Nothing more to say."""
        return {}

    def remember(self, sessions: int) -> None:
        """It keeps every session where it keeps them."""


@asynccontextmanager
async def open_aiogram(folder: Path, sent: Sent, *, keep: str, fsync: str = "always") -> AsyncIterator[Bot]:
    """The bot on a storage in memory, in Redis, or in SQLite."""
    async with AsyncExitStack() as stack:
        others: tuple[int, ...] = ()
        storage: BaseStorage
        if keep == "redis":
            socket, server = stack.enter_context(redis_server(folder, fsync))
            others = (server,)
            storage = RedisStorage.from_url(
                f"unix://{socket.absolute()}",
                json_loads=orjson.loads,
                json_dumps=lambda value: orjson.dumps(value).decode(),
            )
        elif keep == "sqlite":
            storage = SqliteStorage(await stack.enter_async_context(SqliteStore.open(folder / "aiogram.db")))
        else:
            storage = MemoryStorage()
        stack.push_async_callback(storage.close)
        dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
        dispatcher.include_router(newborn())
        yield AiogramFsm(dispatcher, AiogramBot(TOKEN, session=NoSession(sent)), others)
