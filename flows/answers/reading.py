"""What people write, brought to one form: one width, one script, one way of writing numbers."""

import re
import unicodedata

from flows.answers.answer import NotUnderstood
from flows.brief import brief
from flows.words import Words, _

# Traditional characters of dates, short answers and what stands on buttons. A whole conversion would need a dictionary.
_SIMPLIFIED = str.maketrans(
    "號後個兩週禮農曆歷幾歲陰陽舊國閏臘點時鐘從沒過還這對錯們選項來無兒給問題貳陸萬參險醫職學戶會應該記確繳費鄉"
    "備刪剛動勞員喪孫實寶帶換搶撫敗斷業殘況測滿濟畢異監碼經緣繼續臨與著補裡診認說誰證貧賬軍轉辦遊遷邊釋錢長開間隨難養離辭獄屆媽爺鄰親"
    "嗎麼現當幫頭體簡語訂閱據詳細結總單頁錄輸電話資數熱線聯繫處謝煩讓買報銷發寫樣",
    "号后个两周礼农历历几岁阴阳旧国闰腊点时钟从没过还这对错们选项来无儿给问题贰陆万参险医职学户会应该记确缴费乡"
    "备删刚动劳员丧孙实宝带换抢抚败断业残况测满济毕异监码经缘继续临与着补里诊认说谁证贫账军转办游迁边释钱长开间随难养离辞狱届妈爷邻亲"
    "吗么现当帮头体简语订阅据详细结总单页录输电话资数热线联系处谢烦让买报销发写样",
)
# Circles that NFKC leaves alone: ❶ and its kin.
_CIRCLED = {
    ord(first) + step: str(start + step)
    for first, start, count in (("❶", 1, 10), ("⓫", 11, 10), ("➀", 1, 10), ("➊", 1, 10), ("⓵", 1, 10))
    for step in range(count)
}
_ONE_FORM = {**_SIMPLIFIED, **_CIRCLED, ord("○"): "〇", ord("’"): "'", ord("‘"): "'"}

_UNSEEN = ("C", "Mn", "Me")

# Nothing in it is unseen, and NFKC leaves all of it as it is: ASCII, and the Chinese characters in use.
_PLAIN = re.compile("[ -~\u4e00-\u9fff]*")

# Nobody answers a question with more; and what is short can be read without haste.
_LONGEST = 300
TOO_LONG = NotUnderstood(Words(_("这段话有点长，我怕看错。请只回复正在问的这一项，一两句就好。")))


@brief
def normalised(said: str) -> str:
    """The text in half width, simplified, small letters, without what cannot be seen; spaces are single.

    Control characters, bidi and zero-width marks, accents and enclosing keycaps go first: NFKC of a long run of
    combining marks takes quadratic time. A text that is too long to be read is left as long as it is.
    """
    is_plain = _PLAIN.fullmatch(said) is not None
    text = " ".join((said if is_plain else _seen(said)).split())
    if is_too_long(text):
        return text
    if is_plain:
        return text.lower().translate(_ONE_FORM)
    return " ".join(unicodedata.normalize("NFKC", text).lower().translate(_ONE_FORM).split())


def _seen(said: str) -> str:
    unseen = {sign for sign in set(said) if unicodedata.category(sign).startswith(_UNSEEN) and not sign.isspace()}
    return said.translate(dict.fromkeys(map(ord, unseen)))


def tight(text: str) -> str:
    """A normalised text with blanks between Latin words and numbers only, and no full stop: 2025 年 becomes 2025年."""
    return re.sub("(?<![a-z0-9]) | (?![a-z0-9])", "", text).rstrip(".。!,;~")


def is_too_long(text: str) -> bool:
    """Whether a normalised text is longer than an answer: it is a story, in which the wrong detail may be found."""
    return len(text) > _LONGEST


_DIGITS = ("〇零", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_VALUES = {sign: value for value, signs in enumerate(_DIGITS) for sign in signs}
NUMERAL = "".join(_VALUES) + "十拾廿卅百佰千仟万"
"""The characters that Chinese numbers are written with, for use inside a character class."""

_D = f"([{''.join(_DIGITS[1:])}])"
_PLAIN_UNITS = str.maketrans({"廿": "二十", "卅": "三十", "拾": "十", "佰": "百", "仟": "千"})
_SPELLED_OUT = re.compile(rf"(?:(..?.?)万)?(?:零?{_D}千)?(?:零?{_D}百)?(?:零?{_D}十{_D}?|零{_D})?")


def number(text: str) -> int | None:
    """The number that a normalised text consists of: 25, 二十五, 廿八, 二〇二五, 两千零二十五. Otherwise `None`.

    What people say for an approximation is no number: 三四 is three or four, 一百二 leaves out a unit.
    """
    if re.fullmatch("[0-9]{1,9}", text):  # ASCII only: int() takes the digits of every script, and "²".isdigit() holds
        return int(text)
    if all(sign in _VALUES for sign in text):
        is_exact = len(text) in (1, 4) or not set(text).isdisjoint("〇零")
        return int("".join(str(_VALUES[sign]) for sign in text)) if is_exact else None
    spelled = text.translate(_PLAIN_UNITS)
    found = _SPELLED_OUT.fullmatch(f"一{spelled}" if spelled.startswith("十") else spelled)
    if not found:
        return None
    ten_thousands = number(found[1]) if found[1] else 0
    thousands, hundreds, tens, ones, lonely = (_VALUES.get(sign, 0) for sign in found.groups("")[1:])
    return (
        None
        if ten_thousands is None
        else (ten_thousands * 10_000 + thousands * 1000 + hundreds * 100 + tens * 10 + ones + lonely)
    )


_UNIT = "个?(?:年|月|日|号|天|周|星期|礼拜|点|时|分|刻|秒)"
_COUNTED = re.compile(rf"[{NUMERAL}]+(?={_UNIT})|(?<=月)[{NUMERAL}]+")
# 二0二五年, 二o二五年: easier to type than 〇.
_ZERO = re.compile(rf"(?<=[{''.join(_VALUES)}])[0o](?=[0o{''.join(_VALUES)}年])")
# Two digits are a year without its century (二五年), unless they count years: 三四年前 is three or four years ago.
_SHORT_YEAR = re.compile(rf"(?<![{NUMERAL}])[〇零一二三四五六七八九]{{2}}(?=年(?!前|之前|以前|来|了|多|后|以后))")


def with_digits(text: str) -> str:
    """The text with the Chinese numbers that count years, months, days or hours in digits: 三月五号 becomes 3月5号."""
    text = _ZERO.sub("〇", text)
    text = _SHORT_YEAR.sub(lambda found: "".join(str(_VALUES[sign]) for sign in found[0]), text)
    return _COUNTED.sub(_in_digits, text)


def _in_digits(found: re.Match[str]) -> str:
    value = number(found[0])
    return found[0] if value is None else str(value)
