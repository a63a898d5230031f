"""Announcements in chat: written, looked at, counted, approved by a second person, sent, stopped, set right, reported.

What is done is decided by `acts.py`, as from the command line; here are the dialogue and what is said of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.announcements.acts import Acts, Decided
from bot.announcements.audience import Audience, Stage, hash_of, read_list
from bot.announcements.message import COMMAND, command_for
from bot.announcements.offered import beside, case_of, limit
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.report import report
from bot.announcements.shown import called, for_whom, of_count, of_damaged, of_report, texts
from bot.announcements.writing import TOO_LATE, Draft
from bot.staff.counter import Acting, Counter, Done, Refused, in_a_chat
from bot.staff.roles import Command
from bot.staff.times import CHINA, moment, today_in_china
from bot.translator import LANGUAGES
from flows.journeys import staff_announcements as asked
from flows.words import Words, _
from storage.progress import follow
from storage.transaction import Transaction

_FOR = _("给谁：{audience}。")
_WRITTEN = _("第{number}号通知写好了，还没有发。")
_PAUSED_FOR_IT = _("第{number}号没发完的先暂停了。")
_NEXT = _("接着办：{command}")
_REHEARSED = _("第{number}号通知的预览发给您了，只有您看得到。")
_ASKED = _("请{people}位同事审核第{number}号通知了，他们会收到消息。")
_WAS_APPROVED = _("第{number}号通知审核过了，发给{people}人。")
_OWN = _("自己写的自己审，记录里写明了。")
_SENT = _("第{number}号通知开始发了。")
_SCHEDULED = _("第{number}号通知定在{time}开始发。")
_QUIET = _("第{number}号通知排好了。那时候是休息时间，{time}开始发。")
_HOW_FAR = _("看发到哪了：{command}")
_CHANGED = {
    "pause": _("第{number}号通知暂停了，两秒之内不再发。"),
    "resume": _("第{number}号通知接着发了。"),
    "cancel": _("第{number}号通知取消了，不再发。"),
}
_EVERY = _("您管的地方有这些通知：")
_NONE = _("您管的地方还没有通知。")

_LANGUAGES = {"zh_hans": "zh_Hans", "zh_hant": "zh_Hant", "en": "en"}
_NINE = time(9)


def _acts(acting: Acting) -> Acts:
    return Acts.of(acting.office.settings, acting.office, acting.rules)


def _number(acting: Acting) -> int:
    return int(acting.answers[asked.which.id].removeprefix("n"))


def _done(decided: Decided, text: str, *notes: Words, **told: object) -> Done:
    words = Words(text, {"number": decided.number, **told})
    return Done(words, notes, decided.entry, decided.change)


def _followed(acting: Acting, decided: Decided) -> Decided:
    """The same, and from then on whoever decided it is told how far the announcement has got."""
    channel, _colon, person = acting.actor.who.partition(":")
    change = partial(_change_and_follow, change=decided.change, number=decided.number, channel=channel, person=person)
    return replace(decided, change=change)


def _change_and_follow(
    transaction: Transaction, change: Callable[[Transaction], None], number: int, channel: str, person: str
) -> None:
    change(transaction)
    follow(transaction, number, channel, person)


def _refused(why: AnnouncementRefused) -> Refused:
    """Why something cannot be done with an announcement that there is: what to do with it is asked again."""
    followed = (asked.confirm, asked.start, asked.first_day, asked.sure)
    return Refused(why.words, asked.act.id, also=tuple(one.id for one in followed))


async def _write(acting: Acting) -> Done | Refused:
    actor, answers, now = acting.actor, acting.answers, acting.now
    acts, act = _acts(acting), answers.get(asked.act.id)
    try:
        if act == "correct":
            decided = await acts.correct(actor, _number(acting), _typed(answers), now)
        elif act == "rewrite":
            before = await acts.find(actor, Command.WRITE, _number(acting))
            people = await acts.register.listed(before.number)
            content = before.content
            audience = Audience.from_json(content.audience)
            draft = Draft(content.region, _typed(answers), audience, content.not_after, people)
            decided = await acts.rewrite(actor, before.number, draft, now)
        else:
            decided = await acts.write(actor, _draft(answers, now), now)
    except AnnouncementRefused as why:
        return _asked_again(why, answers)
    notes = [Words(_NEXT, {"command": command_for(decided.number)})]
    if decided.content:
        notes = [Words(_FOR, {"audience": for_whom(decided.content)}), *texts(decided.content), *notes]
    if decided.entry.what.get("paused"):
        notes.insert(0, Words(_PAUSED_FOR_IT, {"number": decided.entry.what["corrects"]}))
    return _done(decided, _WRITTEN, *notes)


def _asked_again(why: AnnouncementRefused, answers: Mapping[str, str]) -> Refused:
    """Why something cannot be written so, and what is asked again: usually all that it says."""
    if why.words.text == TOO_LATE and asked.until.id in answers:
        return Refused(why.words, asked.until.id, also=(asked.last_day.id,))
    if asked.people.id in answers and not _is_list(answers[asked.people.id]):
        return Refused(why.words, asked.people.id)
    return Refused(why.words, asked.text.id, also=(asked.more.id, asked.in_english.id, asked.in_hant.id))


def _is_list(text: str) -> bool:
    try:
        return bool(read_list(text.splitlines()))
    except AnnouncementRefused:
        return False


def _typed(answers: Mapping[str, str]) -> dict[str, str]:
    """The texts by language. One that was asked for and then not wanted any more is left out."""
    wanted = {"en": ("zh_Hans", "en"), "hant": ("zh_Hans", "zh_Hant"), "both": tuple(LANGUAGES)}
    texts = {"zh_Hans": asked.text.id, "en": asked.in_english.id, "zh_Hant": asked.in_hant.id}
    return {one: answers[texts[one]] for one in wanted.get(answers[asked.more.id], ("zh_Hans",))}


def _draft(answers: Mapping[str, str], now: datetime) -> Draft:
    """What is to be written. Raises AnnouncementRefused."""
    whom = answers[asked.whom.id]
    people = read_list(answers[asked.people.id].splitlines()) if whom == "listed" else ()
    stages: Mapping[str, Stage] = {"unfinished": "unfinished"}
    journey = answers[asked.journey.id] if whom in ("journey", "unfinished") else "any"
    audience = Audience(
        journey="" if journey == "any" else journey,
        stage=stages.get(whom, ""),
        before=date.fromisoformat(answers[asked.before.id]) if whom == "before" else None,
        poster=answers[asked.poster.id].upper() if whom == "poster" else "",
        language=_LANGUAGES[answers[asked.language.id]] if whom == "language" else "",
        listed=(len(people), hash_of(people)) if whom == "listed" else None,
    )
    last = {"today": today_in_china(now).isoformat(), "day": answers.get(asked.last_day.id)}.get(
        answers[asked.until.id]
    )
    not_after = datetime.combine(date.fromisoformat(last), time(23, 59), CHINA) if last else None
    return Draft(answers[asked.where.id], _typed(answers), audience, not_after, people)


async def _do(acting: Acting) -> Done | Refused:
    """What needs no further question."""
    actor, now, number, acts = acting.actor, acting.now, _number(acting), _acts(acting)
    act = acting.answers[asked.act.id]
    try:
        match act:
            case "report":
                return await _report(acts, acting, number)
            case "count":
                # It is in the log already: whoever is counted is written down in many small steps.
                return Done(*of_count(number, await acts.count(actor, number, now)))
            case "rehearse":
                channel, _colon, person = actor.who.partition(":")
                return _done(await acts.rehearse(actor, number, (channel, person), now), _REHEARSED, _next(number))
            case "ask":
                decided = await acts.ask(actor, number, now)
                return _done(decided, _ASKED, _next(number), people=decided.entry.what["asked"])
            case "pause":
                return _done(await acts.pause(actor, number, now), _CHANGED[act], _next(number))
            case _:
                decided = await acts.resume(actor, number, now)
                return _done(_followed(acting, decided), _CHANGED["resume"], _how_far(number))
    except AnnouncementRefused as why:
        return _refused(why)


async def _approve(acting: Acting) -> Done | Refused:
    fingerprint, _underline, told = acting.answers[asked.confirm.id].removeprefix("f").partition("_")
    number = _number(acting)
    try:
        decided = await _acts(acting).approve(acting.actor, number, fingerprint, int(told), acting.now)
    except AnnouncementRefused as why:
        return _refused(why)
    own = (Words(_OWN),) if "wrote_it_too" in decided.entry.what else ()
    return _done(decided, _WAS_APPROVED, *own, _next(number), people=int(told))


async def _send(acting: Acting) -> Done | Refused:
    number, acts, at = _number(acting), _acts(acting), _start(acting.answers, acting.now)
    try:
        decided = _followed(acting, await acts.send(acting.actor, number, acting.now, at))
    except AnnouncementRefused as why:
        return _refused(why)
    if until := acts.quiet.end(max(at or acting.now, acting.now)):
        return _done(decided, _QUIET, _how_far(number), time=moment(until))
    if at is not None and at > acting.now:
        return _done(decided, _SCHEDULED, _how_far(number), time=moment(at))
    return _done(decided, _SENT, _how_far(number))


def _start(answers: Mapping[str, str], now: datetime) -> datetime | None:
    match answers[asked.start.id]:
        case "tomorrow":
            return datetime.combine(today_in_china(now) + timedelta(days=1), _NINE, CHINA)
        case "day":
            return datetime.combine(date.fromisoformat(answers[asked.first_day.id]), _NINE, CHINA)
    return None


async def _cancel(acting: Acting) -> Done | Refused:
    try:
        decided = await _acts(acting).cancel(acting.actor, _number(acting), acting.now)
    except AnnouncementRefused as why:
        return _refused(why)
    return _done(decided, _CHANGED["cancel"], _how_far(decided.number))


async def _list(acting: Acting) -> Done | Refused:
    every = await _acts(acting).all(acting.actor)
    damaged = (of_damaged(every.damaged),) if every.damaged else ()
    lines = [*damaged, *(called(one) for one in reversed(every.sound))]
    entry = acting.looked(Command.REPORT)
    return Done(Words(_EVERY if lines else _NONE), in_a_chat(lines, "canbao announce list"), entry)


async def _report(acts: Acts, acting: Acting, number: int) -> Done:
    announcement = await acts.find(acting.actor, Command.REPORT, number)
    text, lines = of_report(await report(acts.recipients, announcement))
    return Done(text, (*lines, _next(number)), acting.looked(Command.REPORT))


def _next(number: int) -> Words:
    return Words(_NEXT, {"command": command_for(number)})


def _how_far(number: int) -> Words:
    return Words(_HOW_FAR, {"command": command_for(number)})


ANNOUNCEMENTS = Counter(
    words=(COMMAND, "/通知"),
    commands=tuple(one for one in Command if one.value.startswith("announce.")),
    flow=asked.ANNOUNCE,
    case=case_of,
    acts={
        asked.written.id: _write,
        asked.done.id: _do,
        asked.approved.id: _approve,
        asked.sent.id: _send,
        asked.cancelled.id: _cancel,
        asked.listed.id: _list,
    },
    limit=limit,
    beside=beside,
    given=lambda number: {asked.which.id: f"n{number}"},
)
