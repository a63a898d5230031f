"""Services: what to bring, where to go and whom to call, as cited lists."""

from flows.policy.case import Case, figure
from flows.policy.figure import Figure
from flows.policy.kept import once
from flows.policy.pack import Channel, Hotline, Paper
from flows.policy.rows import listed
from flows.policy.rulebook import Local


class Place(Case):
    """A case that is decided by the rules of one place, the answer to `where`."""

    journey = ""
    purposes: tuple[str, ...] = ("register", "pay", "check")

    @once
    def local(self) -> Local:
        """The rules of the place."""
        rules = self.facts.rules
        return rules.at(rules.nearest(self.facts["where"]))

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
