"""Options that several commands take, and the settings they start from."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings


def day(text: str) -> date:
    """A day as an option. Raises typer.BadParameter, which names the option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} 不是日期，请写成 2026-11-21 这样") from None


Today = Annotated[
    date | None, typer.Option("--today", parser=day, metavar="YYYY-MM-DD", help="当作今天的日子；不写就是真的今天")
]


def settings_with(**given: object) -> "Settings":
    """The settings of this deployment and the options that were given. Says what is wrong with one, and exits."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for wrong in error.errors():
            name = f"CANBAO_{'_'.join(map(str, wrong['loc']))}".upper()
            typer.echo(f"设置 {name} 不对：{wrong['input']!r:.60}（{wrong['msg']}）", err=True)
        raise typer.Exit(1) from None
