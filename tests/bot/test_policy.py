"""The clerk's commands: check the packs, and print what is known of a place."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.policy import check, show

ROOT = Path(__file__).parent.parent.parent
CHECKED = date(2026, 11, 21)


def test_the_packaged_packs_check_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(None, CHECKED) == 0
    out, err = capsys.readouterr()
    assert out == "资料包都没有问题。\n"
    assert err == ""


def test_packs_that_were_not_read_again_in_time_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(None, date(2028, 1, 1)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "复核期限" in err
    *problems, count = err.splitlines()
    assert count == f"共 {len(problems)} 处要改。"


def a_folder(folder: Path, pack: str) -> Path:
    (folder / "packs").mkdir()
    (folder / "packs" / "610000-shaanxi.toml").write_text(pack, encoding="utf-8")
    (folder / "sources.toml").write_text(
        """\
[[source]]
id = "X09"
title = "通告"
issuer = "医保局"
published = "2025"
kind = "quoted_official"
quote = "四百元"
checked = 2026-11-21
""",
        encoding="utf-8",
    )
    return folder


def test_a_problem_names_the_file_the_line_and_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = """\
region = "610000"
verify_by = 2027-05-20

[[fact]]
key = "amount.resident"
cover = 2026
value = 400
unit = "CNY_per_year"
sources = ["X09"]
"""
    assert check(a_folder(tmp_path, pack), CHECKED) == 1
    _, err = capsys.readouterr()
    assert "610000-shaanxi.toml" in err
    assert "第7行" in err
    assert "amount.resident" in err
    assert "请加引号" in err


def test_what_is_known_of_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("陕西", 2026, CHECKED) == 0
    out, _ = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].startswith("陕西省（610000）：")
    assert "  amount.resident（2026 年度，官方文件转引）" in lines
    assert any("value = 400" in line and "← X09" in line for line in lines)
    assert not any("2025 年度" in line for line in lines)
    assert any(line.startswith("全国（000000）") for line in lines)


def test_every_year_is_printed_where_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    show("610000", None, CHECKED)
    out, _ = capsys.readouterr()
    assert "2025 年度" in out
    assert "2026 年度" in out
    assert "说法不一" in out


def test_a_city_is_printed_with_its_province(capsys: pytest.CaptureFixture[str]) -> None:
    show("渭南", None, CHECKED)
    out, _ = capsys.readouterr()
    assert out.index("陕西省渭南市（610500）") < out.index("陕西省（610000）") < out.index("全国（000000）")


def test_overdue_packs_are_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    show("陕西", 2026, date(2028, 1, 1))
    assert "已经过期" in capsys.readouterr().out


@pytest.mark.parametrize(("where", "asked"), [("朝阳", "北京市朝阳区"), ("哪里", "六位代码"), ("", "六位代码")])
def test_a_place_that_is_not_understood_is_asked_back(
    where: str, asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show(where, None, CHECKED) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"「{where}」是哪里？" in err
    assert asked in err


def test_the_commands_are_on_the_command_line() -> None:
    for arguments in (["policy", "check", "--today", "2026-11-21"], ["policy", "show", "610000", "--year", "2026"]):
        done = subprocess.run(
            [sys.executable, "-c", "from bot.command import main; main()", *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
