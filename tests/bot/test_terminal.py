"""The terminal: lines in, replies out; what is recorded is what a transcript holds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.talk import talk
from tests.transcript import FOLDER, read, tell

ROOT = Path(__file__).parent.parent.parent
CHAT = [sys.executable, "-c", "from bot.command import main; main()", "chat"]


def chat(*options: str | Path, said: str | bytes = "") -> subprocess.CompletedProcess[str]:
    typed = said.encode() if isinstance(said, str) else said
    done = subprocess.run([*CHAT, *map(str, options)], input=typed, capture_output=True, cwd=ROOT, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_lines_in_and_replies_out(tmp_path: Path) -> None:
    done = chat("--today", "2026-08-10", "-e", "newborn--where-610500", said="2026年5月20日\n上了\n")
    assert (done.returncode, done.stderr) == (0, "")
    opening, born, hukou = done.stdout.split("\n\n")
    expected = talk("2026-08-10", entry="newborn--where-610500")
    assert opening == expected.text
    assert born == f"> 2026年5月20日\n{expected.say('2026年5月20日').text}"
    assert hukou == f"> 上了\n{expected.say('上了').text}\n"


@pytest.mark.parametrize("name", ["newborn/in-time", "enroll/fee-not-announced"])
def test_what_is_recorded_reads_as_the_transcript_does(tmp_path: Path, name: str) -> None:
    script = read((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    _, _, body = tell(script).text.partition("\n\n")
    record = tmp_path / "record.txt"
    said = "\n".join(line.removeprefix("> ") for line in script.lines)
    chat("--today", script.day, "--entry", script.entry, "--record", record, said=said)
    assert record.read_text(encoding="utf-8") == body


def test_progress_is_kept_where_a_database_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "chat.db"
    chat("--today", "2026-08-10", "--database", kept, "-e", "newborn--where-610500", said="2026年5月20日\n")
    again = chat("--today", "2026-08-11", "--database", kept, said="接着填\n上了\n")
    assert "欢迎回来" in again.stdout
    assert "来得及" in again.stdout


def test_without_a_database_nothing_is_kept() -> None:
    assert "欢迎回来" not in chat("-e", "newborn", said="渭南\n").stdout
    assert "欢迎回来" not in chat(said="").stdout


@pytest.mark.parametrize("said", [b"", b"\n\n  \n", b"\xff\xfe\x00\n", "没有换行".encode(), b"1\r\n2\r\n"])
def test_any_input_ends_well(said: bytes) -> None:
    done = chat("--today", "2026-08-10", said=said)
    assert (done.returncode, done.stderr) == (0, "")
    assert "参保通" in done.stdout


def test_a_day_that_is_none_is_refused_with_a_sentence() -> None:
    done = chat("--today", "2026-02-30")
    assert done.returncode == 2
    assert "2026-02-30 不是日期" in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_a_language_that_is_not_spoken_falls_back_to_the_source() -> None:
    assert "参保通" in chat("--language", "klingon").stdout
