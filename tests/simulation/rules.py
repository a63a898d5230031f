"""The rules that a simulated bureau has on file: those of today, and others that take their place and give it back."""

from functools import cache
from types import MappingProxyType

from bot.answers import Answers
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook

VERSIONS = 2


@cache
def rulebook(version: int) -> Rulebook:
    """A version of the rules: all of them, or nothing of Shaanxi and Hebei, so that the same answers lead elsewhere."""
    library = Library.open()
    packs = {region: pack for region, pack in library.packs.items() if version == 0 or region[:2] not in ("61", "13")}
    return Rulebook(Library(MappingProxyType(packs), library.sources))


@cache
def answers(version: int) -> Answers:
    """What the bot says by these rules."""
    return Answers(JOURNEYS, rulebook(version))
