"""What a channel hands in: the ways a person can be heard, whatever the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.identity_numbers import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """Something typed. `labels` are the options as this person saw them, by key, in their own language.

    `hidden` are the kinds of numbers that were taken out of it before anything kept them: see `flows/identity.py`.
    """

    text: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    hidden: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button. It names the question it belongs to, so that an old one never answers the current question."""

    question: str
    key: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened: by a deep link (`entry`), or just so."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """An answer is to be changed."""

    question: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Another language is wanted: `zh_Hans`, `zh_Hant` or `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class Explain:
    """What does this word mean?"""

    term: str


@dataclass(frozen=True, slots=True)
class Begin:
    """A journey was chosen."""

    journey: str


@dataclass(frozen=True, slots=True)
class Back:
    """One step back."""


@dataclass(frozen=True, slots=True)
class Review:
    """Show what has been answered so far."""


@dataclass(frozen=True, slots=True)
class Unfold:
    """Show more of the conclusion, or less: its `details`, its `sources`, or what is shown at first (`less`)."""

    view: str


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin again."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Show what can be done here."""


@dataclass(frozen=True, slots=True)
class Help:
    """How does this work?"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to talk to."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Later: the rest is done another day."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Back to the step from which another journey took over."""


@dataclass(frozen=True, slots=True)
class MyData:
    """What is kept about me?"""


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete everything about me."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """No more announcements and reminders."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Announcements and reminders again."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is no text: `photo`, `voice`, `sticker`, `location`, `contact`, `file`."""

    what: str


Heard = (
    Said
    | Tapped
    | Opened
    | Edit
    | Speak
    | Explain
    | Begin
    | Back
    | Review
    | Unfold
    | Restart
    | Menu
    | Help
    | Person
    | Pause
    | Resume
    | MyData
    | Forget
    | Unsubscribe
    | Subscribe
    | Other
)
