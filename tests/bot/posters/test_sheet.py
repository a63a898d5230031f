"""What stands on the sheet, before it is set."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.posters.printing import CannotPrint, print_sheet
from bot.posters.quoting import Subject, hotline, quote
from bot.posters.sheet import Address, Sheet, compose, in_lines
from bot.posters.wording import WORDING, Wording
from bot.translator import translator
from flows.journeys import JOURNEYS
from storage.posters import Poster
from tests.bot.posters.examples import RULES, TODAY, poster
from tests.bot.posters.paper import codes, pages

WEB = Address("web", "https://canbao.example/ylbz/?e=p-khmt4826-aaaaaaaaaaaaaaaa")
TELEGRAM = Address("telegram", "https://t.me/canbao_example_bot?start=p-khmt4826-aaaaaaaaaaaaaaaa")
WECHAT = Address("wechat", "http://weixin.qq.com/q/02example")


def sheet(one: Poster, *addresses: Address, headline: str = "", language: str = "zh_Hans") -> Sheet:
    to = translator(language)
    local = RULES.at("610100")
    quotes = {"deadline": quote("deadline", Subject("newborn", local, TODAY), to)}
    return compose(replace(one, headline=headline), addresses, quotes, hotline(local), RULES, to)


def test_every_journey_has_its_words() -> None:
    assert set(WORDING) == set(JOURNEYS)


@pytest.mark.parametrize("wording", WORDING.values(), ids=WORDING)
def test_the_words_are_short_enough_to_be_read_from_two_metres(wording: Wording) -> None:
    assert max(map(len, wording.headline)) <= 11
    assert len(wording.promise) <= 18


def test_the_address_is_one_that_can_be_typed() -> None:
    assert sheet(poster(), WEB, TELEGRAM).page == "canbao.example/ylbz"
    assert sheet(poster(), TELEGRAM).page == ""


@pytest.mark.parametrize(
    ("headline", "lines"),
    [
        ("添丁之喜！宝宝的医保别忘了", ("添丁之喜！", "宝宝的医保别忘了")),
        ("A new baby? Get insured", ("A new baby?", "Get insured")),
        ("宝宝医保，这样办。", ("宝宝医保，", "这样办。")),
        ("宝宝医保这样办！", ("宝宝医保这样办！",)),
        ("宝宝医保这样办", ("宝宝医保这样办",)),
    ],
)
def test_a_headline_breaks_where_one_pauses(headline: str, lines: tuple[str, ...]) -> None:
    assert in_lines(headline) == lines
    assert sheet(poster(), WEB, headline=headline).headline == lines


def test_where_no_text_is_official_the_number_says_so() -> None:
    sources, *_ = sheet(poster(), WEB).small
    assert sources.endswith("（非官方资料）")
    assert sources.startswith("依据：2026年度城乡居民医保参保缴费通告")


@pytest.mark.parametrize(
    ("addresses", "language"),
    [
        ((WEB,), "zh_Hans"),
        ((WEB, TELEGRAM), "en"),
        ((WEB, TELEGRAM, WECHAT), "zh_Hant"),
        ((WEB, TELEGRAM, WECHAT), "en"),
    ],
)
def test_there_is_room_for_every_channel_in_every_language(
    addresses: tuple[Address, ...], language: str, tmp_path: Path
) -> None:
    paper = print_sheet(sheet(replace(poster(), place="妇幼保健院"), *addresses, language=language), TODAY)
    assert pages(paper.pdf) == 1
    assert codes(paper.png, tmp_path) == sorted(one.url for one in addresses)


def test_words_that_do_not_fit_on_one_page_are_refused() -> None:
    full = replace(sheet(poster(), WEB), small=("字" * 4000,))
    with pytest.raises(CannotPrint, match="一页放不下"):
        print_sheet(full, TODAY)
