"""The season: what all scenes share, and how they compare what is shown with what must be."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.conversation import CHINA
from tests.rehearsal.colleague import Colleague
from tests.rehearsal.crowd import Crowd
from tests.rehearsal.platform import Platform
from tests.rehearsal.record import Record
from tests.rehearsal.town import BOSS, Town
from tests.telegram.botapi.somebody import Somebody

MONDAY = datetime(2025, 11, 10, 10, tzinfo=CHINA)
"""The contributions for 2026 are being collected; official texts state what people pay in Xi'an, and until when."""

NEXT_WEEK = MONDAY + timedelta(days=8)
"""Whoever has been silent for seven days has given up."""

END = NEXT_WEEK + timedelta(days=2)

MARKER = "老屋后头的山茶花开了"
"""What one resident writes, to be looked for in the files after they have deleted everything."""


@dataclass
class Season:
    """The season as far as it has got. `links` and `code` are what the poster's QR codes and its short code say.

    `in_doubt` is of how many nobody knows whether they got the announcement, as the server was killed meanwhile.
    """

    town: Town
    record: Record
    chance: Random
    links: dict[str, str] = field(default_factory=dict)
    code: str = ""
    in_doubt: int = 0
    crowd: Crowd = field(init=False)
    platform: Platform = field(init=False)
    boss: Colleague = field(init=False)
    li: Colleague = field(init=False)
    wang: Colleague = field(init=False)
    teller: Somebody = field(init=False)

    def __post_init__(self) -> None:
        self.crowd = Crowd("enroll--where-610100", MONDAY.date())
        self.platform = Platform(self.town.api)
        self.boss = Colleague("负责人", self.town.somebody(BOSS), self.record)
        self.li = Colleague("小李", self.town.somebody(BOSS + 1), self.record)
        self.wang = Colleague("小王", self.town.somebody(BOSS + 2), self.record)

    def compare(self, what: str, shown: object, expected: object) -> None:
        """Check that what is shown is what must be."""
        self.record.expect(shown == expected, what, f"{shown} instead of {expected}")

    async def numbers(self, by: str) -> dict[str, tuple[int, ...]]:
        """The numbers of visits: printed for the record, and read from the table that `canbao stats` writes."""
        await self.town.canbao("stats", "--by", by)
        file = self.town.folder / f"stats-{by}.csv"
        await self.town.quietly("stats", "--by", by, "--csv", str(file))
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))[1:]
        return {row[0]: tuple(map(int, row[1:])) for row in rows}
