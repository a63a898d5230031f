"""Impact: which conclusions change when packs change, shown by replaying recorded cases against both."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from bot.status import STATUS
from bot.translator import translator
from bot.values import lines
from flows.decide import Malformed, decide
from flows.labels import LABELS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook

Stated = dict[str, tuple[str, ...]]
"""A conclusion as a clerk compares it: lines of text by the name of what they state."""


def impact(old: Path, new: Path, cases: Path) -> int:
    """Print what changes, case by case; 0 where nothing does, 1 where something does, 2 where there are no cases."""
    before, after = Rulebook(Library.open(old)), Rulebook(Library.open(new))
    files = sorted(cases.glob("*.json")) if cases.is_dir() else []
    if not files:
        typer.echo(f"{cases} 里没有案例。请用 --cases 指出放案例（*.json）的文件夹。", err=True)
        return 2
    changed = 0
    for file in files:
        given = json.loads(file.read_text(encoding="utf-8"))["given"]
        differences = list(_differences(_stated(given, before), _stated(given, after)))
        changed += bool(differences)
        for line in [f"{file.stem}：", *(f"  {line}" for line in differences)] if differences else []:
            typer.echo(line)
    typer.echo(f"共 {len(files)} 个案例，{changed} 个结论有变化。")
    return 1 if changed else 0


def _stated(given: Mapping[str, Any], rules: Rulebook) -> Stated:
    try:
        step = decide(given, rules).step
    except Malformed as error:
        return {"结论": (f"案例写错：{error}",)}
    to = translator("zh_Hans")
    stated: Stated = {"结论": (step.id,)}
    for name, figure in step.case.figures().items():
        sure = "" if figure.unknown else f"（{STATUS[figure.status.value]}）"
        stated[LABELS.get(name, name)] = tuple(f"{line}{sure}" for line in lines(name, figure, to))
    return stated


def _differences(before: Stated, after: Stated) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        was, is_now = before.get(name, ()), after.get(name, ())
        yield from (f"{name}：原来 {line}" for line in was if line not in is_now)
        yield from (f"{name}：现在 {line}" for line in is_now if line not in was)
