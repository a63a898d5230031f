"""Who is on the staff, from the command line: make a code, print the list, take a role or a code away."""

from datetime import datetime, timedelta
from functools import partial

import typer
from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from bot.staff.cells import cell, visible
from bot.staff.console import in_the_office, look, region_meant, said, whoever_types
from bot.staff.invitation import Invitation
from bot.staff.naming import NotAName, called
from bot.staff.office import Actor, Office, place_of
from bot.staff.people import ROLES, on_the_list, removal, remove
from bot.staff.roles import INVITED, Command, Role
from bot.staff.times import moment
from storage.audit import Entry, append
from storage.seal import Seal
from storage.staff import Code, Member
from storage.transaction import Transaction


def invite(settings: Settings, role: str, where: str, name: str, good_for: timedelta, now: datetime) -> int:
    """Make a code and print it; 2 where the role, the region or the name is none."""
    given = next((one for one in INVITED if role in (one, ROLES[one], ROLES[one].removesuffix("员"))), None)
    if given is None:
        names = "、".join(f"{one}（{ROLES[one]}）" for one in INVITED)
        typer.echo(f"没有 {role} 这种身份，可以写 {names}。负责人写在设置 CANBAO_OWNERS 里。", err=True)
        return 2
    try:
        name = called(name, now.date())
    except NotAName as no:
        typer.echo(said(no.why), err=True)
        return 2
    made = Invitation(given, region_meant(where, now.date()), name, now, good_for)
    in_the_office(settings, partial(_keep, made=made))
    typer.echo(f"邀请码：{made.code}")
    typer.echo(
        f"只能用一次，{made.until} 前有效。用了以后，「{name}」就是{said(place_of(made.where))}的「{ROLES[given]}」。"
    )
    typer.echo(f"请当面或者打电话告诉本人，让他在和参保通的私聊里发：{made.command}")
    return 0


async def _keep(office: Office, made: Invitation) -> None:
    actor = whoever_types()

    await office.database.write(partial(_make, made=made, actor=actor, seal=office.seal))


def _make(transaction: Transaction, made: Invitation, actor: Actor, seal: Seal) -> None:
    made.keep(transaction, actor, seal)
    append(transaction, made.entry(actor, actor.grants[0]), seal)


def show_list(settings: Settings, now: datetime) -> int:
    """Print everybody who holds a role, and the codes that were not used yet."""
    listed = in_the_office(settings, partial(_listed, now=now))
    table = Table()
    for name in ("编号", "身份", "管的地方", "称呼", "是谁", "谁加的", "什么时候"):
        table.add_column(name, no_wrap=name in ("编号", "身份"), overflow="fold")
    for row in listed:
        table.add_row(*map(cell, row))
    console = Console()
    console.print(table)
    console.print("取消：canbao staff remove 编号", markup=False, highlight=False)
    return 0


async def _listed(office: Office, now: datetime) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("－", ROLES[Role.OWNER], said(place_of(grant.region)), "－", who, "设置", "－")
        for who, grant in office.owners.items()
    ]
    await look(office, Command.LIST_STAFF, now)
    for one in await on_the_list(office, whoever_types(), Command.LIST_STAFF, now):
        role, place = ROLES[one.role], said(place_of(one.region))
        if isinstance(one, Member):
            rows.append((_number(one), role, place, one.name, one.who, one.added_by, moment(one.added_at)))
        else:
            open_until = f"邀请码还没用，{moment(one.expires_at)} 前有效"
            rows.append((_number(one), role, place, one.name, open_until, one.made_by, moment(one.made_at)))
    return rows


def take_away(settings: Settings, number: str, now: datetime) -> int:
    """Take the role or the code with this number away; 2 where there is none."""
    gone = in_the_office(settings, partial(_take_away, number=number.casefold(), now=now))
    if gone is None:
        typer.echo(f"名单里没有 {number} 这一项。用 canbao staff list 看编号。", err=True)
        return 2
    typer.echo(f"取消了：「{visible(gone.name)}」在{said(place_of(gone.region))}的「{ROLES[gone.role]}」，马上生效。")
    return 0


async def _take_away(office: Office, number: str, now: datetime) -> Member | Code | None:
    actor = whoever_types()
    listed = await on_the_list(office, actor, Command.REMOVE, now)
    one = next((one for one in listed if _number(one) == number), None)
    if one is None:
        return None

    entry = removal(actor, actor.grants[0], one, now)
    await office.database.write(partial(_remove, one=one, entry=entry, seal=office.seal))
    return one


def _remove(transaction: Transaction, one: Member | Code, entry: Entry, seal: Seal) -> None:
    remove(transaction, one)
    append(transaction, entry, seal)


def _number(one: Member | Code) -> str:
    """What a role or a code is called on the command line: 3, or c3 for a code."""
    return str(one.id) if isinstance(one, Member) else f"c{one.id}"
