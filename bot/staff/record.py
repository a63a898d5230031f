"""The record: what staff did, looked up and verified in chat."""

from collections.abc import Mapping
from datetime import datetime

from bot.staff.accounted import Unaccounted, unaccounted
from bot.staff.counter import Acting, Counter, Done, Refused, in_a_chat
from bot.staff.office import Actor, Office, place_of, short
from bot.staff.people import ROLES
from bot.staff.roles import Command
from bot.staff.times import moment
from flows.clerk import clerk
from flows.journeys.staff import AUDIT, shown, verified
from flows.policy.case import Case
from flows.words import Words, _
from storage.audit import Head, Kept
from storage.chain import Checked, verify

ACTIONS: Mapping[str, str] = {
    "staff.invite": _("做邀请码"),
    "staff.join": _("用邀请码加入"),
    "staff.remove": _("取消权限"),
    "staff.list": _("看名单"),
    "audit.show": _("看操作记录"),
    "audit.verify": _("核对操作记录"),
    "audit.cut": _("清理到期的记录"),
    "audit.broken": _("发现记录末尾被改过"),
    "audit.key": _("换了封记录的密钥"),
    "stats": _("看统计"),
    "poster.new": _("做海报"),
    "poster.print": _("再印海报"),
    "poster.list": _("看海报"),
    "poster.withdraw": _("停用海报"),
    "announce.write": _("写通知"),
    "announce.correct": _("写更正"),
    "announce.rehearse": _("预览通知"),
    "announce.count": _("数通知的人数"),
    "announce.ask": _("请人审核通知"),
    "announce.approve": _("审核通知"),
    "announce.send": _("发送通知"),
    "announce.pause": _("暂停通知"),
    "announce.resume": _("接着发通知"),
    "announce.cancel": _("取消通知"),
    "announce.report": _("看通知的结果"),
}
"""What is done, in the words of clerks. What has none here is shown by its name."""

_SHOWN = _("最近的记录，从旧到新：")
_LINE = _("{number} · {time} · {role} {who} · {action} · {place}")
_NONE = _("还没有记录。")
_NOTE = _("一共记到第{number}条，末条指纹{hash}。抄下来，以后可以用它核对。")
_SOUND = _("核对过了：从第{first}条到第{last}条，没有一条被改过、删过、插过。")
_WRONG = _("有问题：记录有{count}处对不上，可能被人改过。请马上告诉负责服务器的人，让他看：{command}")

_LAST = 10
_LOOKED_AT = 500


async def _case(office: Office, actor: Actor, now: datetime) -> type[Case]:
    shows, verifies = actor.where_may(Command.SHOW_AUDIT), actor.may(Command.VERIFY_AUDIT)  # all of it, or nothing
    return clerk({look for look, allowed in (("show", shows), ("verify", verifies)) if allowed})


async def _show(acting: Acting) -> Done | Refused:
    audit = acting.office.audit
    newest = await audit.last(_LOOKED_AT)
    theirs = [one for one in newest if acting.actor.may(Command.SHOW_AUDIT, one.entry.region)][-_LAST:]
    lines = in_a_chat([_line(one) for one in theirs] or [Words(_NONE)], "canbao audit show")
    return Done(Words(_SHOWN), (*lines, note(await audit.head())), acting.looked(Command.SHOW_AUDIT))


async def _verify(acting: Acting) -> Done | Refused:
    checked, lost = await verify(acting.office.audit), await unaccounted(acting.office)
    return Done(_found(checked, lost), (note(checked.head),), acting.looked(Command.VERIFY_AUDIT))


def note(head: Head) -> Words:
    """Where the log ends, to be written down outside of the database: it shows later that nothing was cut off."""
    return Words(_NOTE, {"number": head.last_seq, "hash": head.last_hash[:16]})


def _found(checked: Checked, lost: Unaccounted) -> Words:
    if wrong := len(checked.findings) + len(lost):
        return Words(_WRONG, {"count": wrong, "command": "canbao audit verify"})
    return Words(_SOUND, {"first": checked.head.cut_seq + 1, "last": checked.head.last_seq})


def _line(one: Kept) -> Words:
    entry = one.entry
    return Words(
        _LINE,
        {
            "number": one.seq,
            "time": moment(entry.at),
            "role": Words(ROLES.get(entry.role, "{role}"), {"role": entry.role}),
            "who": short(entry.who),
            "action": Words(ACTIONS.get(entry.action, "{action}"), {"action": entry.action}),
            "place": place_of(entry.region),
        },
    )


RECORD = Counter(
    words=("/audit", "/记录", "/操作记录"),
    commands=(Command.SHOW_AUDIT, Command.VERIFY_AUDIT),
    flow=AUDIT,
    case=_case,
    acts={shown.id: _show, verified.id: _verify},
)
