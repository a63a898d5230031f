"""The console: whoever may run commands on the server acts as an owner, and is written down by their account."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

import typer

from bot.settings import Settings
from bot.staff.office import Actor, Office, office_of
from bot.staff.roles import Grant, Role
from bot.translator import translator
from bot.values import written
from flows.answers.answer import Asked, Understood, WhichOne
from flows.answers.area import EVERYWHERE, area
from flows.regions import region
from flows.words import Words
from storage.database import Database

Result = TypeVar("Result")


def in_the_office(settings: Settings, work: Callable[[Office], Awaitable[Result]]) -> Result:
    """Do something in the office of this deployment. Raises StorageError."""

    async def run() -> Result:
        async with Database.open(settings.database) as database:
            return await work(office_of(settings, database))

    return asyncio.run(run())


def said(words: Words) -> str:
    """Words as the command line speaks them."""
    return written(words, translator("zh_Hans"))


def whoever_types() -> Actor:
    """The account that runs the command."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        account = "?"
    return Actor(f"console:{account}", (Grant(Role.OWNER, EVERYWHERE),))


def region_meant(text: str, today: date) -> str:
    """The code of a region that was named. Says what is missing, and exits with 2, where it is not understood."""
    outcome = area().read(text, Asked(today))
    if isinstance(outcome, Understood):
        return outcome.value
    names = "、".join(region(code).path for code in outcome.candidates) if isinstance(outcome, WhichOne) else ""
    typer.echo(f"「{text}」是哪里？" + (f"可能是：{names}。" if names else "请写地区的名字或六位代码。"), err=True)
    raise typer.Exit(2)
