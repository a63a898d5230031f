"""Announcements as they are kept: nobody twice, nothing that was not approved of, and totals that balance."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from storage.announcements import (
    Announcements,
    Approved,
    State,
    approve,
    begin_count,
    cancel,
    change_announcement,
    end_count,
    finish,
    pause,
    resume,
    send,
    settle,
)
from storage.database import Database
from storage.errors import Damaged, StaleRevision
from storage.forgetting import Forgetting
from storage.outbox import Delivery, Outbox, Priority, Report
from storage.people import People, note_wants_news
from storage.recipients import Chosen, Recipients, is_under_way, put_into_outbox, take_back
from storage.sessions import Session
from storage.transaction import Transaction
from storage.turns import Turns
from tests.storage.announcing import CONTENT, announced, choose, draft, found, let_go, meet, put, totals
from tests.storage.examples import LATER, NOON, said, text_of

FAMILY = ("mother", "father", "son")


@pytest.fixture
async def family(database: Database) -> Database:
    """A database in which a family has written to us."""
    await meet(database, *FAMILY)
    return database


async def owed(database: Database, channel: str = "web") -> list[str]:
    """Who would be sent an announcement now."""
    messages = await Outbox(database).owed(channel, NOON, 1000)
    return [message.person for message in messages if message.priority is Priority.ANNOUNCEMENT]


async def claimed(database: Database, channel: str = "web") -> list[int]:
    """The announcements in the outbox that a sender gets hold of now."""
    rows = await database.read("SELECT message_id FROM deliveries WHERE priority = 3 ORDER BY message_id")
    return sorted(await Outbox(database).claim([row["message_id"] for row in rows]))


# ── From draft to end ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_announcement_reads_back_as_it_was_written(database: Database) -> None:
    content = replace(CONTENT, written={"zh_Hans": "电话{hotline}", "en": "Call {hotline}"}, audience='{"journey":"x"}')
    number = await draft(database, content)
    announcement = await found(database, number)
    assert announcement.content == content
    assert (announcement.number, announcement.state, announcement.written_by) == (1, State.DRAFT, "telegram:li")
    assert await Announcements(database).next_number() == 2
    assert [one.number for one in (await Announcements(database).all()).sound] == [1]


async def test_of_two_who_write_at_once_one_is_told_to_look_again(database: Database) -> None:
    drafts = await asyncio.gather(draft(database), draft(database), return_exceptions=True)
    assert sorted(type(one).__name__ for one in drafts) == ["StaleRevision", "int"]


@pytest.mark.parametrize("column", ["said", "written", "audience", "region", "not_after"])
async def test_what_somebody_changed_in_the_file_is_not_sent(family: Database, column: str) -> None:
    number = await announced(family, *FAMILY)
    value = {"not_after": "not_after + 1", "region": "'000000'"}.get(column, f"replace({column}, '}}', ' }}')")
    if column in ("said", "written"):
        value = f"replace({column}, '六', '日')"
    sql = f"UPDATE announcements SET {column} = {value}"  # noqa: S608 - from a test
    await family.write(lambda transaction: transaction.execute(sql))
    with pytest.raises(Damaged, match="Nobody is sent it"):
        await put(family, number)
    assert await owed(family) == []


async def test_only_what_was_counted_and_approved_of_is_sent(family: Database) -> None:
    number = await draft(family)
    fingerprint = CONTENT.fingerprint
    with pytest.raises(StaleRevision):
        await family.write(partial(send, number=number, fingerprint=fingerprint, starts_at=NOON))
    confirm = partial(approve, number=number, who="telegram:boss", at=NOON, counted_since=NOON)
    with pytest.raises(StaleRevision):
        await family.write(partial(confirm, fingerprint=fingerprint, told=0))
    await choose(family, number, *FAMILY)
    for wrong in ({"fingerprint": "0" * 64, "told": 3}, {"fingerprint": fingerprint, "told": 2}):
        with pytest.raises(StaleRevision):
            await family.write(partial(confirm, **wrong))
    with pytest.raises(StaleRevision):  # it was counted too long ago
        await family.write(partial(confirm, fingerprint=fingerprint, told=3, counted_since=LATER))
    early = NOON - timedelta(seconds=1)
    with pytest.raises(StaleRevision):  # it was counted by a clock that was ahead
        await family.write(partial(confirm, fingerprint=fingerprint, told=3, at=early, counted_since=early))
    await family.write(partial(confirm, fingerprint=fingerprint, told=3))
    with pytest.raises(StaleRevision):  # somebody else was first
        await family.write(partial(confirm, fingerprint=fingerprint, told=3, who="telegram:wang"))
    assert (await found(family, number)).approved == Approved("telegram:boss", NOON)
    await family.write(partial(send, number=number, fingerprint=fingerprint, starts_at=NOON))
    assert (await found(family, number)).state is State.GOING


async def test_any_change_voids_the_approval_and_so_does_another_count(family: Database) -> None:
    def rewrite(number: int) -> Callable[[Transaction], None]:
        content = replace(CONTENT, said={"zh_Hans": "窗口周日开。"})
        return partial(change_announcement, number=number, content=content, who="telegram:wang", at=LATER)

    def count_again(number: int) -> Callable[[Transaction], int]:
        return partial(begin_count, number=number)

    for act in (rewrite, count_again):
        number = await draft(family)
        await choose(family, number, *FAMILY)
        confirm = partial(approve, number=number, fingerprint=CONTENT.fingerprint, told=3)
        await family.write(partial(confirm, who="telegram:boss", at=NOON, counted_since=NOON))
        await family.write(act(number))
        announcement = await found(family, number)
        assert (announcement.counted, announcement.approved) == (None, None)
        with pytest.raises(StaleRevision):
            await family.write(
                partial(send, number=number, fingerprint=announcement.content.fingerprint, starts_at=NOON)
            )


async def test_a_count_that_is_overtaken_keeps_nothing(family: Database) -> None:
    number = await draft(family)
    first = await family.write(partial(begin_count, number=number))
    second = await family.write(partial(begin_count, number=number))
    recipients = Recipients(family)
    with pytest.raises(StaleRevision):
        await recipients.choose(number, first, [Chosen("web", "mother")])
    await recipients.choose(number, second, [Chosen("web", "father")])
    with pytest.raises(StaleRevision):
        await family.write(partial(end_count, number=number, counting=first, who="x", at=NOON))
    counted = await family.write(partial(end_count, number=number, counting=second, who="x", at=NOON))
    assert (counted.selected, counted.told) == (1, 1)


async def test_once_it_is_sent_nothing_of_it_changes(family: Database) -> None:
    number = await announced(family, *FAMILY)
    with pytest.raises(StaleRevision):
        await family.write(partial(change_announcement, number=number, content=CONTENT, who="x", at=LATER))
    with pytest.raises(StaleRevision):
        await family.write(partial(begin_count, number=number))
    with pytest.raises(StaleRevision):
        await let_go(family, number)


async def test_what_has_ended_stays_so(family: Database) -> None:
    for end in (cancel, finish):
        number = await announced(family, *FAMILY)
        await family.write(partial(end, number=number, at=LATER))
        for act in (pause, resume, partial(cancel, at=LATER)):
            with pytest.raises(StaleRevision):
                await family.write(partial(act, number=number))
        assert (await found(family, number)).ended_at == LATER
        assert number in await Announcements(family).unsettled()
        await family.write(partial(settle, number=number))
        assert number not in await Announcements(family).unsettled()


async def test_what_is_being_corrected_does_not_go_on_until_the_correction_is_cancelled(family: Database) -> None:
    wrong = await announced(family, *FAMILY)
    await family.write(partial(pause, number=wrong))
    correction = await draft(family, replace(CONTENT, corrects=wrong))
    assert await Announcements(family).corrected_by(wrong) == correction
    with pytest.raises(StaleRevision):
        await family.write(partial(resume, number=wrong))
    await family.write(partial(cancel, number=correction, at=LATER))
    await family.write(partial(resume, number=wrong))
    assert (await found(family, wrong)).state is State.GOING


# ── Into the outbox ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_everybody_is_put_into_the_outbox_once(family: Database) -> None:
    number = await announced(family, *FAMILY)
    assert await put(family, number, limit=2) == 2
    assert await put(family, number, limit=2) == 1
    assert await put(family, number, limit=2) == 0
    assert await owed(family) == list(FAMILY)
    [message, *_] = await Outbox(family).last("web", "mother", 1)
    assert (text_of(message), message.not_after) == ("通知", CONTENT.not_after)


async def test_whoever_puts_it_in_at_the_same_time_puts_nobody_in_twice(family: Database) -> None:
    people = [f"person {number}" for number in range(50)]
    await meet(family, *people)
    number = await announced(family, *people)
    done = await asyncio.gather(*(put(family, number, limit=7) for _ in range(12)))
    assert sum(done) == 50
    assert sorted(await owed(family)) == sorted(people)


async def test_whoever_was_counted_twice_is_a_recipient_once(family: Database) -> None:
    number = await draft(family)
    await choose(family, number, "mother", "mother")
    await choose(family, number, "mother", "father", "mother")
    counted = (await found(family, number)).counted
    assert counted
    assert (counted.selected, counted.told) == (2, 2)


async def test_it_does_not_begin_before_its_time(family: Database) -> None:
    number = await draft(family)
    await choose(family, number, *FAMILY)
    await let_go(family, number, starts_at=LATER)
    assert await put(family, number) == 0
    assert await totals(family, number) == {"owed": 3}


async def test_whoever_blocked_us_or_wants_no_news_since_the_count_is_told_nothing(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await People(family).note_reachable("web", "father", False, NOON)
    await family.write(lambda transaction: note_wants_news(transaction, "web", "son", False, NOON))
    assert await put(family, number) == 3
    assert await owed(family) == ["mother"]
    assert await totals(family, number) == {"owed": 1, "blocked": 1, "opted_out": 1}


async def test_whom_it_does_not_concern_any_more_is_told_nothing(family: Database) -> None:
    number = await announced(family, *FAMILY)

    def body(session: Session) -> str | None:
        return "{}" if session.person == "mother" else None

    await family.write(partial(put_into_outbox, number=number, channel="web", limit=9, now=NOON, body=body))
    assert await totals(family, number) == {"owed": 1, "expired": 2}


async def test_whose_session_or_wishes_are_damaged_is_told_nothing(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await family.write(lambda transaction: note_wants_news(transaction, "web", "son", True, NOON))
    await family.write(lambda transaction: transaction.execute("UPDATE people SET reachable = 1, changed_at = 7"))
    await family.write(
        lambda transaction: transaction.execute("UPDATE sessions SET state = '{}' WHERE person = 'father'")
    )
    await put(family, number)
    assert await totals(family, number) == {"owed": 1, "expired": 1, "opted_out": 1}


async def test_nobody_gets_hold_of_it_while_it_is_paused_or_once_it_was_cancelled(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await put(family, number, limit=2)
    await family.write(partial(pause, number=number))
    assert (await owed(family), await claimed(family), await put(family, number)) == ([], [], 0)
    await family.write(partial(resume, number=number))
    assert await owed(family) == ["mother", "father"]
    await family.write(partial(cancel, number=number, at=LATER))
    assert (await owed(family), await claimed(family), await put(family, number)) == ([], [], 0)


async def test_other_messages_go_out_while_an_announcement_is_paused(family: Database) -> None:
    await family.write(partial(pause, number=await announced(family, "mother")))
    other = await announced(family, "father")
    await put(family, other)
    assert await owed(family) == ["father"]
    assert len(await claimed(family)) == 1


async def test_what_was_taken_back_can_be_put_in_again(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await put(family, number)
    (first, *_) = await claimed(family)
    await Outbox(family).settle(*(Report(id, Delivery.OWED, NOON) for id in await claimed(family)))
    taken_back = await family.write(partial(take_back, number=number, channel="web", limit=10))
    assert taken_back == 0, "everything is being sent"
    await Outbox(family).settle(Report(first, Delivery.SENT, NOON))
    rows = await family.read("SELECT message_id FROM deliveries WHERE priority = 3 AND delivery = 'sending'")
    await Outbox(family).settle(*(Report(row["message_id"], Delivery.OWED, NOON) for row in rows))
    assert await family.write(partial(take_back, number=number, channel="web", limit=10)) == 2
    assert not await family.write(partial(is_under_way, number=number, channel="web"))
    assert await totals(family, number) == {"sent": 1, "owed": 2}
    assert await put(family, number) == 2
    assert await owed(family) == ["father", "son"]


# ── What became of it ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_totals_balance_whatever_became_of_it(database: Database) -> None:
    people = [f"person {number}" for number in range(12)]
    await meet(database, *people)
    no_way = [Chosen("web", "person 10", "blocked"), Chosen("web", "person 11", "opted_out")]
    number = await announced(database, *people[:10], *no_way)
    await put(database, number, limit=8)
    ids = await claimed(database)
    became = (
        Report(ids[0], Delivery.SENT, NOON),
        Report(ids[1], Delivery.SENT, NOON),
        Report(ids[2], Delivery.FAILED, NOON, why="unreachable"),
        Report(ids[3], Delivery.FAILED, NOON, why="too long"),
        Report(ids[4], Delivery.UNKNOWN, NOON, doubtful=True),
        Report(ids[5], Delivery.EXPIRED, NOON),
    )
    await Outbox(database).settle(*became)
    found_so_far = {"sent": 2, "blocked": 2, "failed": 1, "unknown": 1, "expired": 1, "opted_out": 1, "owed": 4}
    assert await totals(database, number) == found_so_far
    assert [(one.outcome, one.why) for one in await Recipients(database).totals(number) if one.why] == [
        ("failed", "too long")
    ]
    await database.write(partial(cancel, number=number, at=NOON))
    assert await totals(database, number) == {**found_so_far, "owed": 2, "cancelled": 2}, "two are just being sent"
    counted = (await found(database, number)).counted
    assert counted
    assert sum((await totals(database, number)).values()) == counted.selected == 12


async def test_whoever_was_not_told_when_it_is_over_is_not_told_any_more(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await family.write(partial(finish, number=number, at=NOON + timedelta(days=8)))
    assert await totals(family, number) == {"expired": 3}


async def test_totals_are_counted_in_portions_as_exactly(family: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [f"person {number}" for number in range(23)]
    await meet(family, *people)
    await announced(family, *FAMILY)
    number = await announced(family, *people)
    monkeypatch.setattr("storage.recipients._PORTION_OF_TOTALS", 5)
    assert await totals(family, number) == {"owed": 23}


async def test_somebody_who_says_they_want_no_more_gets_no_more(family: Database) -> None:
    going, paused, ended, begun = [await announced(family, *FAMILY) for _ in range(4)]
    await put(family, going)
    await put(family, begun)
    ids = await claimed(family)
    await put(family, paused)
    await family.write(partial(pause, number=paused))
    await family.write(partial(cancel, number=ended, at=NOON))
    await Turns(family).commit(said("stop", revision=1, person="mother"))
    await Outbox(family).settle(*(Report(id, Delivery.OWED, NOON) for id in ids[:3]))
    turn = said("stop now", "退订", revision=2, person="mother")._replace(wants_news=False)
    await Turns(family).commit(turn)
    assert "mother" not in await owed(family)
    outcomes = [(await totals(family, number)).get("opted_out", 0) for number in (going, paused, ended, begun)]
    assert outcomes == [1, 1, 0, 0], "what is just being sent cannot be called back"


async def test_of_somebody_who_is_forgotten_only_the_number_stays(family: Database) -> None:
    number = await announced(family, *FAMILY, Chosen("web", "daughter", "opted_out"))
    await put(family, number)
    (first, second, *_) = await claimed(family)
    await Outbox(family).settle(Report(first, Delivery.SENT, NOON), Report(second, Delivery.OWED, NOON))
    before = await totals(family, number)
    assert before == {"sent": 1, "owed": 2}, "nobody who never wrote is chosen"
    for person in FAMILY:
        await Forgetting(family).forget("web", person)
    assert await totals(family, number) == {"sent": 1, "cancelled": 1, "unknown": 1}
    assert await family.read("SELECT * FROM recipients") == []


async def test_whoever_was_forgotten_while_they_were_counted_was_not_counted(family: Database) -> None:
    number = await draft(family)
    counting = await family.write(partial(begin_count, number=number))
    await Recipients(family).choose(number, counting, [Chosen("web", "mother"), Chosen("web", "father")])
    await Forgetting(family).forget("web", "mother")
    counted = await family.write(partial(end_count, number=number, counting=counting, who="x", at=NOON))
    assert (counted.selected, await totals(family, number)) == (1, {"owed": 1})


# ── Among whom to choose ─────────────────────────────────────────────────────────────────────────────────────────────


async def chosen_from(database: Database, number: int, source: str, portion: int = 2) -> list[str]:
    """Everybody among whom to choose, taken in portions."""
    people, before, reached = [], None, ("", "")
    while reached != before:
        before = reached
        reached, some = await Recipients(database).candidates(number, source, before, portion)  # type: ignore[arg-type]
        people += [one.session.person for one in some]
    return people


async def test_everybody_who_ever_wrote_is_looked_at_once(family: Database) -> None:
    await meet(family, "mother", "aunt", channel="telegram")
    await People(family).note_reachable("web", "son", False, NOON)
    people = await chosen_from(family, await draft(family), "everybody")
    assert people == ["aunt", "mother", "father", "mother", "son"]


async def test_a_damaged_session_is_passed_over_and_the_others_are_not(family: Database) -> None:
    await family.write(lambda transaction: transaction.execute("UPDATE sessions SET state = '' WHERE person < 'n'"))
    assert await chosen_from(family, await draft(family), "everybody", portion=1) == ["son"]


async def test_of_those_who_were_named_the_ones_who_wrote_are_looked_at(family: Database) -> None:
    number = await draft(family, listed=(("web", "son"), ("web", "stranger"), ("web", "mother"), ("web", "son")))
    assert await chosen_from(family, number, "listed", portion=1) == ["mother", "son"]


async def test_a_correction_is_for_whoever_got_it_or_may_have(database: Database) -> None:
    people = [f"person {number}" for number in range(6)]
    await meet(database, *people)
    wrong = await announced(database, *people)
    await put(database, wrong, limit=5)
    ids = await claimed(database)
    await Outbox(database).settle(
        Report(ids[0], Delivery.SENT, NOON),
        Report(ids[1], Delivery.UNKNOWN, NOON, doubtful=True),
        Report(ids[2], Delivery.FAILED, NOON, why="unreachable"),
        Report(ids[3], Delivery.OWED, NOON),
    )
    correction = await draft(database, replace(CONTENT, corrects=wrong))
    assert await chosen_from(database, correction, "corrected") == ["person 0", "person 1", "person 4"]


async def test_what_waits_in_the_outbox_is_counted_without_what_has_to_wait(family: Database) -> None:
    number = await announced(family, *FAMILY)
    await put(family, number)
    assert await Recipients(family).ahead("web", NOON) == 3
    (first, *_) = await claimed(family)
    await Outbox(family).settle(Report(first, Delivery.OWED, NOON, not_before=LATER))
    assert await Recipients(family).ahead("web", NOON) == 0
    assert await Recipients(family).ahead("web", LATER) == 1


# ── Damaged ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "damage",
    [
        "said = replace(said, '六', '日')",
        "said = '['",
        "written = '7'",
        "audience = 'everybody'",
        "not_after = 'soon'",
        "not_after = 9223372036854775807",
        "written_at = 'now'",
    ],
)
async def test_one_that_is_damaged_does_not_hide_the_others(database: Database, damage: str) -> None:
    for _ in range(3):
        await draft(database)
    await database.write(partial(Transaction.execute, sql=f"UPDATE announcements SET {damage} WHERE number = 2"))  # noqa: S608
    every = await Announcements(database).all()
    assert [one.number for one in every.sound] == [1, 3]
    assert every.damaged == (2,)
    with pytest.raises(Damaged, match="Announcement 2 is not what was written"):
        await Announcements(database).get(2)
