"""What may stand on paper: one value, from an official text, for everybody who reads it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.posters.quoting import NotForPaper, Subject, hotline, outdated, printed, quote, version
from bot.translator import translator
from flows.policy.figure import Status
from flows.policy.pack import Hotline
from flows.policy.rulebook import Rulebook
from storage.posters import Poster, Printed
from tests.bot.posters.examples import RULES, SEASON, TODAY, poster, rules_where

CHINESE = translator("zh_Hans")


def subject(journey: str, region: str, on: date, rules: Rulebook = RULES, group: str | None = None) -> Subject:
    return Subject(journey, rules.at(region), on, group)


@pytest.mark.parametrize(
    ("name", "journey", "region", "on", "rows", "until"),
    [
        # X09: 出生90日内 · 400元 · X10: 12月25日截止
        ("deadline", "newborn", "610100", TODAY, [("办理期限", "出生后90天内")], date(2027, 5, 20)),
        ("fee", "enroll", "610100", SEASON, [("2026年度个人缴费", "400元")], date(2027, 5, 20)),
        (
            "deadline",
            "enroll",
            "610100",
            SEASON,
            [("2026年度集中缴费截止", "2025年12月25日（周四）")],
            date(2025, 12, 25),
        ),
        (
            *("fee", "fee", "110000", SEASON),
            [
                ("2026年度劳动年龄内居民", "795元"),
                ("2026年度城乡老年人", "460元"),
                ("2026年度学生儿童", "435元"),
            ],  # X16
            date(2027, 5, 20),
        ),
    ],
)
def test_an_official_figure_is_printed(
    name: str, journey: str, region: str, on: date, rows: list[tuple[str, str]], until: date
) -> None:
    stated = quote(name, subject(journey, region, on), CHINESE)
    assert list(stated.rows) == rows
    assert stated.holds_until == until
    assert all(ground.status.official for ground in stated.grounds)


def test_a_poster_for_one_group_prints_its_price_alone() -> None:
    stated = quote("fee", subject("enroll", "110000", SEASON, group="student"), CHINESE)
    assert stated.rows == (("2026年度个人缴费", "435元"),)


@pytest.mark.parametrize(
    ("name", "journey", "region", "on", "why"),
    [
        ("deadline", "newborn", "450100", TODAY, "只有非官方资料（广西"),
        ("deadline", "newborn", "500000", TODAY, "没有查到依据"),
        ("fee", "newborn", "610100", TODAY, "要看每个人的情况"),
        ("fee", "late", "610100", TODAY, "要看每个人的情况"),
        ("deadline", "elsewhere", "610100", TODAY, "要看每个人的情况"),
        ("fee", "enroll", "131000", SEASON, "只知道下限或上限"),  # X11: 不低于400元
        ("fee", "enroll", "310000", date(2024, 12, 1), "按年龄收费"),
        ("fee", "enroll", "610100", date(2026, 11, 22), "2027年度的费用没有查到依据"),
        ("deadline", "enroll", "610100", date(2026, 11, 22), "没有查到依据"),
    ],
)
def test_any_other_figure_is_refused_and_why(name: str, journey: str, region: str, on: date, why: str) -> None:
    with pytest.raises(NotForPaper, match=why):
        quote(name, subject(journey, region, on), CHINESE)


def test_a_figure_that_sources_dispute_is_refused() -> None:
    [fact] = RULES.library.packs["610000"].stating("newborn.limit")
    [reading] = fact.readings
    other = replace(reading, value=reading.value.model_copy(update={"days": 60}))
    disputed = rules_where("610000", "newborn.limit", readings=(reading, other))
    with pytest.raises(NotForPaper, match="说法不一"):
        quote("deadline", subject("newborn", "610100", TODAY, disputed), CHINESE)


def test_a_figure_that_was_not_read_again_in_time_is_refused() -> None:
    with pytest.raises(NotForPaper, match="2027-05-20的复核期限"):
        quote("deadline", subject("newborn", "610100", date(2027, 5, 21)), CHINESE)


def test_a_fee_is_refused_where_that_of_one_group_is() -> None:
    unsure = rules_where("110000", "amount.elder", status=Status.SECONDARY)
    with pytest.raises(NotForPaper, match="非官方资料"):
        quote("fee", subject("fee", "110000", SEASON, unsure), CHINESE)


# ── Whom to call ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_local_number_that_nobody_confirmed_is_not_printed() -> None:
    """廊坊's numbers come from one article, which leaves the area code out (S2:145)."""
    assert hotline(RULES.at("131000"))[0].number == "12393"


def test_a_local_number_from_an_official_text_is_printed() -> None:
    pack = RULES.library.packs["610100"]
    own = Hotline(number="029-12345678", topic="insurance", sources=("X09",), label="西安医保")
    packs = {**RULES.library.packs, "610100": replace(pack, hotlines=(own,))}
    rules = Rulebook(replace(RULES.library, packs=packs))
    assert hotline(rules.at("610100"))[0] == own


# ── Whether it still holds ───────────────────────────────────────────────────────────────────────────────────────────


def hung(journey: str, region: str, on: date) -> Poster:
    """A poster with every figure that may be printed on that day."""
    about = subject(journey, region, on)
    found = {}
    for name in ("fee", "deadline"):
        try:
            found[name] = quote(name, about, translator("en"))
        except NotForPaper:
            continue
    return poster(journey=journey, region=region, printed=printed(found, hotline(about.local)[0]))


def test_a_poster_whose_figures_still_hold_is_left_to_hang() -> None:
    one = hung("enroll", "610100", SEASON)
    assert set(one.printed) == {"fee", "deadline", "hotline"}
    assert outdated(one, subject("enroll", "610100", SEASON)) == []


def test_a_poster_whose_rule_has_changed_is_to_be_replaced() -> None:
    one = hung("newborn", "610100", TODAY)
    changed = rules_where("610000", "newborn.limit", days=60)
    [why] = outdated(one, subject("newborn", "610100", TODAY, changed))
    assert "90" in why
    assert "现在是「办理期限 出生后60天内」" in why


def test_a_poster_is_to_be_replaced_once_its_figure_may_not_be_printed_any_more() -> None:
    one = hung("enroll", "610100", SEASON)
    why = outdated(one, subject("enroll", "610100", date(2026, 11, 22)))
    assert len(why) == 2
    assert all("现在不能再印" in line for line in why)


def test_a_poster_with_another_number_to_call_is_to_be_replaced() -> None:
    one = poster(printed={"hotline": Printed("96096", "96096")})
    assert outdated(one, subject("newborn", "450100", TODAY)) == ["印的是「96096」，现在是「12393」"]


def test_the_version_is_that_of_the_figures_and_not_of_their_words() -> None:
    fee, changed = Printed("2026 resident=400", "400元"), Printed("2026 resident=420", "420元")
    assert version({"fee": fee}) == version({"fee": replace(fee, said="¥400")})
    assert version({"fee": fee}) != version({"fee": changed})
