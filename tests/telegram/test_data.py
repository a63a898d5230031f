"""Callback data: every button of every journey in every region fits, and is understood when it comes back."""

from collections.abc import Iterator

import pytest

from bot.channels.telegram import data
from bot.channels.telegram.data import Fold, NotOurs
from bot.channels.telegram.keyboard import keyboard
from bot.translator import LANGUAGES, translator
from flows.answers.key import key
from flows.cards import CARDS, TOPICS
from flows.heard import Back, Edit, Explain, Help, Menu, Person, Restart, Resume, Review, Speak, Tapped
from flows.journeys import JOURNEYS
from flows.prompts import PROMPTS
from flows.regions import regions
from tests.talk import Talk, rulebook, talk

REGIONS = [code for code in rulebook().library.packs if code != "000000"]
QUESTIONS = sorted({ask.id for flow in JOURNEYS.values() for ask in flow.routes})
LONGEST_KEY = "a" * 40


def test_every_key_that_a_pack_may_ever_have_fits_with_every_question() -> None:
    key().restore(LONGEST_KEY)
    with pytest.raises(ValueError, match="is no key"):
        key().restore(f"{LONGEST_KEY}a")
    assert all(data.option(question, LONGEST_KEY) for question in QUESTIONS)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_option_that_a_journey_names_fits(journey: str) -> None:
    for ask in JOURNEYS[journey].routes:
        for option in getattr(ask.answer, "options", ()):
            assert data.read(data.option(ask.id, option.key)) == Tapped(ask.id, option.key)


def test_every_prompt_menu_and_card_fits() -> None:
    pairs = [(f"?{prompt}", stored) for prompt, keys in PROMPTS.items() for stored in keys]
    pairs += [("?menu", stored) for stored in (*JOURNEYS, "cards", "more:5")]
    pairs += [("?cards", stored) for stored in (*TOPICS, *CARDS)]
    for question, stored in pairs:
        assert data.read(data.option(question, stored)) == Tapped(question, stored)
    for term in CARDS:
        assert data.read(data.explain(term)) == Explain(term)


def test_every_place_and_every_page_of_places_fits() -> None:
    for question in ("where", "to_where"):
        for place in regions():
            assert data.read(data.option(question, place.code)) == Tapped(question, place.code)
    seen, pages = set(), [talk("2026-01-20", entry="enroll")]
    while pages:
        one = pages.pop()
        for option in one.screen.options:
            if option.key not in seen and not option.key.isdecimal():
                seen.add(option.key)
                assert data.read(data.option("where", option.key)) == Tapped("where", option.key)
                pages.append(talk("2026-01-20", entry="enroll").hear(Tapped("where", option.key)))
    assert len(seen) > 6


def every_screen_of(region: str) -> Iterator[Talk]:
    """The screens whose options come from the packs, in one region."""
    one = talk("2026-01-20", "户口在这里", entry=f"enroll--where-{region}--history-continuous--job_insurance-no")
    while one.step in ("group", "birthday", "hardship"):
        yield one
        one.say("1955年7月1日" if one.step == "birthday" else "1")
    yield one


@pytest.mark.parametrize("region", REGIONS)
def test_every_button_in_every_region_fits_and_is_understood(region: str) -> None:
    for one in every_screen_of(region):
        for row in keyboard(one.screen, (), translator("zh_Hans")):
            for button in row:
                assert 1 <= len(button.data.encode()) <= 64
                data.read(button.data)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (data.option("hukou", "done"), Tapped("hukou", "done")),
        (data.option("?menu", "more:5"), Tapped("?menu", "more:5")),
        (data.edit("born"), Edit("born")),
        (data.explain("insured_place"), Explain("insured_place")),
        *((data.speak(language), Speak(language)) for language in LANGUAGES),
        (data.action("back"), Back()),
        (data.action("review"), Review()),
        (data.action("restart"), Restart()),
        (data.action("menu"), Menu()),
        (data.action("person"), Person()),
        (data.action("help"), Help()),
        (data.action("resume"), Resume()),
        (data.fold("sources", 1741), Fold("sources", 1741)),
        (data.fold("details", 10**18 - 1), Fold("details", 10**18 - 1)),
        (data.fold("less", 1), Fold("less", 1)),
    ],
)
def test_what_a_button_hands_back_is_understood(written: str, meant: object) -> None:
    assert len(written.encode()) <= 64
    assert data.read(written) == meant


@pytest.mark.parametrize(
    "hostile",
    [
        *("", ":", "hukou", "hukou:", ":done", "/", "/back:1", "/nothing", "/edit", "/edit:", "/speak:", "啊" * 21),
        *("/fold:sources", "/fold:sources:", "/fold:sources:x", "/fold:sources:１", f"/fold:sources:{10**18}"),
        "/fold:all:1",
    ],
)
def test_what_no_button_of_ours_says_is_refused(hostile: str) -> None:
    with pytest.raises(NotOurs):
        data.read(hostile)


def test_a_button_that_would_not_fit_is_not_made() -> None:
    assert data.option("q", "啊" * 20)
    with pytest.raises(ValueError, match="1 to 64 bytes, and not 65"):
        data.option("qq", "k" * 62)
    with pytest.raises(ValueError, match="bytes"):
        data.option("q", "啊" * 21)
