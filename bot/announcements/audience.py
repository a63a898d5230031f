"""The audience: who is told, by how far their conversation has got. Everything about it stands in their session."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Literal, Self, get_args

import orjson

from bot.announcements.refusal import AnnouncementRefused
from bot.staff.office import place_of
from bot.translator import LANGUAGES
from bot.what_happened import Trail, Visit
from flows.answers.area import EVERYWHERE
from flows.journeys import JOURNEYS
from flows.regions import is_region, is_within
from flows.state import State
from flows.words import Words, _
from storage.sessions import Session

Stage = Literal["", "unfinished", "concluded"]
"""How far somebody has got in their journey: anywhere, begun without a conclusion yet, or told a conclusion."""

_NO_JOURNEY = _("没有「{name}」这件事。可以写：{names}。")
_NO_LANGUAGE = _("没有「{name}」这种语言。可以写：{names}。")
_NO_STAGE = _("没有「{name}」这种进度。可以写：{names}。")
_NOT_A_PERSON = _("名单里的「{line}」认不出来。一行写一个人，像 {example}。")

_EVERYBODY = _("{place}的所有人")
_JOURNEY = _("正在办「{journey}」的")
_STAGES: Mapping[Stage, str] = {"unfinished": _("开始了、还没办完的"), "concluded": _("有了结论的")}
_BEFORE = _("期限在{day}前、还没到的")
_POSTER = _("扫海报{poster}来的")
_LANGUAGE = _("用{language}的")
_LISTED = _("名单上的（一共{people}个）")
_CORRECTED = _("收到过或者可能收到过第{number}号通知的")


@dataclass(frozen=True, slots=True)
class Somebody:
    """What their session says of somebody who might be told."""

    journey: str = ""
    where: str = ""
    step: str = ""
    concluded: bool = False
    deadline: str = ""
    poster: str = ""
    language: str = "zh_Hans"

    @classmethod
    def of(cls, session: Session) -> Self:
        """The one whose session it is. What cannot be read is left out, so that nothing is believed of them."""
        try:
            stored = orjson.loads(session.state)
        except orjson.JSONDecodeError:
            stored = None
        if not isinstance(stored, dict):
            return cls()
        dialogue = stored.get("dialogue")
        state = State.from_json(dialogue) if isinstance(dialogue, dict) else State()
        trail = Trail.from_json(stored.get("trail"))
        return cls(
            journey=state.journey or "",
            where=state.answers.get("where", ""),
            step=trail.step,
            concluded=trail.concluded,
            deadline=trail.deadline,
            poster=Visit.from_text(session.visit).poster,
            language=state.language,
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to tell, among those of a region: everybody of whom all of this is so.

    `before` is for those who were told a deadline that has not come yet and comes before that day. `listed` is how many
    people were named one by one, and a hash of their names.
    """

    journey: str = ""
    stage: Stage = ""
    before: date | None = None
    poster: str = ""
    language: str = ""
    listed: tuple[int, str] | None = None

    def to_json(self) -> str:
        """The audience as storage keeps it; what is left out is at its default."""
        kept = {
            "journey": self.journey,
            "stage": self.stage,
            "before": self.before.isoformat() if self.before else "",
            "poster": self.poster,
            "language": self.language,
            "listed": list(self.listed) if self.listed else "",
        }
        return orjson.dumps(
            {name: value for name, value in kept.items() if value}, option=orjson.OPT_SORT_KEYS
        ).decode()

    @classmethod
    def from_json(cls, stored: str) -> Self:
        """The audience from storage. Raises ValueError where it is none: nobody must be told by mistake."""
        try:
            kept = orjson.loads(stored)
            before, listed = kept.pop("before", ""), kept.pop("listed", "")
            return cls(
                before=date.fromisoformat(before) if before else None,
                listed=(int(listed[0]), str(listed[1])) if listed else None,
                **kept,
            )
        except (AttributeError, TypeError, IndexError, ValueError) as error:
            raise ValueError(f"this is no audience: {error}") from error

    def fits(self, one: Somebody, region: str, posters: Mapping[str, str], today: date) -> bool:
        """Whether somebody is to be told. `posters` are the regions of posters: whoever came through one is of there
        until they say otherwise.
        """
        day = today.isoformat()
        return (
            _is_of(one.where or posters.get(one.poster, ""), region)
            and self.journey in ("", one.journey)
            and (self.stage != "unfinished" or (bool(one.step) and not one.concluded))
            and (self.stage != "concluded" or one.concluded)
            and (self.before is None or (one.concluded and day <= one.deadline < self.before.isoformat()))
            and self.poster in ("", one.poster)
            and self.language in ("", one.language)
        )


@lru_cache(8192)
def _is_of(where: str, region: str) -> bool:
    return region == EVERYWHERE or (is_region(where) and is_within(where, region))


def checked(audience: Audience) -> Audience:
    """The audience. Raises AnnouncementRefused where it names something that there is not."""
    if audience.journey and audience.journey not in JOURNEYS:
        names = "、".join(f"{flow.id}（{flow.title}）" for flow in JOURNEYS.values())
        raise AnnouncementRefused(_NO_JOURNEY, name=audience.journey, names=names)
    if audience.language and audience.language not in LANGUAGES:
        raise AnnouncementRefused(_NO_LANGUAGE, name=audience.language, names="、".join(LANGUAGES))
    if audience.stage not in get_args(Stage):
        raise AnnouncementRefused(_NO_STAGE, name=audience.stage, names="、".join(filter(None, get_args(Stage))))
    return audience


def read_list(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The people who were named, a channel and a person on each line. Raises AnnouncementRefused."""
    people: dict[tuple[str, str], None] = {}
    for line in filter(None, (line.strip() for line in lines)):
        channel, colon, person = line.partition(":")
        if not (channel and colon and person) or " " in line:
            raise AnnouncementRefused(_NOT_A_PERSON, line=f"{line:.40}", example="telegram:12345")
        people[channel, person] = None
    return tuple(people)


def hash_of(people: Iterable[tuple[str, str]]) -> str:
    """What tells one list from another, whatever its order."""
    return sha256("\n".join(sorted(f"{channel}:{person}" for channel, person in people)).encode()).hexdigest()


def described(audience: Audience, region: str, corrects: int | None = None) -> tuple[Words, ...]:
    """Whom an announcement is for, in words."""
    return (Words(_EVERYBODY, {"place": place_of(region)}), *_narrowed(audience, corrects))


def _narrowed(audience: Audience, corrects: int | None) -> Iterator[Words]:
    if corrects is not None:
        yield Words(_CORRECTED, {"number": corrects})
    if audience.listed:
        yield Words(_LISTED, {"people": audience.listed[0]})
    if audience.journey:
        flow = JOURNEYS.get(audience.journey)
        yield Words(_JOURNEY, {"journey": Words(flow.title) if flow else audience.journey})
    if audience.stage:
        yield Words(_STAGES[audience.stage])
    if audience.before:
        yield Words(_BEFORE, {"day": audience.before})
    if audience.poster:
        yield Words(_POSTER, {"poster": audience.poster})
    if audience.language:
        yield Words(_LANGUAGE, {"language": LANGUAGES[audience.language]})
