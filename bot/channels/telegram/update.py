"""Updates: what Telegram sends, as small models of just the fields that are used.

Telegram adds fields with every version and never says which; what is not used here is not looked at. What is not there
is left out rather than filled in: an update is read in half the time, and has few of the fields that it might have.
"""

from typing import Annotated, Required

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on

Present = Annotated[bool, BeforeValidator(lambda value: value is not None)]
"""Whether a field is there; what it holds is nobody's business here."""


class Malformed(ValueError):
    """An update that is not what the Bot API documents. It names fields and kinds of error, never what was written."""


class Chat(TypedDict):
    """Where something was said. `private`, `group`, `supergroup` or `channel`."""

    id: int
    type: str


class User(TypedDict, total=False):
    """Somebody, or a bot. `language_code` is what their Telegram is set to."""

    id: Required[int]
    is_bot: bool
    username: str
    language_code: str | None


class Stretch(TypedDict):
    """A part of a text that means something: bold letters, a command, somebody's name."""

    type: str
    offset: int
    length: int


class Key(TypedDict, total=False):
    """A button of a keyboard that we sent."""

    text: str
    callback_data: str


class Keyboard(TypedDict, total=False):
    """The keyboard under a message."""

    inline_keyboard: list[list[Key]]


class Message(TypedDict, total=False):
    """Something in a chat. An inaccessible one, long gone, has only its chat and its id."""

    message_id: Required[int]
    chat: Required[Chat]
    sender: Annotated[User | None, Field(alias="from")]
    text: str | None
    caption: str | None
    forward_origin: Present
    entities: list[Stretch]
    reply_markup: Keyboard | None
    media_group_id: str | None
    reply_to_message: "Message | None"

    photo: Present
    voice: Present
    audio: Present
    video_note: Present
    sticker: Present
    dice: Present
    game: Present
    location: Present
    venue: Present
    contact: Present
    document: Present
    video: Present
    animation: Present
    poll: Present
    story: Present
    paid_media: Present
    checklist: Present
    invoice: Present


class CallbackQuery(TypedDict, total=False):
    """A button was tapped. Without a `message` it belongs to an inline message, which we never send."""

    id: Required[str]
    sender: Required[Annotated[User, Field(alias="from")]]
    message: Message | None
    data: str | None


class Member(TypedDict):
    """What somebody is in a chat: `member`, `kicked`, `left` …"""

    status: str


class MyMembership(TypedDict):
    """What became of us in a chat. In a private one, `kicked` means that the person has blocked us."""

    chat: Chat
    new_chat_member: Member


class Update(TypedDict, total=False):
    """One update. At most one of the others is there; of a kind that is not listed here nothing is."""

    update_id: Required[int]
    message: Message | None
    edited_message: Message | None
    callback_query: CallbackQuery | None
    my_chat_member: MyMembership | None


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates we ask Telegram for."""

_UPDATE = TypeAdapter(Update)


def parse(raw: bytes | dict[str, object]) -> Update:
    """One update, from JSON or from what JSON became. Raises `Malformed`."""
    try:
        return _UPDATE.validate_json(raw) if isinstance(raw, bytes) else _UPDATE.validate_python(raw)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        places = ", ".join(f"{'.'.join(map(str, one['loc'])) or 'all of it'}: {one['type']}" for one in wrong[:3])
        raise Malformed(places) from None
