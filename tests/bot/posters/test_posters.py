"""What a scan or a typed code means: the posters that are registered and signed, and nothing else."""

import random
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

import pytest
from pydantic import SecretStr

from bot.posters.code import LETTERS, spaced
from bot.posters.link import link_of
from bot.posters.posters import Posters, Resolved, unfolded
from flows.entry import LONGEST, read_entry
from flows.heard import Back, Begin, Menu, Opened, Said
from flows.journeys import JOURNEYS
from flows.respond import respond
from flows.state import State
from storage.database import Database
from storage.posters import Poster, PosterRegister
from tests.bot.posters.examples import RULES, SIGNER, TODAY, poster

HUNG = [poster(number) for number in range(0, 5000, 250)]
OPENED = Opened("newborn--where-450100")


@pytest.fixture
async def posters(database: Database) -> Posters:
    register = PosterRegister(database)
    for one in HUNG:
        assert await register.enter(one)
    posters = Posters(register, SIGNER)
    await posters.refresh()
    return posters


def test_a_scan_opens_what_the_poster_stands_for_and_is_counted(posters: Posters) -> None:
    one = HUNG[7]
    assert posters.resolve(Opened(link_of(one)), TODAY) == Resolved(OPENED, one.code)


@pytest.mark.parametrize("said", ["{code}", "参保码 {code}", "参保码：{spaced}"])
def test_a_typed_code_does_the_same(posters: Posters, said: str) -> None:
    one = HUNG[7]
    text = said.format(code=one.code.lower(), spaced=spaced(one.code))
    assert posters.resolve(Said(text), TODAY) == Resolved(OPENED, one.code)


def test_the_last_day_still_counts(posters: Posters) -> None:
    resolved = posters.resolve(Opened(link_of(HUNG[0])), HUNG[0].expires)
    assert resolved
    assert resolved.poster == HUNG[0].code


@pytest.mark.parametrize("heard", [Opened(link_of(HUNG[0])), Said(HUNG[0].code)], ids=["scanned", "typed"])
def test_an_old_poster_still_opens_and_says_that_it_is_old_and_is_not_counted(
    posters: Posters, heard: Opened | Said
) -> None:
    resolved = posters.resolve(heard, date(2027, 3, 2))
    assert resolved
    assert (resolved.heard, resolved.poster) == (OPENED, None)
    assert "旧" in resolved.remark


@pytest.mark.parametrize("said", ["参保码 KHMT4827", "khmt4827", "参保码 123456"])
def test_a_mistyped_code_is_told_kindly_and_keeps_what_was_answered(posters: Posters, said: str) -> None:
    resolved = posters.resolve(Said(said), TODAY)
    assert resolved
    assert (resolved.heard, resolved.poster) == (Menu(), None)
    assert "再输一遍" in resolved.remark
    under_way = State("newborn", {"where": "450100"})
    turn = respond(JOURNEYS, under_way, resolved.heard, today=TODAY, rules=RULES)
    assert turn.state.answers == under_way.answers


@pytest.mark.parametrize(
    "heard",
    [
        Opened(),
        OPENED,
        Opened("p-"),
        Opened(HUNG[0].code),
        Said("我家娃上个月出生"),
        Said(""),
        Back(),
        Begin("newborn"),
    ],
    ids=repr,
)
def test_everything_else_means_what_it_says(posters: Posters, heard: Opened | Said) -> None:
    assert posters.resolve(heard, TODAY) is None


async def test_a_poster_that_was_made_meanwhile_is_found(posters: Posters) -> None:
    new = poster(4999)
    await posters.register.enter(new)
    assert posters.resolve(Opened(link_of(new)), TODAY) is None
    assert await posters.find(Opened(link_of(new)), TODAY) == Resolved(OPENED, new.code)
    assert posters.resolve(Said(new.code), TODAY) == Resolved(OPENED, new.code)


async def test_a_row_that_was_tampered_with_opens_nothing(database: Database) -> None:
    register = PosterRegister(database)
    tampered = replace(HUNG[0], journey="enroll")
    await register.enter(tampered)
    posters = Posters(register, SIGNER)
    assert await posters.find(Opened(link_of(tampered)), TODAY) is None
    assert await posters.find(Said(tampered.code), TODAY) != Resolved(Opened("enroll--where-450100"), tampered.code)


async def test_the_key_of_the_settings_and_the_one_in_the_database_are_both_ours(database: Database) -> None:
    """Whoever prints where the settings are not at hand must not print what the server does not know."""
    register, key = PosterRegister(database), SecretStr("the key of the settings")
    without = await Posters.open(database, None)
    kept = without.signer.signed(poster(1))
    await register.enter(kept)
    with_settings = await Posters.open(database, key)
    own = with_settings.signer.signed(poster(2))
    await register.enter(own)
    for one in (kept, own):
        assert await with_settings.find(Opened(link_of(one)), TODAY) == Resolved(OPENED, one.code)
    assert await without.find(Opened(link_of(own)), TODAY) is None


async def test_a_code_may_fill_in_more_than_fits_into_a_link(database: Database) -> None:
    answers = {"where": "450100", "history": "continuous", "job_insurance": "no", "residence": "student_here"}
    school = SIGNER.signed(replace(poster(), journey="enroll", answers=answers, language="zh_Hant"))
    await PosterRegister(database).enter(school)
    posters = Posters(PosterRegister(database), SIGNER)
    resolved = await posters.find(Opened(link_of(school)), TODAY)
    assert resolved
    assert isinstance(resolved.heard, Opened)
    assert len(resolved.heard.entry) > LONGEST
    entry = read_entry(resolved.heard.entry, JOURNEYS)
    assert (entry.answers, entry.language) == (answers, "zh_Hant")


def test_a_scan_never_erases_a_journey_under_way(posters: Posters) -> None:
    resolved = posters.resolve(Opened(link_of(HUNG[0])), TODAY)
    assert resolved
    under_way = State("enroll", {"where": "610000", "history": "continuous"})
    turn = respond(JOURNEYS, under_way, resolved.heard, today=TODAY, rules=RULES)
    assert turn.reply.question == "?entry"
    assert turn.state.answers == under_way.answers


# ── Forgeries ────────────────────────────────────────────────────────────────────────────────────────────────────────

FORGERIES = 100_000
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def test_a_hundred_thousand_forged_links_are_all_refused(posters: Posters) -> None:
    forged = list(islice(_forged_links(random.Random(6), HUNG), FORGERIES))
    assert [link for link in forged if posters.resolve(Opened(link), TODAY)] == []


def test_forged_links_are_greeted_politely(posters: Posters) -> None:
    for link in islice(_forged_links(random.Random(7), HUNG), 2_000):
        reply = respond(JOURNEYS, State(), Opened(link), today=TODAY, rules=RULES).reply
        assert reply.kind == "menu"
        assert "没关系" in reply.said[0].text


def test_a_hundred_thousand_guessed_codes_open_nothing(posters: Posters) -> None:
    chance = random.Random(8)
    opened = 0
    for _ in range(FORGERIES):
        guess = "".join(chance.choices(LETTERS, k=4) + chance.choices(string.digits, k=4))
        resolved = posters.resolve(Said(guess), TODAY)
        opened += resolved is not None and resolved.poster is not None
    assert opened == 0


def _forged_links(chance: random.Random, hung: list[Poster]) -> Iterator[str]:
    """Links that somebody might try who has seen some of ours, none of them ours, and no two the same."""
    ours = [link_of(one) for one in hung]
    known = set(ours)
    while True:
        link, other = chance.sample(ours, 2)
        place = chance.randrange(len(link))
        signature = "".join(chance.choices(_BASE32, k=16))
        code = "".join(chance.choices(LETTERS.lower(), k=4) + chance.choices(string.digits, k=4))
        for forged in (
            f"p-{code}-{signature}",  # made up altogether
            link[:-16] + signature,  # a code that hangs, and a signature made up
            link[:-16] + other[-16:],  # a signature that hangs elsewhere
            f"p-{code}-{link[-16:]}",  # and under another code
            link[:place] + chance.choice(_BASE32) + link[place + 1 :],  # a slip
            link[:place],  # a scan that broke off
            link + chance.choice(_BASE32),
            link.upper(),
            link.replace("p-", chance.choice(["q-", "p_", "P-", "p--", "-"]), 1),
            link[:place] + chance.choice("１２Ａｂ\u200b é") + link[place:],
        ):
            if forged and forged not in known:
                known.add(forged)
                yield forged


def test_an_entry_is_unfolded_from_the_poster() -> None:
    assert unfolded(replace(poster(), language="en")) == "newborn--where-450100--lang-en"
