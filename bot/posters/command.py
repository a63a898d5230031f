"""`canbao poster`: what can be typed; what is then done is in `desk.py`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.options import Today, day, settings_with

poster_app = typer.Typer(help="海报：印二维码，看每张带来了多少人，停用旧的。", no_args_is_help=True)

DatabaseFile = Annotated[Path | None, typer.Option("--database", help="数据库文件")]


@poster_app.command("new")
def poster_new(
    journey: Annotated[str, typer.Option(help="办哪件事，例如 newborn")],
    where: Annotated[str, typer.Option(help="给哪里的人看：地区代码或名字，例如 450100 或 南宁")],
    place: Annotated[str, typer.Option(help="贴在哪里，例如「武鸣区妇幼保健院 2楼」")],
    answers: Annotated[
        list[str] | None, typer.Option(help="替人填好的回答，例如 group=student；可以写几次，也可以用逗号隔开")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="zh_Hans、zh_Hant 或 en；不写就印简体中文，聊天随各人的手机")
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(parser=day, metavar="YYYY-MM-DD", help="有效到哪天；不写就是一年，或者到印的数字要核对那天"),
    ] = None,
    headline: Annotated[str, typer.Option(help="大标题；不写就用这件事的")] = "",
    quote: Annotated[list[str] | None, typer.Option(help="一定要印的数字：fee、deadline；不能印会说为什么")] = None,
    folder: Annotated[Path, typer.Option(help="文件写到哪个文件夹")] = Path(),
    database: DatabaseFile = None,
    today: Today = None,
) -> None:
    """做一张海报：登记、签名，写出 A4 的 PDF 和 PNG。"""
    from bot.posters.desk import new
    from bot.posters.order import Order

    order = Order(
        journey=journey,
        where=where,
        place=place,
        answers=dict(_pair(one) for text in answers or () for one in text.split(",")),
        language=language,
        expires=expires,
        headline=headline,
        quotes=tuple(quote or ()),
    )
    raise typer.Exit(new(order, folder, settings_with(database=database), today))


@poster_app.command("print")
def poster_print(
    code: Annotated[str, typer.Argument(help="参保码，例如 KHMT4826")],
    folder: Annotated[Path, typer.Option(help="文件写到哪个文件夹")] = Path(),
    database: DatabaseFile = None,
    today: Today = None,
) -> None:
    """把登记过的海报再印一份：在聊天里做的，或者文件找不到了的。"""
    from bot.posters.desk import print_one

    raise typer.Exit(print_one(code, folder, settings_with(database=database), today))


@poster_app.command("withdraw")
def poster_withdraw(
    code: Annotated[str, typer.Argument(help="参保码，例如 KHMT4826")],
    database: DatabaseFile = None,
    today: Today = None,
) -> None:
    """停用一张海报：扫它的人还能接着办，会听到海报停用了；不再计数。"""
    from bot.posters.desk import withdraw_one

    raise typer.Exit(withdraw_one(code, settings_with(database=database), today))


@poster_app.command("list")
def poster_list(database: DatabaseFile = None, today: Today = None) -> None:
    """列出每张海报带来了多少人，还有哪些该换新的。"""
    from bot.posters.desk import list_all

    raise typer.Exit(list_all(settings_with(database=database), today))


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"回答要写成 问题=答案 这样，例如 group=student；现在是 {text}")
    return name.strip(), value.strip()
