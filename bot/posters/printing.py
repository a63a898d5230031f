"""Printing: a sheet set as one A4 page, as a PDF for the printer and a PNG to look at and pass on.

Typst sets it: one package without any system library, with the typography that Chinese asks for. What is printed comes
in as data, so that nothing a clerk types is read as markup.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from bot.posters.sheet import Sheet

if TYPE_CHECKING:
    from segno import QRCode
    from typst import Fonts

DOTS_PER_INCH = 200
"""Of the PNG: enough for an office printer, and for a phone to scan it from a screen."""

_FONTS = {
    "zh_Hans": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
        *("Hiragino Sans GB", "Microsoft YaHei", "Heiti SC", "WenQuanYi Zen Hei", "SimHei"),
    ),
    "zh_Hant": (
        *("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Source Han Sans TW", "PingFang TC"),
        *("Microsoft JhengHei", "Heiti TC"),
    ),
}
"""Fonts with Chinese letters, the best first. An English sheet names a place in Chinese, too."""

_LOCALES = {"zh_Hans": ("zh", "cn"), "zh_Hant": ("zh", "tw"), "en": ("en", "us")}


class CannotPrint(Exception):
    """What setting a poster needs is missing here; the sentence tells whoever runs this machine what to do."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A poster as files."""

    pdf: bytes
    png: bytes


def print_sheet(sheet: Sheet, on: date) -> Paper:
    """Set a sheet. The same sheet printed on the same day is the same file.

    Raises CannotPrint where a program or a font is missing, or where the words do not fit on one page.
    """
    try:
        import typst
        from segno import make
    except ImportError as missing:
        raise CannotPrint(
            f"这里没有装印海报用的 {missing.name}。请运行 pip install 'canbao[poster]'；"
            "在源码目录里是 .venv/bin/pip install -e '.[poster]'。"
        ) from None
    lang, region = _LOCALES[sheet.language]
    codes = [
        {"name": one.name, "url": one.url, "qr": _drawn(make(one.url, error="m", micro=False))} for one in sheet.codes
    ]
    data = {**asdict(sheet), "codes": codes, "lang": lang, "region": region, "fonts": chinese_fonts(sheet.language)}
    template = files("bot.posters").joinpath("sheet.typ").read_bytes()
    given = {"sheet": json.dumps(data, ensure_ascii=False)}
    png: object = typst.compile(template, format="png", ppi=DOTS_PER_INCH, sys_inputs=given, font_paths=_fonts())
    printed_at = datetime.combine(on, time(), UTC)
    pdf: object = typst.compile(template, format="pdf", timestamp=printed_at, sys_inputs=given, font_paths=_fonts())
    if not isinstance(png, bytes) or not isinstance(pdf, bytes):  # a list, of more pages than one
        raise CannotPrint("字太多，一页放不下。请把标题或张贴的地方写短一些。")
    return Paper(pdf, png)


def _drawn(code: "QRCode") -> str:
    """A QR code as SVG, with the quiet zone that scanners want."""
    picture = BytesIO()
    code.save(picture, kind="svg", border=4, xmldecl=False, light="#fff")
    return picture.getvalue().decode()


def chinese_fonts(language: str) -> list[str]:
    """The fonts to set this language in, of those that are installed here. Raises CannotPrint where there is none."""
    wanted = [*_FONTS.get(language, ()), *_FONTS["zh_Hans"], *_FONTS["zh_Hant"]]
    found = [name for name in dict.fromkeys(wanted) if name in installed_fonts()]
    if not found:
        raise CannotPrint(
            "这台机器上没有中文字体，印出来会是一个个方框。请先装一种：Debian、Ubuntu 上运行 sudo apt install "
            "fonts-noto-cjk；Windows 和 macOS 装「思源黑体」（Source Han Sans SC）。"
        )
    return found


def installed_fonts() -> frozenset[str]:
    """The families that are installed here."""
    return frozenset(_fonts().families())


@cache
def _fonts() -> "Fonts":
    """What is installed here, looked up once, as that takes longest: a new font is seen after a restart."""
    import typst

    return typst.Fonts(include_embedded_fonts=False)
