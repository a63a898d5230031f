"""缴费查不到、失败: the payment is not to be found, or did not go through."""

from flows.answers.choice import choice
from flows.dialogue import Ask, Flow, Tell
from flows.policy.payment import PaymentTrouble
from flows.words import _

when_paid = Ask(
    "when_paid",
    choice(today=_("今天刚交"), earlier=_("以前交的"), not_paid=_("还没交"))
    .also(
        today=(
            *(
                "今天",
                "今天交",
                "今天早上交",
                "今天上午交",
                "今天中午交",
                "今天下午交",
                "今早交",
                "刚刚交",
                "刚才",
                "刚刚",
                "刚交",
                "刚缴",
            ),
            *("just now",),
        ),
        earlier=(
            *(
                "昨天",
                "昨天交",
                "昨天扣",
                "前天",
                "前天交",
                "前几天",
                "天前",
                "上周",
                "上周交",
                "上周扣",
                "上星期",
            ),
            *("上个月", "早就交了", "以前", "yesterday", "last week", "last month"),
        ),
        not_paid=(
            *("没交", "没缴", "没交上", "没缴上", "没交成", "没成功", "没付", "没扣款", "没扣钱", "没有"),
            *("not yet", "no"),
        ),
    )
    .alone(today=("今天早上", "今天上午", "今天中午", "今天下午"), earlier=("好几天", "好几天了")),
    _("钱是什么时候交的？"),
    label=_("缴费时间"),
    also=("time of payment",),
    hint=_("看扣款短信或账单：今天扣的选「今天刚交」，更早的选「以前交的」，没扣款选「还没交」。"),
)
registered_before = Ask(
    "registered_before",
    choice(yes=_("登记过"), no=_("没登记过"), unsure=_("不确定")).also(
        yes=("登记了", "交过", "年年交", "每年都交", "一直在交", "yes"),
        no=("没登记", "没有登记", "没有", "第一次", "头一次", "头一回", "no", "never"),
        unsure=(
            *("不知道", "不清楚", "不记得", "记不清", "记不得", "忘了", "想不起来", "说不清"),
            *("do not know", "unsure", "no idea"),
        ),
    ),
    _("缴费前登记过参保吗？以前年年交的，算登记过。"),
    label=_("参保登记"),
    also=("registered before payment",),
    hint=_("在社区、街道或手机上办过参保登记，或往年交过，选「登记过」；想不起来选「不确定」。"),
)
details_right = Ask(
    "details_right",
    choice(yes=_("都对"), no=_("有不对的")).also(
        yes=("对", "是", "全对", "没错", "没有错", "yes", "correct"),
        no=("不对", "错了", "有错", "有一个不对", "写错了", "填错了", "no", "wrong", "not correct", "incorrect"),
    ),
    _("对照凭证看：姓名、证件号、年度、参保地都对吗？"),
    label=_("信息核对"),
    also=("details on the receipt",),
    hint=_("有一项对不上就选「有不对的」。不用把证件号发给我。"),
)

to_call = ("hotlines",)

wait_a_working_day = Tell(
    "wait_a_working_day",
    _("今天刚交的，过一个工作日再查，一般就有了。凭证先留着。"),
    rows=to_call,
)
pay_first = Tell(
    "pay_first",
    _("没交成就查不到：先缴费，缴完再查；缴不上的，换个渠道再试。从来没登记过的，先登记，第二天再缴。"),
    rows=("channels", *to_call),
)
register_first = Tell(
    "register_first",
    _("要是没登记，钱就对不上人。带身份证或户口簿去医保经办窗口或社区登记，第二天先查；确实没交上，再缴。"),
    rows=("papers", "channels", *to_call),
)
correct_details = Tell(
    "correct_details",
    _("先把不对的信息改过来：带凭证去医保经办窗口或打电话更正，改好再查。"),
    rows=to_call,
)
ask_tax_office = Tell(
    "ask_tax_office",
    _("信息都对还查不到，请联系税务部门：{tax_hotline}，手边准备好缴费凭证。"),
    rows=to_call,
)
unknown_here = Tell("unknown_here", _("这件事我还没有找到可靠的依据，请打电话问清。"), rows=to_call)

PAYMENT_TROUBLE = Flow(
    "payment_trouble",
    title=_("缴费查不到或失败"),
    case=PaymentTrouble,
    routes={
        when_paid: {"today": wait_a_working_day, "earlier": registered_before, "not_paid": pay_first},
        registered_before: {"yes": details_right, "no": register_first, "unsure": register_first},
        details_right: {"yes": ask_tax_office, "no": correct_details},
    },
    unknown=unknown_here,
    also=("缴费失败", "查不到", "没到账", "交不上", "交不了", "扣款了查不到"),
)
