"""Reading: what an update means to us. Every kind of update becomes one of a handful of things, or nothing at all."""

import re
from dataclasses import dataclass

from bot.channels.telegram import data
from bot.channels.telegram.data import ACTIONS, Fold, NotOurs
from bot.channels.telegram.update import CallbackQuery, Chat, Message, MyMembership, Update, User
from bot.incoming import Incoming
from bot.translator import language_for
from flows.commands import command
from flows.entry import LONGEST, read_entry
from flows.heard import Begin, Heard, Menu, Opened, Other, Review, Said, Speak
from flows.journeys import JOURNEYS
from flows.state import LANGUAGES

CHANNEL = "telegram"

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_LINK = re.compile(r"(?:https?://)?(?:t|telegram)\.me/\w+\?start=([A-Za-z0-9_-]+)")
_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{0,{LONGEST}}}")

_NO_LINK = Opened("?")
"""What no link can bring: it is greeted as one that cannot be read. Cut to fit, it might mean something else."""

_OTHER = {
    "photo": ("photo",),
    "voice": ("voice", "audio", "video_note"),
    "sticker": ("sticker", "dice", "game"),
    "location": ("venue", "location"),
    "contact": ("contact",),
    "file": ("document", "video", "animation", "poll", "story", "paid_media", "checklist", "invoice"),
}
"""What we answer in the same words, by the fields that say what a message is."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody wrote something. The pictures of one `album` come one by one, and are answered once."""

    incoming: Incoming
    album: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button under the message `on`. `query` is what Telegram calls it until it is answered."""

    incoming: Incoming
    query: str
    on: Message | None
    data: str


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Somebody wants to see more, or less, of one of our messages."""

    person: str
    query: str
    on: Message
    fold: Fold
    language: str


@dataclass(frozen=True, slots=True)
class Met:
    """A person has blocked us, or has come back."""

    person: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody called us in a group, where we do not talk: what people ask us is nobody else's business."""

    chat: int
    language: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing that needs an answer. A button of a message we know nothing of is still told that it was heard."""

    query: str = ""


Meaning = Spoken | Pressed | Unfolded | Met | Called | Nothing


def meaning(update: Update, username: str = "") -> Meaning:
    """What an update means. `username` is ours; without it, only commands call us in a group."""
    event = str(update["update_id"])
    if message := update.get("message"):
        return _message(message, event, username)
    if query := update.get("callback_query"):
        return _button(query, event)
    if edited := update.get("edited_message"):
        return _edited(edited, event)
    if changed := update.get("my_chat_member"):
        return _membership(changed)
    return Nothing()


def _message(message: Message, event: str, username: str) -> Meaning:
    sender, chat = message.get("sender"), message["chat"]
    if sender is None or sender.get("is_bot") or chat["type"] == "channel":
        return Nothing()
    if chat["type"] != "private":
        return Called(chat["id"], _language(sender)) if _calls_us(message, username) else Nothing()
    heard = said(text) if (text := _written(message)) else _other(message)
    if heard is None:  # something about the chat itself: a message was pinned, a timer was set
        return Nothing()
    return Spoken(_incoming(chat, sender, event, heard), message.get("media_group_id") or "")


def _edited(message: Message, event: str) -> Meaning:
    """Words that were changed afterwards answer nothing anew: what was answered is shown, each line to be changed."""
    sender, chat = message.get("sender"), message["chat"]
    if sender is None or sender.get("is_bot") or chat["type"] != "private" or not _written(message):
        return Nothing()
    return Spoken(_incoming(chat, sender, event, Review()))


def _written(message: Message) -> str:
    """What somebody wrote: the text, or what stands below a picture or a file of theirs, but not of somebody else's."""
    below = "" if message.get("forward_origin") else message.get("caption") or ""
    return message.get("text") or (below if below.strip() else "")


def _button(query: CallbackQuery, event: str) -> Meaning:
    id, on, handed, sender = query["id"], query.get("message"), query.get("data"), query["sender"]
    if handed is None or (on is not None and not _is_their_own(on["chat"], sender)):
        return Nothing(id)
    try:
        meant = data.read(handed)
    except NotOurs:
        return Nothing(id)
    person = str(on["chat"]["id"] if on else sender["id"])
    if isinstance(meant, Fold):
        return Unfolded(person, id, on, meant, _language(sender)) if on else Nothing(id)
    return Pressed(Incoming(CHANNEL, person, event, meant, _language(sender)), id, on, handed)


def _is_their_own(chat: Chat, sender: User) -> bool:
    """Whether this is the private chat of whoever pressed a button: it bears their number."""
    return chat["type"] == "private" and chat["id"] == sender["id"]


def _membership(changed: MyMembership) -> Meaning:
    chat = changed["chat"]
    match chat["type"], changed["new_chat_member"]["status"]:
        case "private", "kicked" | "left":
            return Met(str(chat["id"]), reachable=False)
        case "private", _:
            return Met(str(chat["id"]), reachable=True)
    return Nothing()


def _incoming(chat: Chat, sender: User, event: str, heard: Heard) -> Incoming:
    return Incoming(CHANNEL, str(chat["id"]), event, heard, _language(sender))


def _language(user: User) -> str:
    return language_for(user.get("language_code"))


def said(text: str) -> Heard:
    """What was typed: a command, a deep link written out or pasted, or just words."""
    if found := _COMMAND.fullmatch(text.strip()):
        return _commanded(found[1].lower(), (found[3] or "").strip()) or Said(text)
    if found := _LINK.fullmatch(text.strip()):
        return _opened(found[1])
    return Opened(text.strip()) if _is_entry(text.strip()) else Said(text)


def _commanded(name: str, rest: str) -> Heard | None:
    if name == "start":
        return _opened(rest)
    if name == "language":
        wanted = Speak(rest) if rest in LANGUAGES else command(rest)
        return wanted if isinstance(wanted, Speak) else Menu()  # where the other languages are
    if name in JOURNEYS:
        return Begin(name)
    return ACTIONS.get(name) or command(name)


def _opened(payload: str) -> Opened:
    """What a link brings, if Telegram lets a link bring this: anybody can type `/start` and whatever they like."""
    return Opened(payload) if _PAYLOAD.fullmatch(payload) else _NO_LINK


def _is_entry(text: str) -> bool:
    """Whether this is the short code beside a QR code, typed."""
    if "--" not in text:  # the name of a journey alone is understood anyway, where it is asked for
        return False
    try:
        read_entry(text, JOURNEYS)
    except ValueError:
        return False
    return True


def _other(message: Message) -> Heard | None:
    there = {name for name, value in message.items() if value}
    return next((Other(kind) for kind, fields in _OTHER.items() if not there.isdisjoint(fields)), None)


def _calls_us(message: Message, username: str) -> bool:
    """Whether somebody in a group speaks to us: by a command, by name, or as an answer to us."""
    text = message.get("text") or ""
    if found := _COMMAND.fullmatch(text.strip()):
        return not found[2] or found[2].casefold() == username.casefold()
    replied_to = message.get("reply_to_message")
    answered = replied_to.get("sender") if replied_to else None
    return bool(username) and (
        f"@{username}".casefold() in text.casefold()
        or bool(answered and answered.get("is_bot") and answered.get("username", "").casefold() == username.casefold())
    )
