"""Cards: what residents ask beside any journey, each answered in a few sentences with its sources.

The words of the glossary are cards as well. Sums and limits differ by place and year, so a card names none of them.
"""

from dataclasses import dataclass

from flows.answers.reading import is_too_long, normalised
from flows.brief import brief
from flows.glossary import GLOSSARY, Term, term_meant
from flows.words import Words, _


@dataclass(frozen=True, slots=True)
class Topic:
    """A handful of cards that belong together, by id; few enough for one screen."""

    title: str
    cards: tuple[str, ...]


QUESTIONS: dict[str, Term] = {
    "two_schemes": Term(
        _("居民医保和职工医保的区别"),
        _(
            "职工医保给有单位的人和灵活就业者，按月缴，有个人账户，缴够年限退休后不再缴。居民医保给没有单位的人，按年缴，没有个人账户，缴一年保一年。大病时职工有大额补助，居民有大病保险。"
        ),
        ("S4",),
        also=("居民和职工医保的区别", "居民医保和职工医保有什么区别", "职工医保和居民医保的区别", "两种医保的区别"),
    ),
    "both_schemes": Term(
        _("能两个都参加吗"),
        _("可以同时缴，但报销只能用一种。已经有职工医保，就不必再缴居民医保。"),
        ("S0", "S4"),
        also=("居民医保和职工医保能同时参加吗", "能同时参加吗", "可以两个都参加吗", "能两个都交吗"),
    ),
    "flexible_work": Term(
        _("没单位但不想参居民医保"),
        _("灵活就业的人可以自己参加职工医保，按月缴，全部自己出。居民医保和职工医保只参加一种就行。"),
        ("S4", "S0"),
        also=("没有单位能参加职工医保吗", "灵活就业怎么参保", "灵活就业"),
    ),
    "older_names": Term(
        _("新农合呢"),
        _("新农合、农村合作医疗、城镇居民医保已经并成城乡居民医保，待遇一样。断过的可以再缴，断的那段时间不报。"),
        ("S3", "S0"),
        also=("新农合还有吗", "新农合还能用吗", "农村合作医疗呢"),
    ),
    "what_is_paid": Term(
        _("这笔钱是什么"),
        _("您交的是个人部分，财政另补一部分，直接进医保基金。各地标准不同，有的分档、分年龄，有的含长期护理保险。"),
        ("S0", "X29", "S4"),
        also=("交的是什么钱", "这钱是干什么的", "交的钱去哪了"),
    ),
    "notice_year": Term(
        _("通知的年份为什么早一年"),
        _("秋冬收的是下一年的钱：今年的通知，收的是明年的医保费。所以通知上的年份比保障的年份早一年。"),
        ("X11", "X09"),
        also=("为什么通知写2025而保的是2026", "为什么年份差一年", "通知的年份和保的年份为什么不一样"),
        official=True,
    ),
    "help_to_pay": Term(
        _("困难家庭"),
        _(
            "特困人员由财政全额资助，低保、监测对象等资助一部分，多少看当地。有的地方免申即享，不用申请，自动按最优惠的身份算。"
        ),
        ("X76", "X12", "X19"),
        also=("困难家庭有帮助吗", "低保要交吗", "困难家庭能少交吗"),
        official=True,
    ),
    "refund": Term(
        _("能退费吗"),
        _(
            "保障还没开始，一般是元旦前，可以退：重复缴费、去世、参加了职工医保或别处的居民医保、取得资助资格。开始以后一般不退。各地截止日不同，请早点找税务或医保窗口。"
        ),
        ("X52b", "X52c", "X29", "X32"),
        also=("可以退吗", "能退吗", "能退钱吗", "怎么退费", "退费", "交错了能退吗", "重复交了怎么办"),
    ),
    "repair": Term(
        _("修复等待期"),
        _(
            "断过保的人，在集中缴费期里多缴几年，可以少等几个月；固定的那段减不掉，断得久的还要多等一些。多缴的钱换不回断保那几年的报销。"
        ),
        ("X07", "X57"),
        also=("等待期能修复吗", "等待期能缩短吗", "怎么少等"),
        official=True,
    ),
    "reward": Term(
        _("连续参保有奖励吗"),
        _(
            "有。连续参保满几年后，每多一年，大病保险的限额提高一次；当年没有报销过的，下一年也提高，加起来有上限。断保要重新算年数。提高的是限额，不是发钱。"
        ),
        ("X03", "X57"),
        also=("连续参保奖励", "不生病有奖励吗", "没报销有奖励吗"),
        official=True,
    ),
    "how_much": Term(
        _("能报多少"),
        _("住院先扣起付线，再按比例报，有封顶线；医院级别越低，报得越多。实际以参保地为准。"),
        ("S0",),
        also=("报多少", "能报销多少", "报销比例", "能报百分之几", "住院能报多少"),
        illustration=True,
    ),
    "how_to_claim": Term(
        _("怎么报"),
        _(
            "在定点医院挂号时说用医保，出示医保码或社保卡，结算时直接减掉。没能直接结算的，留好发票、处方和费用明细，到参保地报。"
        ),
        ("S3", "S4"),
        also=("怎么报销", "如何报销", "报销怎么弄"),
    ),
    "pharmacy": Term(
        _("药店能用吗"),
        _("医保定点药店可以用，别的药店不行。居民医保没有个人账户，一般按门诊统筹的规定报。"),
        ("S4",),
        also=("买药能用吗", "药店能刷吗", "居民医保能买药吗"),
    ),
    "account_for_family": Term(
        _("职工医保的钱能给家人用吗"),
        _(
            "能。职工医保个人账户里的钱，可以替参加基本医保的近亲属付个人负担的医药费，也可以替他们缴居民医保。怎么办，看菜单里的「家庭共济」。"
        ),
        ("X43c", "X75"),
        also=("职工医保能给家人用吗", "个人账户能给家人用吗", "医保卡能给家人用吗"),
        official=True,
    ),
    "resident_for_family": Term(
        _("居民医保能给家人用吗"),
        _("不能直接用：居民医保没有个人账户，谁参保谁用。"),
        ("S4",),
        also=("居民医保能共济吗", "居民医保卡能给家人用吗"),
    ),
}

CARDS: dict[str, Term] = {**GLOSSARY, **QUESTIONS}

TOPICS: dict[str, Topic] = {
    "basics": Topic(
        _("居民医保是怎么回事"),
        ("resident_insurance", "two_schemes", "both_schemes", "flexible_work", "older_names", "insured_place"),
    ),
    "paying": Topic(
        _("交多少、什么时候交"), ("what_is_paid", "notice_year", "payment_window", "help_to_pay", "refund")
    ),
    "waiting": Topic(_("断缴和等待期"), ("waiting_period", "repair", "reward")),
    "treatment": Topic(_("看病和报销"), ("how_to_claim", "how_much", "pharmacy", "filing", "pooling_area")),
    "family": Topic(_("给家人用"), ("account_for_family", "resident_for_family")),
}


def asked(card: str) -> Words:
    """A card as the question it answers."""
    title = Words(CARDS[card].title)
    return title if card in QUESTIONS else Words(_("{word}是什么？"), {"word": title})


@brief
def card_meant(text: str) -> str | None:
    """The card somebody asks for, by its title, another way to ask it, or "什么是参保地"; `None` for anything else."""
    return term_meant(text) or _BY_NAME.get(_folded(text))


def _folded(text: str) -> str:
    """What was typed, without what people wrap a question in: 请问，能退费吗？ is 能退费吗."""
    plain = normalised(text)
    return "" if is_too_long(plain) else "".join(filter(str.isalnum, plain)).removeprefix("请问")


_BY_NAME = {_folded(name): card for card, term in CARDS.items() for name in (term.title, *term.also)}
