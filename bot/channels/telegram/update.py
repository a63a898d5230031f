"""Updates: what Telegram sends, as small models of just the fields that are used.

Telegram adds fields with every version and never says which; what is not used here is not looked at.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on

_IGNORED = ConfigDict(extra="ignore")

Present = Annotated[bool, BeforeValidator(lambda value: value is not None)]
"""Whether a field is there; what it holds is nobody's business here."""


class Malformed(ValueError):
    """An update that is not what the Bot API documents. It names fields and kinds of error, never what was written."""


class Chat(BaseModel):
    """Where something was said. `private`, `group`, `supergroup` or `channel`."""

    model_config = _IGNORED
    id: int
    type: str


class User(BaseModel):
    """Somebody, or a bot. `language_code` is what their Telegram is set to."""

    model_config = _IGNORED
    id: int
    is_bot: bool = False
    username: str = ""
    language_code: str | None = None


class Stretch(BaseModel):
    """A part of a text that means something: bold letters, a command, somebody's name."""

    model_config = _IGNORED
    type: str
    offset: int
    length: int


class Key(TypedDict, total=False):
    """A button of a keyboard that we sent. There are many in an update, so they stay as they are."""

    text: str
    callback_data: str


class Keyboard(TypedDict, total=False):
    """The keyboard under a message."""

    inline_keyboard: list[list[Key]]


class Message(BaseModel):
    """Something in a chat. An inaccessible one, long gone, has only its chat and its id."""

    model_config = _IGNORED
    message_id: int = 0
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: str | None = None
    entities: tuple[Stretch, ...] = ()
    reply_markup: Keyboard | None = None
    media_group_id: str | None = None
    reply_to_message: "Message | None" = None

    photo: Present = False
    voice: Present = False
    audio: Present = False
    video_note: Present = False
    sticker: Present = False
    dice: Present = False
    game: Present = False
    location: Present = False
    venue: Present = False
    contact: Present = False
    document: Present = False
    video: Present = False
    animation: Present = False
    poll: Present = False
    story: Present = False
    paid_media: Present = False
    checklist: Present = False
    invoice: Present = False


class CallbackQuery(BaseModel):
    """A button was tapped. Without a `message` it belongs to an inline message, which we never send."""

    model_config = _IGNORED
    id: str
    sender: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class Member(BaseModel):
    """What somebody is in a chat: `member`, `kicked`, `left` …"""

    model_config = _IGNORED
    status: str


class MyMembership(BaseModel):
    """What became of us in a chat. In a private one, `kicked` means that the person has blocked us."""

    model_config = _IGNORED
    chat: Chat
    new_chat_member: Member


class Update(BaseModel):
    """One update. At most one of the others is there; of a kind that is not listed here nothing is."""

    model_config = _IGNORED
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MyMembership | None = None


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
