"""People: add somebody to the staff by a code, take a permission away, see who is on the list."""

from collections.abc import Mapping
from datetime import datetime

from bot.staff.codes import USUAL
from bot.staff.counter import Acting, Counter, Done, Refused, in_a_chat
from bot.staff.invitation import Invitation
from bot.staff.naming import NotAName, check_name
from bot.staff.office import Actor, Office, place_of, short
from bot.staff.roles import INVITED, Command, Grant, Role
from bot.staff.times import moment
from bot.translator import translator
from bot.values import written
from flows.answers.answer import Option
from flows.clerk import clerk
from flows.journeys.staff import STAFF, code_made, listed, name, removed, role, where, whom
from flows.policy.case import Case
from flows.words import Words, _
from storage.audit import Entry
from storage.errors import StaleRevision
from storage.staff import Code, Member, remove_code, remove_member
from storage.transaction import Transaction

ROLES: Mapping[str, str] = {
    Role.OWNER: _("负责人"),
    Role.EDITOR: _("编辑"),
    Role.SENDER: _("发送员"),
    Role.AUDITOR: _("审计员"),
}

_NOT_YOURS = _("这个地方不归您管。您管的是：{places}。")
_MADE = _("邀请码：{code}。只能用一次，{time}前有效。")
_HOW = _("请当面或者打电话告诉本人，让他在和我的私聊里发：{command}")
_WHAT_FOR = _("用了以后，「{name}」就是{place}的「{role}」。")
_REMOVED = _("「{name}」的「{role}」（{place}）取消了，马上生效。")
_GONE_BEFORE = _("这一项已经不在名单里了。")
_LISTED = _("您管的地方有这些人：")
_PERSON = _("{role} · {place} · {name} · {who}")
_INVITED = _("还没用的邀请码：{role} · {place} · {name}，{time}前有效")


async def _case(office: Office, actor: Actor, now: datetime) -> type[Case]:
    jobs = {"add": Command.INVITE, "remove": Command.REMOVE, "list": Command.LIST_STAFF}
    allowed = {job for job, command in jobs.items() if actor.where_may(command)}
    removable = await on_the_list(office, actor, Command.REMOVE, now)
    return clerk(allowed, [Option(_key(one), _called(one)) for one in removable])


async def on_the_list(office: Office, actor: Actor, command: Command, now: datetime) -> list[Member | Code]:
    """Those who hold a role, or a code for one, where somebody may do this. Raises StorageError."""
    everybody: list[Member | Code] = [*await office.staff.everybody(), *await office.staff.codes(now)]
    return [one for one in everybody if actor.may(command, one.region)]


def _limit(actor: Actor, answers: Mapping[str, str]) -> Refused | None:
    """Nobody lets others in where they are not in charge themselves, or keeps their numbers instead of a name."""
    if where.id in answers and not actor.may(Command.INVITE, answers[where.id]):
        places = tuple(map(place_of, actor.where_may(Command.INVITE)))
        return Refused(Words(_NOT_YOURS, {"places": places}), where.id)
    if name.id in answers:
        try:
            check_name(answers[name.id])
        except NotAName as no:
            return Refused(no.why, name.id)
    return None


async def _invite(acting: Acting) -> Done | Refused:
    actor, answers = acting.actor, acting.answers
    grant = actor.may(Command.INVITE, answers[where.id])
    given = Role(answers[role.id])
    if grant is None or given not in INVITED:
        raise PermissionError(f"{Command.INVITE} was let through")
    made = Invitation(given, answers[where.id], answers[name.id], acting.now, USUAL)
    told: dict[str, object] = {"name": made.name, "place": place_of(made.where), "role": Words(ROLES[given])}
    return Done(
        Words(_MADE, {"code": made.code, "time": made.until}),
        notes=(Words(_HOW, {"command": made.command}), Words(_WHAT_FOR, told)),
        entry=made.entry(actor, grant),
        change=lambda transaction: made.keep(transaction, actor, acting.office.seal),
    )


async def _remove(acting: Acting) -> Done | Refused:
    actor = acting.actor
    removable = await on_the_list(acting.office, actor, Command.REMOVE, acting.now)
    one = next((one for one in removable if _key(one) == acting.answers[whom.id]), None)
    grant = actor.may(Command.REMOVE, one.region) if one else None
    if one is None or grant is None:
        return Refused(Words(_GONE_BEFORE), whom.id)
    told = {"name": one.name, "role": Words(ROLES[one.role]), "place": place_of(one.region)}
    return Done(
        Words(_REMOVED, told),
        entry=removal(actor, grant, one, acting.now),
        change=lambda transaction: remove(transaction, one),
    )


def removal(actor: Actor, grant: Grant, one: Member | Code, now: datetime) -> Entry:
    """What the log says about a role, or a code for one, that was taken away."""
    whose = {"who": one.who} if isinstance(one, Member) else {"code": one.id}
    return actor.entry(Command.REMOVE, grant, now, one.region, {**whose, "role": one.role, "name": one.name})


def remove(transaction: Transaction, one: Member | Code) -> None:
    """Take a role, or a code for one, away. Raises StaleRevision where it is gone already."""
    taken = remove_member(transaction, one.id) if isinstance(one, Member) else remove_code(transaction, one.id)
    if taken is None:
        raise StaleRevision("This was taken away, or the code was used, meanwhile. Look again, and redo the turn.")


async def _list(acting: Acting) -> Done | Refused:
    actor, office = acting.actor, acting.office
    members = await on_the_list(office, actor, Command.LIST_STAFF, acting.now)
    owners = [
        Words(
            _PERSON,
            {"role": Words(ROLES[Role.OWNER]), "place": place_of(grant.region), "name": "－", "who": short(who)},
        )
        for who, grant in office.owners.items()
        if actor.may(Command.LIST_STAFF, grant.region)
    ]
    lines = [*owners, *map(_line, members)]
    return Done(Words(_LISTED), in_a_chat(lines, "canbao staff list"), acting.looked(Command.LIST_STAFF))


def _line(one: Member | Code) -> Words:
    told: dict[str, object] = {"role": Words(ROLES[one.role]), "place": place_of(one.region), "name": one.name}
    if isinstance(one, Code):
        return Words(_INVITED, {**told, "time": moment(one.expires_at)})
    return Words(_PERSON, {**told, "who": short(one.who)})


def _called(one: Member | Code) -> Words:
    """Somebody to choose from a list. In the label of an option braces would quote a figure, and there is none."""
    label = written(_line(one), translator("zh_Hans"))
    return Words(label.translate({ord("{"): "｛", ord("}"): "｝"}))


def _key(one: Member | Code) -> str:
    return f"{'member' if isinstance(one, Member) else 'code'}_{one.id}"


PEOPLE = Counter(
    words=("/staff", "/人员", "/人员管理"),
    commands=(Command.INVITE, Command.REMOVE, Command.LIST_STAFF),
    flow=STAFF,
    case=_case,
    acts={
        code_made.id: _invite,
        removed.id: _remove,
        listed.id: _list,
    },
    limit=_limit,
)
