"""The audit log: whatever is done to it without its secret is found, and letting go of the old breaks nothing."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from storage.audit import Audit, Entry, append, hash_of
from storage.chain import Checked, Wrong, let_go, verify
from storage.columns import from_time
from storage.database import Database
from storage.seal import Seal
from storage.transaction import Transaction
from tests.storage.examples import NOON, from_outside
from tests.storage.tampering import tamper

KEYED = Seal(b"a secret of the bureau's own")
PLAIN = Seal()


def entry(number: int, days: int = 0) -> Entry:
    return Entry(
        NOON + timedelta(days=days), "telegram:boss", "owner", "staff.invite", "450100", {"name": f"小李{number}"}
    )


async def write(database: Database, seal: Seal, *entries: Entry) -> None:
    def work(transaction: Transaction) -> None:
        for one in entries:
            append(transaction, one, seal)

    await database.write(work)


async def a_log(database: Database, seal: Seal = KEYED, entries: int = 9) -> Audit:
    """A log with as many entries, the n-th of which is of the n-th day."""
    await write(database, seal, *(entry(number, number) for number in range(1, entries + 1)))
    return Audit(database, seal)


@contextmanager
def put_back_afterwards(path: Path) -> Iterator[None]:
    """Leave the log as it was, however it was tampered with."""
    with from_outside(path) as connection:
        rows = connection.execute("SELECT * FROM audit").fetchall()
        yield
        tamper(path, "DELETE FROM audit")
        connection.executemany(f"INSERT INTO audit VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608 - as many as there are columns


def found(checked: Checked) -> set[tuple[Wrong, int, int]]:
    return {(one.wrong, one.seq, one.last) for one in checked.findings}


async def test_what_was_written_is_read_back_and_is_sound(database: Database) -> None:
    audit = await a_log(database)
    kept = await audit.last(3)
    assert [(one.seq, one.entry) for one in kept] == [(n, entry(n, n)) for n in (7, 8, 9)]
    checked = await verify(audit)
    assert checked.findings == ()
    assert (checked.entries, checked.head.last_seq, checked.head.last_hash) == (9, 9, kept[-1].hash)
    assert checked.keyed_from == 1


async def test_an_empty_log_is_sound(database: Database) -> None:
    for seal in (PLAIN, KEYED):
        checked = await verify(Audit(database, seal))
        assert (checked.findings, checked.entries, checked.keyed_from) == ((), 0, 0)


# ── Nothing is changed by mistake ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'telegram:li'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 9"]
)
async def test_the_database_refuses_to_change_or_delete_an_entry(
    path: Path, database: Database, statement: str
) -> None:
    await a_log(database)
    with from_outside(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert (await verify(Audit(database, KEYED))).findings == ()


# ── What is changed on purpose is found ──────────────────────────────────────────────────────────────────────────────

COLUMNS = {
    "at": "at + 1",
    "who": "'telegram:li'",
    "role": "'editor'",
    "action": "'stats'",
    "region": "'000000'",
    "what": "'{}'",
    "previous": f"'{'1' * 64}'",
    "key": "'abcd0123'",
    "hash": f"'{'1' * 64}'",
}


@pytest.mark.parametrize("seal", [PLAIN, KEYED], ids=["plain", "keyed"])
async def test_a_changed_entry_is_found_whatever_was_changed(path: Path, database: Database, seal: Seal) -> None:
    audit = await a_log(database, seal)
    for column, seq in product(COLUMNS, (1, 9)):
        with put_back_afterwards(path):
            tamper(path, f"UPDATE audit SET {column} = {COLUMNS[column]} WHERE seq = :seq", seq=seq)  # noqa: S608
            assert seq in {one.seq for one in (await verify(audit)).findings}, (column, seq)
    assert (await verify(audit)).findings == ()


async def test_an_entry_taken_out_is_found(path: Path, database: Database) -> None:
    audit = await a_log(database)
    for seq in range(1, 9):
        with put_back_afterwards(path):
            tamper(path, "DELETE FROM audit WHERE seq = :seq", seq=seq)
            assert found(await verify(audit)) == {(Wrong.MISSING, seq, seq)}


async def test_several_taken_out_are_found_as_one_gap(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(path, "DELETE FROM audit WHERE seq BETWEEN 3 AND 6")
    assert found(await verify(audit)) == {(Wrong.MISSING, 3, 6)}


@pytest.mark.parametrize("left", [0, 1, 8])
async def test_a_tail_cut_off_is_found(path: Path, database: Database, left: int) -> None:
    audit = await a_log(database)
    tamper(path, "DELETE FROM audit WHERE seq > :left", left=left)
    assert (Wrong.CUT_OFF, left + 1, 9) in found(await verify(audit))


MADE = {
    "staff": (
        "INSERT INTO staff (who, role, region, name, added_by, added_at) "
        "VALUES ('telegram:li', 'sender', '450100', '小李', 'telegram:boss', :at)"
    ),
    "code": (
        "INSERT INTO staff_codes (digest, role, region, name, made_by, made_at, expires_at) "
        "VALUES ('d1', 'sender', '450100', '小李', 'telegram:boss', :at, :at)"
    ),
    "poster": (
        "INSERT INTO posters (code, signature, journey, region, place, answers, language, printed_on, expires, printed) "
        "VALUES ('KHMT4826', 's', 'newborn', '450100', '大厅', '{}', '', :day, :day, '{}')"
    ),
    "announcement": (
        "INSERT INTO announcements "
        "(number, state, region, written, said, audience, not_after, fingerprint, written_by, written_at) "
        "VALUES (1, 'draft', '450100', '{}', '{}', '{}', :at, 'f', 'telegram:boss', :at)"
    ),
}
"""What staff have made, and leave an entry with."""


@pytest.mark.parametrize("seal", [PLAIN, KEYED], ids=["plain", "keyed"])
@pytest.mark.parametrize("made", MADE)
async def test_a_log_taken_away_as_a_whole_is_found_beside_what_staff_have_made(
    path: Path, database: Database, made: str, seal: Seal
) -> None:
    def make(transaction: Transaction) -> None:
        transaction.execute(MADE[made], at=from_time(NOON), day=NOON.date().isoformat())
        append(transaction, entry(1), seal)

    await database.write(make)
    audit = Audit(database, seal)
    assert (await verify(audit)).findings == (), "what is made together with its entry is no sign of anything"
    tamper(path, "DELETE FROM audit", "DELETE FROM audit_head")
    assert found(await verify(audit)) == {(Wrong.EMPTIED, 0, 0)}
    await write(database, seal, entry(2, days=1))
    assert found(await verify(audit)) == {(Wrong.SEEN_BROKEN, 1, 1)}
    assert [one.entry.action for one in await audit.last(9)] == ["audit.broken", "staff.invite"]


@pytest.mark.parametrize(("one", "other"), [(4, 5), (1, 9), (8, 9)])
async def test_entries_that_changed_places_are_found(path: Path, database: Database, one: int, other: int) -> None:
    audit = await a_log(database)
    tamper(
        path,
        "UPDATE audit SET seq = 100 WHERE seq = :one",
        "UPDATE audit SET seq = :one WHERE seq = :other",
        "UPDATE audit SET seq = :other WHERE seq = 100",
        one=one,
        other=other,
    )
    assert {one, other} <= {finding.seq for finding in (await verify(audit)).findings}


PUT_IN = (
    "INSERT INTO audit SELECT {seq}, at, 'telegram:li', role, action, region, what, previous, key, hash "
    "FROM audit WHERE audit.seq = 5"
)


@pytest.mark.parametrize("seq", ["0", "-3", "5.5", "10", "99", "'x'"])
async def test_an_entry_put_in_is_found_wherever_it_was_put(path: Path, database: Database, seq: str) -> None:
    audit = await a_log(database)
    tamper(path, PUT_IN.format(seq=seq))
    assert (await verify(audit)).findings != ()


@pytest.mark.parametrize(("seq", "findings"), [(5, {(Wrong.UNLINKED, 6, 6)}), (9, {(Wrong.HEAD, 9, 9)})])
async def test_an_entry_replaced_together_with_its_hash_is_found_by_what_follows_it(
    path: Path, database: Database, seq: int, findings: set[tuple[Wrong, int, int]]
) -> None:
    audit = await a_log(database, PLAIN)
    tamper(path, "UPDATE audit SET who = 'telegram:li' WHERE seq = :seq", seq=seq)
    [row] = await database.read("SELECT * FROM audit WHERE seq = :seq", seq=seq)
    tamper(path, "UPDATE audit SET hash = :hash WHERE seq = :seq", seq=seq, hash=hash_of(row, PLAIN))
    assert found(await verify(audit)) == findings


async def test_an_entry_added_behind_the_end_with_all_that_belongs_to_it_is_found(
    path: Path, database: Database
) -> None:
    audit = await a_log(database, PLAIN)
    end = await database.read("SELECT * FROM audit_head")
    await write(database, PLAIN, entry(10))
    tamper(path, "UPDATE audit_head SET last_seq = :last_seq, last_hash = :last_hash, seal = :seal", **dict(end[0]))
    assert found(await verify(audit)) == {(Wrong.ADDED, 10, 10)}


async def test_what_is_no_text_is_found(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(path, "UPDATE audit SET what = x'ff00' WHERE seq = 4")
    assert (Wrong.CHANGED, 4, 4) in found(await verify(audit))


async def test_a_whole_chain_made_anew_without_the_secret_is_found(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(path, "DELETE FROM audit", "DELETE FROM audit_head")
    await a_log(database, PLAIN, entries=8)
    assert Wrong.UNSEALED in {one.wrong for one in (await verify(audit)).findings}


async def test_a_lowered_head_is_found(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(
        path,
        "UPDATE audit_head SET last_seq = 7, last_hash = (SELECT hash FROM audit WHERE seq = 7)",
        "DELETE FROM audit WHERE seq > 7",
    )
    assert found(await verify(audit)) == {(Wrong.HEAD, 7, 7)}


@pytest.mark.parametrize(
    "done",
    [
        ("DELETE FROM audit WHERE seq > 7",),
        ("DELETE FROM audit_head",),
        (PUT_IN.format(seq="10"),),
        (
            "UPDATE audit_head SET last_seq = 7, last_hash = (SELECT hash FROM audit WHERE seq = 7)",
            "DELETE FROM audit WHERE seq > 7",
        ),
    ],
    ids=["tail", "head", "added", "lowered"],
)
async def test_what_was_done_to_the_end_is_not_covered_up_by_what_follows(
    path: Path, database: Database, done: tuple[str, ...]
) -> None:
    audit = await a_log(database)
    tamper(path, *done)
    await write(database, KEYED, entry(20))
    await write(database, KEYED, entry(21))
    wrong = {one.wrong for one in (await verify(audit)).findings}
    assert Wrong.SEEN_BROKEN in wrong
    assert [one.entry.action for one in await audit.last(3)] == ["audit.broken", "staff.invite", "staff.invite"]


async def test_an_older_state_of_the_whole_database_is_found_by_what_somebody_wrote_down(
    path: Path, database: Database
) -> None:
    audit = await a_log(database, entries=5)
    with from_outside(path) as connection, sqlite3.connect(":memory:") as copy:
        connection.backup(copy)
        await a_log(database, entries=4)
        head = await audit.head()
        noted = (head.last_seq, head.last_hash[:16])
        assert found(await verify(audit, noted)) == set()
        copy.backup(connection)
    assert found(await verify(audit)) == set()
    assert found(await verify(audit, noted)) == {(Wrong.NOTED, 9, 9)}


async def test_what_was_noted_has_to_be_what_is_there(database: Database) -> None:
    audit = await a_log(database)
    fifth = (await audit.last(5))[0]
    assert found(await verify(audit, (5, fifth.hash[:8]))) == set()
    assert found(await verify(audit, (5, "0" * 8))) == {(Wrong.NOTED, 5, 5)}


async def test_any_change_of_any_one_row_is_found(path: Path, database: Database) -> None:
    """Whatever column, whatever row, whatever character: drawn by lot, thirty times."""
    audit = await a_log(database, entries=30)
    chance = random.Random(6)
    rows = await database.read("SELECT * FROM audit")
    for _ in range(30):
        row = dict(chance.choice(rows))
        column = chance.choice(list(row))
        before = row[column]
        after = before + 1000 if isinstance(before, int) else _slipped(before, chance)
        change = f"UPDATE audit SET {column} = :after WHERE seq = :seq"  # noqa: S608 - a name from the table itself
        with put_back_afterwards(path):
            tamper(path, change, after=after, seq=row["seq"])
            assert (await verify(audit)).findings != (), (column, before, after)
    assert (await verify(audit)).findings == ()


def _slipped(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


# ── Secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_secret_that_is_set_later_seals_what_follows(database: Database) -> None:
    await a_log(database, PLAIN, entries=3)
    audit = Audit(database, KEYED)
    assert found(await verify(audit)) == {(Wrong.UNSEALED, 3, 3)}
    await a_log(database, KEYED, entries=2)
    checked = await verify(audit)
    assert (checked.findings, checked.keyed_from) == ((), 4)
    assert (await audit.last(3))[0].entry.action == "audit.key"


async def test_after_the_first_entry_with_a_secret_there_is_none_without(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(path, "UPDATE audit SET key = '' WHERE seq = 9")
    [row] = await database.read("SELECT * FROM audit WHERE seq = 9")
    tamper(path, "UPDATE audit SET hash = :hash WHERE seq = 9", hash=hash_of(row, PLAIN))
    assert (Wrong.OTHER_KEY, 9, 9) in found(await verify(audit))


async def test_entries_from_before_the_secret_cannot_be_changed_either(path: Path, database: Database) -> None:
    await a_log(database, PLAIN, entries=3)
    audit = await a_log(database, KEYED, entries=2)
    tamper(path, "UPDATE audit SET who = 'telegram:li' WHERE seq = 2")
    assert found(await verify(audit)) == {(Wrong.CHANGED, 2, 2)}


async def test_a_log_sealed_with_another_secret_says_so(database: Database) -> None:
    await a_log(database, KEYED, entries=3)
    other = Seal(b"quite another secret")
    findings = found(await verify(Audit(database, other)))
    assert {(Wrong.OTHER_KEY, seq, seq) for seq in (1, 2, 3)} <= findings
    assert found(await verify(Audit(database, PLAIN))) >= {(Wrong.OTHER_KEY, 1, 1)}


def test_a_seal_shows_its_secret_nowhere() -> None:
    assert "bureau" not in repr(KEYED)
    assert KEYED.key == Seal(KEYED.secret).key != Seal(b"other").key
    assert PLAIN.key == ""


def test_values_cannot_be_moved_from_one_place_to_the_next() -> None:
    apart = [("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"), ('a","b', "c"), (1, "1"), ("1", 1), ("1", "1")]
    assert len({KEYED.of(*values) for values in apart}) == len(apart)


# ── Letting go ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_old_goes_and_the_rest_stays_a_chain(path: Path, database: Database) -> None:
    audit = await a_log(database)
    now = NOON + timedelta(days=200)
    assert await let_go(audit, NOON + timedelta(days=5), now) == 4
    checked = await verify(audit)
    assert checked.findings == ()
    assert (checked.head.cut_seq, checked.entries) == (4, 6)
    *_, last = await audit.last(1)
    assert (last.entry.action, last.entry.what["entries"], last.entry.what["last"]) == ("audit.cut", 4, 4)
    assert await let_go(audit, NOON + timedelta(days=5), now) == 0
    assert (await verify(audit)).findings == ()


async def test_all_of_it_can_go_and_the_log_goes_on(database: Database) -> None:
    audit = await a_log(database)
    assert await let_go(audit, NOON + timedelta(days=100), NOON + timedelta(days=200)) == 9
    await a_log(database, entries=2)
    checked = await verify(audit)
    assert (checked.findings, checked.entries, checked.head.last_seq) == ((), 3, 12)


async def test_a_young_entry_keeps_what_follows_it_whatever_the_clock_said(database: Database) -> None:
    audit = await a_log(database, entries=2)
    await write(database, KEYED, entry(3, days=90), entry(4, days=1))  # the clock was set back
    assert await let_go(audit, NOON + timedelta(days=30), NOON + timedelta(days=200)) == 2
    assert [one.seq for one in await audit.last(10)] == [3, 4, 5]


@pytest.mark.parametrize(
    "done",
    ["DELETE FROM audit WHERE seq = 5", "UPDATE audit SET who = 'x' WHERE seq = 6", "DELETE FROM audit WHERE seq > 7"],
)
async def test_after_a_cut_the_rest_is_watched_as_before(path: Path, database: Database, done: str) -> None:
    audit = await a_log(database)
    await let_go(audit, NOON + timedelta(days=5), NOON + timedelta(days=200))
    tamper(path, done)
    assert (await verify(audit)).findings != ()


async def test_a_checkpoint_moved_up_does_not_hide_what_was_taken_away(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(
        path,
        "UPDATE audit_head SET cut_seq = 6, cut_hash = (SELECT hash FROM audit WHERE seq = 6)",
        "DELETE FROM audit WHERE seq <= 6",
    )
    assert found(await verify(audit)) == {(Wrong.HEAD, 9, 9)}


async def test_what_is_wrong_is_written_down_before_its_proof_is_cut_away(path: Path, database: Database) -> None:
    audit = await a_log(database)
    tamper(path, "UPDATE audit SET who = 'telegram:li' WHERE seq = 2")
    await let_go(audit, NOON + timedelta(days=5), NOON + timedelta(days=200))
    assert found(await verify(audit)) == {(Wrong.SEEN_BROKEN, 10, 10)}
    assert [one.entry.action for one in await audit.last(2)] == ["audit.broken", "audit.cut"]


async def test_what_was_noted_and_then_cut_away_is_no_finding(database: Database) -> None:
    audit = await a_log(database)
    third = (await audit.last(7))[0]
    await let_go(audit, NOON + timedelta(days=5), NOON + timedelta(days=200))
    assert (await verify(audit, (third.seq, third.hash[:16]))).findings == ()


async def test_a_long_log_is_read_portion_by_portion(
    path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.audit._AT_A_TIME", 4)
    audit = await a_log(database, entries=10)
    assert (await verify(audit)).entries == 10
    tamper(path, "DELETE FROM audit WHERE seq = 4")
    assert found(await verify(audit)) == {(Wrong.MISSING, 4, 4)}


async def test_what_is_written_while_the_log_is_verified_is_no_finding(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = await a_log(database)
    count: Callable[[Audit], object] = Audit.count
    more = iter([20])

    async def count_slowly(asked: Audit) -> object:
        for number in more:
            await write(database, KEYED, entry(number))
        return await count(asked)  # type: ignore[misc]

    monkeypatch.setattr(Audit, "count", count_slowly)
    checked = await verify(audit)
    assert (checked.findings, checked.entries) == ((), 10)
