"""管理: the journeys of staff. They run on the same engine as those of residents, and are offered to nobody else."""

from flows.answers.answer import Option
from flows.answers.area import area
from flows.answers.choice import choice, yes_no
from flows.answers.key import key
from flows.answers.short_text import short_text
from flows.clerk import Clerk
from flows.dialogue import Ask, Flow, Tell, when
from flows.journeys import JOURNEYS
from flows.journeys.staff_announcements import ANNOUNCE
from flows.journeys.staff_posters import POSTERS_FLOW
from flows.words import Words, _

# ── Who is on the staff ──────────────────────────────────────────────────────────────────────────────────────────────

job = Ask(
    "staff_job",
    key(),
    _("人员管理：要做哪一件？"),
    label=_("要做的事"),
    hint=_("点一项，或者回复前面的数字。"),
    offers=Clerk.jobs,
)
role = Ask(
    "staff_role",
    choice(
        editor=_("编辑：写通知、做海报"),
        sender=_("发送员：审核通知、发出去"),
        auditor=_("审计员：只看，什么都不改"),
    ).also(editor=("编辑",), sender=("发送", "发送员"), auditor=("审计", "审计员")),
    _("让这个人做什么？"),
    label=_("身份"),
    hint=_("三种选一种；一个人要做几样，就发几个码。"),
)
where = Ask(
    "staff_where",
    area(),
    _("管哪里？写省、市或县的名字，下面的地方也归他管；都管就写「全部」。"),
    label=_("管的地方"),
    hint=_("请写地方的名字，像「南宁市」「武鸣区」；什么地方都管，写「全部」。"),
)
name = Ask(
    "staff_name",
    short_text(),
    _("怎么称呼这个人？只写在名单里，好认人。"),
    label=_("称呼"),
    hint=_("写几个字就行，像「小李」「城北窗口」。"),
)
whom = Ask(
    "staff_whom",
    key(),
    _("要取消谁的？"),
    label=_("取消谁的"),
    hint=_("点一个人，或者回复前面的数字。"),
    offers=Clerk.whom,
)
sure = Ask(
    "staff_sure",
    yes_no(yes=_("取消"), no=_("先不取消")),
    _("取消以后马上就不能用了。确定取消吗？"),
    label=_("确定"),
    hint=_("要取消，选「取消」；想再看看，选「先不取消」。"),
)

code_made = Tell("staff_code_made", _("邀请码做好了。"))
removed = Tell("staff_removed", _("已经取消了。"))
kept = Tell("staff_kept", _("好，没有取消。"))
nobody = Tell("staff_nobody", _("您管的地方还没有别人，没有可以取消的。"))
listed = Tell("staff_listed", _("名单在这里。"))

STAFF = Flow(
    "staff",
    title=_("人员管理"),
    case=Clerk,
    routes={
        job: when(
            Clerk.adds,
            role,
            otherwise=when(Clerk.removes, when(Clerk.has_people, whom, otherwise=nobody), otherwise=listed),
        ),
        role: where,
        where: name,
        name: code_made,
        whom: sure,
        sure: {"yes": removed, "no": kept},
    },
    unknown=listed,
)

# ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────

look = Ask(
    "audit_look",
    key(),
    _("操作记录：要看什么？"),
    label=_("要看的"),
    hint=_("点一项，或者回复前面的数字。"),
    offers=Clerk.looks,
)

shown = Tell("audit_shown", _("最近的记录在这里。"))
verified = Tell("audit_verified", _("核对过了。"))

AUDIT = Flow(
    "audit",
    title=_("操作记录"),
    case=Clerk,
    routes={look: when(Clerk.checks, verified, otherwise=shown)},
    unknown=shown,
)

# ── What it brought ──────────────────────────────────────────────────────────────────────────────────────────────────


def journeys(case: Clerk) -> tuple[Option, ...]:
    """The journeys of residents, each of which has numbers of its own."""
    return tuple(Option(flow.id, Words(flow.title)) for flow in JOURNEYS.values())


by = Ask(
    "stats_by",
    choice(
        journey=_("各件事"),
        question=_("一件事的每一步"),
        region=_("各地方"),
        poster=_("各张海报"),
        week=_("各个星期"),
    ).also(question=("问题", "每一步", "步骤"), poster=("海报",), week=("周", "星期"), region=("地区", "地方")),
    _("统计：要看什么？"),
    label=_("分开看"),
    hint=_("点一项，或者回复前面的数字。"),
)
journey = Ask(
    "stats_journey",
    key(),
    _("看哪一件事的？"),
    label=_("哪一件事"),
    hint=_("点一件事，或者写它的名字。"),
    offers=journeys,
)
period = Ask(
    "stats_period",
    choice(week=_("本周"), month=_("本月"), year=_("今年"), all=_("从头到现在")),
    _("看哪段时间的？"),
    label=_("时间"),
    hint=_("点一项，或者回复前面的数字。"),
)

counted = Tell("stats_counted", _("统计在这里。"))

STATS = Flow(
    "stats",
    title=_("统计"),
    case=Clerk,
    routes={by: when(Clerk.by_question, journey, otherwise=period), journey: period, period: counted},
    unknown=counted,
)

STAFF_JOURNEYS: dict[str, Flow] = {flow.id: flow for flow in (STAFF, AUDIT, STATS, ANNOUNCE, POSTERS_FLOW)}
