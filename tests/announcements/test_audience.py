"""The audience: the right people, by what their conversation says of them."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.announcements.audience import Audience, Somebody, checked, described, hash_of, read_list
from bot.announcements.refusal import AnnouncementRefused
from bot.answers import Answers
from bot.staff.console import said
from bot.what_happened import Visit
from flows.heard import Heard, Help, Opened, Said, Speak, Tapped
from flows.journeys import JOURNEYS
from storage.sessions import Session
from tests.announcements.bureau import EVERYWHERE, NANNING, NOON, SHAANXI, WEINAN, XIAN, state
from tests.talk import rulebook

TODAY = NOON.date()
POSTERS = {"KHMT4826": XIAN, "CDFH1357": NANNING}


def session(stored: str, poster: str = "") -> Session:
    """Somebody's session."""
    return Session("telegram", "somebody", 1, stored, NOON, f"visit.{poster}.")


def who_said(*heard: Heard, poster: str = "", today: date = TODAY) -> Somebody:
    """Somebody to whom a conversation has really led."""
    stored = ""
    visit = Visit()
    for one in heard:
        answer = Answers(JOURNEYS, rulebook()).to(one, stored, language="zh_Hans", today=today)
        stored = answer.state
        visit, _ = visit.then(answer.happened, at=NOON, channel="telegram", scanned=poster)
    return Somebody.of(Session("telegram", "somebody", len(heard), stored, NOON, str(visit)))


def fits(audience: Audience, one: Somebody, region: str = SHAANXI, posters: Mapping[str, str] = POSTERS) -> bool:
    """Whether somebody is told."""
    return audience.fits(one, region, posters, TODAY)


# ── What a conversation says of somebody ─────────────────────────────────────────────────────────────────────────────


def test_somebody_half_way_has_begun_and_has_no_conclusion() -> None:
    one = who_said(Opened("newborn--where-610100"), Said("2025年10月20日"))
    assert (one.journey, one.where, one.step, one.concluded, one.deadline) == ("newborn", XIAN, "hukou", False, "")
    assert fits(Audience(stage="unfinished"), one)
    assert not fits(Audience(stage="concluded"), one)


def test_somebody_who_was_told_a_conclusion_has_the_deadline_of_it() -> None:
    one = who_said(Opened("newborn--where-610100"), Said("2025年10月20日"), Said("上了"))
    assert (one.step, one.concluded, one.deadline) == ("covered_from_birth", True, "2026-01-17")
    assert fits(Audience(stage="concluded"), one)
    assert fits(Audience(before=date(2026, 1, 18)), one)
    assert not fits(Audience(before=date(2026, 1, 17)), one)


def test_what_is_said_beside_a_conclusion_leaves_its_deadline() -> None:
    one = who_said(Opened("newborn--where-610100"), Said("2025年10月20日"), Said("上了"), Help(), Said("人工"))
    assert (one.concluded, one.deadline) == (True, "2026-01-17")


def test_whoever_goes_back_or_begins_anew_has_no_deadline_any_more() -> None:
    one = who_said(Opened("newborn--where-610100"), Said("2025年10月20日"), Said("上了"), Said("上一步"))
    assert (one.concluded, one.deadline) == (False, "")


def test_an_offer_to_be_led_through_it_is_a_conclusion_with_the_deadline_of_the_window() -> None:
    one = who_said(Opened("enroll--where-610100"), Tapped("history", "continuous"), Tapped("job_insurance", "no"))
    one = (
        one
        if one.concluded
        else who_said(
            Opened("enroll--where-610100"),
            Tapped("history", "continuous"),
            Tapped("job_insurance", "no"),
            Tapped("residence", "local_hukou"),
            Tapped("hardship", "none"),
        )
    )
    assert (one.concluded, one.deadline) == (True, "2025-12-25")


def test_whoever_only_looked_at_the_menu_has_begun_nothing() -> None:
    one = who_said(Opened(""))
    assert one == Somebody()
    assert fits(Audience(), one, EVERYWHERE)
    assert not fits(Audience(stage="unfinished"), one, EVERYWHERE)


def test_the_language_is_the_one_they_chose() -> None:
    assert who_said(Opened("newborn"), Speak("en")).language == "en"


def test_the_poster_they_came_through_is_known() -> None:
    assert who_said(Opened("newborn--where-610100"), poster="KHMT4826").poster == "KHMT4826"


@pytest.mark.parametrize(
    "stored", ["", "{", "[]", "3", '{"dialogue": 3}', '{"dialogue": {"answers": 3}, "trail": [1]}', '{"trail": {}}']
)
def test_of_whom_nothing_can_be_read_nothing_is_believed(stored: str) -> None:
    assert Somebody.of(session(stored)) == Somebody()


# ── Who fits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("region", "told"),
    [(EVERYWHERE, True), (SHAANXI, True), (XIAN, True), ("610113", False), (WEINAN, False), (NANNING, False)],
)
def test_everybody_of_the_region_and_below_is_told(region: str, told: bool) -> None:
    assert fits(Audience(), Somebody(where=XIAN), region) is told


def test_whoever_never_said_where_they_are_is_of_where_their_poster_hangs() -> None:
    assert fits(Audience(), Somebody(poster="KHMT4826"), XIAN)
    assert not fits(Audience(), Somebody(poster="CDFH1357"), XIAN)
    assert not fits(Audience(), Somebody(poster="CDFH1357", where="nowhere"), XIAN)
    assert fits(Audience(), Somebody(poster="CDFH1357", where=XIAN), XIAN), "what they say counts for more"
    assert not fits(Audience(), Somebody(), XIAN)


def test_everything_that_was_asked_for_has_to_be_so() -> None:
    one = Somebody.of(session(state(concluded=True, deadline="2025-12-25", language="en"), "KHMT4826"))
    audience = Audience("newborn", "concluded", date(2026, 1, 1), "KHMT4826", "en")
    assert fits(audience, one)
    others = (
        state(concluded=True, deadline="2025-12-25", language="en", journey="enroll"),
        state(concluded=False, deadline="2025-12-25", language="en"),
        state(concluded=True, deadline="2026-01-01", language="en"),
        state(concluded=True, deadline="2025-11-14", language="en"),
        state(concluded=True, deadline="", language="en"),
        state(concluded=True, deadline="2025-12-25"),
    )
    assert not any(fits(audience, Somebody.of(session(other, "KHMT4826"))) for other in others)
    assert not fits(audience, Somebody.of(session(state(concluded=True, deadline="2025-12-25", language="en"))))


def test_a_deadline_is_still_one_on_its_last_day() -> None:
    one = Somebody(where=XIAN, concluded=True, deadline=TODAY.isoformat())
    assert fits(Audience(before=date(2026, 1, 1)), one)


# ── As it is kept and said ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "audience",
    [
        Audience(),
        Audience(stage="unfinished"),
        Audience("newborn", "concluded", date(2026, 1, 1), "KHMT4826", "en", (3, "abc")),
    ],
)
def test_an_audience_reads_back(audience: Audience) -> None:
    assert Audience.from_json(audience.to_json()) == audience


@pytest.mark.parametrize("stored", ["", "[]", '{"who": "all"}', '{"before": "soon"}', '{"listed": [1]}'])
def test_what_is_no_audience_is_not_everybody(stored: str) -> None:
    with pytest.raises(ValueError, match="no audience"):
        Audience.from_json(stored)


def test_what_there_is_not_is_refused() -> None:
    for audience, word in (
        (Audience(journey="baby"), "baby"),
        (Audience(language="fr"), "fr"),
        (Audience(stage="done"), "done"),  # type: ignore[arg-type]
    ):
        with pytest.raises(AnnouncementRefused, match=f"没有「{word}」"):
            checked(audience)


def test_a_list_names_one_person_on_a_line() -> None:
    people = read_list(["telegram:1", "", "  web:2  ", "telegram:1"])
    assert people == (("telegram", "1"), ("web", "2"))
    assert hash_of(people) == hash_of(reversed(people)) != hash_of(people[:1])
    for line in ("小李", "telegram:", ":1", "telegram:1 小李"):
        with pytest.raises(AnnouncementRefused, match="认不出来"):
            read_list([line])


def test_it_is_told_in_words_whom_it_is_for() -> None:
    audience = Audience("newborn", "unfinished", date(2026, 1, 1), "KHMT4826", "en", (3, "abc"))
    told = [said(words) for words in described(audience, XIAN)]
    assert told[0] == "陕西省西安市的所有人"
    assert "正在办「新生儿参保」的" in told
    assert len(told) == 7
    assert said(described(Audience(), EVERYWHERE, 3)[1]) == "收到过或者可能收到过第3号通知的"
