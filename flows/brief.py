"""Brief: what follows from a few words alone is kept, as thousands of people type the same ones."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

R = TypeVar("R")

_LONGEST = 24
"""A longer text is hardly said twice: so what is kept stays small, whatever people make up."""

_KEPT = 1024


def brief(follows: Callable[[str], R]) -> Callable[[str], R]:
    """Keep what follows from the last brief texts; from a longer one it is worked out each time."""
    kept = lru_cache(_KEPT)(follows)

    @wraps(follows)
    def looked_up(text: str) -> R:
        return kept(text) if len(text) <= _LONGEST else follows(text)

    return looked_up
