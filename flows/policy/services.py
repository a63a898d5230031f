"""Services: what to bring, where to go and whom to call, as cited lists."""

from collections.abc import Iterable
from typing import TypeVar

from flows.policy.case import Case, figure
from flows.policy.figure import UNKNOWN, Figure, Ground, stated
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rulebook import Local

R = TypeVar("R")


def listed(rows: Iterable[tuple[R, Ground]]) -> Figure[tuple[R, ...]]:
    """Rows of packs as one figure that rests on all of them; unknown where there is none."""
    found = tuple(rows)
    if not found:
        return UNKNOWN
    return stated([(tuple(row for row, _ in found), tuple(dict.fromkeys(ground for _, ground in found)))])


class Place(Case):
    """A case that is decided by the rules of one place, the answer to `where`."""

    journey = ""
    purposes: tuple[str, ...] = ("register", "pay", "check")

    @property
    def local(self) -> Local:
        """The rules of the place."""
        return self.facts.rules.at(self.facts["where"])

    @property
    def situation(self) -> str:
        """The situation whose papers are to be brought."""
        raise NotImplementedError

    @figure
    def papers(self) -> Figure[tuple[Paper, ...]] | None:
        """What to bring; `None` where nothing has to be handed in."""
        return listed(self.local.papers(self.situation))

    @figure
    def channels(self) -> Figure[tuple[Channel, ...]] | None:
        """Where it is done, online and at a counter; `None` where there is nothing to do."""
        return listed(self.local.channels(self.journey, *self.purposes))

    @figure
    def hotlines(self) -> Figure[tuple[Hotline, ...]]:
        """Whom to call, by topic; the region's own number first."""
        return listed(self.local.hotlines("insurance", "tax"))
