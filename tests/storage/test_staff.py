from datetime import timedelta

from storage.database import Database
from storage.staff import Code, Staff, add_code, remove_code, remove_member, roles_within, use_code
from storage.transaction import Transaction
from tests.storage.examples import NOON

HOURS = timedelta(hours=2)


async def invite(database: Database, digest: str = "d1", role: str = "sender", region: str = "450100") -> None:
    def work(transaction: Transaction) -> None:
        add_code(
            transaction,
            digest=digest,
            role=role,
            region=region,
            name="小李",
            made_by="telegram:boss",
            made_at=NOON,
            expires_at=NOON + HOURS,
        )

    await database.write(work)


async def use(database: Database, digest: str, who: str, after: timedelta = timedelta()) -> Code | None:
    return await database.write(lambda transaction: use_code(transaction, digest, who, NOON + after))


async def test_a_code_adds_whoever_uses_it_first_and_nobody_after(database: Database) -> None:
    await invite(database)
    staff = Staff(database)
    assert await staff.code("d1", NOON) is not None
    assert await use(database, "d1", "telegram:li") is not None
    assert await use(database, "d1", "telegram:mallory") is None
    assert await staff.code("d1", NOON) is None
    [member] = await staff.everybody()
    assert (member.who, member.role, member.region, member.name, member.added_by, member.added_at) == (
        "telegram:li",
        "sender",
        "450100",
        "小李",
        "telegram:boss",
        NOON,
    )
    assert await staff.roles_of("telegram:li") == (member,)
    assert await staff.roles_of("telegram:mallory") == ()
    assert await database.write(lambda transaction: roles_within(transaction, "telegram:li")) == (member,)


async def test_a_code_is_worth_nothing_from_the_moment_it_expires(database: Database) -> None:
    await invite(database)
    assert [code.digest for code in await Staff(database).codes(NOON + HOURS - timedelta(seconds=1))] == ["d1"]
    assert await Staff(database).codes(NOON + HOURS) == ()
    assert await Staff(database).code("d1", NOON + HOURS) is None
    assert await use(database, "d1", "telegram:li", HOURS) is None
    assert await Staff(database).everybody() == ()


async def test_codes_that_have_expired_go_when_another_is_made(database: Database) -> None:
    await invite(database)
    await database.write(
        lambda transaction: add_code(
            transaction,
            digest="d2",
            role="auditor",
            region="000000",
            name="小王",
            made_by="telegram:boss",
            made_at=NOON + HOURS,
            expires_at=NOON + 2 * HOURS,
        )
    )
    assert [row["digest"] for row in await database.read("SELECT digest FROM staff_codes")] == ["d2"]


async def test_the_same_role_is_held_once_however_often_it_is_given(database: Database) -> None:
    for digest in ("d1", "d2"):
        await invite(database, digest)
        assert await use(database, digest, "telegram:li") is not None
    await invite(database, "d3", role="auditor")
    await use(database, "d3", "telegram:li")
    assert [member.role for member in await Staff(database).roles_of("telegram:li")] == ["sender", "auditor"]


async def test_a_role_and_a_code_can_be_taken_away_once(database: Database) -> None:
    await invite(database, "d1")
    await use(database, "d1", "telegram:li")
    await invite(database, "d2")
    [member], [code] = await Staff(database).everybody(), await Staff(database).codes(NOON)
    assert await database.write(lambda transaction: remove_member(transaction, member.id)) == member
    assert await database.write(lambda transaction: remove_member(transaction, member.id)) is None
    assert await database.write(lambda transaction: remove_code(transaction, code.id)) == code
    assert await database.write(lambda transaction: remove_code(transaction, code.id)) is None
    assert await Staff(database).everybody() == ()
