"""The message: an announcement as everybody who gets it sees it, each in their language."""

from bot.answers import in_writing
from bot.render import Screen, as_text
from bot.translator import translator
from flows.words import _
from storage.announcements import Content

LONGEST = 2048
"""How many bytes a whole message may have: what WeChat takes, half of what Telegram does."""

_HOW_TO_STOP = _("不想再收通知，回复「退订」。")
_CORRECTION = _("【更正】请以这一条为准。")
_REHEARSAL = _("这是预览，只发给了您。")


def screen(content: Content, language: str, *, rehearsal: bool = False) -> Screen:
    """The announcement in one language; where it was not written in that, in simplified Chinese."""
    say = translator(language).gettext
    said = ((_REHEARSAL,) if rehearsal else ()) + ((_CORRECTION,) if content.corrects is not None else ())
    return Screen(
        step="announcement",
        kind="aside",  # it asks nothing, so whatever was asked before is still open
        language=language,
        said=tuple(map(say, said)),
        text=content.said.get(language) or content.said["zh_Hans"],
        notes=(say(_HOW_TO_STOP),),
    )


def in_text(content: Content, language: str) -> str:
    """The announcement as plain text."""
    return as_text(screen(content, language), translator(language))


def body(content: Content, language: str, *, rehearsal: bool = False) -> str:
    """The announcement as the outbox keeps it."""
    return in_writing(screen(content, language, rehearsal=rehearsal))


def size(content: Content, language: str) -> int:
    """How many bytes it has in this language."""
    return len(in_text(content, language).encode())
