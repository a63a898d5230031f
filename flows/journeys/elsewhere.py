"""异地就医备案: see a doctor away from where one is insured.

Often nothing has to be filed at all, so the two places come first, and whoever is already exempt is asked nothing more.
"""

from flows.answers.choice import choice
from flows.answers.place import place
from flows.dialogue import Ask, Flow, Note, Tell, when
from flows.journeys.person import where
from flows.policy.elsewhere import Elsewhere
from flows.words import _

to_where = Ask(
    "to_where",
    place(),
    _("要去哪里看病？写到市最准；同一个统筹区里看病不算异地。"),
    label=_("看病的地方"),
    also=("place of treatment",),
    hint=_("请写看病那个城市的名字，像「上海」「深圳」；不用写医院。"),
    explains=("pooling_area",),
)
reason = Ask(
    "reason",
    choice(
        retired=_("退休后在外地安家"),
        living=_("在外地长期住"),
        posted=_("长期派在外地工作"),
        referral=_("本地医院转诊"),
        emergency=_("急诊抢救"),
        trip=_("出差、旅游等临时外出"),
    ).also(
        retired=("异地安置退休", "异地安置", "退休安置", "退休", "退休了", "retired", "retirement"),
        living=("异地长期居住", "长期居住", "随子女居住", "live there"),
        posted=(
            *("常驻异地工作", "常驻外地", "常驻", "驻外", "外派", "在外地工作"),
            *("work there", "working there", "posted there"),
        ),
        referral=("转诊", "转院", "异地转诊", "referral", "referred"),
        emergency=("急诊", "抢救", "emergency"),
        trip=(
            *("临时外出", "其他临时外出", "出差", "旅游", "探亲", "走亲戚", "自己去看病"),
            *("short stay", "business trip", "trip", "holiday", "travel"),
        ),
    ),
    _("为什么在那里看病？要不要备案、备哪一种，看这个。"),
    label=_("在外地的原因"),
    also=("reason for being away", "reason"),
    hint=_("住在那里的选前三项里合适的一项；只是这次去看病，选转诊、急诊抢救或临时外出。"),
    explains=("filing",),
)
stage = Ask(
    "stage",
    choice(before=_("还没去看"), in_hospital=_("正在看病或住院"), discharged=_("已经出院，钱自己付了"))
    .also(
        before=(
            *("还没去", "还没看", "没去", "还没住院", "准备去"),
            *("想去看病", "要去看病", "打算去看病", "not yet"),
        ),
        in_hospital=("在医院", "住院了", "正在住院", "住院中", "在住院", "住着院", "还没出院", "in hospital"),
        discharged=("出院了", "已经出院", "看完了", "已经看完了", "discharged", "already discharged"),
    )
    .alone(before=("还没有去", "没有去", "打算去", "要去", "想去", "想去看", "要去看")),
    _("现在到哪一步了？"),
    label=_("看病到哪一步"),
    also=("stage of treatment",),
    hint=_("人还没去，选第一个；还在医院，选第二个；已经结账出院，选第三个。"),
)

filing = ("direct_settlement", "extra_copay_percent", "papers", "channels", "hotlines")

in_time = Note(Elsewhere.in_hospital, _("人已经在医院：出院结算前办好，一样可以直接结算，别等到出院以后。"))
written_referral = Note(Elsewhere.referred, _("先请参保地的定点医院开好转诊证明。"))
lived_long_enough = Note(
    Elsewhere.lives_there, _("长期居住是指在同一个地方连续住满{residence_months_min}；不够的，可以按临时外出备案。")
)
share_unknown = Note(Elsewhere.share_unknown, _("报销会不会比在参保地少，这里没有查到，可以打电话问。"))

not_elsewhere = Tell(
    "not_elsewhere",
    _("两个地方在同一个统筹区，不算异地就医，不用备案。看病时出示医保码或社保卡就行。"),
    rows=("hotlines",),
)
no_filing_in_province = Tell(
    "no_filing_in_province",
    _("在本省看病不用备案，直接去就行：说明用医保，出示医保码或社保卡，当场结算。"),
    rows=("direct_settlement", "hotlines"),
)
no_filing_emergency = Tell(
    "no_filing_emergency",
    _("先救人！急诊抢救不用备案，出示医保码或社保卡，出院时可以直接结算。"),
    notes=(share_unknown,),
    rows=("direct_settlement", "extra_copay_percent", "hotlines"),
)
file_long_term = Tell(
    "file_long_term",
    _("请办长期备案：手机上就能办，一直管到变更为止。办好后在当地联网的医院直接结算，只付自己那部分。"),
    notes=(in_time, lived_long_enough, share_unknown),
    rows=filing,
)
file_temporary = Tell(
    "file_temporary",
    _(
        "请办临时备案：手机上就能办，至少管{valid_months_min}，期内可以看好几次。办好后在当地联网的医院直接结算，只付自己那部分。"
    ),
    notes=(in_time, written_referral, share_unknown),
    rows=("valid_months_min", *filing),
)
claim_afterwards = Tell(
    "claim_afterwards",
    _("已经自费出院，不能直接结算了，但还能报：先补办备案，再带发票和费用明细回参保地报销。票据一张也别丢。"),
    notes=(
        Note(Elsewhere.emergency, _("急诊抢救算已经备案，报销时说明，问清还要不要补办。")),
        Note(Elsewhere.province_silent, _("同一个省里要不要备案还没有查到，先打电话问要不要补办。")),
        share_unknown,
    ),
    rows=filing,
)
unknown_here = Tell(
    "unknown_here",
    _("在那里看病要不要备案，我还没有找到可靠的依据，不敢乱说。出发前请打电话问参保地的医保部门。"),
    notes=(
        Note(Elsewhere.named_too_roughly, _("只说到省，看不出是不是同一个市。改成写到市，也许就能算清。")),
        Note(Elsewhere.outside_the_mainland, _("去香港、澳门、台湾看病，没有查到可以备案的依据。")),
    ),
    rows=("papers", "channels", "hotlines"),
)

staying = when(
    Elsewhere.emergency,
    no_filing_emergency,
    otherwise=when(
        Elsewhere.rule_unknown,
        unknown_here,
        otherwise=when(Elsewhere.long_term, file_long_term, otherwise=file_temporary),
    ),
)

_IN_ENGLISH = tuple(
    f"{what} in another {where}"
    for what in ("doctor", "hospital", "treated", "treatment")
    for where in ("city", "province")
)

ELSEWHERE = Flow(
    "elsewhere",
    title=_("异地就医备案"),
    case=Elsewhere,
    routes={
        where: to_where,
        to_where: when(
            Elsewhere.outside_the_mainland,
            unknown_here,
            otherwise=when(
                Elsewhere.same_pooling_area,
                not_elsewhere,
                otherwise=when(Elsewhere.exempt_in_province, no_filing_in_province, otherwise=reason),
            ),
        ),
        reason: stage,
        stage: {"before": staying, "in_hospital": staying, "discharged": claim_afterwards},
    },
    unknown=unknown_here,
    also=("外地看病", "在外地看病", "异地就医", "异地", *_IN_ENGLISH),
)
