"""The command line: `canbao serve`, `canbao chat`, `canbao decide`, `canbao stats`, and groups of further commands."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.announcements.command import announce_app
from bot.options import Today, settings_with
from bot.posters.command import poster_app
from bot.staff.command import audit_app, staff_app, stats

if TYPE_CHECKING:
    from bot.settings import Settings

DatabaseFile = Annotated[Path | None, typer.Option("--database", help="数据库文件")]

app = typer.Typer(
    name="canbao",
    help="参保通：在聊天里把居民医保讲清楚、办明白。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
policy_app = typer.Typer(help="政策资料包：检查、查看。", no_args_is_help=True)
app.add_typer(policy_app, name="policy")
app.add_typer(poster_app, name="poster")
app.add_typer(announce_app, name="announce")
app.add_typer(staff_app, name="staff")
app.add_typer(audit_app, name="audit")
app.command()(stats)


def main() -> None:
    """Run the command line. What an operator can mend is one sentence and exit code 1, never a traceback."""
    from flows.policy.problem import BadPack
    from storage.errors import StorageError

    try:
        app()
    except (BadPack, StorageError, OSError) as error:
        typer.echo(f"canbao: {error}", err=True)
        sys.exit(1)


def today_in_china() -> date:
    """The day it is for every rule, unless `--today` says otherwise."""
    from bot.conversation import CHINA

    return datetime.now(CHINA).date()


@app.command()
def decide() -> None:
    """从标准输入读一个案例（JSON），写出结论（JSON）。案例写错时退出码为 2。"""
    from bot.decision import decision
    from flows.decide import Malformed
    from flows.policy.library import Library
    from flows.policy.rulebook import Rulebook

    try:
        given = json.loads(sys.stdin.buffer.read())
        if not isinstance(given, dict):
            raise Malformed("a case is one JSON object")
        answer = decision(given, Rulebook(Library.open()))
    except (Malformed, ValueError, RecursionError) as error:
        typer.echo(f"canbao decide: {error}", err=True)
        raise typer.Exit(2) from None
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n")


@app.command()
def chat(
    today: Today = None,
    language: Annotated[str, typer.Option(help="zh_Hans、zh_Hant 或 en")] = "zh_Hans",
    entry: Annotated[str, typer.Option("--entry", "-e", help="像扫码一样从一个入口开始")] = "",
    record: Annotated[Path | None, typer.Option(help="把对话记到这个文件")] = None,
    database: Annotated[Path | None, typer.Option(help="把进度存在这个数据库里；不写就不留")] = None,
) -> None:
    """在终端里聊。也可以从文件喂进去：一行一句。"""
    from bot.channels.terminal import run

    run(today=today, language=language, entry=entry, record=record, database=database)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="端口；0 表示任取一个空的")] = None,
    host: Annotated[str | None, typer.Option(help="监听的地址")] = None,
    database: Annotated[Path | None, typer.Option(help="数据库文件")] = None,
    browser: Annotated[bool, typer.Option("--open", help="顺便打开浏览器")] = False,
    today: Today = None,
) -> None:
    """启动网页聊天；设了 CANBAO_TELEGRAM_TOKEN 就连 Telegram 机器人一起启动。"""
    from bot.server import serve as run

    run(settings_with(port=port, host=host, database=database), browser=browser, today=today)


@app.command()
def doctor() -> None:
    """检查这台机器上的部署：资料、时间、磁盘、数据库、备份、网页、Telegram，并说该怎么办。"""
    import asyncio

    from bot.conversation import CHINA
    from bot.doctor import diagnose

    raise typer.Exit(asyncio.run(diagnose(settings_with(), datetime.now(CHINA))))


@app.command()
def backup(
    where: Annotated[
        Path | None, typer.Argument(help="备份到哪个文件或文件夹；不写就是设置 CANBAO_BACKUPS 的文件夹")
    ] = None,
    keep: Annotated[int | None, typer.Option(min=1, help="文件夹里只留最新的几份；不写就都留着")] = None,
    database: DatabaseFile = None,
) -> None:
    """备份数据库，并读回来核对。服务开着也可以备份。"""
    from bot.backup import back_up

    settings = settings_with(database=database)
    back_up(settings.existing_database(), where or _backups(settings), keep, datetime.now(UTC))


@app.command()
def restore(
    backup: Annotated[
        Path | None,
        typer.Argument(help="备份文件；给一个文件夹就用里面最新的好备份；不写就是设置 CANBAO_BACKUPS 的文件夹"),
    ] = None,
    database: DatabaseFile = None,
) -> None:
    """用备份恢复数据库。先停掉服务；原来的文件会留在旁边。"""
    from bot.backup import restore as run

    settings = settings_with(database=database)
    run(backup or _backups(settings), settings.database, datetime.now(UTC))


@app.command()
def check(
    database: Annotated[Path | None, typer.Argument(help="数据库或备份文件；不写就是正在用的数据库")] = None,
) -> None:
    """把数据库从头读到尾，看有没有损坏。服务开着也可以查。"""
    from bot.backup import check as run

    run(settings_with(database=database).existing_database())


def _backups(settings: "Settings") -> Path:
    if settings.backups is None:
        raise typer.BadParameter("请写明备份放在哪里，或者用 CANBAO_BACKUPS 设一个文件夹")
    return settings.backups


@policy_app.command("check")
def policy_check(
    folder: Annotated[Path | None, typer.Argument(help="资料包所在的文件夹；不写就查自带的")] = None,
    today: Today = None,
) -> None:
    """检查资料包，有错就逐条说清：哪个文件、哪一行、哪一项、怎么改。"""
    from bot.policy import check

    raise typer.Exit(check(folder, today or today_in_china()))


@policy_app.command("show")
def policy_show(
    region: Annotated[str, typer.Argument(help="地区代码或名字，例如 610000 或 陕西")],
    year: Annotated[int | None, typer.Option(help="只看这个参保年度")] = None,
    today: Today = None,
) -> None:
    """列出一个地方已知的规定：是什么、谁说的、有多可靠。"""
    from bot.policy import show

    raise typer.Exit(show(region, year, today or today_in_china()))


@policy_app.command("coverage")
def policy_coverage(
    year: Annotated[int, typer.Option(help="参保年度")],
    region: Annotated[list[str] | None, typer.Argument(help="地区代码；不写就是所有有资料包的地区")] = None,
    today: Today = None,
) -> None:
    """列出每个地区每一项是已知、说法不一还是不知道，上线前看看还缺什么。"""
    from bot.coverage import coverage

    raise typer.Exit(coverage(region or [], year, today or today_in_china()))


@policy_app.command("impact")
def policy_impact(
    old: Annotated[Path, typer.Argument(help="原来的资料包文件夹")],
    new: Annotated[Path, typer.Argument(help="改过的资料包文件夹")],
    cases: Annotated[Path, typer.Option(help="案例所在的文件夹")] = Path("tests/cases"),
) -> None:
    """用同一批案例对照两套资料包，列出哪些结论变了，改前是什么、改后是什么。"""
    from bot.impact import impact

    raise typer.Exit(impact(old, new, cases))
