"""Making a poster: an order is checked, signed, set on a sheet, and registered, which the log of staff says."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.posters.code import new_code
from bot.posters.link import link_of
from bot.posters.order import Order, checked
from bot.posters.posters import signer_for
from bot.posters.printing import Paper, print_sheet
from bot.posters.quoting import QUOTES, NotForPaper, Quote, Subject, can_state, hotline, outdated, printed, quote
from bot.posters.refusal import PosterRefused
from bot.posters.sheet import Address, compose
from bot.settings import Settings
from bot.staff.office import Actor, Office
from bot.staff.roles import Command, Grant
from bot.staff.times import today_in_china
from bot.translator import Translator, translator
from flows.journeys import JOURNEYS
from flows.policy.rulebook import Rulebook
from storage.audit import Entry, append
from storage.errors import StaleRevision
from storage.posters import Poster, PosterRegister, enter
from storage.seal import Seal
from storage.transaction import Transaction

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Made:
    """A poster that is registered, its paper, where its codes lead, and what its maker should know."""

    poster: Poster
    paper: Paper
    addresses: tuple[Address, ...]
    remarks: tuple[str, ...]


async def make_poster(order: Order, *, office: Office, actor: Actor, rules: Rulebook, now: datetime) -> Made:
    """Draw a poster and register it. It is registered only once it could be printed.

    Raises PosterRefused or CannotPrint, each with a sentence for a clerk, and StorageError.
    """
    while True:
        made = await draw_poster(order, office=office, rules=rules, today=today_in_china(now))
        with suppress(StaleRevision):  # one in twenty-two million: another has its code
            await office.database.write(partial(_keep, made.poster, registered(actor, made.poster, now), office.seal))
            return made


def _keep(poster: Poster, entry: Entry, seal: Seal, transaction: Transaction) -> None:
    register_poster(transaction, poster)
    append(transaction, entry, seal)


async def draw_poster(order: Order, *, office: Office, rules: Rulebook, today: date) -> Made:
    """Draw a poster, which is not registered yet.

    Raises PosterRefused or CannotPrint, each with a sentence for a clerk, and StorageError.
    """
    settings = office.settings
    order = checked(order, JOURNEYS, rules, today)
    to = translator(order.language or "zh_Hans")
    subject = Subject(order.journey, rules.at(order.where), today, order.answers.get("group"))
    quotes, left_off = _quotes(order, subject, to)
    call = hotline(subject.local)
    signer = await signer_for(PosterRegister(office.database), settings.link_key)
    poster = signer.signed(
        Poster(
            code=new_code(),
            signature="",
            journey=order.journey,
            region=order.where,
            place=order.place,
            printed_on=today,
            expires=order.expires or min([today + _A_YEAR, *(one.holds_until for one in quotes.values())]),
            answers=order.answers,
            language=order.language,
            printed=printed(quotes, call[0]),
            headline=order.headline,
        )
    )
    addresses = addresses_of(poster, settings)
    sheet = compose(poster, addresses, quotes, call, rules, to)
    paper = await asyncio.to_thread(print_sheet, sheet, today)
    return Made(poster, paper, addresses, (*left_off, *_remarks(poster, quotes, call[1].status.official)))


def register_poster(transaction: Transaction, poster: Poster) -> None:
    """Register a poster that was drawn. Raises StaleRevision where another has its code: it is to be drawn anew."""
    if not enter(transaction, poster):
        raise StaleRevision("Another poster was given the same code meanwhile. Make it again.")


def registered(actor: Actor, poster: Poster, now: datetime) -> Entry:
    """What the log says of it. Raises PosterRefused where somebody may not hang posters there."""
    what = {"poster": poster.code, "journey": poster.journey, "place": poster.place}
    return actor.entry(Command.NEW_POSTER, _grant(actor, Command.NEW_POSTER, poster.region), now, poster.region, what)


def withdrawal(actor: Actor, poster: Poster, now: datetime) -> Entry:
    """What the log says where a poster is withdrawn. Raises PosterRefused where somebody may not do that there."""
    what = {"poster": poster.code, "place": poster.place}
    grant = _grant(actor, Command.WITHDRAW_POSTER, poster.region)
    return actor.entry(Command.WITHDRAW_POSTER, grant, now, poster.region, what)


def _grant(actor: Actor, command: Command, region: str) -> Grant:
    grant = actor.may(command, region)
    if grant is None:
        raise PosterRefused("这个地方的海报不归您管。")
    return grant


async def print_again(poster: Poster, *, office: Office, rules: Rulebook, today: date) -> Paper:
    """The paper of a poster that is registered, as long as it hangs and all that stands on it still holds.

    Raises PosterRefused or CannotPrint, each with a sentence for a clerk, and StorageError.
    """
    if await PosterRegister(office.database).is_withdrawn(poster.code):
        raise PosterRefused(f"海报 {poster.code} 停用了，不能再印。请做一张新的。")
    subject = Subject(poster.journey, rules.at(poster.region), today, poster.answers.get("group"))
    if poster.is_old(today) or (changes := outdated(poster, subject)):
        why = f"有效期到 {poster.expires}，已经过了" if poster.is_old(today) else "；".join(changes)
        raise PosterRefused(f"海报 {poster.code} 不能再印：{why}。请做一张新的。")
    to = translator(poster.language or "zh_Hans")
    quotes = {name: quote(name, subject, to) for name in QUOTES if name in poster.printed}
    sheet = compose(poster, addresses_of(poster, office.settings), quotes, hotline(subject.local), rules, to)
    return await asyncio.to_thread(print_sheet, sheet, poster.printed_on)


def addresses_of(poster: Poster, settings: Settings) -> tuple[Address, ...]:
    """Where the codes of a poster lead, on every channel that is set up. Raises PosterRefused where none is."""
    link, found = link_of(poster), []
    if settings.public_address:
        found.append(Address("web", f"{settings.public_address.rstrip('/')}/?e={link}"))
    if settings.telegram_bot:
        found.append(Address("telegram", f"https://t.me/{settings.telegram_bot.removeprefix('@')}?start={link}"))
    if not found:
        raise PosterRefused(
            "还不知道二维码该通到哪里。请先设置网页的地址 CANBAO_PUBLIC_ADDRESS（例如 https://canbao.example.gov.cn），"
            "或者 Telegram 机器人的名字 CANBAO_TELEGRAM_BOT。"
        )
    return tuple(found)


def _quotes(order: Order, subject: Subject, to: Translator) -> tuple[dict[str, Quote], list[str]]:
    """The figures that go on paper, and why the others do not. Raises PosterRefused where one was asked for."""
    quotes, left_off = {}, []
    for name, called in QUOTES.items():
        try:
            quotes[name] = quote(name, subject, to)
        except NotForPaper as why:
            if name in order.quotes:
                raise PosterRefused(f"{called}（{name}）不能印：{why}。") from None
            if can_state(name, subject.journey):
                left_off.append(f"没有印{called}：{why}。")
    return quotes, left_off


def _remarks(poster: Poster, quotes: dict[str, Quote], hotline_is_official: bool) -> list[str]:
    said = []
    if not hotline_is_official:
        number = poster.printed["hotline"].said
        said.append(f"电话 {number} 的来源不是官方资料，张贴以前请拨一下核对。")
    if early := [one.holds_until for one in quotes.values() if one.holds_until < poster.expires]:
        said.append(f"印的数字管到 {min(early)}，比有效期 {poster.expires} 早，到时候请换新的。")
    return said
