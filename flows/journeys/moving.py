"""换参保地: take one's insurance along to another place."""

from flows.answers.choice import choice
from flows.answers.day import any_day
from flows.answers.place import place
from flows.dialogue import Ask, Flow, Note, Tell, when
from flows.journeys.person import where
from flows.policy.moving import Moving
from flows.words import _

to_where = Ask(
    "to_where",
    place(),
    _("要搬到哪里？写城市或县的名字就行。"),
    label=_("搬去的地方"),
    also=("moving to",),
    hint=_("请写新地方的名字，像「南宁」「廊坊市安次区」；也可以点下面的大区一级一级选。"),
)
moved_on = Ask(
    "moved_on",
    any_day(),
    _("哪天搬的？还没搬就写打算搬的日子。"),
    label=_("搬家日期"),
    also=("day of the move",),
    hint=_("请写年月日；记不清哪天，写那个月里的一天也行，要紧的是年份。"),
)
scheme = Ask(
    "scheme",
    choice(resident=_("居民医保"), employee=_("职工医保")).also(
        resident=("城乡居民", "居民", "新农合", "按年交", "自己按年交"),
        employee=("职工", "单位交", "按月交", "工资里扣"),
    ),
    _("现在参加的是居民医保还是职工医保？"),
    label=_("参加的医保"),
    also=("kind of insurance",),
    hint=_("一年交一次的是居民医保；单位从工资里扣、或自己按月交的是职工医保。"),
    explains=("resident_insurance", "employee_insurance"),
)

same_area = Note(Moving.stays_in_the_area, _("两个地方在同一个统筹区，看病不用备案；要不要改参保地，先问清。"))
exempt = Note(Moving.exempt_from_filing, _("这个省内看病不用备案，搬过去以后直接看就行。"))
over = Note(
    Moving.cover_is_over, _("那一年已经过完。今年有没有医保、还能不能补，请到菜单里选「参保缴费」，按新地方算一算。")
)
missed = Note(Moving.window_missed, _("新地方的集中缴费期已经过了：请到菜单里选「参保缴费」，看看现在还能怎么补。"))
in_time = Note(Moving.window_to_come, _("赶在新地方的集中缴费期里接上，算连续参保，一般不用等；去办时再问清。"))

stay_then_enroll = Tell(
    "stay_then_enroll",
    _("已经交的居民医保不用退，也不用再交一次，在原来的地方管到{coverage_end}。下一年度改在新地方参保缴费。"),
    notes=(over, missed, same_area, exempt, in_time),
    rows=(
        "coverage_end",
        "coverage_year",
        "window_opens",
        "deadline",
        "direct_settlement",
        "papers",
        "channels",
        "hotlines",
    ),
)
transfer = Tell(
    "transfer",
    _("职工医保可以转过去：先由新单位参保，原来欠的费结清，再申请转移接续，网上就能申请。"),
    rows=("channels", "hotlines"),
)
unknown_here = Tell(
    "unknown_here",
    _("搬到那里以后医保怎么接，我还没有找到可靠的依据，不敢乱说。请打电话问两边的医保部门。"),
    rows=("hotlines",),
)

MOVING = Flow(
    "moving",
    title=_("换参保地"),
    case=Moving,
    routes={
        where: to_where,
        to_where: when(Moving.outside_the_mainland, unknown_here, otherwise=moved_on),
        moved_on: scheme,
        scheme: {"resident": stay_then_enroll, "employee": transfer},
    },
    unknown=unknown_here,
    also=("搬家", "搬家了", "转移", "转医保", "换地方"),
)
