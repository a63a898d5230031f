"""新生儿参保: register a newborn.

In time, a baby is covered from the day of birth, so the birthday comes first and the paperwork second.
"""

from flows.answers.choice import choice, yes_no
from flows.answers.day import past_day
from flows.dialogue import Ask, Flow, HandOver, Note, Tell, when
from flows.journeys.person import where
from flows.policy.newborn import Newborn
from flows.words import _

born = Ask(
    "born",
    past_day(),
    _("宝宝是哪天出生的？"),
    label=_("宝宝出生日期"),
    also=("baby's date of birth", "baby's birthday", "birthday", "date of birth", "宝宝生日", "生日"),
    hint=_("请写宝宝出生的年月日，看出生医学证明上的日期。"),
)
hukou = Ask(
    "hukou",
    choice(done=_("上了"), not_yet=_("还没有"))
    .also(
        done=(
            *("已经上了", "上过了", "落户了", "已落户"),
            *("yes", "done", "already done", "registered"),
        ),
        not_yet=(
            *("没上", "没有", "还没", "还没上", "没有上", "没办", "没落户", "未上", "未办", "未落户", "无"),
            *("no", "not done", "not registered"),
        ),
    )
    .alone(done=("上好了", "已上", "已办", "办好了", "办妥了")),
    _("宝宝上户口了吗？"),
    label=_("宝宝户口"),
    also=("baby's hukou", "hukou", "户口"),
    hint=_("户口本上已经有宝宝这一页，选「上了」；还没办，选「还没有」。"),
)
parents_insured = Ask(
    "parents_insured",
    yes_no(yes=_("有"), no=_("没有")),
    _("爸爸或妈妈有医保、今年也交了吗？职工、居民都算。"),
    label=_("父母参保"),
    also=("parents insured",),
    hint=_("爸爸妈妈有一个人今年交了医保，就选「有」。"),
    about=Newborn.year_meant,
)

in_full = (
    "total",
    "lines",
    "safe_deadline",
    "limit_date",
    "coverage_start",
    "coverage_end",
    "options",
    "papers",
    "channels",
    "hotlines",
)
afterwards = (
    "total",
    "lines",
    "wait_months",
    "coverage_start",
    "coverage_end",
    "limit_date",
    "papers",
    "channels",
    "hotlines",
)

free = Note(
    Newborn.pays_nothing,
    _("来得及！最晚{safe_deadline}要带好材料登记，出生当年不用交钱，但一定要登记。宝宝从{coverage_start}起就有医保。"),
)
fee_unknown = Note(Newborn.total_unknown, _("费用还没有查到依据，缴费前先问一下。"))
fee_disputed = Note(Newborn.total_disputed, _("费用各处说法不一，以当地为准。"))
in_between = Note(
    Newborn.between_readings,
    _(
        "今天就去办！按一种算法今天还在期限里，宝宝从出生那天起就有医保；按另一种已经过了。带好材料，当面问清，缴费{total}。"
    ),
)
last_day = Note(Newborn.is_the_last_day, _("今天是最后一天，今天就去办。"))
few_days = Note(Newborn.days_are_few, _("没剩几天了，请尽快办。"))
counted_twice = Note(Newborn.limit_disputed, _("期限有不同算法，请按最早的这天办，最稳妥。"))
from_hukou = Note(Newborn.counted_from_hukou, _("有来源说从上户口那天起算，按出生算更稳妥。"))
two_years = Note(Newborn.crosses_new_year, _("办理期跨了年，两年的费用都交才都能报。"))
number_follows = Note(Newborn.not_in_register_yet, _("先凭出生医学证明办，上户口后记得更新身份证号。"))
keep_receipts = Note(Newborn.in_time, _("已经花的医药费，票据都留好，办完可以报。"))
useless_now = Note(
    Newborn.never_usable,
    _(
        "出生后的办理期限已经过了，今年的也不用缴了：等到能报时，这一年已经过完。请缴下一年度的，可以回菜单选「参保缴费」。"
    ),
)

covered_from_birth = Tell(
    "covered_from_birth",
    _("来得及！最晚{safe_deadline}要带好材料登记，并缴费{total}。宝宝从{coverage_start}起就有医保。"),
    notes=(
        last_day,
        few_days,
        fee_unknown,
        two_years,
        counted_twice,
        from_hukou,
        number_follows,
        keep_receipts,
    ),
    rows=in_full,
    instead=(in_between, free),
)
covered_later = Tell(
    "covered_later",
    _("出生后的办理期限已经过了，但还能参保：现在缴费{total}，从{coverage_start}起能报销，之前的费用不能报。"),
    notes=(fee_unknown, fee_disputed),
    rows=afterwards,
    instead=(useless_now,),
)
hukou_first = Tell(
    "hukou_first",
    _("这里要先上户口才能参保。请先去派出所上户口，最晚{safe_deadline}要登记缴费，宝宝从出生那天起就有医保。"),
    notes=(last_day, few_days, two_years, counted_twice),
    rows=in_full,
)
unknown_here = Tell(
    "unknown_here",
    _("这里的新生儿参保规定，我还没有找到可靠的依据，不敢乱说。请尽快打电话问清办理期限，宜早不宜迟。"),
    rows=("papers", "channels", "hotlines"),
)

asked_in_time = when(
    Newborn.fee_depends_on_parents,
    parents_insured,
    otherwise=covered_from_birth,
)

NEWBORN = Flow(
    "newborn",
    title=_("新生儿参保"),
    case=Newborn,
    routes={
        where: when(Newborn.has_rule, born, otherwise=unknown_here),
        born: when(
            Newborn.outgrown,
            HandOver("enroll"),
            otherwise=when(Newborn.in_time, hukou, otherwise=covered_later),
        ),
        hukou: {
            "done": asked_in_time,
            "not_yet": when(Newborn.needs_hukou, hukou_first, otherwise=asked_in_time),
        },
        parents_insured: covered_from_birth,
    },
    unknown=unknown_here,
    also=(
        *("宝宝", "新生儿", "孩子出生", "生孩子", "刚生了", "刚生", "刚出生", "生了", "二胎"),
        *("just born", "newborn baby", "newborn insurance", "for my baby", "register my baby", "baby was born"),
    ),
)
