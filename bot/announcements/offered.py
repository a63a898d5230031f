"""What is offered: of every announcement exactly what somebody may do with it as it stands, and what they see of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from bot.announcements.figures import PLACEHOLDERS
from bot.announcements.report import Report, report
from bot.announcements.shown import called, details, of_damaged
from bot.posters.counter import poster_option
from bot.staff.counter import Refused
from bot.staff.office import Actor, Office, place_of
from bot.staff.roles import Command
from flows.answers.answer import Option
from flows.journeys import staff_announcements as asked
from flows.policy.case import Case
from flows.words import Words, _
from storage.announcements import Announcement, Announcements, State
from storage.posters import PosterRegister
from storage.recipients import Recipients

_NOT_YOURS = _("这个地方的通知不归您管。您管的是：{places}。")
_NAMES = _("可以用的名字：{names}。发的时候换成官方的数字和电话。")
_COMMANDS: Mapping[str, Command] = {
    one.key: Command(f"announce.{one.key}") for one in asked.ACTS if one.key != "rewrite"
}


class _AnnouncerHere(asked.Announcer):
    """The case of one person, with the announcements themselves, and how far those have got that go out."""

    found: ClassVar[Mapping[str, Announcement]] = {}
    reports: ClassVar[Mapping[str, Report]] = {}
    damaged: ClassVar[tuple[int, ...]] = ()
    now: ClassVar[datetime]


async def case_of(office: Office, actor: Actor, now: datetime) -> type[Case]:
    """What somebody may do with which announcement. Raises StorageError."""
    every = await Announcements(office.database).all()
    theirs = {_key(one): one for one in reversed(every.sound) if actor.may(Command.REPORT, one.content.region)}
    going = {key: one for key, one in theirs.items() if one.state in (State.GOING, State.PAUSED)}
    reports = {key: await report(Recipients(office.database), one) for key, one in going.items()}
    posters = [poster for _number, poster in await PosterRegister(office.database).since(0)]
    return type(
        "Announcer",
        (_AnnouncerHere,),
        {
            "writes": bool(actor.where_may(Command.WRITE)),
            "choices": [
                Option(key, called(one), (f"第{one.number}号", f"{one.number}号")) for key, one in theirs.items()
            ],
            "possible": {key: list(_possible(one, actor, now)) for key, one in theirs.items()},
            "confirmations": {key: _confirmation(one) for key, one in theirs.items() if one.counted},
            "posters": [poster_option(one) for one in reversed(posters) if actor.may(Command.WRITE, one.region)],
            "found": theirs,
            "reports": reports,
            "damaged": every.damaged,
            "now": now,
        },
    )


def _possible(one: Announcement, actor: Actor, now: datetime) -> Iterator[str]:
    """What somebody may do with it as it stands."""
    is_to_approve = (
        one.state is State.DRAFT and one.approved is None and one.counted is not None and one.counted.told > 0
    )
    makes_sense = {
        "report": True,
        "rehearse": one.state is State.DRAFT,
        "count": one.state is State.DRAFT,
        "ask": is_to_approve,
        "approve": is_to_approve,
        "send": one.state is State.DRAFT and one.approved is not None,
        "pause": one.state is State.GOING,
        "resume": one.state is State.PAUSED,
        "rewrite": one.state is State.DRAFT,
        "correct": one.has_begun(now),
        "cancel": one.state in (State.DRAFT, State.GOING, State.PAUSED),
    }
    for act, does in makes_sense.items():
        if does and actor.may(_COMMANDS.get(act, Command.WRITE), one.content.region):
            yield act


def _confirmation(one: Announcement) -> str:
    """Exactly this text for exactly so many people, as a key: anything else has another."""
    return f"f{one.content.fingerprint[:16]}_{one.counted.told if one.counted else 0}"


def limit(actor: Actor, answers: Mapping[str, str]) -> Refused | None:
    """Nobody writes to people where they may not."""
    if asked.where.id not in answers or actor.may(Command.WRITE, answers[asked.where.id]):
        return None
    places = tuple(map(place_of, actor.where_may(Command.WRITE)))
    return Refused(Words(_NOT_YOURS, {"places": places}), asked.where.id)


def beside(case: Case, question: str) -> tuple[Words, ...]:
    """The announcement, wherever something is to be decided about it; the names of figures, where it is written.

    Where one is to be chosen, those that cannot be, as they are damaged.
    """
    if question == asked.text.id:
        return (Words(_NAMES, {"names": "、".join(f"{{{name}}}" for name in PLACEHOLDERS)}),)
    if not isinstance(case, _AnnouncerHere):
        return ()
    if question == asked.which.id and case.damaged:
        return (of_damaged(case.damaged),)
    if question not in (asked.act.id, asked.confirm.id):
        return ()
    key = case.facts[asked.which.id]
    return tuple(details(case.found[key], case.reports.get(key), case.now))


def _key(one: Announcement) -> str:
    return f"n{one.number}"
