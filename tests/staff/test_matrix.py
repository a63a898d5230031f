"""At the desk: every role, every command, every region. Everybody is offered what they may do, and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import cast

import pytest

from bot.announcements.counter import ANNOUNCEMENTS
from bot.conversation import CHINA
from bot.posters.counter import POSTERS
from bot.staff.desk import COUNTERS
from bot.staff.office import Actor
from bot.staff.roles import Command, Grant, Role
from flows.journeys.staff_announcements import ACTS, Announcer
from flows.journeys.staff_posters import PosterMaker
from storage.announcements import Content, add_announcement
from storage.posters import enter
from storage.transaction import Transaction
from tests.bot.posters.examples import poster
from tests.staff.bureau import Bureau
from tests.staff.test_roles import ASKED, HELD, THEIRS, table

NOON = datetime(2025, 11, 15, 12, tzinfo=CHINA)

STAGES: Mapping[str, tuple[Mapping[str, object], str]] = {
    "draft": ({"state": "draft"}, "report rehearse count rewrite cancel"),
    "counted": ({"state": "draft", "counted": True}, "report rehearse count ask approve rewrite cancel"),
    "approved": ({"state": "draft", "counted": True, "approved": True}, "report rehearse count send rewrite cancel"),
    "scheduled": ({"state": "going", "starts": 60}, "report pause cancel"),
    "going": ({"state": "going", "starts": -60}, "report pause correct cancel"),
    "paused": ({"state": "paused", "starts": -60}, "report resume correct cancel"),
    "cancelled": ({"state": "cancelled"}, "report"),
    "finished": ({"state": "finished", "starts": -60}, "report correct"),
}
"""How far an announcement can have got, and what can be done with it then by somebody who may do everything."""


def command_of(act: str) -> Command:
    return Command.WRITE if act == "rewrite" else Command(f"announce.{act}")


def add(transaction: Transaction, number: int, region: str, facts: Mapping[str, object]) -> None:
    """An announcement of a region that has got so far."""
    content = Content(region, {"zh_Hans": "好。"}, {"zh_Hans": "好。"}, "{}", NOON + timedelta(days=3))
    add_announcement(transaction, number, content, "telegram:boss", NOON)
    counted, approved, starts = facts.get("counted"), facts.get("approved"), facts.get("starts")
    at = int(NOON.timestamp()) * 1_000_000
    transaction.execute(
        "UPDATE announcements SET state = :state, counted_by = :counted_by, counted_at = :counted_at, "
        "selected = 1, told = 1, approved_by = :approved_by, approved_at = :approved_at, starts_at = :starts_at "
        "WHERE number = :number",
        number=number,
        state=facts["state"],
        counted_by="telegram:boss" if counted else None,
        counted_at=at if counted else None,
        approved_by="telegram:wang" if approved else None,
        approved_at=at if approved else None,
        starts_at=None if starts is None else at + cast(int, starts) * 60_000_000,
    )


KINDS = list(product(STAGES, (one for one in ASKED if one != "999999")))
"""Every stage in every region, as they are numbered."""


@pytest.fixture
async def full(bureau: Bureau) -> Bureau:
    """A bureau that has announcements of every stage and posters in every region."""

    def fill(transaction: Transaction) -> None:
        for number, (stage, region) in enumerate(KINDS, 1):
            add(transaction, number, region, STAGES[stage][0])
        for number, region in enumerate(ASKED):
            assert enter(transaction, poster(number, region=region))

    await bureau.database.write(fill)
    return bureau


def holding(role: Role, region: str) -> Actor:
    return Actor("telegram:li", (Grant(role, region),))


def test_every_command_has_a_counter_at_which_it_is_done() -> None:
    served = [command for counter in COUNTERS for command in counter.commands]
    assert sorted(served) == sorted(Command)
    assert {command_of(one.key) for one in ACTS} | {Command.WRITE} == set(ANNOUNCEMENTS.commands)


@pytest.mark.parametrize("role", Role)
async def test_of_every_announcement_exactly_what_they_may_do_is_offered(full: Bureau, role: Role) -> None:
    for held in HELD:
        case = cast(type[Announcer], await ANNOUNCEMENTS.case(full.office, holding(role, held), NOON))
        offered = {key: " ".join(acts) for key, acts in case.possible.items()}
        expected = {
            f"n{number}": " ".join(act for act in STAGES[stage][1].split() if table()[role, command_of(act)])
            for number, (stage, region) in enumerate(KINDS, 1)
            if region in THEIRS[held]
        }
        assert offered == expected, f"{role} of {held}"
        assert case.writes == table()[role, Command.WRITE]


@pytest.mark.parametrize("role", Role)
async def test_of_posters_exactly_what_they_may_do_is_offered_where_they_may(full: Bureau, role: Role) -> None:
    jobs = {"new": Command.NEW_POSTER, "list": Command.LIST_POSTERS, "withdraw": Command.WITHDRAW_POSTER}
    for held in HELD:
        case = cast(type[PosterMaker], await POSTERS.case(full.office, holding(role, held), NOON))
        assert case.allowed == {job for job, command in jobs.items() if table()[role, command]}
        theirs = {poster(number).code.lower() for number, region in enumerate(ASKED) if region in THEIRS[held]}
        may = table()[role, Command.WITHDRAW_POSTER]
        assert {one.key for one in case.hanging} == (theirs if may else set()), f"{role} of {held}"


@pytest.mark.parametrize(("role", "held"), list(product(Role, HELD)))
def test_nobody_writes_or_hangs_anything_where_they_may_not(role: Role, held: str) -> None:
    actor = holding(role, held)
    for counter, question, command in (
        (ANNOUNCEMENTS, "announce_where", Command.WRITE),
        (POSTERS, "poster_where", Command.NEW_POSTER),
    ):
        passed = {asked for asked in ASKED if counter.limit(actor, {question: asked}) is None}
        assert passed == (THEIRS[held] if table()[role, command] else set())


def test_what_somebody_came_to_do_has_a_number_or_none() -> None:
    assert ANNOUNCEMENTS.given(12) == {"announce_which": "n12"}
    assert all(counter.given(12) == {} for counter in COUNTERS if counter is not ANNOUNCEMENTS)


@pytest.mark.parametrize("words", [counter.words for counter in COUNTERS], ids=lambda words: str(words[0]))
def test_no_two_counters_are_opened_by_the_same_words(words: Iterable[str]) -> None:
    assert not any(set(words) & set(other.words) for other in COUNTERS if other.words != words)
