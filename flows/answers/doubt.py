"""What keeps a text from telling one day exactly: another calendar, a vague word, half a date, a denial, an errand."""

import re

from flows.answers.reading import NUMERAL
from flows.answers.written_day import MONTH

MARK = "\ue000"
"""Stands where a day was found. Private use: `normalised` leaves none in a text."""

# 八月十五 without 日 or 号 is a day of the lunar calendar to most people.
OTHER_CALENDAR = re.compile(
    "农历|阴历|旧历|古历|夏历|正月|腊月|冬月|闰[0-9一二三四五六七八九十]|大年|初[一二三四五六七八九十]|初[0-9]{1,2}(?![0-9日号])"
    "|月(?:二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)(?![一二三四五六七八九日号])"
    r"|民国|令和|平成|昭和|佛历|回历|藏历|\blunar\b"
)

FORGOTTEN = re.compile(
    r"忘|记不|不记得|不知道|不清楚|不确定|不晓得|想不起|don't (?:know|remember)|not sure|forgot|no idea"
)

_ABOUT = re.compile(
    "大概|大约|大致|(?<!预)约|左右|前后|差不多|好像|可能|也许|应该|估计|似乎|不是|不对|不到|没到|除了|要么"
    "|预产期|满月|百天|百日|周岁|周年|为止|截止|截至|期间|之间|以内|之内|吗|哪[天一]|什么时候|何时"
    r"|\b(?:about|around|maybe|perhaps|approximately|roughly|circa|before|after|since|until|between|or|when|due)\b"
)

PART_OF_A_DATE = re.compile(
    rf"[0-9{NUMERAL}几半多数] ?个?(?:年|月|日|号|天|周|星期|礼拜)|(?<![0-9])(?:19|20)[0-9][0-9](?![0-9])"
    "|[今去前明后当那同]年|[这本上下当那]个?月|[上中下]旬|[年月][初中底末]|[这本上下那]1?个?(?:周|星期|礼拜)|周末"
    "|[前昨今明后]天|最近|近来|节|元旦|元宵|清明|端午|中秋|国庆|五一|十一|除夕|过年|圣诞|次日|第二天|隔天|[前后]一天|头天"
    rf"|\b(?:last|this|next) (?:week|month|year)|\b(?:days?|weeks?|months?|years?) ago|{MONTH}"
)

# 3月5日之前, 3月5日到8日, 昨天的昨天. Two days with 到 between them are simply two.
_COUNTED_FROM = re.compile(
    f"{MARK}(?:的?[之以]?[前后]|的{MARK}|(?:[-~—–到]|至(?!今))(?!{MARK}))|(?<!{MARK})[到至]{MARK}"
)
_DENIAL = re.compile(r"[不没未别非]|\b(?:not|never)\b|n't")
_ERRAND = re.compile(
    r"想|要|办|问|电话|准备|打算|能|可以|请|再|来|去|看|忙|查|\b(?:want|need|call|called|ask|asked|apply|please|now)\b"
)


def is_inexact(rest: str) -> bool:
    """Whether a text, with a mark for each day found in it, makes these days uncertain or names parts of another."""
    return any(_DENIAL.search(clause) for clause in _telling(rest)) or any(
        doubt.search(rest) for doubt in (_ABOUT, PART_OF_A_DATE, _COUNTED_FROM)
    )


def is_errand(rest: str) -> bool:
    """Whether a text tells what somebody does or wants: 今天来办医保 tells no birthday, 昨天生的,想办医保 does."""
    telling = _telling(rest)
    elsewhere = _ERRAND.search(rest) and not all(re.search("生|born", clause) for clause in telling)
    return bool(elsewhere) or any(_ERRAND.search(clause) for clause in telling)


def _telling(rest: str) -> list[str]:
    return [clause for clause in re.split("[,;.。!?]", rest) if MARK in clause]
