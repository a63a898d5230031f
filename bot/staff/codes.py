"""Codes: what adds somebody to the staff once, and how often a wrong one may be tried."""

import re
import secrets
import unicodedata
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.seal import Seal

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U: nobody has to ask which of two signs it is
_GROUPS, _GROUP = 3, 4
_MISREAD = str.maketrans("ILOU", "110V")

LONGEST = timedelta(days=7)
"""How long a code can be good for at most."""

USUAL = timedelta(hours=2)
"""How long a code is good for where nobody says otherwise."""


def new_code() -> str:
    """A code as it is told to somebody: K7QD-2MXA-9FTR. Sixty bits, so that guessing one is hopeless."""
    signs = [secrets.choice(_SIGNS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[start : start + _GROUP]) for start in range(0, len(signs), _GROUP))


def read_code(text: str) -> str | None:
    """A code as it was typed, in the form in which it was told; None for what cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:100]).upper()
    signs = re.sub(r"[\s_-]", "", plain).translate(_MISREAD)
    if len(signs) != _GROUPS * _GROUP or not set(signs) <= set(_SIGNS):
        return None
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def digest_of(code: str, seal: Seal) -> str:
    """What is kept of a code."""
    return seal.of("staff code", code)


def read_length(text: str) -> timedelta:
    """How long a code is to be good for: 30m, 2h, 1d. Raises ValueError with a sentence for clerks."""
    found = re.fullmatch(r"([0-9]{1,4})([mhd])", text.strip().lower())
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < length <= LONGEST:
        raise ValueError(f"有效期 {text} 看不懂：请写 30m（分钟）、2h（小时）或 1d（天），最长 {LONGEST.days}d")
    return length


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass
class Guesses:
    """Counts wrong codes. Whoever tried too many is no longer heard for a while, not even with the right one.

    A code cannot be guessed anyway. This keeps somebody who tries from making us look for each of them, so it may be
    forgotten when the program is started again. Whoever changes their name for each try meets the limit for all.
    """

    each: int = 5
    each_within: timedelta = timedelta(hours=1)
    all: int = 60
    all_within: timedelta = timedelta(minutes=1)
    most_people: int = 10_000
    _by_person: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    _by_all: deque[datetime] = field(default_factory=deque)

    def heard(self, who: str, now: datetime) -> bool:
        """Whether a code of theirs is looked at now."""
        mine = _since(self._by_person.get(who, deque()), now - self.each_within)
        return len(mine) < self.each and len(_since(self._by_all, now - self.all_within)) < self.all

    def missed(self, who: str, now: datetime) -> None:
        """Note a wrong code."""
        self._by_person.setdefault(who, deque(maxlen=self.each)).append(now)
        self._by_person.move_to_end(who)
        if len(self._by_person) > self.most_people:
            self._by_person.popitem(last=False)
        self._by_all.append(now)


def _since(times: deque[datetime], moment: datetime) -> deque[datetime]:
    while times and times[0] <= moment:
        times.popleft()
    return times
