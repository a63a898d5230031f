"""Figures: what an announcement may quote by name, and which amounts somebody may have typed into it.

A figure that goes out to thousands of people is one that an official text states, as on a poster; there is no other.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.typed import amounts, deadlines
from bot.posters.quoting import NotForPaper, Quote, Subject, can_state, hotline, quote
from bot.translator import Translator, translator
from bot.values import plain
from flows.answers.area import EVERYWHERE
from flows.policy.rulebook import Rulebook
from flows.regions import region
from flows.words import _

_NO_SUCH = _("通知里不能用{name}。能用的有：{names}。")
_BRACES = _("花括号只能用来写这些：{names}。别的地方请不要写花括号。")
_NO_PLACE = _("发给所有地方的通知用不了{name}：每个地方不一样。请先选一个地方。")
_NOT_OFFICIAL = _("{name}用不了：{why}。通知里的数字都要有官方依据。")
_TYPED = _("「{figure}」是手写的数字，没有官方依据（{why}）。费用请写成{name}，别的数字请不要写。")
_TYPED_DAY = _("「{figure}」是手写的期限，没有官方依据。期限请写成{name}。")
_FEE = _("{label}{amount}")
_NOT_ON_FILE = "和官方文件上的不一样，或者文件上没有"


@dataclass(frozen=True, slots=True)
class Sources:
    """What figures are taken from: the place and the journey that the announcement is for, and the day."""

    rules: Rulebook
    region: str
    journey: str
    today: date

    @property
    def subject(self) -> Subject:
        """The same for a poster. Journeys that state no figures leave those of enrolment."""
        states = any(can_state(name, self.journey) for name in ("fee", "deadline"))
        return Subject(self.journey if states else "enroll", self.rules.at(self.region), self.today)


def fill(text: str, sources: Sources, to: Translator) -> str:
    """The text with its figures. Raises AnnouncementRefused with the reason where one may not be quoted."""
    for name in _named(text):
        if sources.region == EVERYWHERE:
            raise AnnouncementRefused(_NO_PLACE, name=f"{{{name}}}")
    return text.format(**{name: _value(name, sources, to) for name in _named(text)})


def check_typed(text: str, sources: Sources) -> None:
    """Look for figures that somebody typed. Raises AnnouncementRefused for an amount that no official text has, and for
    every share and deadline.
    """
    for figure in deadlines(text):
        raise AnnouncementRefused(_TYPED_DAY, figure=figure, name="{deadline}")
    found = list(amounts(text))
    if not found:
        return
    official, why = _official_amounts(sources)
    for figure, amount in found:
        if amount not in official:
            raise AnnouncementRefused(_TYPED, figure=figure, why=why or _NOT_ON_FILE, name="{fee}")


def _named(text: str) -> tuple[str, ...]:
    """The placeholders of a text. Raises AnnouncementRefused for one that there is not."""
    names = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise AnnouncementRefused(_BRACES, names=names) from None
    for literal, name, form, conversion in parts:
        if "{" in literal or "}" in literal or form or conversion:
            raise AnnouncementRefused(_BRACES, names=names)
        if name is not None and name not in PLACEHOLDERS:
            raise AnnouncementRefused(_NO_SUCH, name=f"{{{name:.40}}}", names=names)
    return tuple(dict.fromkeys(name for _literal, name, _form, _conversion in parts if name is not None))


def _value(name: str, sources: Sources, to: Translator) -> str:
    try:
        return PLACEHOLDERS[name](sources, to)
    except NotForPaper as why:
        raise AnnouncementRefused(_NOT_OFFICIAL, name=f"{{{name}}}", why=str(why)) from None


def _region(sources: Sources, to: Translator) -> str:
    return plain("name", region(sources.region), to)


def _deadline(sources: Sources, to: Translator) -> str:
    return "，".join(value for _label, value in quote("deadline", sources.subject, to).rows)


def _fee(sources: Sources, to: Translator) -> str:
    """With its year, and the group where there are several: an amount alone would be anybody's."""
    said = to.gettext(_FEE)
    rows = quote("fee", sources.subject, to).rows
    return to.gettext(_("；")).join(said.format(label=label, amount=amount) for label, amount in rows)


def _hotline(sources: Sources, to: Translator) -> str:
    return hotline(sources.subject.local)[0].number


PLACEHOLDERS: Mapping[str, Callable[[Sources, Translator], str]] = {
    "region": _region,
    "deadline": _deadline,
    "fee": _fee,
    "hotline": _hotline,
}
"""Everything that can be quoted, by the name that stands in braces."""


def _official_amounts(sources: Sources) -> tuple[frozenset[str], str]:
    """The amounts that an official text states for the place, and why there are none where there are none."""
    if sources.region == EVERYWHERE:
        return frozenset(), ""
    try:
        found: Quote = quote("fee", sources.subject, translator("zh_Hans"))
    except NotForPaper as why:
        return frozenset(), str(why)
    return frozenset(re.sub(r"[^0-9.]", "", value) for _label, value in found.rows), ""
