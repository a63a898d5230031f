"""Spreadsheets: whatever somebody typed, no cell is a formula, and everything can be read back."""

import csv
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.spreadsheet import as_csv, harmless
from tests.conftest import skip_or_fail

PAYLOADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com","点这里")',
    '=WEBSERVICE("http://example.com")',
    '=IMPORTXML(CONCAT("http://example.com"),"//a")',
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "  +1",
    "\u3000=1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\u0301=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫A1",
    "\u3000＝1+1",
    '小李";=1+1;"',
    "小李\r\n=1+1",
    "小李,=1+1",
    "小李\t=1+1",
    " " * 5000 + "=1+1",
)
HARMLESS = (
    "小李",
    "武鸣区妇幼保健院 2楼",
    "1+1=2",
    "a-b",
    "",
    " ",
    "电话 12393",
    "“=”",
    "李@桂林",
    "负责人 · 所有地方",
)


def cells(written: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    [[_], [cell]] = cells(as_csv(["称呼"], [[text]]))
    assert cell.removeprefix("'") == text
    first = next((sign for sign in cell if sign.isprintable() and not sign.isspace()), "")
    assert first not in set("=+-@＝＋－＠﹦﹢﹣﹫")
    assert cell[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_everything_is_read_back_as_it_was_but_for_the_apostrophe(text: str) -> None:
    assert harmless(text) in (text, f"'{text}")
    [[cell, number]] = cells(as_csv(["a", "b"], [[text, 5]]))[1:] if text.isprintable() else [[harmless(text), "5"]]
    assert (cell, number) == (harmless(text), "5")


def test_numbers_stay_numbers_and_the_file_says_that_it_is_unicode() -> None:
    assert as_csv(["事项", "开始"], [["新生儿参保", 12], ["-1", 3]]) == (
        b"\xef\xbb\xbf" + '"事项","开始"\r\n"新生儿参保",12\r\n"\'-1",3\r\n'.encode()
    )


def test_half_a_character_spoils_no_file() -> None:
    assert cells(as_csv(["称呼"], [["\ud800李"]]))[1] == ["?李"]


def test_libreoffice_opens_it_without_a_formula(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        skip_or_fail("no LibreOffice on this machine: apt-get install libreoffice-calc")
    file = tmp_path / "payloads.csv"
    file.write_bytes(as_csv(["称呼", "数"], [[text, number] for number, text in enumerate(PAYLOADS)]))
    for separators in ("44", "44/59/9"):  # as we write it; as somebody may open it, also at ; and tabs
        subprocess.run(
            [
                *(office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
                *("--convert-to", "fods", f"--infilter=CSV:{separators},34,76,1", "--outdir", tmp_path, file),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        opened = (tmp_path / "payloads.fods").read_text(encoding="utf-8")
        assert opened.count("<table:table-row") >= len(PAYLOADS)
        assert "table:formula" not in opened
