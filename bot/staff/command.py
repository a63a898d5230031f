"""`canbao staff`, `canbao audit`, `canbao stats`: what can be typed; what is then done is in files of its own."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.options import day, settings_with

staff_app = typer.Typer(help="人员：发邀请码、看名单、取消权限。", no_args_is_help=True)
audit_app = typer.Typer(help="操作记录：看、存成表格、核对有没有被改过。", no_args_is_help=True)

DatabaseFile = Annotated[Path | None, typer.Option("--database", help="数据库文件")]


@staff_app.command("invite")
def staff_invite(
    role: Annotated[str, typer.Option(help="editor 编辑、sender 发送员、auditor 审计员；写哪种都行")],
    where: Annotated[str, typer.Option(help="管哪里：地区代码或名字，例如 450100 或 南宁；都管写 全部")],
    name: Annotated[str, typer.Option(help="怎么称呼，写在名单里好认人")] = "－",
    expires: Annotated[str, typer.Option(help="多久内有效：30m、2h、1d")] = "2h",
    database: DatabaseFile = None,
) -> None:
    """做一个只能用一次的邀请码，用它的人就有这个身份。"""
    from bot.staff.codes import read_length
    from bot.staff.console_people import invite
    from bot.staff.times import now_in_china

    try:
        good_for = read_length(expires)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
    raise typer.Exit(invite(settings_with(database=database), role, where, name, good_for, now_in_china()))


@staff_app.command("list")
def staff_list(database: DatabaseFile = None) -> None:
    """列出谁有什么身份、管哪里，还有没用的邀请码。"""
    from bot.staff.console_people import show_list
    from bot.staff.times import now_in_china

    raise typer.Exit(show_list(settings_with(database=database), now_in_china()))


@staff_app.command("remove")
def staff_remove(
    number: Annotated[str, typer.Argument(help="名单里的编号，例如 3；邀请码是 c3 这样")],
    database: DatabaseFile = None,
) -> None:
    """取消一个人的身份，或者作废一个没用的邀请码。"""
    from bot.staff.console_people import take_away
    from bot.staff.times import now_in_china

    raise typer.Exit(take_away(settings_with(database=database), number, now_in_china()))


@audit_app.command("show")
def audit_show(
    last: Annotated[int, typer.Option(min=1, max=10_000, help="最近的多少条")] = 50,
    csv: Annotated[Path | None, typer.Option(help="全部写进这个表格文件")] = None,
    database: DatabaseFile = None,
) -> None:
    """看最近的操作记录，最后一行是可以抄下来的指纹。"""
    from bot.staff.console_record import show
    from bot.staff.times import now_in_china

    raise typer.Exit(show(settings_with(database=database), last, csv, now_in_china()))


@audit_app.command("verify")
def audit_verify(
    noted: Annotated[str | None, typer.Option(help="以前抄下来的指纹，例如 57:3fa9c2d10b7e55aa")] = None,
    database: DatabaseFile = None,
) -> None:
    """核对全部操作记录：有一条被改过、删过、插过、截掉，都查得出来。"""
    from bot.staff.console_record import check

    raise typer.Exit(check(settings_with(database=database), noted))


def stats(
    by: Annotated[str, typer.Option(help="按什么分开：journey、question、region、poster、week")] = "journey",
    journey: Annotated[str, typer.Option(help="只看这件事，例如 newborn")] = "",
    where: Annotated[str, typer.Option(help="只看这个地方和下面的：代码或名字")] = "全部",
    poster: Annotated[list[str] | None, typer.Option(help="只看这张海报带来的：参保码；可以写几次")] = None,
    since: Annotated[date | None, typer.Option("--from", parser=day, metavar="YYYY-MM-DD", help="从哪天开始")] = None,
    until: Annotated[date | None, typer.Option("--to", parser=day, metavar="YYYY-MM-DD", help="到哪天为止")] = None,
    csv: Annotated[Path | None, typer.Option(help="写成表格")] = None,
    png: Annotated[Path | None, typer.Option(help="画成图片")] = None,
    svg: Annotated[Path | None, typer.Option(help="画成可以放大的图")] = None,
    database: DatabaseFile = None,
) -> None:
    """有多少人开始、有结论、办完、中途离开，停在哪一步，哪一步常听不懂。"""
    from bot.posters.code import typed_code
    from bot.staff.console import region_meant
    from bot.staff.console_stats import Files
    from bot.staff.console_stats import stats as show
    from bot.staff.stats import read_by
    from bot.staff.times import now_in_china
    from flows.journeys import JOURNEYS
    from storage.statistics import Window

    try:
        chosen = read_by(by)
    except ValueError:
        raise typer.BadParameter(f"不能按 {by} 分开，可以写 journey、question、region、poster、week") from None
    if journey and journey not in JOURNEYS:
        known = "、".join(f"{one.id}（{one.title}）" for one in JOURNEYS.values())
        raise typer.BadParameter(f"没有 {journey} 这件事，可以写 {known}")
    now = now_in_china()
    if since and since > (until or now.date()):
        raise typer.BadParameter(f"从 {since} 到 {until or now.date()}，开始的日子比结束的还晚，请换过来")
    window = Window(
        since=since or Window().since,
        until=until or now.date(),
        region=region_meant(where, now.date()),
        journey=journey,
        posters=tuple(typed_code(one) or one for one in poster or ()),
    )
    raise typer.Exit(show(settings_with(database=database), chosen, window, Files(csv, png, svg), now))
