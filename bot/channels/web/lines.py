"""Lines: a stored conversation as it is shown, from the top to the bottom of the page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_skeleton

from bot.conversation import CHINA, screen_of
from bot.incoming import read_record
from bot.render import ACTIONS, Screen
from bot.translator import LANGUAGES, translator
from flows.words import _
from storage.inbox import Heard
from storage.outbox import Message

_CHOSEN = {**ACTIONS, "mydata": _("我的数据"), "forget": _("删除我的数据")}
"""What is chosen without words, by buttons of a screen or of the page."""

_PAUSE = timedelta(minutes=10)
"""After this long the time is written above the next line."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Something we said: a screen."""

    id: str
    screen: Screen
    language: str
    by: Literal["ours"] = "ours"


@dataclass(frozen=True, slots=True)
class Theirs:
    """Something the person said, in their words or in those of the button."""

    id: str
    text: str
    language: str
    by: Literal["theirs"] = "theirs"


@dataclass(frozen=True, slots=True)
class Remark:
    """A small line between the bubbles: what time it was, what was done without words."""

    id: str
    text: str
    language: str
    by: Literal["remark"] = "remark"


Line = Ours | Theirs | Remark


def lines_of(transcript: Iterable[Heard | Message], language: str) -> list[Line]:
    """The whole transcript as lines. `language` is spoken until the first screen says which one is."""
    return list(_Telling(language).tell(transcript))


def lines_after(lines: list[Line], seen: int) -> list[Line]:
    """What a page does not show yet whose newest message is `seen`."""
    known = [index for index, line in enumerate(lines) if isinstance(line, Ours) and int(line.id[1:]) <= seen]
    return lines[known[-1] + 1 :] if known else lines


def latest(lines: Iterable[Line]) -> Ours | None:
    """The last thing we said."""
    return next((line for line in reversed(list(lines)) if isinstance(line, Ours)), None)


def open_screen(lines: Iterable[Line]) -> Screen | None:
    """The screen whose buttons work: the last one that has any, as an announcement below it does not close it."""
    screens = [line.screen for line in lines if isinstance(line, Ours)]
    return next((one for one in reversed(screens) if one.options or one.actions or one.question), None)


class _Telling:
    """One pass over a transcript. What was tapped is named as the screens before it named it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._shown: list[Screen] = []
        self._then: datetime | None = None

    def tell(self, transcript: Iterable[Heard | Message]) -> Iterator[Line]:
        for one in transcript:
            if isinstance(one, Heard):
                if not one.damaged:  # nobody knows when it was
                    yield from self._time(f"t{one.id}", one.received_at)
                if line := self._heard(one):
                    yield line
            else:
                if not one.damaged:
                    yield from self._time(f"s{one.id}", one.created_at)
                yield self._said(one)

    def _time(self, id: str, now: datetime) -> Iterator[Remark]:
        if self._then is None or now - self._then > _PAUSE:
            minute = now.astimezone(CHINA).replace(second=0, microsecond=0)
            yield Remark(id, _moment(minute, self._language), self._language)
        self._then = now

    def _said(self, message: Message) -> Line:
        screen = screen_of(message)
        if screen is None or screen.language not in LANGUAGES:
            text = translator(self._language).gettext(_("这里有一条消息，现在显示不出来了。"))
            return Remark(f"m{message.id}", text, self._language)
        self._shown.append(screen)
        self._language = screen.language
        return Ours(f"m{message.id}", screen, screen.language)

    def _heard(self, heard: Heard) -> Line | None:
        record = read_record(heard.body)
        id, kind = f"h{heard.id}", record.get("kind", "")
        if text := (record.get("text") or self._label(kind, record)):
            return Theirs(id, text, self._language)
        say = translator(self._language).gettext
        if kind in _CHOSEN:
            return Remark(id, say(_("您选了「{action}」")).format(action=say(_CHOSEN[kind])), self._language)
        if kind == "speak" and record.get("language") in LANGUAGES:
            return Remark(id, LANGUAGES[record["language"]], record["language"])
        return None

    def _label(self, kind: str, record: Mapping[str, str]) -> str:
        """What a button said that was tapped on one of the screens before."""
        for screen in reversed(self._shown):
            if kind == "tapped" and screen.question == record.get("question"):
                labels = {button.key: button.label for button in screen.options}
            elif kind == "explain":
                labels = {button.key: button.label for button in screen.terms}
            elif kind == "edit":
                labels = {entry.key: entry.label for entry in screen.review}
            else:
                continue
            wanted = record.get({"tapped": "key", "explain": "term", "edit": "question"}[kind], "")
            if wanted in labels:
                label = labels[wanted]
                if kind == "edit":
                    return translator(self._language).gettext(_("改「{question}」")).format(question=label)
                return label
        return ""


@lru_cache(maxsize=1024)
def _moment(minute: datetime, language: str) -> str:
    return f"{format_skeleton('MMMd', minute, locale=language)} {minute:%H:%M}"
