"""Making a poster: an order is checked, signed, set on a sheet, and registered."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from bot.posters.code import new_code
from bot.posters.link import link_of
from bot.posters.order import Order, PosterRefused, checked
from bot.posters.posters import signer_for
from bot.posters.printing import Paper, print_sheet
from bot.posters.quoting import QUOTES, NotForPaper, Quote, Subject, can_state, hotline, printed, quote
from bot.posters.sheet import Address, compose
from bot.settings import Settings
from bot.translator import Translator, translator
from flows.journeys import JOURNEYS
from flows.policy.rulebook import Rulebook
from storage.database import Database
from storage.posters import Poster, PosterRegister

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Made:
    """A poster that is registered, its paper, where its codes lead, and what its maker should know."""

    poster: Poster
    paper: Paper
    addresses: tuple[Address, ...]
    remarks: tuple[str, ...]


async def make_poster(order: Order, *, database: Database, rules: Rulebook, settings: Settings, today: date) -> Made:
    """Make a poster. It is registered only once it could be printed.

    Raises PosterRefused or CannotPrint, each with a sentence for a clerk, and StorageError.
    """
    order = checked(order, JOURNEYS, rules, today)
    to = translator(order.language or "zh_Hans")
    subject = Subject(order.journey, rules.at(order.where), today, order.answers.get("group"))
    quotes, left_off = _quotes(order, subject, to)
    call = hotline(subject.local)
    register = PosterRegister(database)
    signer = await signer_for(register, settings.link_key)
    while True:
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
            )
        )
        addresses = addresses_of(poster, settings)
        sheet = compose(poster, addresses, quotes, call, order.headline, rules, to)
        paper = await asyncio.to_thread(print_sheet, sheet, today)
        if await register.enter(poster):
            return Made(poster, paper, addresses, (*left_off, *_remarks(poster, quotes, call[1].status.official)))


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
