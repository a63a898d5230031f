"""A poster that was withdrawn still hangs: whoever scans it is greeted and helped, and it is counted no more."""

import asyncio
import errno
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.posters.desk import list_all, new, print_one, withdraw_one
from bot.posters.link import link_of
from bot.posters.posters import Posters
from bot.posters.printing import CannotPrint, chinese_fonts
from bot.settings import Settings
from bot.staff.console import in_the_office
from bot.staff.office import Office
from flows.heard import Heard, Opened, Said
from storage.chain import verify
from storage.database import Database
from storage.errors import StaleRevision
from storage.posters import PosterRegister, withdraw
from tests.bot.posters.examples import ORDER, SIGNER, TODAY, founded, poster, settings
from tests.bot.posters.paper import text
from tests.conftest import skip_or_fail

NOON = datetime(2026, 8, 10, 4, tzinfo=UTC)
ONE, OTHER = poster(1), poster(2)


@pytest.fixture
async def posters(database: Database) -> Posters:
    """Two posters that hang, as a server knows them."""
    for one in (ONE, OTHER):
        await PosterRegister(database).enter(one)
    posters = Posters(PosterRegister(database), SIGNER)
    await posters.refresh()
    return posters


async def take_down(database: Database) -> None:
    await database.write(partial(withdraw, code=ONE.code, who="telegram:li", at=NOON))


@pytest.mark.parametrize("heard", [Opened(link_of(ONE)), Said(ONE.code)], ids=["scanned", "typed"])
async def test_whoever_scans_it_is_greeted_and_not_counted(database: Database, posters: Posters, heard: Heard) -> None:
    before = await posters.find(heard, TODAY)
    assert before
    assert before.poster == ONE.code
    await take_down(database)
    after = await posters.find(heard, TODAY)
    assert after
    assert (after.heard, after.poster) == (before.heard, None)
    assert "停用" in after.remark


async def test_the_others_count_as_before(database: Database, posters: Posters) -> None:
    await take_down(database)
    found = await posters.find(Opened(link_of(OTHER)), TODAY)
    assert found
    assert (found.poster, found.remark) == (OTHER.code, "")
    assert await PosterRegister(database).withdrawn() == {ONE.code}


async def test_a_forged_link_of_it_is_still_none(database: Database, posters: Posters) -> None:
    await take_down(database)
    assert await posters.find(Opened(f"p-{ONE.code.lower()}-{'a' * 16}"), TODAY) is None


async def test_it_is_withdrawn_once(database: Database, posters: Posters) -> None:
    await take_down(database)
    with pytest.raises(StaleRevision):
        await take_down(database)


# ── On the command line ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Settings, str]:
    """A deployment with a poster that was made on the command line, and its code."""
    try:
        chinese_fonts("zh_Hans")
    except CannotPrint as missing:
        skip_or_fail(str(missing))
    chosen = settings(tmp_path)
    founded(tmp_path)
    assert new(ORDER, tmp_path, chosen, TODAY) == 0
    [png] = tmp_path.glob("poster-*.png")
    capsys.readouterr()
    return chosen, png.stem.removeprefix("poster-")


async def logged(office: Office) -> list[str]:
    assert (await verify(office.audit)).findings == ()
    return [f"{one.entry.action} {one.entry.what.get('poster', '')}".strip() for one in await office.audit.last(10)]


def test_a_clerk_withdraws_it_and_the_log_says_so(
    made: tuple[Settings, str], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, code = made
    assert withdraw_one(f"{code[:4]} {code[4:].lower()}", chosen, TODAY) == 0
    assert f"停用了：{code[:4]} {code[4:]}" in capsys.readouterr().out
    assert withdraw_one(code, chosen, TODAY) == 1
    assert "以前就停用了" in capsys.readouterr().err
    assert withdraw_one("KHMT4826", chosen, TODAY) == 1
    assert "没有参保码是 KHMT4826 的海报" in capsys.readouterr().err
    assert in_the_office(chosen, logged) == [f"poster.new {code}", f"poster.withdraw {code}"]
    assert list_all(chosen, TODAY) == 0
    assert "停用了" in capsys.readouterr().out


def test_a_poster_that_was_withdrawn_is_not_printed_again(
    made: tuple[Settings, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, code = made
    assert withdraw_one(code, chosen, TODAY) == 0
    for file in tmp_path.glob("poster-*"):
        file.unlink()
    assert print_one(code, tmp_path, chosen, TODAY) == 1
    assert "停用了，不能再印" in capsys.readouterr().err
    assert list(tmp_path.glob("poster-*")) == []


def test_the_log_says_who_looked_and_who_printed_again(made: tuple[Settings, str], tmp_path: Path) -> None:
    chosen, code = made
    assert print_one(code, tmp_path, chosen, TODAY) == 0
    assert print_one("KHMT4826", tmp_path, chosen, TODAY) == 1
    assert list_all(chosen, TODAY) == 0
    assert in_the_office(chosen, logged) == [f"poster.new {code}", f"poster.print {code}", "poster.list"]


def test_its_files_are_made_again_and_are_the_same(
    made: tuple[Settings, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, code = made
    (tmp_path / "again").mkdir()
    assert print_one(code, tmp_path / "again", chosen, date(2026, 9, 1)) == 0
    for kind in ("pdf", "png"):
        file = f"poster-{code}.{kind}"
        assert (tmp_path / "again" / file).read_bytes() == (tmp_path / file).read_bytes()
    assert print_one(code, tmp_path / "nowhere", chosen, TODAY) == 1


def test_a_headline_of_their_own_is_printed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = settings(tmp_path)
    founded(tmp_path)
    assert new(replace(ORDER, headline="添丁之喜！"), tmp_path, chosen, TODAY) == 0
    [pdf] = tmp_path.glob("poster-*.pdf")
    before = pdf.read_bytes()
    pdf.unlink()
    assert print_one(pdf.stem.removeprefix("poster-"), tmp_path, chosen, TODAY) == 0
    assert pdf.read_bytes() == before
    assert "添丁之喜！" in text(before)


def test_where_the_files_cannot_be_written_the_poster_is_there_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings(tmp_path)
    founded(tmp_path)

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        assert new(ORDER, tmp_path, chosen, TODAY) == 1
    told = capsys.readouterr()
    code = told.out.partition("参保码 ")[2][:9].replace(" ", "")
    assert "No space left on device）。海报已经登记，不用重做" in told.err
    assert f"canbao poster print {code} --folder" in told.err
    assert print_one(code, tmp_path, chosen, TODAY) == 0
    assert (tmp_path / f"poster-{code}.pdf").exists()


def test_what_no_longer_holds_is_not_printed_again(
    made: tuple[Settings, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, code = made
    assert print_one(code, tmp_path, chosen, date(2028, 1, 1)) == 1
    assert "不能再印：有效期到" in capsys.readouterr().err
    asyncio.run(_change_the_hotline(chosen))
    assert print_one(code, tmp_path, chosen, TODAY) == 1
    assert "印的是「000」，现在是" in capsys.readouterr().err


async def _change_the_hotline(chosen: Settings) -> None:
    async with Database.open(chosen.database) as database:
        old = '{"hotline":["000","000"]}'
        await database.write(lambda transaction: transaction.execute("UPDATE posters SET printed = :old", old=old))
