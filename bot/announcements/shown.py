"""What is shown: an announcement in words for a chat, what a count has found, and what became of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import reduce

from bot.announcements.acts import STATES, in_short
from bot.announcements.audience import Audience, described
from bot.announcements.counting import Count, nobody
from bot.announcements.message import command_for
from bot.announcements.report import CHANNELS, OUTCOMES, Report
from bot.staff.office import short
from bot.staff.times import moment
from bot.translator import LANGUAGES, translator
from bot.values import written
from flows.words import Words, _
from storage.announcements import Announcement, Content, State
from storage.recipients import Outcome

_CALLED = _("第{number}号，{state}：{text}")
_STANDS = _("第{number}号通知{state}。给谁：{audience}。")
_NARROWED = _("{whom}，{which}")
_SAYS = _("【{language}】{text}")
_USEFUL_UNTIL = _("过了{time}就不再发。内容指纹：{fingerprint}")
_COUNTED = _("{time}数过：选中{selected}人，会收到{told}人。")
_APPROVED = _("{who}审核过了（{time}）。")
_STARTS = _("定在{time}开始发。")
_PROGRESS = _("已经有结果的{done}人，还没发的{owed}人。")
_WAS_COUNTED = _("第{number}号通知选中{selected}人，会收到{told}人。")
_BY_REASON = _("{channel} · {reason}：{people}人")
_MISSING = _("名单上有{people}个没有选中：没来过，资料已经删了，或者不在这个地方。")
_FORGOTTEN = _("还有{people}人收到过或者可能收到过，但资料已经删了，收不到更正。")
_WAITS = _("现在是休息时间，发的话要等到{time}。")
_TO_APPROVE = _("请另一个人接着审核，别隔太久：{command}")
_REASONS = {
    "told": _("会收到"),
    "blocked": _("停用了我们，收不到"),
    "opted_out": _("退订了，不发"),
    "elsewhere": _("所在的渠道发不了"),
}
_BEGINNING = 16
_REPORT = _("第{number}号通知{state}，选中{selected}人。")
_OUTCOME = _("{outcome}：{people}人")
_PLATFORM_SAID = _("{channel}说：{why}（{people}人）")
_DOES_NOT_BALANCE = _("对不上：加起来是{sum}人。请把数据库文件留着，告诉负责服务器的人。")
_ADDS_UP = _("加起来正好是选中的人数。")
_GOES = _("第{number}号通知正在发送：已发{sent}人，共{selected}人。")
_IS_PAUSED = _("第{number}号通知暂停着：已发{sent}人，共{selected}人。")
_IS_OVER = _("第{number}号通知{state}。这是最后的结果，选中{selected}人：")
_ON_PAGES = _("网页上还有{people}人，回来时会看到。")
_DAMAGED = _("这些通知的记录坏了，看不到，也不会再发给谁：{numbers}。请告诉负责服务器的人恢复备份：{command}")


def details(one: Announcement, so_far: Report | None, now: datetime) -> Iterator[Words]:
    """All that is to be seen before something is decided about it; `so_far` where it goes out."""
    yield Words(_STANDS, {"number": one.number, "state": Words(STATES[one.state]), "audience": for_whom(one.content)})
    yield from texts(one.content)
    if one.counted:
        told = {"time": moment(one.counted.at), "selected": one.counted.selected, "told": one.counted.told}
        yield Words(_COUNTED, told)
    if one.approved:
        yield Words(_APPROVED, {"who": short(one.approved.by), "time": moment(one.approved.at)})
    if one.starts_at and one.state is State.GOING and not one.has_begun(now):
        yield Words(_STARTS, {"time": moment(one.starts_at)})
    if so_far:
        owed = so_far.of("owed")
        yield Words(_PROGRESS, {"done": so_far.selected - owed, "owed": owed})


def texts(content: Content) -> Iterator[Words]:
    """What it says in every language, and until when it is of use."""
    for language in sorted(content.said, key=list(LANGUAGES).index):
        yield Words(_SAYS, {"language": LANGUAGES[language], "text": content.said[language]})
    told = {"time": moment(content.not_after), "fingerprint": in_short(content.fingerprint)}
    yield Words(_USEFUL_UNTIL, told)


def for_whom(content: Content) -> Words:
    """Whom it is for; each part narrows down the one before."""
    words = described(Audience.from_json(content.audience), content.region, content.corrects)
    return reduce(lambda whom, which: Words(_NARROWED, {"whom": whom, "which": which}), words)


def called(one: Announcement) -> Words:
    """An announcement to choose from a list. In the label of an option braces would quote a figure: there is none."""
    text = one.content.said["zh_Hans"].replace("\n", " ")
    beginning = text if len(text) <= _BEGINNING else f"{text[: _BEGINNING - 1]}…"
    told = Words(_CALLED, {"number": one.number, "state": Words(STATES[one.state]), "text": beginning})
    return Words(written(told, translator("zh_Hans")).translate({ord("{"): "｛", ord("}"): "｝"}))


def of_count(number: int, found: Count) -> tuple[Words, tuple[Words, ...]]:
    """What a count has found: how many in all, and by reason."""
    lines = [
        Words(_BY_REASON, {"channel": _channel(channel), "reason": Words(_REASONS[reason]), "people": people})
        for (channel, reason), people in sorted(found.people.items())
    ]
    if found.missing:
        lines.append(Words(_MISSING, {"people": found.missing}))
    if found.forgotten:
        lines.append(Words(_FORGOTTEN, {"people": found.forgotten}))
    if found.waits_until:
        lines.append(Words(_WAITS, {"time": moment(found.waits_until)}))
    next_step = Words(_TO_APPROVE, {"command": command_for(number)}) if found.told else nobody(found.corrects).words
    lines.append(next_step)
    told = {"number": number, "selected": found.selected, "told": found.told}
    return Words(_WAS_COUNTED, told), tuple(lines)


def of_report(found: Report) -> tuple[Words, tuple[Words, ...]]:
    """What became of it: how many were selected, and how many had each outcome."""
    return Words(_REPORT, _of(found)), _became(found)


def of_progress(found: Report, on_pages: int) -> tuple[Words, tuple[Words, ...]]:
    """How far it has got, in a few words; `on_pages` are those who see it when they come back. At the end all."""
    state = found.announcement.state
    if state in (State.CANCELLED, State.FINISHED):
        return Words(_IS_OVER, _of(found)), _became(found)
    lines = list(_outcomes(found, unless=("sent", "owed")))
    if on_pages and state is State.GOING:
        lines.append(Words(_ON_PAGES, {"people": on_pages}))
    text = _IS_PAUSED if state is State.PAUSED else _GOES
    return Words(text, {**_of(found), "sent": found.of("sent")}), tuple(lines)


def of_damaged(numbers: Sequence[int]) -> Words:
    """Which announcements are no longer what was written, and what is to be done."""
    return Words(_DAMAGED, {"numbers": "、".join(map(str, numbers)), "command": "canbao restore"})


def _of(found: Report) -> dict[str, object]:
    one = found.announcement
    return {"number": one.number, "state": Words(STATES[one.state]), "selected": found.selected}


def _outcomes(found: Report, unless: Collection[Outcome] = ()) -> Iterator[Words]:
    for outcome, name in OUTCOMES.items():
        if outcome not in unless and (people := found.of(outcome)):
            yield Words(_OUTCOME, {"outcome": Words(name), "people": people})


def _became(found: Report) -> tuple[Words, ...]:
    lines = [
        *_outcomes(found),
        *(
            Words(_PLATFORM_SAID, {"channel": _channel(said.channel), "why": said.why, "people": said.people})
            for said in found.reasons
        ),
    ]
    if found.announcement.counted:
        total = sum(became.people for became in found.became)
        lines.append(Words(_ADDS_UP) if found.balances else Words(_DOES_NOT_BALANCE, {"sum": total}))
    return tuple(lines)


def _channel(name: str) -> object:
    return Words(CHANNELS[name]) if name in CHANNELS else name
