"""Identities: made-up ID numbers, cards and phones in the many ways in which people write them, and what is none of it.

Everything is drawn from a seed. Nobody has these numbers, except by chance.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from stdnum import luhn
from stdnum.cn import ric

Form = Callable[[str, random.Random], str]

PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54),
    *(61, 62, 63, 64, 65, 81, 82, 83),
)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u200e\u202c\u00ad"
BLANKS = [" ", "\u3000", "\u00a0", "\u2009", "  "]
DASHES = ["-", "－", "—", "–", "‐", "_"]
MARKS = ["，", ",", "、", "/", "*", "+", ", ", "，\u200b", " / "]
"""What voice input writes where somebody takes breath, and what else stands between groups."""
CHINESE = ["〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零幺二三四五六七八九"]


def id_number(chance: random.Random) -> str:
    """An ID number as the police would give it to somebody, born at any time."""
    county = f"{chance.choice(PROVINCES)}{chance.randrange(1, 30):02}{chance.randrange(1, 30):02}"
    birthday = date(1920, 1, 1) + timedelta(chance.randrange(39_000))
    body = f"{county}{birthday:%Y%m%d}{chance.randrange(1, 1000):03}"
    return body + ric.calc_check_digit(f"{body}0")


def old_id_number(chance: random.Random) -> str:
    """As they were given until 1999: fifteen digits, none of which checks the others."""
    while (new := id_number(chance))[6:8] != "19":
        pass
    return f"{new[:6]}{new[8:17]}"


def card_number(chance: random.Random) -> str:
    """A bank card by one of the issuers that people here have."""
    issuers = [("622848", 19), ("621700", 19), ("622202", 19), ("622588", 16), ("625965", 16), ("621098", 19)]
    issuers += [("436742", 16), ("512425", 16), ("356833", 16), ("955880", 19), ("601382", 19), ("370246", 15)]
    issuer, length = chance.choice(issuers)
    body = issuer + "".join(chance.choices("0123456789", k=length - len(issuer) - 1))
    return body + luhn.calc_check_digit(body)


def phone_number(chance: random.Random) -> str:
    """A mobile phone number."""
    return f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}"


def _cut(number: str, at: tuple[int, ...], by: str) -> str:
    cuts = [0, *(one for one in at if one < len(number)), len(number)]
    return by.join(number[start:stop] for start, stop in pairwise(cuts))


def _scripts(number: str, chance: random.Random) -> str:
    zero = chance.choice("０٠۰०𝟎𝟘๐")
    return "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else chance.choice("XxＸ×Х") for sign in number)


def _hidden(number: str, chance: random.Random) -> str:
    return "".join(sign + chance.choice(UNSEEN) * (chance.random() < 0.3) for sign in number)


def _among_words(number: str, chance: random.Random) -> str:
    before = [
        "我的号是",
        "身份证",
        "你好，",
        "宝宝3月5日出生，",
        "2025年3月5日 ",
        "1.",
        "第一 ",
        "发你：",
        "周一",
        "tel:",
        "（",
    ]
    after = ["", "，谢谢", "。", " 帮我查一下", "号", "）", "\n这是我的", ",2025.3.5", " 12393打不通"]
    return f"{chance.choice(before)}{number}{chance.choice(after)}"


ANY: dict[str, Form] = {
    "as it is": lambda number, chance: number,
    "in another script": _scripts,
    "with signs that cannot be seen": _hidden,
    "among words": _among_words,
    "digit by digit": lambda number, chance: chance.choice(BLANKS[:3]).join(number),
    "in small letters": lambda number, chance: number.lower(),
}
CHINESE_NUMERALS: Form = lambda number, chance: number.translate(  # noqa: E731 - one of a table of forms
    str.maketrans("0123456789", chance.choice(CHINESE))
)

OF_ID: dict[str, Form] = {
    **ANY,
    "in groups": lambda number, chance: _cut(number, (6, 14), chance.choice(BLANKS + DASHES)),
    "in small groups": lambda number, chance: _cut(number, (3, 6, 10, 12, 14), chance.choice(BLANKS + DASHES)),
    "anyhow": lambda number, chance: _cut(number, tuple(sorted(chance.sample(range(1, 18), 3))), chance.choice(BLANKS)),
    "between marks": lambda number, chance: _cut(number, (6, 14), chance.choice(MARKS)),
    "with a star at its end": lambda number, chance: f"{number[:-1]}{chance.choice('*＊')}",
    "on two lines": lambda number, chance: _cut(number, (chance.randrange(4, 15),), "\n"),
    "in Chinese numerals": CHINESE_NUMERALS,
    "before a phone": lambda number, chance: f"{number} {phone_number(chance)}",
    "joined to a phone": lambda number, chance: f"{number}{phone_number(chance)}",
}
OF_OLD_ID: dict[str, Form] = {
    **{name: form for name, form in ANY.items() if name != "digit by digit"},
    "in groups": lambda number, chance: _cut(number, (6, 12), chance.choice(BLANKS + DASHES)),
}
OF_CARD: dict[str, Form] = {
    **ANY,
    "in fours": lambda number, chance: _cut(number, (4, 8, 12, 16), chance.choice(BLANKS + DASHES)),
    "in fours among words": lambda number, chance: _among_words(_cut(number, (4, 8, 12, 16), " "), chance),
    "in fours between marks": lambda number, chance: _cut(number, (4, 8, 12, 16), chance.choice(MARKS)),
    "between marks among words": lambda number, chance: _among_words(_cut(number, (4, 8, 12, 16), "，"), chance),
    "in two": lambda number, chance: _cut(number, (6,), chance.choice(BLANKS)),
    "in two between marks": lambda number, chance: _cut(number, (6,), chance.choice(MARKS)),
    "digit by digit between marks": lambda number, chance: chance.choice(MARKS).join(number),
    "on two lines": lambda number, chance: _cut(number, (chance.randrange(4, 12),), "\n"),
    "joined to another": lambda number, chance: f"{number}{card_number(chance)}",
    "before a phone": lambda number, chance: f"{number} {phone_number(chance)}",
    "joined to a phone": lambda number, chance: f"{number}{phone_number(chance)}",
    "after a phone": lambda number, chance: f"{phone_number(chance)}{number}",
}
OF_PHONE: dict[str, Form] = {
    **ANY,
    "in groups": lambda number, chance: _cut(number, (3, 7), chance.choice(BLANKS + DASHES)),
    "in groups among words": lambda number, chance: _among_words(_cut(number, (3, 7), chance.choice("- ")), chance),
    "between marks": lambda number, chance: _cut(number, (3, 7), chance.choice(MARKS)),
    "between marks among words": lambda number, chance: _among_words(_cut(number, (3, 7), "，"), chance),
    "digit by digit between marks": lambda number, chance: chance.choice(MARKS).join(number),
    "in two between marks": lambda number, chance: _cut(number, (chance.choice((3, 7)),), chance.choice(MARKS)),
    "in two": lambda number, chance: _cut(number, (chance.choice((3, 7)),), chance.choice(BLANKS + DASHES)),
    "anyhow": lambda number, chance: _cut(number, tuple(sorted(chance.sample(range(1, 11), 2))), " "),
    "on two lines": lambda number, chance: _cut(number, (chance.randrange(3, 8),), "\n"),
    "from abroad": lambda number, chance: chance.choice(("+86", "+86 ", "(+86)", "86-", "0086 ", "＋８６")) + number,
    "in Chinese numerals": CHINESE_NUMERALS,
    "twice": lambda number, chance: f"{number}、{phone_number(chance)}",
}

KINDS: dict[str, tuple[Callable[[random.Random], str], dict[str, Form]]] = {
    "ID number": (id_number, OF_ID),
    "old ID number": (old_id_number, OF_OLD_ID),
    "card": (card_number, OF_CARD),
    "phone": (phone_number, OF_PHONE),
}


def identities(seed: int, each: int) -> Iterator[tuple[str, str, str]]:
    """So many of each kind in each form: the form, the number, and how it is written."""
    chance = random.Random(seed)
    for kind, (make, forms) in KINDS.items():
        for name, form in forms.items():
            for _ in range(each):
                number = make(chance)
                yield f"{kind} {name}", number, form(number, chance)


# ── What is none of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _day(chance: random.Random) -> date:
    return date(1940, 1, 1) + timedelta(chance.randrange(32_000))


def _place(chance: random.Random) -> str:
    return f"{chance.choice((11, 13, 31, 36, 41, 44, 45, 61))}{chance.randrange(1, 30):02}{chance.randrange(1, 30):02}"


HARMLESS: dict[str, Callable[[random.Random], str]] = {
    "a day": lambda chance: f"{_day(chance):%Y%m%d}",
    "a day with dots": lambda chance: "{0.year}.{0.month}.{0.day}".format(_day(chance)),
    "a day in Chinese": lambda chance: "{0.year}年{0.month}月{0.day}日".format(_day(chance)),
    "a day in full width": lambda chance: f"{_day(chance):%Y-%m-%d}".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "two days in a row": lambda chance: f"{_day(chance):%Y%m%d}{_day(chance):%Y%m%d}",
    "two days": lambda chance: f"{_day(chance):%Y-%m-%d} {_day(chance):%Y-%m-%d}",
    "two days with dots": lambda chance: "{0.year}.{0.month}.{0.day} {1.year}.{1.month}.{1.day}".format(
        _day(chance), _day(chance)
    ),
    "three days": lambda chance: "，".join(f"{_day(chance):%Y%m%d}" for _ in range(3)),
    "a day and a time": lambda chance: (
        f"{_day(chance):%Y-%m-%d} {chance.randrange(24):02}:{chance.randrange(60):02}:00"
    ),
    "a moment in a row": lambda chance: f"{_day(chance):%Y%m%d}{chance.randrange(24):02}{chance.randrange(60):02}00",
    "years": lambda chance: " ".join(str(year) for year in range(2020, chance.randrange(2022, 2028))),
    "a region": _place,
    "a region and a day": lambda chance: f"{_place(chance)} {_day(chance):%Y%m%d}",
    "a sum": lambda chance: f"{chance.randrange(100, 2000)}元",
    "a sum and a day": lambda chance: f"{chance.randrange(100, 1000)} {_day(chance):%Y%m%d}",
    "sums": lambda chance: " ".join(str(chance.randrange(20, 200) * 10) for _ in range(chance.randrange(2, 6))),
    "sums with cents": lambda chance: " ".join(f"{chance.uniform(100, 4000):.2f}" for _ in range(2)),
    "sums between marks": lambda chance: chance.choice("，、/+").join(
        str(chance.randrange(13, 600) * 10) for _ in range(chance.randrange(2, 6))
    ),
    "years between marks": lambda chance: "、".join(str(year) for year in range(2019, chance.randrange(2022, 2028))),
    "a sum that is paid in": lambda chance: f"{chance.randrange(130, 200)}，{chance.randrange(2020, 2027)}，2025年交的",
    "ages": lambda chance: "，".join(str(chance.randrange(1, 99)) for _ in range(chance.randrange(2, 8))),
    "several large sums": lambda chance: "，".join(f"{chance.randrange(10**6, 10**9):,}" for _ in range(3)),
    "days with strokes": lambda chance: "，".join(f"{_day(chance):%Y/%m/%d}" for _ in range(3)),
    "several hotlines": lambda chance: chance.choice("，/、").join(("12393", "12366", "12345")),
    "a large sum": lambda chance: f"{chance.randrange(10**6, 10**9):,}.00元",
    "a choice": lambda chance: chance.choice(("1", "②", "第三个", "1、2", "1 2 3 4 5 6 7 8 9 10 11 12", "①②③④⑤⑥⑦⑧⑨⑩")),
    "a short code": lambda chance: f"{chance.choice('ABCDEFGH')}{chance.randrange(1000, 99999)}",
    "an SMS code": lambda chance: f"验证码{chance.randrange(10**5, 10**6)}",
    "a hotline": lambda chance: chance.choice(("12393", "12366", "12345", "120", "95588", "400-820-8820", "10086")),
    "an office": lambda chance: (
        f"{chance.choice(('0771', '0913', '010', '021'))}-{chance.randrange(10**6, 10**8)}打不通"
    ),
    "a WeChat name": lambda chance: "wxid_" + "".join(chance.choices("abcdefghijkmnpqrstuvwxyz0123456789", k=14)),
    "a QQ number": lambda chance: f"QQ{chance.randrange(10**8, 3 * 10**9)}",
    "a JD order": lambda chance: f"订单号{chance.randrange(10**11, 4 * 10**11)}",
    "an Alipay order": lambda chance: f"{_day(chance):%Y%m%d}2200{chance.randrange(10**15, 10**16)}",
    "a WeChat order": lambda chance: (
        f"4200{chance.randrange(10**5):06}{_day(chance):%Y%m%d}{chance.randrange(10**9, 10**10)}"
    ),
    "a bureau's file": lambda chance: (
        f"{_place(chance)}2025{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}{chance.randrange(10**6):06}"
    ),
    "a parcel": lambda chance: f"SF{chance.randrange(10**12, 10**13)}",
    "a deep link": lambda chance: f"enroll--where-{_place(chance)}--birthday-{_day(chance):%Y%m%d}--job_insurance-no",
    "an address": lambda chance: (
        f"https://www.nhsa.gov.cn/art/{_day(chance):%Y/%m/%d}/art_{chance.randrange(100)}_{chance.randrange(10**4)}.html"
    ),
    "an age": lambda chance: (
        f"{chance.randrange(1, 99)}岁，{_day(chance).year}年生，社保缴了{chance.randrange(1, 40)}年"
    ),
    "a day in numerals": lambda chance: (
        "".join("〇一二三四五六七八九"[int(digit)] for digit in str(_day(chance).year)) + "年三月五日"
    ),
    "a sentence": lambda chance: (
        f"我{_day(chance).year}年{chance.randrange(1, 13)}月交了{chance.randrange(200, 500)}，{_day(chance):%Y-%m-%d}住院花了{chance.randrange(1000, 99999)}.{chance.randrange(100):02}元，报了{chance.randrange(100, 9999)}"
    ),
}


def harmless(seed: int, each: int) -> Iterator[tuple[str, str]]:
    """So many of each: what it is, and how it is written."""
    chance = random.Random(seed)
    for name, make in HARMLESS.items():
        for _ in range(each):
            yield name, make(chance)
