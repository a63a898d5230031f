"""The glossary: words that residents ask about, each explained in a sentence or two (the cards of the field)."""

from dataclasses import dataclass

from flows.words import _


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field. `also` are other ways people write it; `sources` say where the explanation comes from.

    `official` marks what an official text says in full; anything else is said to be unconfirmed. `illustration` marks
    what only shows how it works, and is no rule of the person's own place.
    """

    title: str
    text: str
    sources: tuple[str, ...]
    also: tuple[str, ...] = ()
    official: bool = False
    illustration: bool = False


GLOSSARY: dict[str, Term] = {
    "insured_place": Term(
        _("参保地"),
        _("参保地就是您登记并缴费的地方，费用标准和待遇都归它管。可以是户籍地，也可以凭居住证在居住地；学生在就读地。"),
        ("X74", "X09"),
        also=("统筹地",),
        official=True,
    ),
    "payment_window": Term(
        _("集中缴费期"),
        _(
            "集中缴费期是每年收费的一段时间，各地不同，多在秋冬。期内缴，从下一年元旦起保；错过了要等待，有的地方还要多缴财政补助那部分。"
        ),
        ("X11", "X21a", "X26"),
        also=("集中参保期", "缴费期", "集中征缴期"),
    ),
    "waiting_period": Term(
        _("等待期"),
        _("等待期就是交了钱还要等一段时间才能报销。错过集中缴费期或中断过的人要等；等待期里的费用不报。"),
        ("X06", "X01"),
        also=("待遇等待期",),
        official=True,
    ),
    "employee_insurance": Term(
        _("职工医保"),
        _(
            "职工医保给有单位的人和灵活就业者，按月缴，有个人账户。居民医保给没有单位的人，按年缴，缴一年保一年。两种只用一种。"
        ),
        ("S4", "S0"),
        also=("职工保险", "单位医保", "城镇职工医保"),
    ),
    "resident_insurance": Term(
        _("居民医保"),
        _("居民医保按年缴一次，个人出一部分，财政补一部分；看病的费用按规定报销。新农合、城镇居民医保是它以前的名字。"),
        ("S0", "S4", "S3"),
        also=("城乡居民医保", "新农合", "农村合作医疗", "城镇居民医保", "医保"),
    ),
    "residence_permit": Term(
        _("居住证"),
        _("户籍不在这里的人，可以先办这里的居住证，再凭它参保。"),
        ("S4", "X09", "X74"),
        official=True,
    ),
    "medical_code": Term(
        _("医保码"),
        _(
            "医保码就是医保电子凭证，看病时出示它或社保卡。可以在国家医保服务平台应用或支付宝里激活，孩子用「亲情账户」。"
        ),
        ("S4", "S2"),
        also=("医保电子凭证", "电子医保卡"),
    ),
    "coverage_year": Term(
        _("参保年度"),
        _("参保年度就是医保管的那个公历年。秋冬收的是下一年的钱，所以通知上的年份和保障的年份差一年。"),
        ("X11", "X09"),
        also=("保障年度", "缴费年度"),
        official=True,
    ),
    "filing": Term(
        _("备案"),
        _(
            "备案就是去外地看病前，在参保地登记一下。登记好了，在当地医院能直接结算，只付自己那部分；没登记要先垫付，再回参保地报。急诊抢救不用备案。"
        ),
        ("X39", "S0", "S1"),
        also=("异地备案", "异地就医备案", "异地就医"),
    ),
    "pooling_area": Term(
        _("统筹区"),
        _("统筹区就是医保一起算账的一片地方，通常是同一个地市或直辖市。到别的城市看病，才算异地就医。"),
        ("X43c", "S3", "S1"),
        also=("统筹地区",),
    ),
    "mutual_aid": Term(
        _("家庭共济"),
        _("家庭共济就是用自己职工医保个人账户里的钱，给近亲属付看病、买药自己出的那部分，也可以替他们缴居民医保。"),
        ("X43c", "X75"),
        also=("共济",),
        official=True,
    ),
}


def term_meant(text: str) -> str | None:
    """The term somebody asks about ("什么是参保地"); `None` where no question about a word is heard."""
    asked = next((text.replace(mark, "") for mark in _QUESTIONS if mark in text), None)
    if asked is None:
        return None
    word = asked.strip(" ?？。,，「」“”")
    names = {name: key for key, term in GLOSSARY.items() for name in (term.title, *term.also)}
    return names.get(word)


_QUESTIONS = ("是什么意思", "什么意思", "是什么", "是啥", "啥是", "什么是", "什么叫", "怎么理解")
