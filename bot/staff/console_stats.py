"""The numbers of visits, from the command line: as a table, a CSV file, or a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.posters.printing import CannotPrint
from bot.posters.refusal import NoSuchPoster, PosterRefused
from bot.settings import Settings
from bot.staff.cells import cell
from bot.staff.chart import Bar, Chart
from bot.staff.console import in_the_office, look, said
from bot.staff.office import Office, place_of
from bot.staff.picture import png
from bot.staff.roles import Command
from bot.staff.spreadsheet import as_csv
from bot.staff.stats import BY, COLUMNS, Line, Report, report
from flows.journeys import JOURNEYS
from storage.posters import PosterRegister
from storage.statistics import By, Window


@dataclass(frozen=True, slots=True)
class Files:
    """Where the numbers are written instead of being printed."""

    csv: Path | None = None
    png: Path | None = None
    svg: Path | None = None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.csv or self.png or self.svg)


def stats(settings: Settings, by: By, window: Window, files: Files, now: datetime) -> int:
    """Print the numbers, or write them to files.

    1 where one cannot be drawn, 2 where there is no such poster, and why.
    """
    try:
        found = in_the_office(settings, partial(_report, by=by, window=window, now=now))
        _write(found, files, settings.left_after_days)
    except PosterRefused as why:
        typer.echo(str(why), err=True)
        return 2
    except CannotPrint as why:
        typer.echo(str(why), err=True)
        return 1
    if not files:
        _show(found, Console(), settings.left_after_days)
    return 0


async def _report(office: Office, by: By, window: Window, now: datetime) -> Report:
    registered = {poster.code for _, poster in await PosterRegister(office.database).since(0)}
    for code in window.posters:
        if code not in registered:
            raise NoSuchPoster(code)
    await look(office, Command.STATS, now)
    return await report(office, by, window, [window.region], now)


def _write(found: Report, files: Files, days: int) -> None:
    if files.csv:
        _save(files.csv, as_csv(_head(found), [_cells(line, found) for line in found.lines]))
    if files.svg:
        _save(files.svg, chart(found, days).svg().encode())
    if files.png:
        _save(files.png, png(chart(found, days)))


def _save(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    typer.echo(f"写好了：{file}")


def _show(found: Report, console: Console, days: int) -> None:
    table = Table(title=f"{_title(found)}　{_about(found)}", title_justify="left")
    for name in _head(found):
        table.add_column(name, justify="left" if name == _head(found)[0] else "right", overflow="fold")
    for line in found.lines:
        label, *numbers = _cells(line, found)
        table.add_row(cell(label), *map(str, numbers))
    if found.by != "question" and len(found.lines) > 1:
        table.add_section()
        table.add_row("合计", *(str(getattr(found.total, name)) for name in found.columns))
    console.print(table)
    console.print(_note(found, days), markup=False, highlight=False, soft_wrap=True)


def chart(found: Report, days: int) -> Chart:
    """The numbers as they are drawn."""
    of_questions = found.by == "question"
    return Chart(
        title=_title(found),
        about=_about(found),
        figures=[(f"{getattr(found.total, name):,}", COLUMNS[name]) for name in _FIGURES],
        whole="问到" if of_questions else "开始",
        part="停在这里" if of_questions else "有结论",
        bars=[_bar(line, found.by) for line in found.lines],
        note=_note(found, days),
    )


_FIGURES = ("started", "concluded", "done", "left")


def _bar(line: Line, by: By) -> Bar:
    one, label = line.counted, said(line.label)
    if by == "question":
        said_of_it = (f"问到 {one.asked:,}", f"停在这里 {one.left:,}{_share(one.left, one.asked)}")
        return Bar(label, one.asked, one.left, _apart(*said_of_it, f"没听懂 {one.misunderstood:,} 次"))
    numbers = (f"开始 {one.started:,}", f"有结论 {one.concluded:,}{_share(one.concluded, one.started)}")
    scans = (f"扫码 {one.scans:,}",) if by == "poster" and one.key else ()
    return Bar(label, one.started, one.concluded, _apart(*scans, *numbers, f"中途离开 {one.left:,}"))


def _apart(*numbers: str) -> str:
    return "\u3000".join(numbers)


def _share(part: int, whole: int) -> str:
    return f"（{round(100 * part / whole)}%）" if whole else ""


def _title(found: Report) -> str:
    journey = JOURNEYS.get(found.window.journey)
    return f"参保通统计：{journey.title}，{_TITLES[found.by]}" if journey else f"参保通统计：{_TITLES[found.by]}"


_TITLES: dict[By, str] = {
    "journey": "各件事",
    "question": "每一步",
    "region": "各地方",
    "poster": "各张海报",
    "week": "各个星期",
}


def _about(found: Report) -> str:
    window = found.window
    since = "从头" if window.since == Window().since else f"{window.since} "
    return f"{'、'.join(said(place_of(code)) for code in found.regions)}，{since}到 {window.until}"


def _note(found: Report, days: int) -> str:
    told = "停在这里：问了这一步以后" if found.by == "question" else "中途离开：没有结论"
    only = "县和区只算从那里的海报来的人。" if found.of_posters else ""
    return f"{told}，{days} 天没有再来。{only}"


def _head(found: Report) -> Sequence[str]:
    names = {**COLUMNS, "left": "停在这里"} if found.by == "question" else COLUMNS
    return [BY[found.by], *(names[name] for name in found.columns)]


def _cells(line: Line, found: Report) -> list[int | str]:
    return [said(line.label), *(int(getattr(line.counted, name)) for name in found.columns)]
