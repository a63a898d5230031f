"""Policy commands for clerks: check the packs, and print what is known of a place, from where, and how sure."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import typer

from bot.status import STATUS
from flows.answers.answer import Asked, Understood, WhichOne
from flows.answers.place import place
from flows.policy.library import Library, problems
from flows.policy.pack import Fact, Pack
from flows.policy.parameters import Value
from flows.policy.problem import BadPack
from flows.policy.rulebook import NATIONAL, Local, Rulebook
from flows.regions import region


def check(folder: Path | None, today: date) -> int:
    """Print every problem of the packs, one to a line; 0 where there is none, else 1."""
    found = problems(folder, today)
    for problem in found:
        typer.echo(str(problem), err=True)
    typer.echo(f"共 {len(found)} 处要改。" if found else "资料包都没有问题。", err=bool(found))
    return 1 if found else 0


def show(where: str, year: int | None, today: date) -> int:
    """Print what is on file for a place and the regions it lies in; 2 where the place is not understood."""
    outcome = place().read(where, Asked(today))
    if not isinstance(outcome, Understood):
        names = "、".join(region(code).path for code in outcome.candidates) if isinstance(outcome, WhichOne) else ""
        typer.echo(f"「{where}」是哪里？" + (f"可能是：{names}。" if names else "请写地区的名字或六位代码。"), err=True)
        return 2
    try:
        rules = Rulebook(Library.open())
    except BadPack as bad:
        typer.echo(str(bad), err=True)
        return 1
    for line in _described(rules.at(outcome.value), year, today):
        typer.echo(line)
    return 0


def _described(local: Local, year: int | None, today: date) -> Iterator[str]:
    for pack in local.every:
        facts = [fact for fact in pack.facts if year is None or fact.cover in (None, year)]
        yield f"{_name(pack)}（{pack.region}）：{len(facts)} 条，{pack.verify_by} 前要重新核对" + (
            "，已经过期" if pack.verify_by < today else ""
        )
        for fact in facts:
            yield from (f"  {line}" for line in _fact(fact))
        if pack.hotlines:
            yield "  电话：" + "；".join(
                f"{row.number} {row.label}（{'、'.join(row.sources)}）" for row in pack.hotlines
            )
        for channel in pack.channels:
            how = f"，{channel.how}" if channel.how else ""
            yield f"  渠道：{channel.name}{how}（{'、'.join(channel.sources)}）"


def _name(pack: Pack) -> str:
    return "全国" if pack.region == NATIONAL else region(pack.region).path


def _fact(fact: Fact) -> Iterator[str]:
    when = f"{fact.cover} 年度" if fact.cover else "规定"
    disputed = "，说法不一" if len(fact.readings) > 1 or fact.disputed_with else ""
    yield f"{fact.key}（{when}，{STATUS[fact.status.value]}{disputed}）"
    for reading in fact.readings:
        yield f"  {_value(reading.value)}　← {'、'.join(reading.sources)}"
    if fact.note:
        yield f"  注：{fact.note}"


def _value(value: Value) -> str:
    stated = value.model_dump(exclude_defaults=True, mode="json")
    return "，".join(f"{name} = {stated[name]}" for name in stated) or "是"
