"""The numbers: how many began, came to a conclusion or gave up, told in chat."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.staff.counter import Acting, Counter, Done, Refused, in_a_chat
from bot.staff.office import Actor, Office
from bot.staff.roles import Command
from bot.staff.stats import Report, read_by, report
from bot.staff.times import today_in_china
from flows.clerk import clerk
from flows.journeys.staff import STATS, by, counted, journey, period
from flows.policy.case import Case
from flows.words import Words, _
from storage.statistics import Window

_ALL = _("一共开始{started}次，有结论{concluded}次，办完{done}次，中途离开{left}次。")
_NONE = _("这段时间还没有数字。")
_OF_POSTERS = _("县和区只算从那里的海报来的人：人在哪里，我们只记到市。")
_VISITS = _("{label}：开始{started}，有结论{concluded}，办完{done}，离开{left}")
_POSTER = _("{label}：扫码{scans}，开始{started}，有结论{concluded}，办完{done}，离开{left}")
_QUESTION = _("{label}：问到{asked}，没听懂{misunderstood}，停在这里{left}")


async def _case(office: Office, actor: Actor, now: datetime) -> type[Case]:
    return clerk(())


async def _count(acting: Acting) -> Done | Refused:
    answers = acting.answers
    window = Window(
        since=since(answers[period.id], today_in_china(acting.now)),
        journey=answers[journey.id] if answers[by.id] == "question" else "",
    )
    regions = acting.actor.where_may(Command.STATS)
    found = await report(acting.office, read_by(answers[by.id]), window, regions, acting.now)
    entry = acting.looked(Command.STATS)
    remark = (Words(_OF_POSTERS),) if found.of_posters else ()
    if not found.lines:
        return Done(Words(_NONE), remark, entry)
    return Done(_headline(found), (*in_a_chat(list(_lines(found)), "canbao stats"), *remark), entry)


def since(period: str, today: date) -> date:
    """The first day of this week, month or year, or of everything."""
    match period:
        case "week":
            return today - timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case "year":
            return today.replace(month=1, day=1)
    return Window().since


def _headline(found: Report) -> Words:
    total = found.total
    numbers = {"started": total.started, "concluded": total.concluded, "done": total.done, "left": total.left}
    return Words(_ALL, numbers)


def _lines(found: Report) -> Iterator[Words]:
    text = {"question": _QUESTION, "poster": _POSTER}.get(found.by, _VISITS)
    for line in found.lines:
        yield Words(text, {"label": line.label, **{name: getattr(line.counted, name) for name in found.columns}})


NUMBERS = Counter(
    words=("/stats", "/统计"), commands=(Command.STATS,), flow=STATS, case=_case, acts={counted.id: _count}
)
