"""A finding: one thing that was tried, and what came of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.telegram.killing import Account


@dataclass(frozen=True)
class Finding:
    """What was tried; what went `wrong`, if anything did; and what there is to tell beside."""

    what: str
    wrong: str = ""
    told: str = ""
    account: Account = field(default_factory=Account)

    def __str__(self) -> str:
        return (
            f"{'failed' if self.wrong else 'passed'}  {': '.join(filter(None, (self.what, self.wrong or self.told)))}"
        )


Try = Callable[[Path], AsyncIterator[Finding]]
"""Tries something, or several things on one server; the folder is for its files."""


async def found(what: str, trying: Awaitable[str | Account]) -> Finding:
    """Try it. Whatever is raised is what went wrong."""
    try:
        came_of_it = await trying
    except Exception as error:
        return Finding(what, f"{type(error).__name__}: {error}")
    if isinstance(came_of_it, Account):
        return Finding(what, told=str(came_of_it), account=came_of_it)
    return Finding(what, told=came_of_it)
