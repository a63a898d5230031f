"""A poster is made: registered, signed, and on paper with codes that a scanner reads back."""

import asyncio
import builtins
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.posters import printing
from bot.posters.code import spaced
from bot.posters.link import link_of
from bot.posters.order import Order
from bot.posters.poster import Made, make_poster
from bot.posters.posters import Posters
from bot.posters.printing import CannotPrint, Paper
from bot.posters.refusal import PosterRefused
from bot.posters.sheet import Sheet
from bot.settings import Settings
from bot.staff.office import Actor, Office
from bot.staff.roles import Grant, Role
from bot.staff.times import CHINA
from flows.heard import Opened, Said
from flows.journeys import JOURNEYS
from storage.database import Database
from storage.posters import PosterRegister
from tests.bot.posters.examples import ORDER, RULES, SEASON, TODAY, settings
from tests.bot.posters.paper import codes, pages, picture, size, text
from tests.conftest import skip_or_fail

CLERK = Actor("telegram:li", (Grant(Role.EDITOR, "000000"),))


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    try:
        printing.chinese_fonts("zh_Hans")
    except CannotPrint as missing:
        skip_or_fail(str(missing))


async def made(
    database: Database, tmp_path: Path, order: Order = ORDER, today: date = TODAY, chosen: Settings | None = None
) -> Made:
    office = Office(database, settings=chosen or settings(tmp_path))
    now = datetime.combine(today, time(12), CHINA)
    return await make_poster(order, office=office, actor=CLERK, rules=RULES, now=now)


async def test_its_codes_are_read_back_from_the_pdf_and_from_the_png(database: Database, tmp_path: Path) -> None:
    one = await made(database, tmp_path)
    link = link_of(one.poster)
    expected = [f"https://canbao.example/?e={link}", f"https://t.me/canbao_example_bot?start={link}"]
    assert [address.url for address in one.addresses] == expected
    assert codes(one.paper.png, tmp_path) == expected
    assert codes(picture(one.paper.pdf, 120), tmp_path) == expected


async def test_what_its_codes_say_opens_its_journey(database: Database, tmp_path: Path) -> None:
    one = await made(database, tmp_path, replace(ORDER, language="en"))
    [web, telegram] = codes(one.paper.png, tmp_path)
    posters = await Posters.open(database, None)
    for entry in (web.partition("?e=")[2], telegram.partition("?start=")[2]):
        resolved = posters.resolve(Opened(entry), TODAY)
        assert resolved
        assert resolved.heard == Opened("newborn--where-610100--lang-en")
        assert resolved.poster == one.poster.code
    typed = posters.resolve(Said(f"参保码 {spaced(one.poster.code)}"), TODAY)
    assert typed
    assert typed.poster == one.poster.code


async def test_it_is_one_sheet_of_a4_that_says_everything(database: Database, tmp_path: Path) -> None:
    one = await made(database, tmp_path, replace(ORDER, expires=date(2027, 3, 1)))
    assert (pages(one.paper.pdf), size(one.paper.pdf)) == (1, (210, 297))
    said = text(one.paper.pdf)
    for part in (
        *("参保通", "陕西省西安市", "宝宝出生了，", "医保这样办", "办理期限", "出生后90天内"),
        *("扫码", "回答", "照着办", "微信、手机相机", "Telegram", "canbao.example", "12393"),
        *("依据：2026年度城乡居民医保参保缴费通告", "（非官方资料）", "张贴：妇幼保健院2楼"),
        *("印制：2026年8月10日", "有效至：2027年3月1日", spaced(one.poster.code).replace(" ", "")),
    ):
        assert part in said, part


async def test_a_figure_is_printed_with_its_source_or_not_at_all(database: Database, tmp_path: Path) -> None:
    one = await made(database, tmp_path, replace(ORDER, where="450100"))
    said = text(one.paper.pdf)
    assert "个月内" not in said
    assert "广西2025年" not in said
    assert any("没有印期限：只有非官方资料（广西" in remark for remark in one.remarks)


async def test_a_figure_that_was_asked_for_and_may_not_be_printed_is_refused(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(PosterRefused, match="期限（deadline）不能印：只有非官方资料"):
        await made(database, tmp_path, replace(ORDER, where="450100", quotes=("deadline",)))
    assert await PosterRegister(database).since(0) == []


async def test_it_hangs_no_longer_than_what_is_printed_on_it(database: Database, tmp_path: Path) -> None:
    """The newborn limit is read again by 20 May 2027 (X09); the window of 2026 ends on 25 December 2025 (X10)."""
    newborn = await made(database, tmp_path)
    assert newborn.poster.expires == date(2027, 5, 20)
    enroll = await made(database, tmp_path, replace(ORDER, journey="enroll"), SEASON)
    assert enroll.poster.expires == date(2025, 12, 25)
    plain = await made(database, tmp_path, replace(ORDER, journey="mutual_aid"))
    assert plain.poster.expires == date(2027, 8, 10)


async def test_a_clerk_who_wants_it_to_hang_longer_is_told(database: Database, tmp_path: Path) -> None:
    one = await made(database, tmp_path, replace(ORDER, journey="enroll", expires=date(2026, 3, 1)), SEASON)
    assert one.poster.expires == date(2026, 3, 1)
    assert "印的数字管到 2025-12-25，比有效期 2026-03-01 早，到时候请换新的。" in one.remarks


async def test_without_an_address_there_is_nothing_to_scan(database: Database, tmp_path: Path) -> None:
    nowhere = Settings(database=tmp_path / "canbao.db", public_address=None, telegram_bot=None)
    with pytest.raises(PosterRefused, match="CANBAO_PUBLIC_ADDRESS"):
        await made(database, tmp_path, chosen=nowhere)


async def test_with_telegram_alone_nobody_is_sent_to_wechat(database: Database, tmp_path: Path) -> None:
    only = Settings(database=tmp_path / "canbao.db", public_address=None, telegram_bot="@canbao_example_bot")
    one = await made(database, tmp_path, chosen=only)
    assert codes(one.paper.png, tmp_path) == [f"https://t.me/canbao_example_bot?start={link_of(one.poster)}"]
    assert "微信" not in text(one.paper.pdf)
    assert "在聊天里输入参保码" in text(one.paper.pdf)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
async def test_even_the_longest_words_leave_one_page_and_readable_codes(
    database: Database, tmp_path: Path, language: str
) -> None:
    order = Order(
        "enroll",
        "410100",
        "二七区人民路街道便民服务中心一楼大厅医保窗口右侧宣传栏" * 2,
        language=language,
        headline="今年的居民医保开始交了，扫一扫就知道交多少、怎么交、交到哪天为止，早交早安心",
    )
    far = "https://www.zhengzhou-medical-insurance.example.gov.cn/ylbz/bmfw/canbao/"
    one = await made(database, tmp_path, order, SEASON, settings(tmp_path, public_address=far))
    assert pages(one.paper.pdf) == 1
    assert codes(picture(one.paper.pdf, 120), tmp_path) == sorted(address.url for address in one.addresses)


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_every_journey_has_a_poster(database: Database, tmp_path: Path, journey: str) -> None:
    one = await made(database, tmp_path, replace(ORDER, journey=journey))
    assert pages(one.paper.pdf) == 1


async def test_nothing_that_a_clerk_types_is_markup(database: Database, tmp_path: Path) -> None:
    typed = '#panic("!") *粗* $x$ @a <b> \\n "引'
    one = await made(database, tmp_path, replace(ORDER, place=typed, headline=typed))
    assert text(one.paper.pdf).count("".join(typed.split())) == 2


async def test_the_same_sheet_is_the_same_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[Sheet, date]] = []

    def print_and_keep(sheet: Sheet, on: date) -> Paper:
        kept.append((sheet, on))
        return printing.print_sheet(sheet, on)

    monkeypatch.setattr("bot.posters.poster.print_sheet", print_and_keep)
    one = await made(database, tmp_path)
    assert printing.print_sheet(*kept[0]) == one.paper


async def test_where_a_chinese_font_is_missing_it_says_so_and_registers_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "installed_fonts", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(CannotPrint, match=r"没有中文字体.*apt install fonts-noto-cjk"):
        await made(database, tmp_path)
    assert await PosterRegister(database).since(0) == []


async def test_where_the_printing_extra_is_missing_it_says_how_to_get_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_typst(name: str, *given: Any, **named: Any) -> Any:
        if name == "typst":
            raise ModuleNotFoundError("No module named 'typst'", name="typst")
        return real(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(CannotPrint, match=r"没有装印海报用的 typst。.*canbao\[poster\]"):
        await made(database, tmp_path)


async def test_two_at_once_are_two_posters(database: Database, tmp_path: Path) -> None:
    one, other = await asyncio.gather(made(database, tmp_path), made(database, tmp_path))
    assert one.poster.code != other.poster.code
    assert len(await PosterRegister(database).since(0)) == 2


async def test_a_code_that_is_taken_is_not_used_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = iter(["KHMT4826", "KHMT4826", "CCCC0000"])
    monkeypatch.setattr("bot.posters.poster.new_code", lambda: next(offered))
    first, second = await made(database, tmp_path), await made(database, tmp_path)
    assert (first.poster.code, second.poster.code) == ("KHMT4826", "CCCC0000")
    assert link_of(second.poster) in second.addresses[0].url
