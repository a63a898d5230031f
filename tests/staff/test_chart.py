"""Charts: every bar says its numbers, whatever it is called, and the picture is one that can be hung up."""

import builtins
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.posters.printing import CannotPrint
from bot.staff.chart import Bar, Chart
from bot.staff.console_stats import chart
from bot.staff.picture import png
from bot.staff.stats import report
from storage.statistics import Window
from tests.conftest import skip_or_fail
from tests.staff.bureau import Bureau
from tests.staff.residents import come
from tests.staff.test_stats import AUTUMN

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "stats.png"
LABELS = ("新生儿参保", "<script>alert(1)</script>", "a&b\"'", "\x00\x1b[31m红", "小\u202e李", "很长的名字" * 20, "")


def drawn(*bars: Bar) -> Chart:
    return Chart("参保通统计", "所有地方", [("12", "开始")], "开始", "有结论", bars, "中途离开：没有结论。")


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
    return [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]


def widths(svg: str) -> list[int]:
    """The widths of the bars, each pale one followed by its part."""
    return [int(width) for width in re.findall(r'width="(\d+)" height="30"', svg)]


@pytest.mark.parametrize("label", LABELS)
def test_whatever_a_bar_is_called_it_is_said_and_the_file_is_sound(label: str) -> None:
    svg = drawn(Bar(label, 10, 5, "开始 10")).svg()
    assert "开始 10" in texts(svg)
    assert "<script" not in svg
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", svg)


def test_a_long_name_has_two_lines_and_then_no_more() -> None:
    found = texts(drawn(Bar("渭南市政务服务中心 1楼大厅 · CDFH1357", 1, 0, "")).svg())
    assert {"渭南市政务服务中心", "1楼大厅 · CDFH1357"} <= set(found)
    *_, last, _, _ = texts(drawn(Bar("很长的名字" * 20, 1, 0, "")).svg())
    assert last.endswith("…")


def test_bars_are_as_long_as_what_they_count() -> None:
    whole, half, quarter, quarter_part = widths(drawn(Bar("a", 100, 50, ""), Bar("b", 25, 25, "")).svg())
    assert (half, quarter, quarter_part) == (round(whole / 2), round(whole / 4), round(whole / 4))


def test_what_is_few_is_still_seen_and_what_is_none_is_not() -> None:
    assert widths(drawn(Bar("a", 10**6, 1, ""), Bar("b", 1, 0, "")).svg())[1:] == [3, 3, 0]


def test_nothing_is_drawn_of_nothing() -> None:
    assert "这段时间还没有数字。" in texts(drawn().svg())
    assert widths(drawn(Bar("a", 0, 0, "")).svg()) == [0, 0]


def test_of_very_many_bars_the_first_are_drawn() -> None:
    svg = drawn(*(Bar(f"第{number}张", number, 0, "") for number in range(100))).svg()
    assert len(widths(svg)) == 2 * 40
    assert "还有 60 行没有画出来" in texts(svg)[-1]


def test_there_is_one_colour() -> None:
    colours = set(re.findall("#[0-9a-f]{3,6}", drawn(Bar("a", 2, 1, "b")).svg()))
    assert colours == {"#fff", "#191919", "#575757", "#e4e4e4", "#cfe6d9", "#0b6b41"}


async def a_chart(bureau: Bureau) -> Chart:
    await come(bureau.database, 1200, AUTUMN - timedelta(hours=12), 28)
    window = Window(date(2025, 11, 3), date(2025, 11, 30), journey="enroll")
    found = await report(bureau.office, "question", window, ["000000"], AUTUMN + timedelta(days=60))
    return chart(found, 7)


async def test_the_picture_in_the_documents_is_of_simulated_residents(
    bureau: Bureau, request: pytest.FixtureRequest
) -> None:
    try:
        picture = png(await a_chart(bureau))
    except CannotPrint as missing:
        skip_or_fail(str(missing))
    if request.config.getoption("--update"):
        PICTURE.write_bytes(picture)
    for one in (picture, PICTURE.read_bytes()):
        assert one[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(one[16:20]) == 1200
        assert 20_000 < len(one) <= 200_000


async def test_every_number_of_the_report_stands_in_the_chart(bureau: Bureau) -> None:
    drawn_chart = await a_chart(bureau)
    found = texts(drawn_chart.svg())
    assert found[0] == "参保通统计：参保缴费，每一步"
    assert found[1] == "所有地方，2025-11-03 到 2025-11-30"
    assert all(bar.said in found for bar in drawn_chart.bars)
    assert all(value in found and name in found for value, name in drawn_chart.figures)


def test_without_a_chinese_font_the_picture_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.posters.printing.installed_fonts", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(CannotPrint, match="fonts-noto-cjk"):
        png(drawn())


def test_without_what_draws_it_the_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    really_import = builtins.__import__

    def without_typst(name: str, *given: Any, **named: Any) -> Any:
        if name == "typst":
            raise ImportError(name="typst")
        return really_import(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(CannotPrint, match=r"pip install 'canbao\[poster\]'.*--svg"):
        png(drawn())
