"""Statistics: how many visits began, came to a conclusion or were left, and at which question; out of the events."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal

from storage.columns import from_time
from storage.database import Database
from storage.transaction import Row, Transaction

By = Literal["journey", "question", "region", "poster", "week"]

_EPOCH = date(1970, 1, 1)
_MONDAY = 3  # 1970 began on a Thursday


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of one group of visits, or of one question.

    `key` is what the group has in common: a journey, a question, a region, a poster, or the Monday of a week. `left`
    are the visits that ended without a conclusion; of a question, those that went no further than to be asked it.
    """

    journey: str
    key: str
    scans: int = 0
    started: int = 0
    concluded: int = 0
    done: int = 0
    left: int = 0
    asked: int = 0
    misunderstood: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The visits to be counted: of these days, both included, of a region and what lies in it, a journey, some posters.

    Where no journey or no posters are named, all count.
    """

    since: date = _EPOCH
    until: date = date(2999, 12, 31)
    region: str = "000000"
    journey: str = ""
    posters: tuple[str, ...] = ()

    def values(self) -> dict[str, object]:
        """The window as the statements know it."""
        return {
            "first": _day(self.since),
            "last": _day(self.until),
            "since": _day(self.since) * _DAY - _ZONE,
            "within": f"{self.region.removesuffix('00').removesuffix('00').removesuffix('00')}%",
            "journey": self.journey,
            "posters": f",{','.join(self.posters)}," if self.posters else "",
        }


@dataclass(frozen=True)
class Statistics:
    """The numbers in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def counts(self, by: By, window: Window, left_before: datetime) -> tuple[Counted, ...]:
        """The numbers of the visits in a window, group by group.

        Whoever did not get to a conclusion and was last heard of before `left_before` has left.
        """
        values = {**window.values(), "by": by, "left_before": from_time(left_before)}
        rows = await self.database.read(_COUNTS, before=_FOR_EVER, goes_on=_FOR_EVER, **values)
        return tuple(_counted(row, by) for row in rows)

    async def compact(self, before: datetime, left_after: timedelta) -> int:
        """Keep only the numbers of the visits that ended before a moment, and say how many events are gone.

        A visit that went on within `left_after` stays until it, too, has ended. Done a day at a time, so that nobody
        waits long for their answer.
        """
        limit, gone = from_time(before), 0
        [oldest] = await self.database.read("SELECT coalesce(min(at), :limit) AS at FROM events", limit=limit)
        for end in range(_end_of_day(oldest["at"]), limit + _DAY, _DAY):
            gone += await self.database.write(partial(_compact, before=min(end, limit), left_after=left_after))
        return gone


_DAY = 24 * 60 * 60 * 1_000_000
_ZONE = 8 * 60 * 60 * 1_000_000  # days begin at midnight in China
_LONG_AGO, _FOR_EVER = -(1 << 62), 1 << 62


def _day(day: date) -> int:
    return (day - _EPOCH).days


def _end_of_day(at: int) -> int:
    return ((at + _ZONE) // _DAY + 1) * _DAY - _ZONE


# Visits that began in time, each with how far it got; then, in the shape of `event_days`, what each of them, each scan
# and each question asked in them adds to the numbers of the day on which the visit began.
_COUNTED = """
WITH chosen AS (
    SELECT * FROM events
    WHERE at >= :since AND at < :before
        AND visit NOT IN (SELECT visit FROM events WHERE at >= :before AND at < :goes_on)
), visits AS (
    SELECT
        visit, journey, min(channel) AS channel, max(region) AS region, coalesce(max(poster), '') AS poster,
        (min(at) + 28800000000) / 86400000000 AS day,
        max(CASE WHEN kind = 'conclusion' THEN 1 ELSE 0 END) AS concluded,
        max(CASE WHEN kind = 'done' THEN 1 ELSE 0 END) AS done,
        CASE WHEN max(at) < :left_before THEN 1 ELSE 0 END AS is_over,
        max(CASE WHEN kind = 'ask' THEN id ELSE 0 END) AS last_asked,
        max(CASE WHEN kind IN ('conclusion', 'done') THEN id ELSE 0 END) AS last_told
    FROM chosen WHERE kind <> 'scan'
    GROUP BY visit, journey
    HAVING max(CASE WHEN kind = 'start' THEN 1 ELSE 0 END) = 1
), questions AS (
    SELECT
        visit, journey, step,
        max(CASE WHEN kind = 'ask' THEN id ELSE 0 END) AS asked,
        sum(CASE WHEN kind = 'misunderstood' THEN 1 ELSE 0 END) AS misunderstood
    FROM chosen WHERE kind IN ('ask', 'misunderstood')
    GROUP BY visit, journey, step
), counted AS (
    SELECT
        day, channel, journey, '' AS step, region, poster, 0 AS scans, 1 AS started, concluded, done,
        CASE WHEN concluded = 0 THEN is_over ELSE 0 END AS has_left, 0 AS asked, 0 AS misunderstood
    FROM visits
    UNION ALL
    SELECT
        (at + 28800000000) / 86400000000, channel, journey, '', region, coalesce(poster, ''), 1, 0, 0, 0, 0, 0, 0
    FROM chosen WHERE kind = 'scan'
    UNION ALL
    SELECT
        day, channel, visits.journey, step, region, poster, 0, 0, 0, 0,
        CASE WHEN asked = last_asked AND last_asked > last_told THEN is_over ELSE 0 END,
        CASE WHEN asked > 0 THEN 1 ELSE 0 END, misunderstood
    FROM visits JOIN questions ON questions.visit = visits.visit AND questions.journey = visits.journey
)
"""

_COUNTS = f"""{_COUNTED}
SELECT
    CASE WHEN :by IN ('journey', 'question') THEN journey ELSE '' END AS in_journey,
    CASE :by
        WHEN 'question' THEN step WHEN 'region' THEN region WHEN 'poster' THEN poster
        WHEN 'week' THEN CAST((day + 3) / 7 AS TEXT) ELSE journey
    END AS in_group,
    sum(scans) AS scans, sum(started) AS started, sum(concluded) AS concluded, sum(done) AS done,
    sum(has_left) AS has_left, sum(asked) AS asked, sum(misunderstood) AS misunderstood
FROM (
    SELECT * FROM counted
    UNION ALL
    SELECT
        day, channel, journey, step, region, poster, scans, started, concluded, done, has_left, asked, misunderstood
    FROM event_days
) AS counted_and_kept
WHERE day BETWEEN :first AND :last AND region LIKE :within
    AND (:journey = '' OR journey = :journey) AND (:posters = '' OR :posters LIKE '%,' || poster || ',%')
    AND CASE WHEN :by = 'question' THEN step <> '' ELSE step = '' END
GROUP BY in_journey, in_group
ORDER BY in_journey, in_group
"""  # noqa: S608 - both parts are written here

_KEEP_NUMBERS = f"""{_COUNTED}
INSERT INTO event_days (
    day, channel, journey, step, region, poster, scans, started, concluded, done, has_left, asked, misunderstood
)
SELECT
    day, channel, journey, step, region, poster,
    sum(scans), sum(started), sum(concluded), sum(done), sum(has_left), sum(asked), sum(misunderstood)
FROM counted WHERE true
GROUP BY day, channel, journey, step, region, poster
ON CONFLICT (day, channel, journey, step, region, poster) DO UPDATE SET
    scans = event_days.scans + excluded.scans,
    started = event_days.started + excluded.started,
    concluded = event_days.concluded + excluded.concluded,
    done = event_days.done + excluded.done,
    has_left = event_days.has_left + excluded.has_left,
    asked = event_days.asked + excluded.asked,
    misunderstood = event_days.misunderstood + excluded.misunderstood
"""  # noqa: S608 - as above


def _compact(transaction: Transaction, before: int, left_after: timedelta) -> int:
    goes_on = before + left_after // timedelta(microseconds=1)
    transaction.execute(_KEEP_NUMBERS, since=_LONG_AGO, before=before, goes_on=goes_on, left_before=_FOR_EVER)
    gone = transaction.execute(
        "DELETE FROM events WHERE at < :before "
        "AND visit NOT IN (SELECT visit FROM events WHERE at >= :before AND at < :goes_on) RETURNING id",
        before=before,
        goes_on=goes_on,
    )
    return len(gone)


def _counted(row: Row, by: By) -> Counted:
    key = row["in_group"]
    if by == "week":
        key = (_EPOCH + timedelta(days=int(key) * 7 - _MONDAY)).isoformat()
    return Counted(
        journey=row["in_journey"],
        key=key,
        scans=row["scans"],
        started=row["started"],
        concluded=row["concluded"],
        done=row["done"],
        left=row["has_left"],
        asked=row["asked"],
        misunderstood=row["misunderstood"],
    )
