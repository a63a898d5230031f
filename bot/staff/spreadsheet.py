"""The spreadsheet: rows as a CSV file that Excel, WPS and LibreOffice open in Chinese, and never run anything of.

What somebody once typed ends up in cells: the name of a colleague, the place of a poster. A cell that begins with an
equals sign is a formula to a spreadsheet, so it gets an apostrophe in front, as one would type it there.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = "=+-@"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[int | str]]) -> bytes:
    """A table as a file. Numbers stay numbers; the mark at the beginning tells Excel that this is UTF-8."""
    written = StringIO()
    # Every text in quotes: what stands in one cell is then not split by a program that also separates at ; or a tab.
    table = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(head)
    table.writerows([cell if isinstance(cell, int) else harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    Full-width signs count as the plain ones, as they do in a Chinese Excel; whatever cannot be seen before them is
    looked through, and a cell never begins with a tab or a line break.
    """
    first = next((sign for sign in text if not _is_unseen(sign)), "")
    is_formula = unicodedata.normalize("NFKC", first).startswith(tuple(_FORMULA)) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if is_formula else text


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign).startswith(("C", "Z", "M"))
