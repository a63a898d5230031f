"""`canbao announce`: what can be typed; what is then done is in `console.py`."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.options import day, settings_with

announce_app = typer.Typer(help="通知：写、数人数、审核、发送、暂停、更正、看结果。", no_args_is_help=True)


def _moment(text: str) -> datetime:
    """A moment on the clock of China as an option. Raises typer.BadParameter, which names the option."""
    from bot.staff.times import CHINA

    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} 不是时间，请写成 2026-11-21T09:00 这样") from None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _text(path: str) -> str:
    """A file as an option, as what it says. Raises typer.BadParameter, which names the option."""
    from bot.announcements.files import read_file

    try:
        return read_file(Path(path))
    except ValueError as why:
        raise typer.BadParameter(str(why)) from None


Number = Annotated[int, typer.Argument(help="通知的编号")]
Text = Annotated[str, typer.Option(help="简体中文的内容；可以用 {region} {deadline} {fee} {hotline}")]
File = Annotated[str | None, typer.Option(parser=_text, metavar="FILE", help="内容在这个文件里")]
TextHant = Annotated[str, typer.Option(help="繁体中文的内容；不写就发简体的")]
TextEn = Annotated[str, typer.Option(help="英文的内容；不写就发简体的")]
NotAfter = Annotated[
    datetime | None, typer.Option(parser=_moment, metavar="TIME", help="过了这个时间就不发了；不写就是一星期")
]
DatabaseFile = Annotated[Path | None, typer.Option("--database", help="数据库文件")]


@announce_app.command("write")
def announce_write(
    where: Annotated[str, typer.Option(help="发给哪里的人：地区代码或名字；所有地方写 全部")],
    text: Text = "",
    file: File = None,
    text_hant: TextHant = "",
    text_en: TextEn = "",
    journey: Annotated[str, typer.Option(help="只给正在办这件事的人，例如 newborn")] = "",
    stage: Annotated[str, typer.Option(help="unfinished 没有结论的、concluded 有了结论的")] = "",
    before: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="只给期限在这天以前、还没到的人")
    ] = None,
    poster: Annotated[str, typer.Option(help="只给扫这张海报来的人：参保码")] = "",
    language: Annotated[str, typer.Option(help="只给用这种语言的人：zh_Hans、zh_Hant、en")] = "",
    people: Annotated[
        str | None,
        typer.Option("--list", parser=_text, metavar="FILE", help="只给这个名单上的人：一行一个，像 telegram:12345"),
    ] = None,
    not_after: NotAfter = None,
    edit: Annotated[int | None, typer.Option(help="改这个编号的草稿，不写新的")] = None,
    database: DatabaseFile = None,
) -> None:
    """写一条通知，或者改一条草稿。"""
    from bot.announcements.console import Wanted, write

    wanted = Wanted(where, journey, stage, before, poster, language, people)
    texts = {"zh_Hans": text or file or "", "zh_Hant": text_hant, "en": text_en}
    raise typer.Exit(write(settings_with(database=database), texts, wanted, not_after, edit))


@announce_app.command("rehearse")
def announce_rehearse(
    number: Number,
    to: Annotated[str, typer.Option(help="发到这个人的聊天里看，像 telegram:12345，只能是有身份的同事")] = "",
    database: DatabaseFile = None,
) -> None:
    """看看发出去是什么样；可以发一份到自己的聊天里。"""
    from bot.announcements.console import rehearse

    raise typer.Exit(rehearse(settings_with(database=database), number, to))


@announce_app.command("count")
def announce_count(number: Number, database: DatabaseFile = None) -> None:
    """数一数有多少人会收到，多少人收不到、为什么。数完半小时内可以审核。"""
    from bot.announcements.console import count

    raise typer.Exit(count(settings_with(database=database), number))


@announce_app.command("ask")
def announce_ask(number: Number, database: DatabaseFile = None) -> None:
    """请能审核的同事来审核：他们在聊天里会收到消息。先数人数。"""
    from bot.announcements.console import ask

    raise typer.Exit(ask(settings_with(database=database), number))


@announce_app.command("approve")
def announce_approve(
    number: Number,
    content: Annotated[str, typer.Option(help="看到的内容指纹，像 7F3A-91C2")],
    people: Annotated[int, typer.Option(help="看到的人数")],
    database: DatabaseFile = None,
) -> None:
    """审核：确认就是这个内容、就发给这么多人。要另一个人来做。"""
    from bot.announcements.console import approve

    raise typer.Exit(approve(settings_with(database=database), number, content, people))


@announce_app.command("send")
def announce_send(
    number: Number,
    follow: Annotated[bool, typer.Option(help="看着它发")] = True,
    database: DatabaseFile = None,
) -> None:
    """开始发。"""
    from bot.announcements.console import send

    raise typer.Exit(send(settings_with(database=database), number, follow=follow))


@announce_app.command("schedule")
def announce_schedule(
    number: Number,
    at: Annotated[datetime, typer.Option(parser=_moment, metavar="TIME", help="什么时候开始，像 2026-11-21T09:00")],
    database: DatabaseFile = None,
) -> None:
    """定一个时间，到时候开始发。"""
    from bot.announcements.console import send

    raise typer.Exit(send(settings_with(database=database), number, at=at, follow=False))


@announce_app.command("pause")
def announce_pause(number: Number, database: DatabaseFile = None) -> None:
    """暂停：两秒之内不再发。"""
    from bot.announcements.console import change

    raise typer.Exit(change(settings_with(database=database), number, "pause"))


@announce_app.command("resume")
def announce_resume(number: Number, database: DatabaseFile = None) -> None:
    """接着发。"""
    from bot.announcements.console import change

    raise typer.Exit(change(settings_with(database=database), number, "resume"))


@announce_app.command("cancel")
def announce_cancel(number: Number, database: DatabaseFile = None) -> None:
    """取消：还没收到的人不再发。"""
    from bot.announcements.console import change

    raise typer.Exit(change(settings_with(database=database), number, "cancel"))


@announce_app.command("correct")
def announce_correct(
    number: Annotated[int, typer.Argument(help="写错了的那条通知的编号")],
    text: Text = "",
    file: File = None,
    text_hant: TextHant = "",
    text_en: TextEn = "",
    not_after: NotAfter = None,
    database: DatabaseFile = None,
) -> None:
    """更正：只发给收到过、或者可能收到过那条通知的人。那条没发完的马上暂停。"""
    from bot.announcements.console import correct

    texts = {"zh_Hans": text or file or "", "zh_Hant": text_hant, "en": text_en}
    raise typer.Exit(correct(settings_with(database=database), number, texts, not_after))


@announce_app.command("report")
def announce_report(
    number: Number,
    csv: Annotated[Path | None, typer.Option(help="写成表格")] = None,
    follow: Annotated[bool, typer.Option(help="看着它发")] = False,
    database: DatabaseFile = None,
) -> None:
    """发给了多少人，各是什么结果。"""
    from bot.announcements.console import show_report

    raise typer.Exit(show_report(settings_with(database=database), number, csv, follow=follow))


@announce_app.command("list")
def announce_list(database: DatabaseFile = None) -> None:
    """列出所有通知。"""
    from bot.announcements.console import show_list

    raise typer.Exit(show_list(settings_with(database=database)))
