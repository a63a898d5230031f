from dataclasses import replace
from datetime import date
from pathlib import Path

from storage.database import Database
from storage.posters import Poster, PosterRegister, Printed
from tests.storage.examples import from_outside

WARD = Poster(
    code="KHMT4826",
    signature="aaaabbbbccccdddd",
    journey="newborn",
    region="450100",
    place="武鸣区妇幼保健院 2楼",
    printed_on=date(2026, 8, 10),
    expires=date(2027, 3, 1),
    answers={"where": "450100", "hukou": "done"},
    language="zh_Hant",
    printed={"hotline": Printed("12393", "12393")},
    headline="添丁之喜！",
)


async def test_a_poster_comes_back_as_it_was_entered(database: Database) -> None:
    register = PosterRegister(database)
    plain = replace(WARD, code="CCCC0000", answers={}, language=None, printed={}, headline="")
    assert await register.enter(WARD)
    assert await register.enter(plain)
    assert await register.since(0) == [(1, WARD), (2, plain)]


async def test_only_what_is_new_is_read_again(database: Database) -> None:
    register = PosterRegister(database)
    await register.enter(WARD)
    assert await register.since(1) == []


async def test_a_code_belongs_to_one_poster(database: Database) -> None:
    register = PosterRegister(database)
    await register.enter(WARD)
    assert not await register.enter(replace(WARD, place="别处"))
    assert await register.since(0) == [(1, WARD)]


async def test_a_damaged_row_is_left_out(database: Database, path: Path) -> None:
    register = PosterRegister(database)
    for number in range(4):
        await register.enter(replace(WARD, code=f"CCCC000{number}"))
    with from_outside(path) as outside:
        outside.execute("UPDATE posters SET answers = '{' WHERE id = 1")
        outside.execute("UPDATE posters SET expires = 'soon' WHERE id = 2")
        outside.execute("UPDATE posters SET printed = '[1]' WHERE id = 3")
    assert [number for number, _ in await register.since(0)] == [4]


async def test_a_poster_is_old_only_after_its_last_day() -> None:
    assert not WARD.is_old(date(2027, 3, 1))
    assert WARD.is_old(date(2027, 3, 2))


async def test_the_key_is_made_once_and_stays(path: Path) -> None:
    async with Database.open(path) as database, Database.open(path) as other:
        secret = await PosterRegister(database).secret()
        assert await PosterRegister(other).secret() == secret
    async with Database.open(path) as again:
        assert await PosterRegister(again).secret() == secret
    assert len(secret) >= 40


async def test_no_two_databases_have_the_same_key(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as one, Database.open(tmp_path / "b.db") as other:
        assert await PosterRegister(one).secret() != await PosterRegister(other).secret()
