"""Statistics: whoever began, concluded and left is counted once, also when only the numbers are left."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.events import Event, Kind, add_events, as_row
from storage.statistics import By, Counted, Statistics, Window
from tests.storage.examples import count

MONDAY = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
"""Half an hour into Monday, 2 March, in China; in London it is still Sunday."""

WEEK = timedelta(days=7)
GONE = MONDAY + timedelta(days=100)


@dataclass
class Visiting:
    """One visit as it goes on, a minute for every step."""

    name: str
    at: datetime = MONDAY
    journey: str = "newborn"
    region: str = "450100"
    poster: str | None = None
    channel: str = "telegram"

    def does(self, *steps: str) -> list[Event]:
        """Steps such as `start`, `ask:born`, `misunderstood:born`, `conclusion:covered`."""
        events = []
        for step in steps:
            kind, _, name = step.partition(":")
            known: dict[str, Kind] = {
                "scan": "scan",
                "start": "start",
                "ask": "ask",
                "misunderstood": "misunderstood",
                "conclusion": "conclusion",
                "done": "done",
            }
            events.append(
                Event(self.at, self.channel, known[kind], self.journey, name, self.region, self.name, self.poster)
            )
            self.at += timedelta(minutes=1)
        return events


async def keep(database: Database, *visits: list[Event]) -> None:
    await database.write(
        lambda transaction: add_events(transaction, [as_row(event) for visit in visits for event in visit])
    )


async def counts(
    database: Database, by: By = "journey", window: Window | None = None, left_before: datetime = GONE
) -> dict[tuple[str, str], Counted]:
    found = await Statistics(database).counts(by, window or Window(), left_before)
    return {(one.journey, one.key): one for one in found}


async def three_visits(database: Database) -> None:
    """One is told everything and does it, one is told, one gives up at the second question."""
    await keep(
        database,
        Visiting("a", poster="KHMT4826").does(
            "scan", "start", "ask:where", "ask:born", "conclusion:covered", "ask:paid", "conclusion:all_done", "done"
        ),
        Visiting("b").does("start", "ask:where", "ask:born", "misunderstood:born", "conclusion:covered"),
        Visiting("c").does("start", "ask:where", "ask:born", "misunderstood:born", "misunderstood:born"),
    )


async def test_nothing_is_counted_where_nothing_happened(database: Database) -> None:
    assert await counts(database) == {}
    await database.write(lambda transaction: add_events(transaction, []))
    assert await counts(database) == {}


async def test_every_visit_is_counted_by_how_far_it_got(database: Database) -> None:
    await three_visits(database)
    assert await counts(database) == {
        ("newborn", "newborn"): Counted("newborn", "newborn", scans=1, started=3, concluded=2, done=1, left=1)
    }


async def test_every_question_is_counted_by_what_became_of_it(database: Database) -> None:
    await three_visits(database)
    assert await counts(database, "question") == {
        ("newborn", "where"): Counted("newborn", "where", asked=3),
        ("newborn", "born"): Counted("newborn", "born", asked=3, misunderstood=3, left=1),
        ("newborn", "paid"): Counted("newborn", "paid", asked=1),
    }


async def test_whoever_may_still_come_back_has_not_left(database: Database) -> None:
    await three_visits(database)
    last_heard = MONDAY + timedelta(minutes=4)
    for left_before, left in ((last_heard, 0), (last_heard + timedelta(microseconds=1), 1)):
        assert (await counts(database, left_before=left_before))["newborn", "newborn"].left == left
        assert (await counts(database, "question", left_before=left_before))["newborn", "born"].left == left


async def test_going_back_and_forth_is_one_visit(database: Database) -> None:
    await keep(database, Visiting("a").does("start", "ask:where", "ask:born", "ask:where", "ask:born", "ask:where"))
    assert (await counts(database))["newborn", "newborn"] == Counted("newborn", "newborn", started=1, left=1)
    by_question = await counts(database, "question")
    assert by_question["newborn", "where"] == Counted("newborn", "where", asked=1, left=1)
    assert by_question["newborn", "born"] == Counted("newborn", "born", asked=1)


async def test_whoever_stops_in_the_guide_has_concluded_and_is_seen_to_stop_there(database: Database) -> None:
    await keep(database, Visiting("a").does("start", "conclusion:pay_now", "ask:registered", "ask:paid"))
    assert (await counts(database))["newborn", "newborn"] == Counted("newborn", "newborn", started=1, concluded=1)
    assert (await counts(database, "question"))["newborn", "paid"].left == 1


async def test_one_visit_through_two_journeys_counts_in_both(database: Database) -> None:
    visit = Visiting("a")
    first = visit.does("start", "ask:where", "conclusion:enroll")
    visit.journey = "enroll"
    await keep(database, first, visit.does("start", "ask:history"))
    found = await counts(database)
    assert found["newborn", "newborn"] == Counted("newborn", "newborn", started=1, concluded=1)
    assert found["enroll", "enroll"] == Counted("enroll", "enroll", started=1, left=1)


async def test_a_visit_counts_on_the_day_in_china_on_which_it_began(database: Database) -> None:
    await keep(
        database,
        Visiting("sunday", at=MONDAY - timedelta(hours=1)).does("start", "ask:where"),
        Visiting("monday").does("start", "ask:where"),
        Visiting("next sunday", at=MONDAY + timedelta(days=6, hours=23)).does("start", "ask:where"),
        Visiting("next monday", at=MONDAY + WEEK).does("start", "ask:where"),
    )
    weeks = await counts(database, "week")
    assert {key: one.started for (_, key), one in weeks.items()} == {
        "2026-02-23": 1,
        "2026-03-02": 2,
        "2026-03-09": 1,
    }
    for since, until, started in (
        (date(2026, 3, 1), date(2026, 3, 1), 1),
        (date(2026, 3, 2), date(2026, 3, 2), 1),
        (date(2026, 3, 2), date(2026, 3, 8), 2),
        (date(2026, 3, 3), date(2026, 3, 7), 0),
    ):
        found = await counts(database, window=Window(since, until))
        assert sum(one.started for one in found.values()) == started, (since, until)


async def test_what_follows_on_a_later_day_belongs_to_the_day_on_which_it_began(database: Database) -> None:
    visit = Visiting("a")
    begun = visit.does("start", "ask:where")
    visit.at += timedelta(days=3)
    await keep(database, begun, visit.does("conclusion:covered"))
    for day, concluded in ((2, 1), (5, None)):
        found = await counts(database, window=Window(date(2026, 3, day), date(2026, 3, day)))
        assert found.get(("newborn", "newborn")) == (
            Counted("newborn", "newborn", started=1, concluded=concluded) if concluded else None
        )


async def test_a_region_has_what_lies_in_it(database: Database) -> None:
    for name, region in (
        ("a", "450100"),
        ("b", "450200"),
        ("c", "440100"),
        ("d", "450000"),
        ("e", "451000"),
        ("f", ""),
    ):
        await keep(database, Visiting(name, region=region).does("start"))
    started = {
        region: sum(one.started for one in (await counts(database, window=Window(region=region))).values())
        for region in ("000000", "450000", "450100", "451000", "440000", "610000")
    }
    assert started == {"000000": 6, "450000": 4, "450100": 1, "451000": 1, "440000": 1, "610000": 0}
    assert {key for _, key in await counts(database, "region", Window(region="450000"))} == {
        "450100",
        "450200",
        "450000",
        "451000",
    }


async def test_a_region_said_on_the_way_is_that_of_the_visit(database: Database) -> None:
    await keep(
        database,
        Visiting("a", region="").does("start", "ask:where"),
        Visiting("a", at=MONDAY + timedelta(minutes=5)).does("ask:born", "conclusion:covered"),
    )
    found = await counts(database, "region")
    assert found == {("", "450100"): Counted("", "450100", started=1, concluded=1)}


async def test_a_journey_or_posters_can_be_counted_alone(database: Database) -> None:
    await three_visits(database)
    await keep(database, Visiting("d", journey="enroll", poster="WXYZ1234").does("scan", "start", "ask:history"))
    assert list(await counts(database, window=Window(journey="enroll"))) == [("enroll", "enroll")]
    assert list(await counts(database, window=Window(posters=("KHMT4826",)))) == [("newborn", "newborn")]
    both = await counts(database, "poster", Window(posters=("KHMT4826", "WXYZ1234", "NONE0000")))
    assert {key: (one.scans, one.started, one.concluded) for (_, key), one in both.items()} == {
        "KHMT4826": (1, 1, 1),
        "WXYZ1234": (1, 1, 0),
    }
    assert (await counts(database, "poster"))["", ""] == Counted("", "", started=2, concluded=1, left=1)
    assert await counts(database, window=Window(posters=("KHMT",))) == {}


EVERY: tuple[By, ...] = ("journey", "question", "region", "poster", "week")


async def a_month(database: Database) -> None:
    """Visits of thirty days, ever another one in ever another place."""
    for day in range(30):
        at = MONDAY + timedelta(days=day)
        region, poster = ("450100", "450200", "")[day % 3], ("KHMT4826", None)[day % 2]
        steps = ["scan"] * (poster is not None) + ["start", "ask:where", "misunderstood:where", "ask:born"]
        ends = (["conclusion:covered", "done"], ["conclusion:covered"], [])[day % 3]
        await keep(database, Visiting(f"visit {day}", at, region=region, poster=poster).does(*steps, *ends))


@pytest.mark.parametrize("days", [1, 15, 30, 60])
async def test_the_numbers_are_the_same_when_the_events_are_gone(path: Path, database: Database, days: int) -> None:
    await a_month(database)
    windows = (Window(), Window(region="450000"), Window(date(2026, 3, 10), date(2026, 3, 20), posters=("KHMT4826",)))
    before = [await counts(database, by, window) for by in EVERY for window in windows]
    rows = count(path, "events")
    gone = await Statistics(database).compact(MONDAY + timedelta(days=days), WEEK)
    assert gone > 0
    assert count(path, "events") == rows - gone
    assert [await counts(database, by, window) for by in EVERY for window in windows] == before
    assert await Statistics(database).compact(MONDAY + timedelta(days=days), WEEK) == 0
    assert [await counts(database, by, window) for by in EVERY for window in windows] == before


async def test_when_the_events_are_gone_no_visit_can_be_told_from_another(path: Path, database: Database) -> None:
    await a_month(database)
    await Statistics(database).compact(GONE, WEEK)
    assert count(path, "events") == 0
    kept = await database.read("SELECT * FROM event_days")
    assert not any("visit" in str(value) for row in kept for value in dict(row).values())


async def test_a_visit_that_went_on_stays_until_it_has_ended(path: Path, database: Database) -> None:
    visit = Visiting("a")
    begun = visit.does("start", "ask:where")
    visit.at += timedelta(days=3)
    await keep(database, begun, visit.does("conclusion:covered"))
    before = await counts(database)
    assert await Statistics(database).compact(MONDAY + timedelta(days=1), WEEK) == 0
    assert await counts(database) == before
    assert await Statistics(database).compact(MONDAY + timedelta(days=4), WEEK) == 3
    assert await counts(database) == before


async def test_whoever_came_back_after_having_left_is_not_counted_twice(database: Database) -> None:
    visit = Visiting("a")
    begun = visit.does("start", "ask:where")
    visit.at += timedelta(days=20)
    await keep(database, begun, visit.does("ask:born"))
    await Statistics(database).compact(MONDAY + timedelta(days=1), WEEK)
    await Statistics(database).compact(GONE, WEEK)
    assert await counts(database) == {("newborn", "newborn"): Counted("newborn", "newborn", started=1, left=1)}


async def test_what_happened_on_several_channels_is_kept_apart_and_counted_together(database: Database) -> None:
    events = Visiting("a").does("start", "conclusion:covered")
    await keep(database, events, [event._replace(channel="web", visit="b") for event in events])
    before = await counts(database)
    assert before["newborn", "newborn"].started == 2
    await Statistics(database).compact(GONE, WEEK)
    assert await counts(database) == before
    channels = await database.read("SELECT channel FROM event_days ORDER BY channel")
    assert [row["channel"] for row in channels] == ["telegram", "web"]
