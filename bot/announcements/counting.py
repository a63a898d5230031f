"""Counting: the audience is gone through and written down, so that exactly those who were counted are told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.announcements.audience import Audience, Somebody
from bot.announcements.channels import Channels
from bot.announcements.refusal import AnnouncementRefused
from flows.words import _
from storage.announcements import Announcement
from storage.recipients import Candidate, Chosen, Recipients

_NOBODY = _("一个人也没有选中，不用发。")
_NOBODY_TO_CORRECT = _("没有要更正的人：第{number}号通知没有人收到过，或者收到的人现在都收不到了。不用审核，也不用发。")

_PORTION = 500
"""How many are looked at in one go: a few milliseconds, in which nobody else is answered."""

Reason = Literal["told", "blocked", "opted_out", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Count:
    """Who counted when, and how many fit, by channel and by what they will see of it.

    `told` they will be, as far as is known now. `blocked` cannot be reached and `opted_out` do not want any news: they
    are selected too, and told nothing. `elsewhere` fit, but are on a channel on which nothing can be sent; they are not
    selected. `named` is how many were named one by one, `forgotten` how many got what is set right and have no session
    any more, as they or the retention deleted it; `waits_until` when the quiet hours are over that it is now.
    `corrects` is the number of the announcement that this one sets right, if it does.
    """

    fingerprint: str
    people: Mapping[tuple[str, Reason], int]
    named: int = 0
    forgotten: int = 0
    waits_until: datetime | None = None
    corrects: int | None = None

    def of(self, reason: Reason) -> int:
        """How many there are of one kind."""
        return sum(people for (_channel, why), people in self.people.items() if why == reason)

    @property
    def told(self) -> int:
        """How many will be told."""
        return self.of("told")

    @property
    def selected(self) -> int:
        """How many are selected: those who will be told, and those who cannot be or do not want to."""
        return self.told + self.of("blocked") + self.of("opted_out")

    @property
    def missing(self) -> int:
        """How many of those who were named never wrote to us, or do not fit."""
        return max(self.named - self.selected - self.of("elsewhere"), 0)


@dataclass(frozen=True, slots=True)
class Choosing:
    """How people are chosen: where a message reaches them, what the posters they came through are for, and the day."""

    channels: Channels
    posters: Mapping[str, str]
    today: date

    def reaches(self, one: Candidate) -> bool:
        """Whether anything can be sent where somebody is."""
        return self.channels.reach(one.session.channel)


async def choose_all(
    recipients: Recipients, announcement: Announcement, counting: int, choosing: Choosing
) -> Mapping[str, int]:
    """Go through the audience and write down everybody who is chosen, and say how many are on channels without a way.

    Raises StaleRevision where it is overtaken by a change or another count.
    """
    await recipients.clear(announcement.number, counting)
    audience = Audience.from_json(announcement.content.audience)
    source = _source(announcement, audience)
    elsewhere: Counter[str] = Counter()
    before, reached = None, ("", "")
    while reached != before:
        before = reached
        reached, candidates = await recipients.candidates(announcement.number, source, before, _PORTION)
        if source != "corrected":
            candidates = tuple(one for one in candidates if _fits(one, announcement, audience, choosing))
        elsewhere.update(one.session.channel for one in candidates if not choosing.reaches(one))
        chosen = [_chosen(one) for one in candidates if choosing.reaches(one)]
        await recipients.choose(announcement.number, counting, chosen)
    return elsewhere


async def counted(
    recipients: Recipients, announcement: Announcement, elsewhere: Mapping[str, int], waits_until: datetime | None
) -> Count:
    """What a count has found, as it is kept."""
    people: Counter[tuple[str, Reason]] = Counter()
    for one in await recipients.totals(announcement.number):
        if reason := _REASONS.get(one.outcome):
            people[one.channel, reason] += one.people
    for channel, some in elsewhere.items():
        people[channel, "elsewhere"] = some
    content = announcement.content
    listed = Audience.from_json(content.audience).listed
    got = await _got(recipients, content.corrects) if content.corrects is not None else 0
    forgotten = max(got - people.total(), 0)
    return Count(content.fingerprint, people, listed[0] if listed else 0, forgotten, waits_until, content.corrects)


def nobody(corrects: int | None) -> AnnouncementRefused:
    """What is said where a count has found nobody to tell: then there is nothing to approve of."""
    if corrects is None:
        return AnnouncementRefused(_NOBODY)
    return AnnouncementRefused(_NOBODY_TO_CORRECT, number=corrects)


async def _got(recipients: Recipients, number: int) -> int:
    """How many got an announcement or may have, whether they are still known or not."""
    return sum(one.people for one in await recipients.totals(number) if one.outcome in ("sent", "unknown"))


_REASONS: Mapping[str, Reason] = {"owed": "told", "blocked": "blocked", "opted_out": "opted_out"}


def _source(announcement: Announcement, audience: Audience) -> Literal["everybody", "listed", "corrected"]:
    if announcement.content.corrects is not None:
        return "corrected"
    return "listed" if audience.listed else "everybody"


def _fits(one: Candidate, announcement: Announcement, audience: Audience, choosing: Choosing) -> bool:
    return audience.fits(Somebody.of(one.session), announcement.content.region, choosing.posters, choosing.today)


def _chosen(one: Candidate) -> Chosen:
    session = one.session
    outcome: Literal["blocked", "opted_out"] = "opted_out" if one.reachable else "blocked"
    return Chosen(session.channel, session.person, None if one.reachable and one.wants_news else outcome)
