"""The console: whoever may run commands on the server acts as an owner, and is written down by their account."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import TypeVar

import typer

from bot.settings import Settings
from bot.staff.account import account
from bot.staff.office import Actor, Office, office_of
from bot.staff.roles import Command, Grant, Role
from bot.translator import translator
from bot.values import written
from flows.answers.answer import Asked, Understood, WhichOne
from flows.answers.area import EVERYWHERE, area
from flows.regions import region
from flows.words import Words
from storage.audit import append
from storage.database import Database

Result = TypeVar("Result")


def in_the_office(settings: Settings, work: Callable[[Office], Awaitable[Result]]) -> Result:
    """Do something in the office of this deployment, which has a database. Raises StorageError."""

    async def run() -> Result:
        async with Database.open(settings.existing_database()) as database:
            return await work(office_of(settings, database))

    return asyncio.run(run())


def said(words: Words) -> str:
    """Words as the command line speaks them."""
    return written(words, translator("zh_Hans"))


def whoever_types() -> Actor:
    """The account that runs the command."""
    return Actor(f"console:{account()}", (Grant(Role.OWNER, EVERYWHERE),))


async def look(
    office: Office, command: Command, now: datetime, where: str = "", what: Mapping[str, object] | None = None
) -> None:
    """Write down that somebody looks, before they do. Raises StorageError."""
    actor = whoever_types()
    entry = actor.entry(command, actor.grants[0], now, where, what)
    await office.database.write(partial(append, entry=entry, seal=office.seal))


def region_meant(text: str, today: date) -> str:
    """The code of a region that was named. Says what is missing, and exits with 2, where it is not understood."""
    outcome = area().read(text, Asked(today))
    if isinstance(outcome, Understood):
        return outcome.value
    names = "、".join(region(code).path for code in outcome.candidates) if isinstance(outcome, WhichOne) else ""
    typer.echo(f"「{text}」是哪里？" + (f"可能是：{names}。" if names else "请写地区的名字或六位代码。"), err=True)
    raise typer.Exit(2)
