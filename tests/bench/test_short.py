"""The benchmark in its short form: all of it runs, with next to nothing, on what is ours; no figure is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bench")
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "--short", "--only", "canbao", "--output", str(folder / "bench.json")],
        cwd=ROOT,
        env={**os.environ, "BENCH_FOLDER": str(folder / "files")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Targets" in ran.stdout
    measured: dict[str, Any] = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    return measured


def test_the_dialogue_has_every_figure(results: dict[str, Any]) -> None:
    (canbao,) = results["dialogue"]
    assert (canbao["name"], canbao["durable"]) == ("canbao", True)
    for figure in ("turns_s", "p50_ms", "p99_ms", "cpu_us_turn", "spread", "memory_mb_10k", "memory_mb_10k_bounded"):
        assert isinstance(canbao[figure], float), figure
    assert canbao["turns"] > 0
    assert canbao["acknowledged_at_kill"] > 0
    assert 0 < canbao["hit_ratio"] < 1


def test_nothing_is_lost_or_repeated_at_the_kill(results: dict[str, Any]) -> None:
    (canbao,) = results["dialogue"]
    assert (canbao["lost_at_kill"], canbao["repeated_at_kill"], canbao["unopenable_at_kill"]) == (0, 0, 0)


def test_the_rest_is_there(results: dict[str, Any]) -> None:
    assert [row["name"] for row in results["beside"]] == ["canbao_adapter", "prototype", "nothing"]
    assert [row["sessions"] for row in results["sizes"]] == [300]
    parts = ["parse", "respond", "render", "write", "layout", "storage", "sqlite"]
    assert [row["name"] for row in results["floors"]] == parts
    assert {(row["name"], row["delay_ms"]) for row in results["http"]} == {
        (name, delay) for name in ("canbao_webhook", "canbao_polling") for delay in (0, 50)
    }
    assert all(row["turns_s"] > 0 and row["unanswered"] == 0 for row in results["http"])
    (announced,) = results["announcements"]
    assert (announced["name"], announced["told_twice_at_kill"]) == ("canbao", 0)
    assert announced["share"] > 0
    assert {"name", "figure", "target", "reached", "against"} == set(results["targets"][0])
    assert results["machine"]["cores"] > 0
