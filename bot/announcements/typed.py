"""Typed: the amounts, shares and deadlines that somebody wrote by hand, however they are written.

What goes out to thousands of people is read as they read it: 肆佰圆, 人民币400 and 400大洋 are one amount. What looks
like a figure and is none passes: a year, a floor, a window, a step, the number of people or sheets.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def amounts(text: str) -> Iterator[tuple[str, str]]:
    """Every amount and share in a text: as it was written, and its digits where it is a plain amount of yuan."""
    for match in _AMOUNT.finditer(_folded(text)):
        plain = _PLAIN.search(match[0])
        yield match[0].strip(), plain[0].replace(",", "") if plain and not _MORE.search(match[0]) else ""


def deadlines(text: str) -> Iterator[str]:
    """Every day in a text by which, or in which, something is to be done."""
    for sentence in re.split(r"[。!?;\n]", _folded(text)):
        yield from (match[0].strip() for match in _UNTIL.finditer(sentence))
        if _SPEAKS_OF_DEADLINES.search(sentence):
            yield from (match[0].strip() for match in _DATE.finditer(sentence))


# ── One form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _folded(text: str) -> str:
    """The text in one width and case, every digit in ASCII, without what cannot be seen."""
    folded = "".join(map(_fold, text)).replace("٪", "%")
    return re.sub(r"\s+", lambda blanks: "\n" if "\n" in blanks[0] else " ", folded)


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    if (decimal := unicodedata.decimal(sign, None)) is not None:
        return str(decimal)
    if not sign.isspace() and (unicodedata.category(sign) in _UNSEEN or sign in UNSEEN):
        return ""
    return unicodedata.normalize("NFKC", sign).lower()


_UNSEEN = ("Cc", "Cf", "Mn", "Me")
UNSEEN = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Signs that count as letters or symbols, and show nothing."""


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_DIGITS = r"(?<![0-9.])[0-9]+(?:[ ,'][0-9]{3})*(?:\.[0-9]+)?"
_ONES = "一二两兩三四五六七八九壹贰貳弍叁參四肆伍陆陸柒捌玖"
_TENS = "十百千万亿拾佰仟萬億"
_SIGNS = f"〇零幺廿卅半{_ONES}{_TENS}"
_NUMERAL = f"(?<![{_SIGNS}])[{_SIGNS}]{{1,20}}"
_SCALED = f"{_DIGITS} ?[{_TENS}]*"
_NUMBER = f"(?:{_SCALED}|{_NUMERAL})"
_NUMBER_WORD = "(?:[a-z]+(?:ty|teen)|ten|half|hundred|thousand|million)"

# ── Amounts and shares ───────────────────────────────────────────────────────────────────────────────────────────────

_BEFORE = "(?:[¥$€£]|人民币|人民幣|rmb|cny|usd)"
_NOT_MONEY = (  # 2027元旦 is a day, 三元里 a street, and what is done 一块 is done together
    f"(?!(?:(?:19|20)[0-9]{{2}}|[〇零{_ONES}]{{4}})(?:元[旦月宵]|[成年])|三元[里桥坊村巷区路街大宫]|一元化|一[块塊])"
)
_BLOCKS = "[块塊](?![牌板屏]|展[板牌]|黑板|宣传[栏板屏牌])"  # three boards are no amount
_CURRENCY = f"(?:元|[圆圓](?!圈|形|桌)|{_BLOCKS}|大洋|[¥€£]|人民币|人民幣|yuan|rmb|cny|renminbi|usd)"
_TENTHS = "成(?![员員群]|不[变變])"
_DISCOUNT = "折(?![页頁叠疊扇])"
_SHARE = f"(?:[%‰]|{_TENTHS}|{_DISCOUNT}|个百分点|個百分點|percent|per cent)"
_PAID = "(?:只要|只需|仅需|只收|缴纳?|繳|交|收费|费用?|收|付|补助?|补贴|標准|标准|每人|人均|报销|限额|起付线|封顶线?)"
_ENDS = r"(?=$|[^\w,.:/\-]|[,.](?![0-9])|就|即可|起|左右|多(?!人)|整|封顶|/\s*[人年])"
_COUNTED = "[人位名户戶个個家张張份天日号號楼樓室米次岁歲条條项項步页頁种種届屆年月里里间間栋棟场場本分套封台部辆所只处處层層路街弄巷夜遍多余几]"

_AMOUNT = re.compile(
    "|".join(
        (
            f"{_BEFORE}\\s*{_NUMBER}",
            f"{_NOT_MONEY}{_SCALED}\\s*{_CURRENCY}",
            f"{_NOT_MONEY}(?<!分){_NUMERAL}{_CURRENCY}",
            f"{_NOT_MONEY}{_NUMBER}\\s*{_SHARE}",
            f"[百千]分之\\s*{_NUMBER}|{_NUMBER}分之{_NUMBER}",
            f"{_NUMBER_WORD}\\s+(?:yuan|rmb|renminbi|percent|per cent)",
            f"{_DIGITS}\\s*/\\s*(?:每?人|person)",
            f"{_DIGITS} ?[万萬亿億](?!{_COUNTED})",
            f"{_PAID}(?:到|了|是|为|:|\\s)*{_DIGITS}{_ENDS}",
            # A number of hundreds or more by itself is an amount, unless something is counted: 四百, and not 四百人.
            f"(?<![第0-9{_SIGNS}])[{_ONES}][百千万佰仟萬][{_SIGNS}]*(?!{_COUNTED}|[{_SIGNS}货貨商]|大[厦樓楼])",
        )
    )
)
_PLAIN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_MORE = re.compile(f"{_SHARE}|[{_TENS}]|分之|[$€£]|usd")
"""What makes an amount another one than its digits say: 3万 is not 3."""

# ── Deadlines ────────────────────────────────────────────────────────────────────────────────────────────────────────

_OF_A_DATE = f"(?:[0-9]{{1,4}}|[〇零廿卅{_ONES}十]+)"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    "(?:"
    + "|".join(
        (
            rf"(?:{_OF_A_DATE}年)?\s*{_OF_A_DATE}月(?:份|底|末|初|[上中下]旬|\s*{_OF_A_DATE}[日号號])?",
            r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
            r"(?<![0-9./-])[0-9]{1,2}[./][0-9]{1,2}(?![0-9./])",
            rf"(?<!第){_OF_A_DATE}[日号號]",
            r"(?:本|当|这个?|下个?|上个?)?月[底末]",
            r"(?:今|明|本|当)?年[底末]",
        )
    )
    + ")"
)
_HOUR = r"(?:\s*\(?(?:星期|周|週|礼拜)[一二三四五六日天]\)?)?\s*(?:[上下]午|中午|晚上?)?(?:\s*[0-9]{1,2}[:点时][0-9]{0,2}分?)?\s*"
_LATEST = "(?:[之以]?前(?!往|台|臺|面|门|門|后|後|方|厅|院|楼)|止|截止|为止|為止|到期|过期|過期)"
_SINCE_BIRTH = f"(?:出生|落户|上户口?|入户)之?[后後]?\\s*{_OF_A_DATE}(?:天|日|个月|個月|月)[之以]?内"

_UNTIL = re.compile(
    "|".join(
        (
            f"{_DAY}{_HOUR}{_LATEST}",
            f"(?:截至|截止|止于|不晚于|不迟于|最[晚迟]){_HOUR}[到于:]?(?:日期|时间)?[是为:]?\\s*{_DAY}",
            _SINCE_BIRTH,
            rf"(?:\bby|\bbefore|no later than|deadline|\bdue|(?<!closed )\buntil)\b[^.;]{{0,20}}"
            rf"(?:{_MONTH}\.?\s*[0-9]{{1,2}}|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})",
        )
    )
)
_DATE = re.compile(_DAY)
_SPEAKS_OF_DEADLINES = re.compile(
    "截止|截至|最后一[天日]|最后[期时]限|最后日期|缴费期|参保期|征缴期|集中缴|集中参保|集中征"
)
