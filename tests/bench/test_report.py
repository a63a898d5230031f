"""The report: figures are judged against what was measured beside them, and the README gets its table."""

import io
import json
from typing import Any

import pytest
from rich.console import Console

from bench.report import BEGIN, END, markdown, put_into, show
from bench.targets import targets


def row(name: str, turns_s: float, p99_ms: float, *, durable: bool = True, **more: object) -> dict[str, Any]:
    return {
        "name": name,
        "title": name.title(),
        "durable": durable,
        "turns_s": turns_s,
        "p50_ms": p99_ms / 2,
        "p99_ms": p99_ms,
        "cpu_us_turn": 1e6 / turns_s,
        "spread": 0.05,
        "lost_at_kill": 0,
        "acknowledged_at_kill": 100,
        "repeated_at_kill": 0,
        "unopenable_at_kill": 0,
        "kills": 3,
        **more,
    }


def http(name: str, delay_ms: int, turns_s: float, *, peer: bool) -> dict[str, Any]:
    return {**row(name, turns_s, 30.0), "peer": peer, "delay_ms": delay_ms}


def announced(name: str, share: float, *, peer: bool) -> dict[str, Any]:
    return {
        "name": name,
        "title": name.title(),
        "peer": peer,
        "people": 600,
        "permitted": 30,
        "share": share,
        "most_in_a_second": 45 if peer else 30,
        "refused": 150 if peer else 0,
        "replies": 90,
        "reply_p50_s": 10.5 if peer else 0.05,
        "reply_p99_s": 20.25 if peer else 0.07,
        "people_at_kill": 240,
        "told_twice_at_kill": 120 if peer else 0,
        "never_told_at_kill": 0 if peer else 2,
    }


def looked_up(cpu_us_turn: float) -> dict[str, float]:
    return {"looked_up_cpu_us_turn": cpu_us_turn, "looked_up_turns_s": 1e6 / cpu_us_turn}


def results() -> dict[str, Any]:
    measured: dict[str, Any] = {
        "dialogue": [
            row("canbao", 18_000, 6.0, memory_mb_10k=20.0, memory_mb_10k_bounded=11.0, hit_ratio=0.8),
            row("ptb", 3_000, 20.0, durable=False, lost_at_kill=38),
            row("ptb_sqlite", 1_000, 40.0),
        ],
        "beside": [row("prototype", 25_000, 5.0)],
        "cold": [row("canbao", 9_000, 12.0, hit_ratio=0.1)],
        "sizes": [
            {
                "sessions": 1_000,
                "turns_s": 10_000.0,
                "cpu_us_turn": 100.0,
                "p99_ms": 5.0,
                "spread": 0.1,
                **looked_up(150.0),
            },
            {
                "sessions": 1_000_000,
                "turns_s": 8_000.0,
                "cpu_us_turn": 105.0,
                "p99_ms": 6.0,
                "spread": 0.1,
                **looked_up(180.0),
            },
        ],
        "floors": [{"name": "parse", "what": "an update", "cpu_us_turn": 11.0}],
        "http": [
            http("canbao_webhook", 0, 4_000, peer=False),
            http("aiogram_best", 0, 1_000, peer=True),
            http("canbao_webhook", 50, 1_500, peer=False),
            http("aiogram_best", 50, 1_000, peer=True),
            http("ptb_default", 50, 10, peer=True),
        ],
        "announcements": [announced("canbao", 0.989, peer=False), announced("ptb_at_once", 0.68, peer=True)],
        "missing": ["aiogram FSM, Redis appendfsync always"],
        "machine": {"cores": 2, "cpu": "Abacus", "python": "3.11", "versions": "aiogram 3"},
    }
    return {**measured, "targets": targets(measured)}


def judged(measured: dict[str, Any]) -> dict[str, tuple[float, bool]]:
    return {target["name"]: (target["figure"], target["reached"]) for target in targets(measured)}


def test_every_figure_is_judged_against_the_right_peer() -> None:
    assert judged(results()) == {
        "turns/s against the fastest peer": (6.0, True),
        "turns/s against the fastest peer that loses nothing": (18.0, False),
        "p99 at 64 at once against the fastest peer's": (0.3, True),
        "acknowledged turns lost or repeated at SIGKILL": (0, True),
        "MB for 10,000 open sessions, all of them in memory": (20.0, True),
        "MB for 10,000 open sessions, a thousand in memory": (11.0, False),
        "CPU per turn by size": (1.05, True),
        "time per turn by size": (1.25, False),
        "CPU per turn by size, remembering nobody": (1.2, False),
        "turns/s against a bare prototype": (0.72, True),
        "turns/s over HTTP at 50 ms against the fastest peer": (1.5, False),
        "turns/s over HTTP at 50 ms against PTB's default": (150.0, True),
        "turns/s over HTTP at 0 ms against the fastest peer": (4.0, True),
        "announcements against the permitted rate": (0.989, False),
        "most announcements in any one second": (30, True),
        "seconds that replies wait meanwhile, p99": (0.07, True),
        "people who are told twice at SIGKILL": (0, True),
    }


def test_a_peer_that_lost_something_is_not_one_that_loses_nothing() -> None:
    measured = results()
    measured["dialogue"][2]["lost_at_kill"] = 1
    assert "turns/s against the fastest peer that loses nothing" not in judged(measured)


def test_without_peers_only_what_stands_by_itself_is_judged() -> None:
    measured = results()
    measured["dialogue"] = measured["dialogue"][:1]
    measured["http"], measured["announcements"] = [], measured["announcements"][:1]
    assert not any("peer" in name for name in judged(measured))


def test_the_table_stands_between_its_markers_and_nothing_else_changes() -> None:
    readme = put_into(f"# Canbao\n\n{BEGIN}\nold\n{END}\n\nthe rest\n", markdown(results()))
    assert readme.startswith(f"# Canbao\n\n{BEGIN}\n|")
    assert readme.endswith(f"\n{END}\n\nthe rest\n")
    assert "\nold\n" not in readme
    assert "| Canbao | yes | 18,000 | ± 5% | 3.0 | 6.0 | 56 | 20.0 | 0 | 0 |" in readme
    assert "| Ptb | no | 3,000 | ± 5% | 10.0 | 20.0 | 333 | – | 38 (38%) | 0 |" in readme
    assert "| Canbao | 98.9% | 30 | 0 | 0.05 | 0.07 | 0 of 240 | 2 of 240 |" in readme
    assert "| Ptb_At_Once | 68.0% | 45 | 150 | 10.50 | 20.25 | 120 of 240 | 0 of 240 |" in readme
    assert put_into(readme, markdown(results())) == readme


def test_a_readme_without_markers_is_left_alone() -> None:
    with pytest.raises(ValueError, match="between"):
        put_into("# Canbao\n", "table")


def test_everything_is_shown_in_the_terminal() -> None:
    terminal = io.StringIO()
    show(results(), Console(file=terminal, width=150))
    for words in ("18,000", "1,000,000", "parse", "turns/s against a bare prototype", "Not measured", "Abacus"):
        assert words in terminal.getvalue()


def test_the_results_are_json() -> None:
    assert json.loads(json.dumps(results())) == results()
