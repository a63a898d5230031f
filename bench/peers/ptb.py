"""python-telegram-bot with its ConversationHandler, as its documentation advises, in its best honest configuration.

- Updates go through a processor with a lock for each person: `concurrent_updates=False` makes everybody wait for
  everybody's disk, and a plain number loses the order of one person.
- JSON is read by orjson, as the documentation of `BaseRequest.parse_json_payload` suggests.
- No updater, no job queue, no rate limiter, no arbitrary callback data: nothing runs that the dialogue does not need.
- An update is handed to `process_update` directly, which spares it the queue.
- "One SQLite commit per turn" commits before it replies; PTB's own persistence comes after the reply, and later.
"""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BasePersistence,
    BaseUpdateProcessor,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bench.bot_api import ANSWERS, REPLIES
from bench.contender import Bot, Sent
from bench.peers import toy
from bench.peers.sqlite_store import SqliteStore

TOKEN = "7000000001:" + "A" * 35
NAME = "newborn"
# Only what people said is kept: each further kind of data would be one more file to write.
_KEPT = PersistenceInput(bot_data=False, chat_data=False, user_data=True, callback_data=False)

Context = ContextTypes.DEFAULT_TYPE


class NoRequest(BaseRequest):
    """Takes what would be sent, to the last byte, and answers at once."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    @property
    def read_timeout(self) -> float | None:
        """Nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read by orjson."""
        return orjson.loads(payload)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: object, **more: object
    ) -> tuple[int, bytes]:
        """The form that HTTPXRequest would post, and Telegram's answer."""
        called = url.rpartition("/")[2]
        if request_data is not None:
            form = request_data.json_parameters
            if called in REPLIES:
                self._sent(int(form["chat_id"]))
        return 200, ANSWERS[called]


class InOrder(BaseUpdateProcessor):
    """Everybody at once, and each person's updates one after another."""

    def __init__(self) -> None:
        super().__init__(256)
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's own turn."""
        assert isinstance(update, Update)
        assert update.effective_user is not None
        async with self._lanes.setdefault(update.effective_user.id, asyncio.Lock()):
            await coroutine


class FromSqlite(BasePersistence[Any, Any, Any]):
    """Gives PTB what the turns have kept. Writing is their business: by the time PTB would, the reply is long out."""

    def __init__(self, store: SqliteStore) -> None:
        super().__init__(_KEPT, update_interval=3600)
        self.store = store

    async def get_user_data(self) -> dict[int, Any]:
        """The answers of everybody."""
        return {person: answers for person, (_, answers) in self.store.stored.items()}

    async def get_conversations(self, name: str) -> Any:
        """The state of everybody."""
        return {(person, person): state for person, (state, _) in self.store.stored.items()}

    async def get_chat_data(self) -> dict[int, Any]:
        """Nothing."""
        return {}

    async def get_bot_data(self) -> Any:
        """Nothing."""
        return {}

    async def get_callback_data(self) -> Any:
        """Nothing."""

    async def update_conversation(self, name: str, key: Any, new_state: object) -> None:
        """It is kept."""

    async def update_user_data(self, user_id: int, data: Any) -> None:
        """It is kept."""

    async def update_chat_data(self, chat_id: int, data: Any) -> None:
        """Nothing."""

    async def update_bot_data(self, data: Any) -> None:
        """Nothing."""

    async def update_callback_data(self, data: Any) -> None:
        """Nothing."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Nothing."""

    async def drop_user_data(self, user_id: int) -> None:
        """It is forgotten."""

    async def refresh_user_data(self, user_id: int, user_data: Any) -> None:
        """It is fresh."""

    async def refresh_chat_data(self, chat_id: int, chat_data: Any) -> None:
        """Nothing."""

    async def refresh_bot_data(self, bot_data: Any) -> None:
        """Nothing."""

    async def flush(self) -> None:
        """It is kept."""


class Newborn:
    """The handlers. Each ends in a turn: counted, kept if that is asked for, and then replied to."""

    def __init__(self, store: SqliteStore | None) -> None:
        self._store = store

    def handler(self, *, persistent: bool) -> "ConversationHandler[Context]":
        """The conversation."""
        # Buttons belong to the conversation, not to their message: that is meant.
        warnings.filterwarnings("ignore", category=PTBUserWarning, message=".*per_message=False")
        text = filters.TEXT & ~filters.COMMAND
        return ConversationHandler(
            entry_points=[CommandHandler("start", self.start)],
            states={
                toy.REGION: [MessageHandler(text, self.region)],
                toy.PART: [CallbackQueryHandler(self.part, pattern=r"^where:\d{6}$")],
                toy.BORN: [MessageHandler(text, self.born)],
                toy.HUKOU: [CallbackQueryHandler(self.hukou, pattern=r"^hukou:(done|not_yet)$")],
                toy.PARENTS: [CallbackQueryHandler(self.parents, pattern=r"^parents_insured:(yes|no)$")],
                toy.TOLD: [
                    CallbackQueryHandler(self.review, pattern=r"^/review$"),
                    CallbackQueryHandler(self.done, pattern=r"^/menu$"),
                ],
            },
            fallbacks=[
                CallbackQueryHandler(self.back, pattern=r"^/back$"),
                MessageHandler(text, self.not_understood),
            ],
            name=NAME,
            persistent=persistent,
        )

    async def start(self, update: Update, context: Context) -> str:
        """The deep link was opened."""
        answers = _answers(context)
        answers.clear()
        answers["entry"] = " ".join(context.args or ())
        return await self._turn(update, answers, toy.REGION)

    async def region(self, update: Update, context: Context) -> str:
        """A place was typed."""
        answers = _answers(context)
        answers["region"] = _typed(update)
        return await self._turn(update, answers, toy.after_region(answers))

    async def part(self, update: Update, context: Context) -> str:
        """A part of the province was chosen."""
        answers = _answers(context)
        answers["part"] = _tapped(update)
        return await self._turn(update, answers, toy.BORN)

    async def born(self, update: Update, context: Context) -> str:
        """A date was typed."""
        answers = _answers(context)
        day = toy.read_day(_typed(update))
        if day is None:
            return await self._turn(update, answers, toy.BORN, toy.NOT_UNDERSTOOD)
        answers["born"] = day.isoformat()
        return await self._turn(update, answers, toy.HUKOU)

    async def hukou(self, update: Update, context: Context) -> str:
        """The register was answered."""
        answers = _answers(context)
        answers["hukou"] = _tapped(update)
        return await self._turn(update, answers, toy.after_hukou(answers))

    async def parents(self, update: Update, context: Context) -> str:
        """The parents' insurance was answered."""
        answers = _answers(context)
        answers["parents"] = _tapped(update)
        return await self._turn(update, answers, toy.TOLD)

    async def not_understood(self, update: Update, context: Context) -> str:
        """Something else was typed."""
        answers = _answers(context)
        return await self._turn(update, answers, answers["state"], toy.NOT_UNDERSTOOD)

    async def back(self, update: Update, context: Context) -> str:
        """One step back."""
        answers = _answers(context)
        return await self._turn(update, answers, toy.step_back(answers["state"], answers))

    async def review(self, update: Update, context: Context) -> str:
        """The summary."""
        answers = _answers(context)
        return await self._turn(update, answers, toy.TOLD, toy.summary(answers))

    async def done(self, update: Update, context: Context) -> int:
        """The end: nothing is kept of it."""
        person = _person(update)
        if self._store is not None:
            await self._store.forget(person)
        await _reply(update, toy.DONE, [])
        _answers(context).clear()
        context.application.drop_user_data(person)
        return ConversationHandler.END

    async def _turn(self, update: Update, answers: toy.Answers, state: str, text: str | None = None) -> str:
        answers["state"] = state
        answers["turns"] = str(int(answers.get("turns", "0")) + 1)
        if self._store is not None:
            await self._store.keep(_person(update), state, answers)
        await _reply(update, text or toy.said(state, answers), toy.keyboard(state, answers))
        return state


async def _reply(update: Update, text: str, rows: toy.Rows) -> None:
    buttons = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    markup = InlineKeyboardMarkup(buttons)
    if (query := update.callback_query) is not None:
        await query.answer()
        await query.edit_message_text(text, reply_markup=markup)
    elif update.message is not None:
        await update.message.reply_text(text, reply_markup=markup)


def _answers(context: Context) -> toy.Answers:
    assert context.user_data is not None
    return context.user_data


def _person(update: Update) -> int:
    assert update.effective_user is not None
    person: int = update.effective_user.id
    return person


def _typed(update: Update) -> str:
    assert update.message is not None
    return update.message.text or ""


def _tapped(update: Update) -> str:
    assert update.callback_query is not None
    return (update.callback_query.data or "").partition(":")[2]


class PtbBot:
    """The application, fed by hand."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        self._application = application
        self._processor = application.update_processor
        self._bot = application.bot

    async def take(self, update: bytes) -> None:
        """As a webhook does."""
        parsed = Update.de_json(orjson.loads(update), self._bot)
        await self._processor.process_update(parsed, self._application.process_update(parsed))

    async def held(self, person: int) -> int:
        """The turns counted, if the conversation still knows the person."""
        answers = self._application.user_data.get(person) or {}
        return int(answers.get("turns", "0"))

    def others(self) -> tuple[int, ...]:
        """It works alone."""
        return ()

    def facts(self) -> dict[str, float]:
        """Nothing more to say."""
        return {}

    def remember(self, sessions: int) -> None:
        """It keeps every session where it keeps them."""


@asynccontextmanager
async def open_ptb(folder: Path, sent: Sent, *, keep: str, every: float = 60.0) -> AsyncIterator[Bot]:
    """The bot, keeping nothing, a pickle file, or one SQLite commit per turn."""
    async with AsyncExitStack() as stack:
        store: SqliteStore | None = None
        persistence: BasePersistence[Any, Any, Any] | None = None
        if keep == "sqlite":
            store = await stack.enter_async_context(SqliteStore.open(folder / "ptb.db"))
            persistence = FromSqlite(store)
        elif keep == "pickle":
            # One file for each kind of data: with a single file, every person of an interval writes everything.
            path = folder / "ptb.pickle"
            persistence = PicklePersistence(path, store_data=_KEPT, single_file=False, update_interval=every)
        builder = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None).concurrent_updates(InOrder())
        builder = builder.request(NoRequest(sent)).get_updates_request(NoRequest(sent))
        application = (builder.persistence(persistence) if persistence else builder).build()
        application.add_handler(Newborn(store).handler(persistent=persistence is not None))
        await stack.enter_async_context(application)
        await application.start()
        try:
            yield PtbBot(application)
        finally:
            await application.stop()
