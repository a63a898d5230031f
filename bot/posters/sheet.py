"""The sheet: everything that stands on a poster, in one language, ready to be set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from bot.posters.code import spaced
from bot.posters.quoting import Quote, version
from bot.posters.wording import ANSWER, FREE, SCAN, THEN, WITH_ANYTHING, WITH_THE_CAMERA, WORDING
from bot.translator import Translator
from bot.values import day, plain
from flows.policy.figure import Ground
from flows.policy.pack import Hotline
from flows.policy.rulebook import Rulebook
from flows.regions import region
from flows.words import _
from storage.posters import Poster

_MOST_TITLES = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code leads on one channel."""

    channel: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code on the sheet: what it says, and what stands under it."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what it labels."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is set, from the top to the bottom; words only, nothing of how they look."""

    language: str
    name: str
    about: str
    headline: tuple[str, ...]
    quotes: tuple[Row, ...]
    steps: tuple[Row, ...]
    codes: tuple[Code, ...]
    typed: Row
    page: str
    call: Row
    free: str
    small: tuple[str, ...]
    icon: str


_CHANNELS = {"web": _("微信、手机相机"), "telegram": "Telegram", "wechat": _("微信公众号")}
_TYPE_THERE = _("扫不了？\n打开网页，输入参保码")
_TYPE_HERE = _("扫不了？\n在聊天里输入参保码")
_TAIL = "，？！；?!"
"""After one of these a headline may break into its two lines."""


def compose(
    poster: Poster,
    addresses: Iterable[Address],
    quoted: Mapping[str, Quote],
    call: tuple[Hotline, Ground],
    rules: Rulebook,
    to: Translator,
) -> Sheet:
    """The sheet of a poster."""
    addresses = tuple(addresses)
    wording = WORDING[poster.journey]
    page = next((one.url for one in addresses if one.channel == "web"), "")
    steps = ((SCAN, WITH_ANYTHING if page else WITH_THE_CAMERA), ANSWER, (THEN, wording.promise))
    return Sheet(
        language=to.language,
        name=to.gettext(_("参保通")),
        about=to.gettext(_("{place} · 居民医保")).format(place=plain("place", region(poster.region), to)),
        headline=in_lines(poster.headline) if poster.headline else tuple(map(to.gettext, wording.headline)),
        quotes=tuple(Row(*row) for one in quoted.values() for row in one.rows),
        steps=tuple(Row(to.gettext(name), to.gettext(what)) for name, what in steps),
        codes=tuple(Code(one.url, to.gettext(_CHANNELS[one.channel])) for one in addresses),
        typed=Row(to.gettext(_TYPE_THERE if page else _TYPE_HERE), spaced(poster.code)),
        page=page.partition("://")[2].partition("?")[0].rstrip("/"),
        call=Row(to.gettext(_("打电话问")), call[0].number),
        free=to.gettext(FREE),
        small=(
            _sources(quoted, call, rules, to),
            to.gettext(_("张贴：{place}")).format(place=poster.place),
            _imprint(poster, to),
        ),
        icon=files("bot.channels.web").joinpath("static/icon.svg").read_text(encoding="utf-8"),
    )


def in_lines(headline: str) -> tuple[str, ...]:
    """A headline in the two lines that its first stop makes, or as it is."""
    end = next((number for number, sign in enumerate(headline[:-1], 1) if sign in _TAIL), len(headline))
    return tuple(line.strip() for line in (headline[:end], headline[end:]) if line.strip())


def _sources(quoted: Mapping[str, Quote], call: tuple[Hotline, Ground], rules: Rulebook, to: Translator) -> str:
    """Where what is printed comes from."""
    grounds = [ground for one in quoted.values() for ground in one.grounds if ground.status.official]
    titles = list(dict.fromkeys(title for ground in grounds for title in _titles([ground], rules)))
    number = to.gettext(_("{number}：{titles}")).format(
        number=call[0].number, titles=to.gettext(_("；")).join(_titles([call[1]], rules))
    )
    if not call[1].status.official:
        number = to.gettext(_("{number}（非官方资料）")).format(number=number)
    return to.gettext(_("依据：{titles}")).format(titles=to.gettext(_("；")).join([*titles, number]))


def _titles(grounds: Iterable[Ground], rules: Rulebook) -> list[str]:
    ids = dict.fromkeys(id for ground in grounds for id in ground.sources)
    sources = [rules.source(id) for id in ids]
    official = [source for source in sources if source.status.official]
    return [source.title for source in (official or sources)[:_MOST_TITLES]]


def _imprint(poster: Poster, to: Translator) -> str:
    """Since when it hangs, until when, and by which figures."""
    return to.gettext(_("印制：{printed}　有效至：{expires}　资料版本：{version}")).format(
        printed=day(poster.printed_on, to.language),
        expires=day(poster.expires, to.language),
        version=version(poster.printed),
    )
