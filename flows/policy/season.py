"""The season: which coverage year is on sale today, in its window or in a late segment (D12)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flows.policy.calendar import Season, in_season, in_year, names_a_day, new_year, season, year_end
from flows.policy.figure import UNKNOWN, Figure, stated
from flows.policy.kept import kept, once
from flows.policy.pack import Fact
from flows.policy.rulebook import Local
from flows.policy.timing import LateSegment, Window
from flows.policy.value import Holds
from flows.policy.wait import Start, start_after_window, wait_months


@dataclass(frozen=True, slots=True)
class Late:
    """A late segment as it stands on file: its days, and what the sources say of it.

    `segment` is unknown for the national rule, which says that paying late is possible and nothing of its price or end.
    """

    first: date
    last: date
    segment: Figure[LateSegment]
    rule: Figure[Holds] = UNKNOWN

    def holds(self, day: date) -> bool:
        """Whether the segment is open on this day."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Seasons:
    """The windows and late segments of one place, as they stand on one day."""

    local: Local
    today: date

    def printed(self, cover: int) -> Figure[Window]:
        """The window of a coverage year as the sources print it; unknown where none does."""
        return self.local.figure("window", Window, cover=cover, on=self.today, national=False)

    def has_amount(self, cover: int) -> bool:
        """Whether any amount of this coverage year is on file here, up to the province."""
        return cover in self.local.covers("amount.*")

    @once
    def anything_on_file(self) -> bool:
        """Whether there is any amount or window, of any year, for this place up to its province (DT1 row 1)."""
        return any(
            fact.key == "window" or fact.key.startswith("amount.") for pack in self.local.own for fact in pack.facts
        )

    @kept(8)
    def calendar_year(self, year: int) -> Figure[int]:
        """A coverage year as a figure: it is the calendar year (cover.period)."""
        return self.local.figure("cover.calendar_year", Holds, cover=year, on=self.today).then(lambda _: year)

    @kept(8)
    def year_end(self, year: int) -> Figure[date]:
        """The last day of a coverage year as a figure (D4)."""
        return self.calendar_year(year).then(year_end)

    @kept(8)
    def window(self, cover: int) -> Season | None:
        """The window of a coverage year, by the preferred reading; the season where only its amount is on file."""
        printed = self.printed(cover)
        if printed.readings or self.has_amount(cover):
            return season(printed.preferred, cover)
        return None

    def is_open(self, cover: int) -> bool:
        """Whether the window of this coverage year is open today."""
        window = self.window(cover)
        return window is not None and window.holds(self.today)

    @kept(8)
    def expected(self, cover: int) -> Season | None:
        """The last window printed for an earlier year, moved on to this one."""
        before = self.local.latest_cover("window", cover)
        return None if before is None else season(self.printed(before).preferred, before).moved_to(cover)

    def is_expected_open(self, cover: int) -> bool:
        """Whether the last known window, moved on by whole years, contains today."""
        expected = self.expected(cover)
        return expected is not None and expected.holds(self.today)

    @kept(8)
    def opens(self, cover: int) -> Figure[date]:
        """The first day of the window, where the sources print it."""
        return _days(self.printed(cover), "first", cover)

    @kept(8)
    def deadline(self, cover: int) -> Figure[date]:
        """The last day of the window, where the sources print it."""
        return _days(self.printed(cover), "last", cover)

    @kept(8)
    def late(self, cover: int) -> Late | None:
        """The late segment of a coverage year that is open today; the national rule where there is none (D12b)."""
        facts = self._late_facts(cover)
        if not facts:
            national = self.local.figure("late.national", Holds, cover=cover, on=self.today)
            segments = [Late(self._day_after_window(cover), year_end(cover), UNKNOWN, national)]
        else:
            segments = [self._segment(fact, cover) for fact in facts]
        return next((segment for segment in segments if segment.holds(self.today)), None)

    def late_deadline(self, cover: int) -> Figure[date]:
        """The last day of the late segment open today; unknown where it is not stated."""
        late = self.late(cover)
        if late is None or any(segment.last is None for segment in late.segment.values):
            return UNKNOWN
        return late.segment.then(lambda segment: in_year(segment.last or "12-31", cover)[1])

    def late_start(self, cover: int, wait: Figure[int]) -> Figure[Start]:
        """The first day covered by a payment today in the late segment, with the wait it takes."""
        late = self.late(cover)
        if late is None:
            return UNKNOWN
        if not late.segment.readings:
            return start_after_window(self.local, None, cover, self.today, wait, late.rule.grounds)
        return stated(
            (start.value, start.grounds)
            for reading in late.segment.readings
            for start in start_after_window(
                self.local, reading.value, cover, self.today, wait, reading.grounds
            ).readings
        )

    @once
    def year_on_sale(self) -> int:
        """The coverage year that paying today would buy (D12), for someone who has missed no year."""
        running, following = self.today.year, self.today.year + 1
        for cover in (running, following):
            if self.is_open(cover):
                return cover
        for cover in (running, following):
            if self.is_expected_open(cover):
                return cover
        return running if self.late_is_usable(running) else following

    @kept(8)
    def late_is_usable(self, cover: int) -> bool:
        """Whether a late segment is open in which paying today would still bring cover before the year ends (D5)."""
        start = self.late_start(cover, wait_months(self.local, cover, missed=0, in_window=False, today=self.today))
        return start.preferred is not None and start.preferred.usable

    def _late_facts(self, cover: int) -> tuple[Fact, ...]:
        for pack in self.local.own:
            late = [fact for fact in pack.facts if fact.key.startswith("late.")]
            of_the_year = [fact for fact in late if fact.cover == cover]
            rules = [fact for fact in late if fact.in_force(max(self.today, new_year(cover)))]
            if found := of_the_year or rules:
                return tuple(sorted(found, key=lambda fact: fact.key))
        return ()

    def _segment(self, fact: Fact, cover: int) -> Late:
        segment = self.local.read(fact, LateSegment)
        preferred = segment.values[0]
        first = in_year(preferred.first, cover)[0] if preferred.first else self._day_after_window(cover)
        last = in_year(preferred.last, cover)[1] if preferred.last else year_end(cover)
        return Late(first, last, segment)

    def _day_after_window(self, cover: int) -> date:
        window = self.window(cover)
        return new_year(cover) if window is None else window.last + timedelta(days=1)


def _days(windows: Figure[Window], end: str, cover: int) -> Figure[date]:
    """One end of a window, where every source that is heard prints the day."""
    printed = [(reading, getattr(reading.value, end)) for reading in windows.readings]
    return stated((in_season(when, cover)[0], reading.grounds) for reading, when in printed if names_a_day(when))
