"""What stands in the database without an entry in the log: somebody put it there by hand, and it is found."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.staff.accounted import unaccounted
from storage.chain import let_go
from storage.database import Database
from storage.transaction import Transaction
from tests.announcements.bureau import Bureau as Announcing
from tests.announcements.bureau import bureau_on, numbered
from tests.staff.bureau import BOSS, LI, Bureau

PUT_IN = (
    "INSERT INTO staff (who, role, region, name, added_by, added_at) "
    "VALUES ('telegram:666', 'sender', '000000', '谁', 'telegram:boss', :at)"
)
MICROSECONDS = 1_000_000


async def by_hand(database: Database, sql: str, **values: object) -> None:
    """Change the database past the program."""
    await database.write(partial(_run, sql=sql, values=values))


def _run(transaction: Transaction, sql: str, values: dict[str, object]) -> None:
    transaction.execute(sql, **values)


def moment(bureau: Bureau, days: float = 0) -> int:
    return int((bureau.now + timedelta(days=days)).timestamp()) * MICROSECONDS


async def test_everybody_who_used_a_code_is_accounted_for(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    await bureau.join(LI, "编辑", "南宁")
    await bureau.join(LI, "编辑", "南宁")
    assert not await unaccounted(bureau.office)
    assert "核对过了" in await bureau.say(BOSS, "/audit", "核对")


async def test_a_role_that_was_put_in_by_hand_is_found(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    await by_hand(bureau.database, PUT_IN, at=moment(bureau))
    found = await unaccounted(bureau.office)
    assert [one.who for one in found.roles] == ["telegram:666"]
    assert "有1处对不上" in await bureau.say(BOSS, "/audit", "核对")


@pytest.mark.parametrize("change", ["role = 'sender'", "region = '000000'", "who = 'telegram:666'"])
async def test_a_role_that_was_widened_by_hand_is_found(bureau: Bureau, change: str) -> None:
    await bureau.join(LI, "编辑", "南宁")
    await by_hand(bureau.database, f"UPDATE staff SET {change}")  # noqa: S608 - written above
    assert len(await unaccounted(bureau.office)) == 1


async def test_a_role_that_was_taken_away_and_put_back_by_hand_is_found(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "全部")
    await bureau.say(BOSS, "/staff", "取消一个人", "1", "取消")
    assert not await unaccounted(bureau.office)
    await by_hand(bureau.database, PUT_IN.replace("telegram:666", LI), at=moment(bureau, days=-99))
    assert len(await unaccounted(bureau.office)) == 1


async def test_where_the_log_was_let_go_of_nobody_is_missed(bureau: Bureau) -> None:
    await bureau.join(LI, "发送", "南宁")
    bureau.later(days=200)
    await bureau.join("telegram:wang", "编辑", "南宁", "小王")
    assert await let_go(bureau.office.audit, bureau.now - timedelta(days=100), bureau.now) == 2
    assert not await unaccounted(bureau.office)
    await by_hand(bureau.database, PUT_IN, at=moment(bureau, days=1))
    assert len(await unaccounted(bureau.office)) == 1


# ── Announcements ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def announcing(tmp_path: Path) -> AsyncIterator[Announcing]:
    """A bureau with two announcements: one that was approved of and sent, and a draft that was counted."""
    async with bureau_on(tmp_path / "canbao.db") as announcing:
        await announcing.meet(*numbered(3))
        await announcing.announce(await announcing.write())
        await announcing.count(await announcing.write())
        yield announcing


async def missed(announcing: Announcing) -> list[int]:
    found = await unaccounted(announcing.acts.office)
    assert found.roles == ()
    return [one.number for one in found.announcements]


async def test_what_was_approved_of_and_sent_is_accounted_for(announcing: Announcing) -> None:
    assert await missed(announcing) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "UPDATE announcements SET approved_by = 'console:x', approved_at = counted_at, state = 'going', "
            "starts_at = counted_at WHERE number = 2",
            [2],
        ),
        ("UPDATE announcements SET state = 'going', starts_at = counted_at WHERE number = 2", [2]),
        ("UPDATE announcements SET approved_by = 'telegram:other' WHERE number = 1", [1]),
        ("UPDATE announcements SET approved_by = 'telegram:wang', approved_at = counted_at WHERE number = 2", []),
    ],
    ids=["sent", "sent without", "by another", "not sent yet"],
)
async def test_what_was_sent_without_an_approval_in_the_log_is_found(
    announcing: Announcing, change: str, expected: list[int]
) -> None:
    await by_hand(announcing.database, change)
    assert await missed(announcing) == expected
