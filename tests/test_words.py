"""Words carry no figures: sums, dates, shares and telephone numbers come from the packs, each with its source.

And they are few: one question is read at a glance, one conclusion in one go.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from flows.cards import CARDS
from flows.dialogue import Offer
from flows.journeys import JOURNEYS
from flows.soundness import tells

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "flows" / "journeys").glob("*.py"))
LOCALES = ("en", "zh_Hant")

ALLOWED = {
    "2025年3月5日": "shows beside the field for a date how one is written",
    "March 5, 2025": "the same in English",
    "「18 周岁以下代办」": "the name of a button in Beijing's mini program, quoted so that it can be found there",
    "一个工作日": "how long a payment takes to show; its source stands beside it as advice, and no right depends on it",
    "一個工作日": "the same in traditional characters",
    "one working day": "the same in English",
    "七十岁及以上居民": "the name of a contribution group of Jiangxi",
    "七十歲及以上居民": "the same in traditional characters",
    "宝宝不满一岁": "who may use Zhongshan's single application, from the source that is cited with it",
    "寶寶不滿一歲": "the same in traditional characters",
}
"""What may be said all the same, each with the reason."""

VALUES = {
    "一个月": "how a figure of one month is written out; any other is {months}个月",
    "一個月": "the same in traditional characters",
    "one month": "the same in English",
}
"""Texts that are nothing but a figure which the rules state. Part of any other text they are not allowed."""

_N = "[〇零一二两兩三四五六七八九十百千万萬亿億半廿卅壹贰叁肆伍陆柒捌玖拾佰仟]"
_ENGLISH = r"(?:half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand)"
_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"  # May is a verb, too
FIGURES = (
    re.compile(r"[%％‰]|百分|千分之|\bper ?cent\b"),
    re.compile(f"{_N}+多?(?:元|块|塊|角|折|倍|成(?!年))"),
    re.compile(f"{_N}+月(?:份|底|初|末|{_N})|{_N}+[日号號]"),
    re.compile(f"{_N}+[个個]?半?(?:月|工作日|星期|周|週|小时|小時|岁|歲)"),
    re.compile("(?<!第)[二三四五六七八九十百]+(?:年|天)"),  # 一年 and 两年, 一天 and 第二天 count nothing
    re.compile("[〇零幺一二两三四五六七八九]{3,}"),
    re.compile(rf"\b{_ENGLISH}[ -](?:yuan|months?|weeks?|(?:working )days?|hours?)\b", re.IGNORECASE),
    re.compile(rf"\b(?!one\b){_ENGLISH}[ -](?:years?|days?)\b", re.IGNORECASE),
    re.compile(rf"\b(?:{_MONTHS})\b"),
)
"""Sums, shares, dates, lengths of time and telephone numbers that are written in words. Digits are found as such."""


def figures(text: str) -> list[str]:
    """The figures that a text states by itself; what it quotes by name, {total}, is none."""
    own = re.sub(r"\{\w*\}", "…", text)
    for allowed in ALLOWED:
        own = own.replace(allowed, "…")
    digits = [sign for sign in own if unicodedata.category(sign) in ("Nd", "No")]
    return digits + [found[0] for pattern in FIGURES for found in pattern.finditer(own)]


@cache
def catalogue(locale: str) -> Catalog:
    path = ROOT / "locales" / locale / "LC_MESSAGES" / "canbao.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def said() -> Iterator[str]:
    """Every text, as it is written and as it is translated. `tests/test_catalogues.py` says that none is missing."""
    for locale in LOCALES:
        for message in catalogue(locale):
            if message.id:
                yield str(message.id)
                yield str(message.string)


@pytest.mark.parametrize(
    "text",
    [
        *("缴费400元", "４００元", "第①步", "打12393", "打１２３９３", "到30日", "报60%", "报６０％"),
        *("四百元", "四百多元", "一千零七十块", "九月三十日", "十二月底", "到三十号", "二〇二五年", "一二三九三"),
        *("百分之十", "十个百分点", "打八折", "报六成", "三个月", "六個月", "九十天", "半个月", "满十八周岁", "四年"),
        *("three months", "ninety days", "four hundred yuan", "ten percent", "by 30 September", "December"),
    ],
)
def test_a_figure_is_found_however_it_is_written(text: str) -> None:
    assert figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "缴费{total}，截止{deadline}",
        "一步步来",
        "哪一天",
        "早交一天",
        "第二天再查",
        "缴一年保一年",
        "月底前",
        "少等几个月",
    ],
)
def test_ordinary_words_are_no_figures(text: str) -> None:
    assert not figures(text)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.stem))
def test_a_journey_is_written_without_figures(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(number, line, found) for number, line in enumerate(lines, 1) if (found := figures(line))] == []


def test_no_text_states_a_figure() -> None:
    assert {text: found for text in said() if text not in VALUES and (found := figures(text))} == {}


@pytest.mark.parametrize("allowed", ALLOWED)
def test_nothing_is_allowed_for_longer_than_it_is_said(allowed: str) -> None:
    assert any(allowed in text for text in said())


@pytest.mark.parametrize("value", VALUES)
def test_every_value_is_a_text_of_its_own(value: str) -> None:
    assert value in said()


# ── Short enough ─────────────────────────────────────────────────────────────────────────────────────────────────────

QUESTION, CONCLUSION, CARD = 60, 120, 120
"""How many characters are read at a glance, and in one go."""

_QUOTED = "二〇二五年十二月三十一日"
"""Stands for anything that a text quotes: a date in full is longer than a sum."""


def in_chinese(text: str) -> tuple[str, ...]:
    """The text in simplified and in traditional characters, with its figures filled in."""
    translated = catalogue("zh_Hant").get(text)
    texts = (text, str(translated.string)) if translated else (text,)
    return tuple(re.sub(r"\{\w+\}", _QUOTED, one) for one in texts)


def questions() -> dict[str, str]:
    asked = ((flow, ask) for flow in JOURNEYS.values() for ask in flow.routes if not isinstance(ask, Offer))
    return {f"{flow.id}.{ask.id}": ask.text for flow, ask in asked}


def conclusions() -> dict[str, str]:
    told = {f"{flow.id}.{tell.id}": tell.text for flow in JOURNEYS.values() for tell in tells(flow)}
    return told | {ask.id: ask.text for flow in JOURNEYS.values() for ask in flow.routes if isinstance(ask, Offer)}


@pytest.mark.parametrize("text", questions().values(), ids=questions().keys())
def test_a_question_is_read_at_a_glance(text: str) -> None:
    assert [len(one) for one in in_chinese(text) if len(one) > QUESTION] == []


@pytest.mark.parametrize("text", conclusions().values(), ids=conclusions().keys())
def test_a_conclusion_is_read_in_one_go(text: str) -> None:
    assert [len(one) for one in in_chinese(text) if len(one) > CONCLUSION] == []


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_read_in_one_go(card: str) -> None:
    assert [len(one) for one in in_chinese(CARDS[card].text) if len(one) > CARD] == []
