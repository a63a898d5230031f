"""Looking rules up: by the nearest place with a pack, once for everybody there, and never after a pack is reloaded."""

import gc
from datetime import date
from weakref import ref

import pytest

from flows.heard import Opened, Tapped
from flows.policy.library import Library
from flows.policy.newborn_rules import NewbornLimit
from flows.policy.rulebook import NATIONAL, Rulebook
from flows.policy.season import Seasons
from tests.talk import Talk, rulebook

TODAY = date(2025, 11, 30)


@pytest.mark.parametrize(
    ("region", "goes_by"),
    [
        ("610500", "610500"),  # 渭南 has a pack
        ("610502", "610500"),  # its districts have none
        ("610900", "610000"),  # 安康 has none, 陕西 has
        ("110105", "110000"),  # between a municipality and its districts there is no city
        ("230100", NATIONAL),  # neither 哈尔滨 nor 黑龙江 has one
    ],
)
def test_a_place_goes_by_the_nearest_pack(region: str, goes_by: str) -> None:
    assert rulebook().nearest(region) == goes_by


@pytest.mark.parametrize("region", ["610502", "610900", "230100"])
def test_the_nearest_pack_stands_for_all_rules_of_the_place(region: str) -> None:
    rules = rulebook()
    assert rules.at(rules.nearest(region)).every == rules.at(region).every


def test_what_is_no_region_goes_by_nothing() -> None:
    with pytest.raises(ValueError, match="GB/T 2260"):
        rulebook().nearest("999999")


def test_a_place_is_looked_up_once() -> None:
    local = rulebook().at("610500")
    limit = local.figure("newborn.limit", NewbornLimit, cover=2025, on=TODAY)
    assert rulebook().at("610500") is local
    assert local.figure("newborn.limit", NewbornLimit, cover=2025, on=TODAY) is limit
    assert local.as_of(TODAY, Seasons) is local.as_of(TODAY, Seasons)


def test_the_years_on_file_are_those_of_the_place_up_to_its_province() -> None:
    weinan = rulebook().at("610500")
    priced = {fact.cover for pack in weinan.own for fact in pack.facts if fact.key.startswith("amount.")}
    assert weinan.covers("amount.*") == priced - {None}
    latest = max(weinan.covers("amount.*"))
    assert weinan.latest_cover("amount.*", latest + 1) == latest
    assert weinan.latest_cover("amount.*", min(weinan.covers("amount.*"))) is None
    assert rulebook().at("230100").covers("amount.*") == frozenset()


def test_one_parameter_is_told_from_others_of_a_longer_name() -> None:
    hebei = rulebook().at("130000")
    assert hebei.covers("window") == {fact.cover for fact in hebei.own[0].stating("window")} - {None}


def test_nothing_of_an_old_rulebook_stays_after_a_reload() -> None:
    rules = Rulebook(Library.open())
    one = Talk(TODAY, rules=rules).hear(Opened("newborn--where-610500--born-20251120"), Tapped("hukou", "done"))
    assert one.step == "covered_from_birth"
    one.rules = rulebook()
    gone: list[ref[object]] = [ref(rules), ref(rules.at("610500")), ref(rules.at("610500").as_of(TODAY, Seasons))]
    del rules
    one.reply = None
    gc.collect()
    assert [each() for each in gone] == [None, None, None]
