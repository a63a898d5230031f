"""What became of one attempt to send a message: what every channel tells delivery."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived. `receipt` is the platform's name for it, where it has one."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It did not arrive, and may if it is tried again: after `wait`, or after a while where the platform names none.

    `everybody` where the platform asked the whole channel to be silent for that long.
    """

    wait: timedelta | None = None
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This person cannot be reached any more: they blocked us, or are gone. They may come back by writing."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take this message; `why` is its reason, without a word of the message."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it arrived: the connection broke after it was handed over."""


Outcome = Sent | Later | Unreachable | Refused | Unknown
