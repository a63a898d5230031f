"""The report: what a run measured, as tables in the terminal and as a table in the README."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
ROOT = Path(__file__).parent.parent

Row = Mapping[str, Any]
Column = tuple[str, Callable[[Row], str]]


def _number(name: str, digits: int = 0, unit: str = "") -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        return f"{row[name]:,.{digits}f}{unit}" if name in row and row[name] is not None else "–"

    return cell


def _share(name: str) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        return f"± {row[name]:.0%}" if name in row else "–"

    return cell


def _lost(row: Row) -> str:
    if "lost_at_kill" not in row:
        return "–"
    share = row["lost_at_kill"] / max(row["acknowledged_at_kill"], 1)
    text = "0" if not row["lost_at_kill"] else f"{row['lost_at_kill']:,} ({share:.0%})"
    return f"{text}, file ruined" if row.get("unopenable_at_kill") else text


def _of_people(name: str) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        return f"{row[name]:,} of {row['people_at_kill']:,}"

    return cell


TITLE: Column = ("", lambda row: str(row["title"]))
SPEED: tuple[Column, ...] = (
    ("turns/s", _number("turns_s")),
    ("±", _share("spread")),
    ("p50 ms", _number("p50_ms", 1)),
    ("p99 ms", _number("p99_ms", 1)),
    ("CPU µs/turn", _number("cpu_us_turn")),
)
DIALOGUE: tuple[Column, ...] = (
    TITLE,
    ("durable", lambda row: "yes" if row["durable"] else "no"),
    *SPEED,
    ("MB/10,000", _number("memory_mb_10k", 1)),
    ("lost at SIGKILL", _lost),
    ("repeated", _number("repeated_at_kill")),
)
BESIDE: tuple[Column, ...] = (TITLE, *SPEED)
HTTP: tuple[Column, ...] = (TITLE, ("answers after ms", _number("delay_ms")), *SPEED)
ANNOUNCEMENTS: tuple[Column, ...] = (
    TITLE,
    ("of the permitted rate", lambda row: f"{row['share']:.1%}"),
    ("most in any second", _number("most_in_a_second")),
    ("refused", _number("refused")),
    ("reply p50 s", _number("reply_p50_s", 2)),
    ("reply p99 s", _number("reply_p99_s", 2)),
    ("told twice at SIGKILL", _of_people("told_twice_at_kill")),
    ("not told", _of_people("never_told_at_kill")),
)
SIZES: tuple[Column, ...] = (
    ("sessions stored", _number("sessions")),
    ("turns/s", _number("turns_s")),
    ("±", _share("spread")),
    ("p99 ms", _number("p99_ms", 1)),
    ("CPU µs/turn", _number("cpu_us_turn", 1)),
    ("turns/s, remembering nobody", _number("looked_up_turns_s")),
    ("CPU µs/turn", _number("looked_up_cpu_us_turn", 1)),
)
FLOORS: tuple[Column, ...] = (
    ("", lambda row: str(row["name"])),
    ("alone", lambda row: str(row["what"])),
    ("CPU µs/turn", _number("cpu_us_turn", 1)),
    ("turns/s", _number("turns_s")),
)
TARGETS: tuple[Column, ...] = (
    ("", lambda row: str(row["name"])),
    ("figure", _number("figure", 2)),
    ("target", lambda row: str(row["target"])),
    ("reached", lambda row: "yes" if row["reached"] else "no"),
    ("against", lambda row: str(row["against"])),
)
_ANNOUNCED = "An announcement at 30 a second, the most that the strict stub takes, while others ask something"
_WORDS = {"", "durable", "alone", "target", "reached", "against"}


def show(results: Mapping[str, Any], console: Console) -> None:
    """Print everything that was measured."""
    for title, rows, columns in (
        ("Ten turns of a newborn's dialogue, 64 people at once", results["dialogue"], DIALOGUE),
        ("Beside them", [*results["cold"], *results["beside"]], BESIDE),
        ("The same over HTTP, with a Bot API of ours that answers after so long", results["http"], HTTP),
        (_ANNOUNCED, results["announcements"], ANNOUNCEMENTS),
        ("By size", results["sizes"], SIZES),
        ("The parts of a turn, each alone", results["floors"], FLOORS),
        ("Targets", results["targets"], TARGETS),
    ):
        if rows:
            console.print(_table(title, rows, columns))
    for remark in remarks(results):
        console.print(remark)


def remarks(results: Mapping[str, Any]) -> list[str]:
    """What the tables leave out."""
    said = [
        f"{row['title']}: {row['hit_ratio']:.0%} of the answers had been worked out before"
        for row in (*results["dialogue"], *results["cold"])
        if "hit_ratio" in row
    ]
    if results["missing"]:
        said.append(f"Not measured, as they are not installed here: {', '.join(results['missing'])}")
    machine = results["machine"]
    said.append(f"{machine['cores']} cores of {machine['cpu']}, Python {machine['python']}, {machine['versions']}")
    return said


def markdown(results: Mapping[str, Any]) -> str:
    """The table of the dialogue for a README, with the targets below it."""
    lines = [*_markdown(results["dialogue"], DIALOGUE), ""]
    if results["http"]:
        lines += ["Over HTTP:", "", *_markdown(results["http"], HTTP), ""]
    if results["announcements"]:
        lines += [f"{_ANNOUNCED}:", "", *_markdown(results["announcements"], ANNOUNCEMENTS), ""]
    lines += [*_markdown(results["targets"], TARGETS), ""]
    lines += [f"- {remark}" for remark in remarks(results)]
    return "\n".join(lines)


def put_into(text: str, report: str) -> str:
    """A README with the report between its markers. Raises `ValueError` where there are none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no {BEGIN} … {END} to write the table between")
    return f"{before}{begin}\n{report}\n{end}{after}"


def _table(title: str, rows: Sequence[Row], columns: Sequence[Column]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name, _ in columns:
        table.add_column(name, justify="left" if name in _WORDS else "right", no_wrap=name == "")
    for row in rows:
        table.add_row(*(cell(row) for _, cell in columns))
    return table


def _markdown(rows: Iterable[Row], columns: Sequence[Column]) -> list[str]:
    return [
        _line(name for name, _ in columns),
        _line("---" if name in _WORDS else "---:" for name, _ in columns),
        *(_line(cell(row) for _, cell in columns) for row in rows),
    ]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the table of the last run into the README."""
    results = json.loads((ROOT / "build" / "bench.json").read_text(encoding="utf-8"))
    readme = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "README.md"
    readme.write_text(put_into(readme.read_text(encoding="utf-8"), markdown(results)), encoding="utf-8")


if __name__ == "__main__":
    main()
