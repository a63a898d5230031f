"""首次参保与续保: enroll, or stay enrolled.

First who is asking and what it costs; then, for whoever wants it, hand in hand through the four steps
登记 → 缴费 → 查到账 → 激活医保码.
"""

from flows.answers.choice import choice
from flows.dialogue import Ask, Flow, HandOver, Note, Offer, Tell, when
from flows.journeys.person import birthday, group, hardship, job_insurance, residence, where
from flows.policy.enrollment import Enrollment
from flows.words import _

history = Ask(
    "history",
    choice(
        first=_("从来没参加过"),
        continuous=_("{year_before}年有医保，{year_on_sale}年还没交"),
        lapsed=_("{year_before}年没有医保"),
        covered=_("{year_on_sale}年已经交了"),
    )
    .also(
        first=(
            "没参加过",
            "从没参加过",
            "从来没有",
            "第一次",
            "首次",
            "头一回",
            "没有",
            "没",
            "never",
            "first time",
        ),
        continuous=("一直有", "一直在交", "年年交", "年年都交", "每年都交", "没断过", "every year"),
        lapsed=("断了", "断缴了", "中断了", "停了", "断过", "没有", "没"),
        covered=("已经交了", "交过了", "交了", "already paid"),
    )
    .alone(
        first=("从来没交过", "从没交过", "从来没买过", "从来没交过医保", "从没交过医保", "从来没买过医保"),
        continuous=("一直交",),
    ),
    _("现在要缴的是{year_on_sale}年度的医保。参保的人以前参加过吗？职工医保也算。"),
    label=_("参保情况"),
    also=("insurance so far",),
    hint=_("先看{year_before}年：那一年有医保，选第二个；以前有、那一年没有，选第三个；从来没有，选第一个。"),
    explains=("coverage_year",),
    about=Enrollment.year_meant,
)

prices = ("coverage_year", "total", "lines", "deadline", "coverage_start", "coverage_end", "wait_months")
services = ("incentive_per_year", "papers", "channels", "hotlines")

price_unknown = Note(Enrollment.total_unknown, _("要交多少还没有查到依据，缴费前先打电话问清。"))
price_bound = Note(Enrollment.total_is_bound, _("来源只给出范围，实际金额以缴费页面或当地为准。"))
price_disputed = Note(Enrollment.total_disputed, _("金额各处说法不一，缴费前核对一下。"))
nothing_to_pay = Note(Enrollment.pays_nothing, _("不用交钱，但要确认已经登记上。"))
sooner_is_better = Note(Enrollment.starts_by_payment, _("新的一年已经开始，早交一天，早一天能报。"))
earlier_is_safe = Note(Enrollment.window_disputed, _("截止日各处说法不一，按最早的那天交最稳妥。"))
state_share = Note(Enrollment.pays_subsidy, _("错过集中缴费期，财政补助那部分也可能要自己交。"))
national_rule = Note(
    Enrollment.by_national_rule, _("这里没有查到本地的补缴规定，按全国规定等待；金额和截止日请先问清。")
)
hardly_worth_it = Note(Enrollment.covers_briefly, _("这样交只能管很短一段日子，也可以等下一年度的，问清再决定。"))
through_school = Note(Enrollment.studies_here, _("在校学生一般由学校统一登记缴费，先问老师。"))
rewarded = Note(Enrollment.keeps_incentive, _("连续参保有奖励，别断。"))

offered = (
    choice(start=_("带我一步步办"), later=_("以后再说"))
    .also(
        start=(
            *(
                "好",
                "好的",
                "可以",
                "要",
                "办",
                "现在办",
                "现在就办",
                "开始",
                "开始办",
                "继续",
                "继续办",
                "接着办",
            ),
            *("yes", "ok", "okay", "sure", "start", "continue"),
        ),
        later=(
            *("不用了", "先不办", "不办", "不想办", "等等", "过几天", "再想想", "考虑", "想想再说"),
            *("no", "not now", "no thanks"),
        ),
    )
    .alone(start=("带我办", "go on"))
)
pay_now = Offer(
    "pay_now",
    offered,
    _("现在可以缴：{total}，从{coverage_start}管到{coverage_end}。截止日：{deadline}。"),
    label=_("开始办理"),
    also=("get started",),
    hint=_("想现在办，选「带我一步步办」；不急，选「以后再说」。"),
    explains=("payment_window",),
    notes=(
        price_unknown,
        price_bound,
        price_disputed,
        nothing_to_pay,
        sooner_is_better,
        earlier_is_safe,
        through_school,
        rewarded,
    ),
    rows=(*prices, *services),
    about=Enrollment.year_meant,
)
pay_late = Offer(
    "pay_late",
    offered,
    _("集中缴费期已经过了，但现在还能补：缴费{total}，等待期满后，从{coverage_start}管到{coverage_end}。"),
    label=_("开始办理"),
    also=("get started",),
    hint=_("想现在办，选「带我一步步办」；不急，选「以后再说」。"),
    explains=("waiting_period",),
    notes=(hardly_worth_it, price_unknown, price_disputed, state_share, national_rule, through_school),
    rows=(*prices, *services),
    about=Enrollment.year_meant,
)

next_window = Tell(
    "next_window",
    _(
        "这一年度现在不能缴，或者缴了也用不上。下一次缴{coverage_year}年度：费用{total}，开始：{window_opens}，截止：{deadline}。"
    ),
    rows=("coverage_year", "window_opens", "deadline", "total", "coverage_start", "hotlines"),
    instead=(
        Note(
            Enrollment.already_covered,
            _(
                "{year_on_sale}年度已经交过，不要重复缴。下一次缴{coverage_year}年度：费用{total}，开始：{window_opens}。"
            ),
        ),
    ),
)
not_announced = Tell(
    "not_announced",
    _(
        "{coverage_year}年度的收费通知还没有查到，金额和截止日都不敢乱说。上次是{previous_total}，截止{previous_deadline}。"
    ),
    notes=(
        Note(Enrollment.not_announced, _("现在正是缴费的季节，请打电话问一下今年的，别错过。")),
        through_school,
    ),
    rows=(
        *(),
        *(
            "previous_total",
            "previous_opens",
            "previous_deadline",
            "deadline",
            "coverage_start",
            "papers",
            "channels",
            "hotlines",
        ),
    ),
)
already_insured = Tell(
    "already_insured",
    _("有职工医保就不用再交居民医保：两种可以同时交，但报销只能用一种。如果居民医保已经交了，保障开始前一般可以退。"),
    rows=("hotlines",),
)
permit_first = Tell(
    "permit_first",
    _("在这里参保，要先办这里的居住证。不想办的话，可以回户口所在地参保。"),
    rows=("papers", "channels", "hotlines"),
)
unknown_here = Tell(
    "unknown_here",
    _("这里的收费标准和缴费时间，我还没有找到可靠的依据，不敢乱说。请打电话问清，多数地方在秋冬收下一年的钱。"),
    rows=("papers", "channels", "hotlines"),
)

kept_for_later = Tell(
    "kept_for_later",
    _("好，都记下了，什么时候回来都能接着办。别忘了截止日：{deadline}。"),
    rows=("total", "deadline", "coverage_start", "channels", "hotlines"),
)

in_hand = (
    choice(done=_("做好了"), trouble=_("遇到问题"))
    .also(
        done=("好了", "办好了", "弄好了", "完成了", "成功了", "查到了", "yes", "finished"),
        trouble=(
            *("没做好", "不行", "办不了", "办不成", "失败了", "没成功", "不成功", "查不到", "有问题"),
            *("problem", "failed", "error"),
        ),
    )
    .alone(done=("成功",), trouble=("失败",))
)
registered = Ask(
    "registered",
    in_hand.also(trouble=("登不上", "登不了", "登记不了", "没登记上")).alone(
        done=("登记了", "登记过", "登记过了", "以前登记过", "登记成功"), trouble=("登记失败",)
    ),
    _("先登记参保。以前参加过的一般不用重新登记。登记好了吗？"),
    label=_("登记"),
    also=("registration",),
    hint=_("登记成功或以前登记过，选「做好了」；办不下来，选「遇到问题」。"),
    purpose="register",
    about=Enrollment.year_meant,
)
paid = Ask(
    "paid",
    in_hand.also(trouble=("交不了", "缴不了", "交不上", "没交上")).alone(
        done=("交了", "缴了", "交过了", "已缴费", "已经交了", "缴费成功", "支付成功"),
        trouble=("缴费失败", "支付失败", "付款失败", "扣款失败"),
    ),
    _("再缴费：{total}。缴前核对姓名、证件号、年度和参保地，缴完截图。缴好了吗？"),
    label=_("缴费"),
    also=("payment",),
    hint=_("看到缴费成功，选「做好了」；失败或扣款异常，选「遇到问题」。"),
    purpose="pay",
    about=Enrollment.year_meant,
)
checked = Ask(
    "checked",
    in_hand,
    _("查一下钱到账没有。刚缴的可能要等一个工作日才查得到。查到了吗？"),
    label=_("查到账"),
    also=("payment arrived",),
    hint=_("查到缴费记录，选「做好了」；过了一个工作日还查不到，选「遇到问题」。"),
    purpose="check",
    about=Enrollment.year_meant,
)
activated = Ask(
    "activated",
    in_hand,
    _("最后激活医保码，看病时出示它就能报。激活好了吗？"),
    label=_("激活医保码"),
    also=("medical insurance code",),
    hint=_("能打开医保码，选「做好了」；打不开，选「遇到问题」。"),
    explains=("medical_code",),
    purpose="check",
    about=Enrollment.year_meant,
)

registration_help = Tell(
    "registration_help",
    _("登记办不下来，带上材料去社区或街道的医保窗口，当面就能办；也可以先打电话问。"),
    rows=("papers", "channels", "deadline", "hotlines"),
    purpose="register",
)
activation_help = Tell(
    "activation_help",
    _("医保码激活不了也不影响保障：看病带上社保卡或身份证就行。可以请医保窗口的人帮忙激活。"),
    rows=("coverage_start", "hotlines"),
)
all_done = Tell(
    "all_done",
    _("全办好了！从{coverage_start}到{coverage_end}都有医保。看病时先说用医保，出示医保码或社保卡。"),
    rows=("total", "coverage_start", "coverage_end", "incentive_per_year", "hotlines"),
)

conclusion = when(
    Enrollment.window_open,
    pay_now,
    otherwise=when(
        Enrollment.not_announced,
        not_announced,
        otherwise=when(Enrollment.late_and_usable, pay_late, otherwise=next_window),
    ),
)
then_hardship = when(Enrollment.has_assistance, hardship, otherwise=conclusion)
then_birthday = when(Enrollment.priced_by_age, birthday, otherwise=then_hardship)
then_group = when(Enrollment.has_groups, group, otherwise=then_birthday)

ENROLL = Flow(
    "enroll",
    title=_("参保缴费"),
    case=Enrollment,
    routes={
        where: when(Enrollment.anything_on_file, history, otherwise=unknown_here),
        history: {
            "first": job_insurance,
            "continuous": job_insurance,
            "lapsed": HandOver("late"),
            "covered": next_window,
        },
        job_insurance: {"yes": already_insured, "no": residence},
        residence: {
            "local_hukou": then_group,
            "residence_permit": then_group,
            "student_here": then_group,
            "none": permit_first,
        },
        group: then_birthday,
        birthday: then_hardship,
        hardship: conclusion,
        pay_now: {"start": registered, "later": kept_for_later},
        pay_late: {"start": registered, "later": kept_for_later},
        registered: {"done": paid, "trouble": registration_help},
        paid: {"done": checked, "trouble": HandOver("payment_trouble")},
        checked: {"done": activated, "trouble": HandOver("payment_trouble")},
        activated: {"done": all_done, "trouble": activation_help},
    },
    unknown=unknown_here,
    also=("交医保", "买医保", "续保", "交居民医保", "参保", "参保登记", "交钱", "pay", "pay insurance"),
)
