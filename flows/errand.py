"""Errand: what somebody wants to see done, in the words of the menu: 我要给新生儿参保, 孩子刚出生怎么参保.

Answers tell what is so, and there 想 and 要 say that it is not: who wants employee insurance has none. At the menu a
wish is what is asked for. A denial stays one, and so does a question whether something is so: 不想参保, 参保了吗.
"""

import re

from flows.answers.reading import is_too_long, normalised
from flows.brief import brief


@brief
def errand(said: str) -> str:
    """What was typed without wishes and how-to, which divide it, and with the names of errands for what tells them."""
    text = normalised(said)
    if is_too_long(text) or _ANOTHER_MATTER.search(text) or (_CLAIMS.search(text) and not _IS_AWAY.search(text)):
        return text
    if _WHETHER_OR_HOW.search(text):
        text = _ASKING.sub("", text)
    text = _WISHES.sub(",", text)
    for told, name in _TOLD:
        text = told.sub(f",{name},", text)
    return text


# Who wants to get out of the insurance, or their money back, or to see whether they are in it, names it as well.
_ANOTHER_MATTER = re.compile(
    "取消|注销|终止|退(?!休|役|伍)|停(?:保|缴|交|掉|止|了)|重复|查(?!不)|要[是么]|除了|会怎|(?:想|要|准备|打算|快|该)出?生"
    "|避免|防止|补[上缴交](?:了|过|完|好)|补贴|津贴|奶粉|试管|政策|疫苗|身份证|流产|去世|投诉|要[二三][胎孩]|已经[交缴补]了|出生(?:医学)?证明?[^,]{0,2}(?:丢|补|写|错|怎么办)|(?<!没有)(?<!没)(?:单位|公司)[给帮]?我?们?[交缴买]|交到|交多少年"
)
_CLAIMS = re.compile("报(?!名)")

_WHETHER_OR_HOW = re.compile("怎么|怎样|咋|如何|哪|能|可以|(?<![不没])要|需要|[想该]|\\b(?:how|can|where)\\b")
_ASKING = re.compile("吗|[?]|能不能|可不可以")
_WISHES = re.compile(
    "(?:我们?|俺们?)?(?:请问?|麻烦[您你]?|(?<![感理])想要?|需要|(?<![必重主只不])要(?!不)|准备|打算|应?该"
    "|怎么(?:办(?!理)|弄|搞|整|样|回事)|怎样(?:办(?!理)|弄)?|怎么|咋(?:办(?!理)|弄|搞|整)?|如何|[在去到]哪(?:里|儿)?|哪(?:里|儿)(?:可以|能)?)"
    r"|\b(?:how (?:do|can|should) (?:i|we)|how to|where (?:do|can) (?:i|we)|(?:i|we) (?:want|need|have|would like) to"
    r"|(?:i|we)'d like to|can (?:i|we)|help me(?: to)?|please)\b"
)

_INSURANCE = "(?:医保|医疗保险|合作医疗|新农合|农合)"
_OF_WHICH = "(?:一?下|一份|个|这|那|今年|明年|下一?年|[0-9]{4}年?|年?度|的|城乡|城镇|居民|农村|基本)*"
_CLOSED = "(?=$|[,.。!;~ ]|费|的[费钱]|[吧呢啊呀了]|多少|交|缴)"
_NOT_DONE = "(?![了过完错不没失重成得上后多])"
_CHILD = "(?:娃|娃娃|孩子|小孩|宝宝|儿子|女儿|闺女|孙子|孙女|外孙|外孙女|双胞胎|龙凤胎|二胎|三胎|二孩|三孩)"
_YEARS = "(?:去年|前年|[0-9一二两三四五六七八九十几好多]{1,4}年)"
_TREATED = "(?:看病|看医生|住院|就医|就诊|治病|治疗|手术|转院|备案)"
_AWAY = "(?:外地|外省|外市|省外|异地|跨省|跨市)"

_NO_ILLNESS = "(?![了完过]?[^,]{0,3}病)"

_BORN = (
    f"新生儿|早产儿|婴儿|刚刚?出?生{_NO_ILLNESS}|刚满月|落地参保|[二三][胎孩]|出生了|^出生$|生(?:了个?|下){_CHILD}"
    f"|{_CHILD}(?:[^,没不]{{0,3}}出生(?![证日年地])|(?:已经|才)*生了{_NO_ILLNESS})|(?:给|帮|为)(?:我家?)?宝宝|宝宝(?=参保|[上办交缴]?医保(?!了))"
)
_LAPSED = (
    f"断(?:缴|交|保)了?|{_INSURANCE}(?:已经|都)*断(?:了|过|掉)(?:好?几年)?|中断(?:参保|缴费)|补(?:缴|交)(?!了)"
    f"|[忘漏]了?记?(?:缴|交)(?=了|费|钱|,|[一二两三几]年|{_INSURANCE}|$)|{_YEARS}都?没有?(?:交|缴|买|续|参保)过?(?!电|水|物业|房|车|公|学|税|租|气|网)"
    "|(?:错过了?|没有?赶上|过了)(?:集中)?(?:缴费|交费)期?|错过了?(?:缴|交)|逾期"
)
_TREATED_AWAY = f"[去到在上]?{_AWAY}[^,没不]{{0,4}}{_TREATED}|{_TREATED}[^,没不]{{0,2}}{_AWAY}"
_PAID = (
    f"(?:缴纳?|交纳?|购?买|参加|上|续|办理?){_OF_WHICH}{_INSURANCE}{_CLOSED}"
    f"|{_INSURANCE}(?:费|的?钱|的费用)?[, ]*(?:还|能|可以)*(?:缴纳?|交纳?|买|续|办理)(?:费|钱)?+{_NOT_DONE}"
    "|(?:^|(?<=,))我?(?:[给帮替][^,不没]{1,4})?(?:缴费|交费)(?=,|$)"
)
_TOLD = tuple(
    (re.compile(told), name)
    for told, name in ((_BORN, "刚出生"), (_LAPSED, "断缴"), (_TREATED_AWAY, "外地看病"), (_PAID, "交医保"))
)
"""What tells an errand, wherever in a sentence it stands, and a name of it that the menu knows."""

_IS_AWAY = re.compile(_TREATED_AWAY)
