"""断缴与补缴: cover has lapsed, or the window was missed.

What was missed decides the wait, so the past comes first. Then every way to pay stands side by side, the one that
covers soonest on top, with the reason.
"""

from flows.answers.choice import NONE, choice
from flows.answers.day import past_day
from flows.answers.year import year
from flows.dialogue import Ask, Flow, Note, Tell, when
from flows.journeys.person import birthday, group, hardship, where
from flows.policy.late import Late
from flows.words import _

last_covered = Ask(
    "last_covered",
    year(never=_("从来没有过")),
    _("参保的人最后一次有医保是哪一年？居民、职工的都算，中途停了也算那一年。"),
    label=_("最后参保的年份"),
    also=("last insured year",),
    hint=_("写一个年份就行，可以看看缴费记录；从来没参加过，就选「从来没有过」。"),
    explains=("employee_insurance",),
)
special = Ask(
    "special",
    choice(
        none=_("都不是"),
        left_job=_("刚停了职工医保"),
        discharged=_("刚退役，或随军未就业"),
        released=_("刑满释放"),
        graduate=_("今年毕业，还没就业"),
        hukou_moved=_("刚迁了户口"),
        hardship_new=_("新认定的救助对象"),
    ).also(
        none=("没有", "无", "不是", "no", "nope", *NONE),
        left_job=(
            *("停保", "停保了", "停了职工医保", "停职工医保", "职工停保", "职工医保停了"),
            *("离职", "离职了", "辞职", "辞职了", "失业", "失业了", "下岗", "下岗了", "不上班了"),
            *("lost my job", "left my job", "quit my job", "laid off", "unemployed"),
        ),
        discharged=("退役", "退役了", "退伍", "退伍了", "转业", "转业了", "随军", "left the army", "veteran"),
        released=("释放", "释放了", "出狱", "出狱了", "刑释"),
        graduate=(
            *("毕业", "毕业了", "毕业生", "应届生", "毕业没工作", "毕业了没工作", "毕业还没工作", "毕业了还没工作"),
            *("毕业没就业", "毕业了没就业", "毕业没找到工作", "毕业了没找到工作", "毕业了还没找到工作"),
            *("graduate", "graduated", "just graduated"),
        ),
        hukou_moved=("迁户口", "迁户口了", "迁户", "户口迁移", "落户", "落户了", "moved the hukou", "moved my hukou"),
        hardship_new=("新增救助", "救助对象", "低保"),
    ),
    _("参保的人是不是下面哪一种？有的地方可以免等待期。"),
    label=_("特殊情况"),
    also=("special situation",),
    hint=_("有一种对得上就选它，都对不上选「都不是」；不用传证明。"),
    explains=("waiting_period",),
)
special_date = Ask(
    "special_date",
    past_day(),
    _("是哪一天的事？请写停保、退役或释放的日期。"),
    label=_("停保、退役或释放的日期"),
    also=("day it happened",),
    hint=_("请写年月日，看停保记录或证明上的日期，不用把证明发给我。"),
)

options = Tell(
    "options",
    _("建议{best}：费用{total}，从{coverage_start}起能报销，管到{coverage_end}。"),
    notes=(
        Note(Late.nothing_is_usable, _("算下来哪种都等不到能用的那天，先别交，打电话问清。")),
        Note(Late.covers_briefly, _("这样交只能管很短一段日子，也可以等下一年度的，问清再决定。")),
        Note(Late.repair_is_best, _("另补{repaired_years}年，多交{repair_price}，能早{months_sooner}报销。")),
        Note(Late.repair_price_unknown, _("另补{repaired_years}年，能早{months_sooner}报销；多交多少要先问清。")),
        Note(Late.only_repair_is_usable, _("不补的话，等待期满时这一年已经过完，交了也用不上。")),
        Note(Late.surely_exempt, _("您这种情况在本地不用等；要带什么证明，办之前问一下。")),
        Note(Late.exempt_for_some_time, _("想不等，最晚{exempt_until}要交；过了就要等。")),
        Note(Late.exempt_in_doubt, _("免等待的期限按一种算法今天还来得及，按另一种已经过了：今天就去办，当面问清。")),
        Note(Late.covered_since_the_change, _("从变动或认定那天起就算有医保，中间花的费用把票据留好。")),
        Note(Late.exemption_over, _("免等待的期限已经过了，所以要等。")),
        Note(Late.this_year_is_useless, _("今年的不用补：等待期满时今年已经过完，交了用不上。")),
        Note(Late.closed_this_year, _("今年的，本地现在不能补。")),
        Note(Late.covered_this_year, _("今年已经有医保，不用补；按时交下一年的就不会断。")),
        Note(Late.this_year_is_best, _("这样能最早报销；明年的按时接着交，就不用再等。")),
        Note(Late.wait_disputed, _("等待期怎么算，各处说法不一；按晚的那天打算最稳妥。")),
        Note(Late.pays_subsidy, _("错过集中缴费期，财政补助那部分也可能要自己交。")),
        Note(Late.total_unknown, _("要交多少还没有查到依据，缴费前先打电话问清。")),
        Note(Late.total_is_bound, _("来源只给出范围，实际金额以缴费页面或当地为准。")),
        Note(Late.total_disputed, _("金额各处说法不一，缴费前核对一下。")),
        Note(Late.pays_nothing, _("不用交钱，但要确认已经登记上。")),
        Note(Late.by_national_rule, _("这里没有查到本地的补缴规定，按全国规定等待；截止日也请先问清。")),
        Note(Late.deadline_disputed, _("截止日各处说法不一，按最早的那天交最稳妥。")),
        Note(Late.not_on_the_list, _("有的地方对您这种情况不设等待期，这里没有查到，可以向当地核实豁免。")),
        Note(Late.misses_years, _("补的钱只买以后的保障：断掉那几年和等待期里的费用都不能报。")),
    ),
    rows=("options", "deadline", "papers", "channels", "hotlines"),
)
unknown_here = Tell(
    "unknown_here",
    _("这里的医保另有一套办法，断缴怎么补我没有可靠的依据，不敢乱说。请打电话问清当地的医保部门。"),
    rows=("hotlines",),
)

then_hardship = when(Late.has_assistance, hardship, otherwise=options)
then_birthday = when(Late.priced_by_age, birthday, otherwise=then_hardship)
then_group = when(Late.has_groups, group, otherwise=then_birthday)

LATE = Flow(
    "late",
    title=_("断缴与补缴"),
    case=Late,
    routes={
        where: when(Late.on_the_mainland, last_covered, otherwise=unknown_here),
        last_covered: special,
        special: when(Late.day_decides, special_date, otherwise=then_group),
        special_date: then_group,
        group: then_birthday,
        birthday: then_hardship,
        hardship: options,
    },
    unknown=unknown_here,
    also=("断缴", "断缴了", "断了", "补缴", "断保", "lapsed", "missed a year", "missed the payment"),
)
