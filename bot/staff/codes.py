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
    signs = "".join(sign for sign in plain if not _is_between(sign)).translate(_MISREAD)
    if len(signs) != _GROUPS * _GROUP or not set(signs) <= set(_SIGNS):
        return None
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def _is_between(sign: str) -> bool:
    """Blanks, every kind of dash, and what cannot be seen."""
    return sign.isspace() or sign == "_" or unicodedata.category(sign) in ("Pd", "Cf")


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

    This keeps somebody who tries from making us look for each code, so it may be forgotten when the program is started
    again. It keeps no code from being guessed, and need not: there are 32 ** 12 of them, above 10 ** 18. Whoever tries
    a thousand each second, from as many accounts as they like, for the seven days that a code lasts at most, while a
    hundred of them are good, finds one with a chance of one in nineteen million. So people are counted one by one: what
    others try shuts nobody out.
    """

    each: int = 5
    each_within: timedelta = timedelta(hours=1)
    most_people: int = 10_000
    _by_person: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def heard(self, who: str, now: datetime) -> bool:
        """Whether a code of theirs is looked at now."""
        return len(_since(self._by_person.get(who, deque()), now - self.each_within)) < self.each

    def missed(self, who: str, now: datetime) -> None:
        """Note a wrong code."""
        self._by_person.setdefault(who, deque(maxlen=self.each)).append(now)
        self._by_person.move_to_end(who)
        if len(self._by_person) > self.most_people:
            self._by_person.popitem(last=False)


def _since(times: deque[datetime], moment: datetime) -> deque[datetime]:
    while times and times[0] <= moment:
        times.popleft()
    return times
