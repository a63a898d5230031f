"""我该交多少: look the fee up for a place and a group, without going through anything else."""

from flows.dialogue import Flow, Note, Tell, when
from flows.journeys.person import birthday, group, hardship, where
from flows.policy.fee import Fee
from flows.words import _

shown = ("coverage_year", "total", "lines", "deadline", "channels", "hotlines")

bounded = Note(Fee.total_is_bound, _("来源只给出范围，实际金额以缴费页面或当地为准。"))
disputed = Note(Fee.total_disputed, _("金额各处说法不一，缴费前核对一下。"))
free = Note(Fee.pays_nothing, _("不用交钱，但要确认已经登记上。"))
missed = Note(Fee.announced, _("这是在集中缴费期里交的钱；错过了要等待，有的地方还要多交。"))

this_fee = Tell(
    "this_fee",
    _("{coverage_year}年度，这样的人一年交{total}，截止日：{deadline}。"),
    notes=(free, bounded, disputed, missed),
    rows=shown,
)
last_fee = Tell(
    "last_fee",
    _("{year_on_sale}年度要交多少还没有查到，不敢乱说。{coverage_year}年度是{total}，只作参考。"),
    notes=(bounded, disputed),
    rows=("coverage_year", "total", "lines", "hotlines"),
)
unknown_here = Tell(
    "unknown_here",
    _("这里的收费标准，我还没有找到可靠的依据，不敢乱说。请打电话问清。"),
    rows=("channels", "hotlines"),
)

conclusion = when(Fee.announced, this_fee, otherwise=last_fee)
then_hardship = when(Fee.has_assistance, hardship, otherwise=conclusion)
then_birthday = when(Fee.priced_by_age, birthday, otherwise=then_hardship)

FEE = Flow(
    "fee",
    title=_("我该交多少"),
    case=Fee,
    routes={
        where: when(
            Fee.anything_on_file,
            when(Fee.has_groups, group, otherwise=then_birthday),
            otherwise=unknown_here,
        ),
        group: then_birthday,
        birthday: then_hardship,
        hardship: conclusion,
    },
    unknown=unknown_here,
    also=("多少钱", "要交多少", "交多少", "交多少钱"),
)
