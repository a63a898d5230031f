"""家庭共济: pay for a relative from one's own employee account."""

from flows.answers.choice import choice, yes_no
from flows.dialogue import Ask, Flow, Note, Tell, when
from flows.policy.mutual_aid import MutualAid
from flows.words import _

relation = Ask(
    "relation",
    choice(
        spouse=_("配偶"),
        parent=_("父母"),
        child=_("子女"),
        sibling=_("兄弟姐妹"),
        grandparent=_("祖父母、外祖父母"),
        grandchild=_("孙子女、外孙子女"),
        other=_("其他人"),
    ).also(
        spouse=(
            *("爱人", "老公", "老婆", "老伴", "丈夫", "妻子"),
            *("给老公用", "给老婆用", "给老伴用", "给老公交", "给老婆交", "给老伴交"),
            *("husband", "wife", "spouse"),
        ),
        parent=(
            *("爸爸", "妈妈", "爸", "妈", "父亲", "母亲", "爸妈", "我爸", "我妈"),
            *("给我爸用", "给我妈用", "给爸妈用", "给父母用", "给父母交", "给我爸交", "给我妈交", "给爸妈交"),
            *("father", "mother", "dad", "mom", "mum", "parent"),
        ),
        child=(
            *("儿子", "女儿", "孩子", "宝宝", "小孩"),
            *("给儿子用", "给女儿用", "给孩子用", "给儿子交", "给女儿交", "给孩子交"),
            *("son", "daughter", "child", "kid", "kids"),
        ),
        sibling=("哥哥", "弟弟", "姐姐", "妹妹", "哥", "弟", "姐", "妹", "兄弟", "姐妹", "brother", "sister"),
        grandparent=(
            *("爷爷", "奶奶", "爷", "奶", "外公", "外婆", "姥姥", "姥", "姥爷"),
            *("grandmother", "grandfather", "grandma", "grandpa"),
        ),
        grandchild=("孙子", "孙女", "外孙", "外孙女", "grandson", "granddaughter"),
        other=(
            *(
                "岳父",
                "岳母",
                "丈母娘",
                "老丈人",
                "公公",
                "婆婆",
                "公婆",
                "女婿",
                "儿媳",
                "嫂子",
                "姐夫",
                "妹夫",
                "弟媳",
            ),
            *(
                "叔叔",
                "伯伯",
                "舅舅",
                "姑姑",
                "阿姨",
                "侄子",
                "侄女",
                "外甥",
                "表哥",
                "表弟",
                "表姐",
                "表妹",
                "堂哥",
                "堂弟",
            ),
            *("朋友", "亲戚", "邻居", "同事", "friend", "neighbor", "uncle", "aunt", "cousin"),
        ),
    ),
    _("职工医保账户里的钱，想给出钱人的什么人用？"),
    label=_("给谁用"),
    also=("for whom",),
    wished=True,
    hint=_("看用钱的人是出钱人的什么人：给妈妈用，选「父母」；给岳父、公婆、朋友用，选「其他人」。"),
    explains=("mutual_aid",),
)
payer_account = Ask(
    "payer_account",
    yes_no(yes=_("有，两个人都正常参保"), no=_("没有，或有人没参保")).also(
        yes=("有账户", "都参保了", "都正常"), no=("没有账户", "没账户", "没参保", "断保了")
    ),
    _("出钱的人有职工医保个人账户吗？两个人都在正常参保吗？"),
    label=_("个人账户和参保"),
    also=("account and insurance",),
    hint=_("出钱的人每月交职工医保、账户里有钱，用钱的人今年也参了保，就选「有」。"),
    explains=("employee_insurance",),
)
same_province = Ask(
    "same_province",
    yes_no(yes=_("在同一个省"), no=_("不在同一个省")).also(
        yes=("同省", "同一个省", "一个省", "在"), no=("不同省", "跨省", "外省", "两个省")
    ),
    _("两个人的参保地在同一个省吗？"),
    label=_("是不是同省"),
    also=("same province or not",),
    hint=_("看医保交在哪里，不看户口和住处；都交在同一个省，选「在同一个省」。"),
    explains=("insured_place",),
)

not_eligible = Tell(
    "not_eligible",
    _("这样用不了家庭共济：钱要从职工医保的个人账户里出，只能给近亲属用，而且两个人都要正常参保。"),
    notes=(
        Note(MutualAid.no_relative, _("近亲属是配偶、父母、子女、兄弟姐妹、祖父母和外祖父母、孙子女和外孙子女。")),
        Note(MutualAid.no_account, _("居民医保没有个人账户，不能给别人用；没参保的先参保，以后再来办。")),
    ),
    rows=("hotlines",),
)
family_account = Tell(
    "family_account",
    _("可以办家庭共济：手机上绑定家人，审核通过后，账户里的钱就能替家人付看病、买药自己出的那部分，也能交居民医保费。"),
    rows=("papers", "channels", "hotlines"),
)
wallet = Tell(
    "wallet",
    _(
        "跨省用「医保钱包」转：每笔最多{per_transfer_limit}，每天最多{transfers_per_day}，{closed_hours}不能转。两个人的参保地都开通了才行。"
    ),
    rows=("per_transfer_limit", "transfers_per_day", "closed_hours", "channels", "hotlines"),
)
unknown_here = Tell("unknown_here", _("家庭共济的规定我还没有找到可靠的依据，请打电话问清。"), rows=("hotlines",))

MUTUAL_AID = Flow(
    "mutual_aid",
    title=_("家庭共济"),
    case=MutualAid,
    routes={
        relation: when(MutualAid.near_relative, payer_account, otherwise=not_eligible),
        payer_account: {"yes": same_province, "no": not_eligible},
        same_province: {"yes": family_account, "no": wallet},
    },
    unknown=unknown_here,
    also=("共济", "用家人的医保", "个人账户"),
)
