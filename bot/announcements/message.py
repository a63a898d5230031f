"""The message: an announcement as everybody sees it, each in their language, and what staff are sent about it."""

from bot.answers import in_writing
from bot.render import Screen, as_text
from bot.translator import translator
from bot.values import written
from flows.words import Words, _
from storage.announcements import Content

LONGEST = 2048
"""How many bytes a whole message may have: what WeChat takes, half of what Telegram does."""

_HOW_TO_STOP = _("不想再收通知，回复「退订」。")
_CORRECTION = _("【更正】请以这一条为准。")
_REHEARSAL = _("这是预览，只发给了您。")
_TO_APPROVE = _("请您审核第{number}号通知，它会发给{told}人。")
_LOOK = _("看内容和人数：{command}")


def command_for(number: int) -> str:
    """What is typed in chat, or tapped where the platform lets one, to go on with an announcement."""
    return f"{COMMAND}_{number}"


COMMAND = "/announce"


def request(number: int, told: int, language: str) -> str:
    """What a colleague is sent who is to approve an announcement, as the outbox keeps it."""
    to = translator(language)
    text = written(Words(_TO_APPROVE, {"number": number, "told": told}), to)
    look = written(Words(_LOOK, {"command": command_for(number)}), to)
    return in_writing(Screen(step="announce_request", kind="aside", language=language, text=text, notes=(look,)))


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
