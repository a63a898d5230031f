"""Posters in chat: made, listed with what they brought, and withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from bot.posters import lettering
from bot.posters.code import spaced
from bot.posters.listing import Listed
from bot.posters.listing import listed as list_posters
from bot.posters.order import Order
from bot.posters.poster import draw_poster, register_poster, registered, withdrawal
from bot.posters.printing import CannotPrint
from bot.posters.refusal import PosterRefused
from bot.staff.counter import Acting, Counter, Done, Refused, in_a_chat
from bot.staff.office import Actor, Office, place_of
from bot.staff.roles import Command
from bot.staff.times import today_in_china
from bot.translator import translator
from bot.values import written
from flows.answers.answer import Option
from flows.journeys import JOURNEYS
from flows.journeys.staff_posters import (
    JOBS,
    POSTERS_FLOW,
    PosterMaker,
    journey,
    listed,
    made,
    place,
    sure,
    where,
    which,
    withdrawn,
)
from flows.policy.case import Case
from flows.words import Words, _
from storage.posters import Poster, PosterRegister, withdraw

_NOT_YOURS = _("这个地方的海报不归您管。您管的是：{places}。")
_REFUSED = _("做不了：{why}")
_MADE = _("海报登记好了：参保码 {code}，有效至{expires}。")
_LEADS_TO = _("二维码通到：{address}")
_PRINT = _("打印用的文件在服务器上出：{command}")
_REMARK = _("注意：{remark}")
_HANGING = _("您管的地方有这些海报：")
_NONE = _("您管的地方还没有海报。")
_POSTER = _("{code} · {journey} · {region} · {place}：扫码{scans}，开始{started}，有结论{concluded}，办完{done}")
_TO_REPLACE = _("{code} 要换新的：{why}")
_WAS_WITHDRAWN = _("{poster}（停用了）")
_WITHDRAWN = _("海报 {code}（{place}）停用了。扫它的人还能接着办，会听到海报停用了；不再计数。")
_GONE_BEFORE = _("这一张刚才已经停用了。")

_COMMANDS = {"new": Command.NEW_POSTER, "list": Command.LIST_POSTERS, "withdraw": Command.WITHDRAW_POSTER}


async def _case(office: Office, actor: Actor, now: datetime) -> type[Case]:
    hanging = [poster_option(one) for one in await _withdrawable(office, actor)]
    allowed = frozenset(one.key for one in JOBS if actor.where_may(_COMMANDS[one.key]))
    return type("Clerk", (PosterMaker,), {"allowed": allowed, "hanging": hanging})


async def _withdrawable(office: Office, actor: Actor) -> list[Poster]:
    """The posters that hang where somebody may withdraw them, the newest first."""
    register = PosterRegister(office.database)
    gone = await register.withdrawn()
    hanging = [poster for _number, poster in await register.since(0) if poster.code not in gone]
    return [one for one in reversed(hanging) if actor.may(Command.WITHDRAW_POSTER, one.region)]


def _limit(actor: Actor, answers: Mapping[str, str]) -> Refused | None:
    """Nobody hangs posters where they may not, or writes on them what nobody checks."""
    if where.id in answers and not actor.may(Command.NEW_POSTER, answers[where.id]):
        places = tuple(map(place_of, actor.where_may(Command.NEW_POSTER)))
        return Refused(Words(_NOT_YOURS, {"places": places}), where.id)
    if place.id in answers:
        try:
            lettering.place_of(answers[place.id])
        except PosterRefused as why:
            return Refused(Words(_REFUSED, {"why": str(why)}), place.id)
    return None


async def _make(acting: Acting) -> Done | Refused:
    answers, office, now = acting.answers, acting.office, acting.now
    order = Order(answers[journey.id], answers[where.id], answers[place.id])
    try:
        drawn = await draw_poster(order, office=office, rules=acting.rules, today=today_in_china(now))
        entry = registered(acting.actor, drawn.poster, now)
    except (PosterRefused, CannotPrint) as why:
        return Refused(Words(_REFUSED, {"why": str(why)}), where.id, also=(place.id,))
    poster = drawn.poster
    notes = (
        *(Words(_LEADS_TO, {"address": one.url}) for one in drawn.addresses),
        Words(_PRINT, {"command": f"canbao poster print {poster.code}"}),
        *(Words(_REMARK, {"remark": remark}) for remark in drawn.remarks),
    )
    told = {"code": spaced(poster.code), "expires": poster.expires}
    return Done(Words(_MADE, told), notes, entry, change=lambda transaction: register_poster(transaction, poster))


async def _list(acting: Acting) -> Done | Refused:
    office, actor = acting.office, acting.actor
    every = await list_posters(office.database, acting.rules, office.settings.link_key, acting.now)
    theirs = [one for one in reversed(every) if actor.may(Command.LIST_POSTERS, one.poster.region)]
    entry = acting.looked(Command.LIST_POSTERS)
    if not theirs:
        return Done(Words(_NONE), entry=entry)
    to_replace = [one for one in theirs if one.why_replace and not one.withdrawn]
    lines = [*map(_line, theirs), *map(_why, to_replace)]
    return Done(Words(_HANGING), in_a_chat(lines, "canbao poster list"), entry)


async def _withdraw(acting: Acting) -> Done | Refused:
    actor, now = acting.actor, acting.now
    hanging = await _withdrawable(acting.office, actor)
    one = next((one for one in hanging if _key(one) == acting.answers[which.id]), None)
    if one is None:
        return Refused(Words(_GONE_BEFORE), which.id, also=(sure.id,))
    return Done(
        Words(_WITHDRAWN, {"code": spaced(one.code), "place": one.place}),
        entry=withdrawal(actor, one, now),
        change=lambda transaction: withdraw(transaction, one.code, actor.who, now),
    )


def _line(one: Listed) -> Words:
    poster, counted = one.poster, one.counted
    flow = JOURNEYS.get(poster.journey)
    told = Words(
        _POSTER,
        {
            "code": spaced(poster.code),
            "journey": Words(flow.title) if flow else poster.journey,
            "region": place_of(poster.region),
            "place": poster.place,
            "scans": counted.scans,
            "started": counted.started,
            "concluded": counted.concluded,
            "done": counted.done,
        },
    )
    return Words(_WAS_WITHDRAWN, {"poster": told}) if one.withdrawn else told


def _why(one: Listed) -> Words:
    return Words(_TO_REPLACE, {"code": spaced(one.poster.code), "why": "；".join(one.why_replace)})


def poster_option(poster: Poster) -> Option:
    """A poster to choose from a list. In the label of an option braces would quote a figure, and there is none."""
    flow = JOURNEYS.get(poster.journey)
    title = written(Words(flow.title), translator("zh_Hans")) if flow else poster.journey
    label = f"{spaced(poster.code)} · {title} · {poster.place}"
    return Option(_key(poster), Words(label.translate({ord("{"): "｛", ord("}"): "｝"})))


def _key(poster: Poster) -> str:
    return poster.code.lower()


POSTERS = Counter(
    words=("/poster", "/posters", "/海报"),
    # Printed again it is on the server, by whoever may make one: it needs no button here.
    commands=(Command.NEW_POSTER, Command.PRINT_POSTER, Command.LIST_POSTERS, Command.WITHDRAW_POSTER),
    flow=POSTERS_FLOW,
    case=_case,
    acts={made.id: _make, listed.id: _list, withdrawn.id: _withdraw},
    limit=_limit,
)
