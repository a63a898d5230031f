"""The clerk's commands, as they are typed."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.posters.desk import list_all, new
from bot.posters.order import Order
from bot.posters.printing import CannotPrint, chinese_fonts
from tests.bot.posters.examples import ORDER, TODAY, founded, settings
from tests.bot.posters.paper import codes
from tests.conftest import skip_or_fail

ROOT = Path(__file__).parent.parent.parent.parent
CANBAO = [sys.executable, "-c", "from bot.command import main; main()", "poster"]


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    try:
        chinese_fonts("zh_Hans")
    except CannotPrint as missing:
        skip_or_fail(str(missing))


def canbao_poster(folder: Path, *typed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CANBAO_")}
    env = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment}
    return subprocess.run([*CANBAO, *typed], capture_output=True, cwd=folder, env=env, text=True, check=False)


def test_a_poster_is_made_and_listed_on_the_command_line(tmp_path: Path) -> None:
    founded(tmp_path)
    made = canbao_poster(
        tmp_path,
        *("new", "--journey", "enroll", "--where", "陕西", "--place", "中学宣传栏", "--today", "2025-11-15"),
        *("--answers", "job_insurance=no,residence=student_here", "--expires", "2026-03-01", "--quote", "fee"),
        CANBAO_PUBLIC_ADDRESS="https://canbao.example",
    )
    assert (made.returncode, made.stderr) == (0, "")
    [png] = tmp_path.glob("poster-*.png")
    code = png.stem.removeprefix("poster-")
    assert png.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    [url] = codes(png.read_bytes(), tmp_path)
    assert f"二维码：{url}" in made.stdout
    assert f"p-{code.lower()}-" in url

    hung = canbao_poster(tmp_path, "list", "--today", "2025-11-16")
    assert (hung.returncode, hung.stderr) == (0, "")
    assert f"{code[:4]} {code[4:]}" in hung.stdout
    assert "要换新的" not in hung.stdout


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    founded(tmp_path)
    refused = canbao_poster(tmp_path, "new", "--journey", "newborn", "--where", "450100", "--place", "妇幼保健院")
    assert refused.returncode == 1
    assert "CANBAO_PUBLIC_ADDRESS" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.glob("poster-*")) == []


def test_a_key_that_is_too_short_is_refused_and_not_repeated(tmp_path: Path) -> None:
    refused = canbao_poster(tmp_path, "list", CANBAO_LINK_KEY="too-short")
    assert refused.returncode == 1
    assert "CANBAO_LINK_KEY" in refused.stderr
    assert "too-short" not in refused.stderr


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("朝阳", "「朝阳」是哪里？可能是：辽宁省朝阳市、北京市朝阳区"),
        ("哪儿都行", "请写地区的名字或六位代码"),
        ("999999", "请写地区的名字"),
    ],
)
def test_a_place_that_may_be_several_is_asked_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str, told: str
) -> None:
    order = Order("newborn", where, "妇幼保健院")
    assert new(order, tmp_path, settings(tmp_path), TODAY) == 1
    assert told in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_before_anything_is_registered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    founded(tmp_path)
    assert new(ORDER, tmp_path / "海报", settings(tmp_path), TODAY) == 1
    assert "这个文件夹" in capsys.readouterr().err
    list_all(settings(tmp_path), date(2026, 8, 10))
    assert "还没有海报" in capsys.readouterr().out
