"""Targets: the figures that Canbao is to reach in one run, each against what the same run measured beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

Results = Mapping[str, Any]
Target = dict[str, Any]


def targets(results: Results) -> list[Target]:
    """Every figure that the results allow to be judged: its name, the figure, the least or the most, and whether."""
    return [*_against_peers(results), *_by_itself(results), *_over_http(results), *_announcing(results)]


def _against_peers(results: Results) -> Iterator[Target]:
    rows = {row["name"]: row for row in results["dialogue"]}
    canbao, peers = rows["canbao"], [row for name, row in rows.items() if name != "canbao"]
    if not peers:
        return
    fastest = max(peers, key=_turns_s)
    yield _at_least("turns/s against the fastest peer", _turns_s(canbao) / _turns_s(fastest), 6, fastest["title"])
    if keeping := [row for row in peers if row["durable"] and not row.get("lost_at_kill")]:
        safest = max(keeping, key=_turns_s)
        ratio = _turns_s(canbao) / _turns_s(safest)
        yield _at_least("turns/s against the fastest peer that loses nothing", ratio, 20, safest["title"])
    yield _at_most(
        "p99 at 64 at once against the fastest peer's", canbao["p99_ms"] / fastest["p99_ms"], 1 / 3, fastest["title"]
    )


def _by_itself(results: Results) -> Iterator[Target]:
    canbao = next(row for row in results["dialogue"] if row["name"] == "canbao")
    if "lost_at_kill" in canbao:
        hurt = canbao["lost_at_kill"] + canbao["repeated_at_kill"]
        yield _at_most("acknowledged turns lost or repeated at SIGKILL", hurt, 0, f"{canbao['kills']} kills")
    for name, title, most in (
        ("memory_mb_10k", "MB for 10,000 open sessions, all of them in memory", 25),
        ("memory_mb_10k_bounded", "MB for 10,000 open sessions, a thousand in memory", 10),
    ):
        if name in canbao:
            yield _at_most(title, canbao[name], most, "")
    if len(sizes := results["sizes"]) > 1:
        least, most_ = sizes[0], sizes[-1]
        between = f"{most_['sessions']:,} against {least['sessions']:,} sessions stored"
        yield _at_most("CPU per turn by size", most_["cpu_us_turn"] / least["cpu_us_turn"], 1.1, between)
        yield _at_most("time per turn by size", least["turns_s"] / most_["turns_s"], 1.1, between)
        looked_up = most_["looked_up_cpu_us_turn"] / least["looked_up_cpu_us_turn"]
        yield _at_most("CPU per turn by size, remembering nobody", looked_up, 1.1, between)
    for row in results["beside"]:
        if row["name"] == "prototype":
            yield _at_least("turns/s against a bare prototype", _turns_s(canbao) / _turns_s(row), 0.6, row["title"])


def _over_http(results: Results) -> Iterator[Target]:
    for delay, least in ((50, 2), (0, 3)):
        rows = {row["name"]: row for row in results["http"] if row["delay_ms"] == delay}
        ours = [row for row in rows.values() if not row["peer"]]
        peers = [row for row in rows.values() if row["peer"]]
        if not ours or not peers:
            continue
        canbao, fastest = max(ours, key=_turns_s), max(peers, key=_turns_s)
        name = f"turns/s over HTTP at {delay} ms against the fastest peer"
        yield _at_least(name, _turns_s(canbao) / _turns_s(fastest), least, fastest["title"])
        if delay and (default := rows.get("ptb_default")):
            name = f"turns/s over HTTP at {delay} ms against PTB's default"
            yield _at_least(name, _turns_s(canbao) / _turns_s(default), 100, default["title"])


def _announcing(results: Results) -> Iterator[Target]:
    for row in results["announcements"]:
        if row["peer"]:
            continue
        limit = f"{row['permitted']} a second"
        yield _at_least("announcements against the permitted rate", row["share"], 0.99, limit)
        yield _at_most("most announcements in any one second", row["most_in_a_second"], row["permitted"], limit)
        yield _at_most("seconds that replies wait meanwhile, p99", row["reply_p99_s"], 1, f"{row['replies']} replies")
        told = f"{row['people_at_kill']} people, a kill in the middle"
        yield _at_most("people who are told twice at SIGKILL", row["told_twice_at_kill"], 0, told)


def _turns_s(row: Mapping[str, Any]) -> float:
    return float(row["turns_s"])


def _at_least(name: str, figure: float, least: float, against: str) -> Target:
    return _target(name, figure, f"≥ {least:g}", figure >= least, against)


def _at_most(name: str, figure: float, most: float, against: str) -> Target:
    return _target(name, figure, f"≤ {most:.3g}", figure <= most, against)


def _target(name: str, figure: float, target: str, reached: bool, against: str) -> Target:
    return {"name": name, "figure": round(figure, 3), "target": target, "reached": bool(reached), "against": against}
