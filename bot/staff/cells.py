"""Cells: what somebody once typed, in the terminal of whoever looks at it: plain text, and nothing hidden in it."""

import unicodedata

from rich.text import Text


def cell(text: object) -> Text:
    """A text for a table. Square brackets are no markup in it."""
    return Text(visible(str(text)))


def visible(text: str) -> str:
    """A text in which a sign that would move the cursor or turn the line around is written out by its number."""
    return "".join(_written_out(sign) if _is_unseen(sign) else sign for sign in text)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign).startswith("C") or sign in "\u2028\u2029"


def _written_out(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
