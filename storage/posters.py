"""Posters: what was printed, where it hangs, what was withdrawn, and the key it was signed with."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.columns import from_time
from storage.database import Database
from storage.errors import StaleRevision
from storage.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure or a number on a poster: `value` to compare it by, `said` as it stands on the paper."""

    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster. `language` is the one its code asks for, `None` where everybody keeps their own.

    `headline` is the one a clerk wrote, empty where it is that of the journey.
    """

    code: str
    signature: str
    journey: str
    region: str
    place: str
    printed_on: date
    expires: date
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    printed: Mapping[str, Printed] = field(default_factory=dict)
    headline: str = ""

    def is_old(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.expires


@dataclass(frozen=True, slots=True)
class PosterRegister:
    """The posters in a database. Every method raises StorageError when the database fails."""

    database: Database

    async def enter(self, poster: Poster) -> bool:
        """Register a poster. False where its code belongs to another: nothing was registered then."""
        return await self.database.write(lambda transaction: enter(transaction, poster))

    async def since(self, number: int) -> list[tuple[int, Poster]]:
        """The posters registered after the one with this number, each with its own. A damaged row is left out."""
        rows = await self.database.read("SELECT * FROM posters WHERE id > :number ORDER BY id", number=number)
        found = [(row["id"], _poster(row)) for row in rows]
        return [(id, poster) for id, poster in found if poster is not None]

    async def withdrawn(self) -> frozenset[str]:
        """The codes of the posters that were withdrawn."""
        return frozenset(row["code"] for row in await self.database.read("SELECT code FROM posters_withdrawn"))

    async def is_withdrawn(self, code: str) -> bool:
        """Whether the poster with this code was withdrawn."""
        return bool(await self.database.read("SELECT 1 FROM posters_withdrawn WHERE code = :code", code=code))

    async def secret(self) -> str:
        """The key that posters are signed with where the settings name none; made when it is first asked for."""
        rows = await self.database.read("SELECT secret FROM link_keys")
        if not rows:
            rows = await self.database.write(_make_secret)
        return str(rows[0]["secret"])


def enter(transaction: Transaction, poster: Poster) -> bool:
    """Register a poster within a transaction. False where its code belongs to another: nothing was registered then."""
    registered = transaction.execute(
        "INSERT INTO posters "
        "(code, signature, journey, region, place, answers, language, printed_on, expires, printed) "
        "VALUES (:code, :signature, :journey, :region, :place, :answers, :language, :printed_on, :expires, :printed) "
        "ON CONFLICT (code) DO NOTHING RETURNING id",
        code=poster.code,
        signature=poster.signature,
        journey=poster.journey,
        region=poster.region,
        place=poster.place,
        answers=_written(poster.answers),
        language=poster.language or "",
        printed_on=poster.printed_on.isoformat(),
        expires=poster.expires.isoformat(),
        printed=_written(_on_paper(poster)),
    )
    return bool(registered)


def withdraw(transaction: Transaction, code: str, who: str, at: datetime) -> None:
    """Note within a transaction that a poster is withdrawn. Raises StaleRevision where it was withdrawn before."""
    withdrawn = transaction.execute(
        "INSERT INTO posters_withdrawn (code, who, at) VALUES (:code, :who, :at) "
        "ON CONFLICT (code) DO NOTHING RETURNING code",
        code=code,
        who=who,
        at=from_time(at),
    )
    if not withdrawn:
        raise StaleRevision("This poster was withdrawn by somebody else meanwhile. Look at the list again.")


def _make_secret(transaction: Transaction) -> list[Row]:
    transaction.execute(
        "INSERT INTO link_keys (number, secret) VALUES (1, :secret) ON CONFLICT (number) DO NOTHING",
        secret=secrets.token_urlsafe(32),
    )
    return transaction.execute("SELECT secret FROM link_keys")


_HEADLINE = "headline"
"""Where a headline of a clerk's own is kept, among the figures on the paper; no figure is called so."""


def _on_paper(poster: Poster) -> dict[str, list[str]]:
    kept = {name: [one.value, one.said] for name, one in poster.printed.items()}
    return {**kept, _HEADLINE: [poster.headline, poster.headline]} if poster.headline else kept


def _written(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _poster(row: Row) -> Poster | None:
    """A row as it was entered; `None` where it can no longer be read."""
    try:
        printed = {name: Printed(value, said) for name, (value, said) in json.loads(row["printed"]).items()}
        headline = printed.pop(_HEADLINE, Printed("", "")).said
        return Poster(
            code=row["code"],
            signature=row["signature"],
            journey=row["journey"],
            region=row["region"],
            place=row["place"],
            printed_on=date.fromisoformat(row["printed_on"]),
            expires=date.fromisoformat(row["expires"]),
            answers=dict(json.loads(row["answers"])),
            language=row["language"] or None,
            printed=printed,
            headline=headline,
        )
    except (ValueError, TypeError, AttributeError):
        return None
