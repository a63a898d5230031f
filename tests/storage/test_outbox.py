from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.outbox import Delivery, Message, Outbox, Priority, Report
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, from_outside, in_words, said, text_of, written

FINAL = [Delivery.SENT, Delivery.FAILED, Delivery.UNKNOWN, Delivery.EXPIRED]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [text_of(message) for message in messages]


async def told(outbox: Outbox) -> list[Delivery]:
    """What became of everything the mother was told."""
    return [message.delivery for message in await outbox.last("web", "mother", 10)]


async def test_what_a_turn_owes_is_owed_until_it_is_sent(outbox: Outbox, turns: Turns) -> None:
    committed = await turns.commit(said("1", replies=("一", "二")))
    assert await outbox.owed("web", NOON, 10) == committed.replies

    await outbox.mark_sent([message.id for message in committed.replies], LATER)
    assert await outbox.owed("web", NOON, 10) == ()
    assert [(reply.delivery, reply.sent_at, reply.attempts) for reply in await outbox.last("web", "mother", 10)] == [
        (Delivery.SENT, LATER, 1),
        (Delivery.SENT, LATER, 1),
    ]


async def test_a_message_comes_back_from_the_file_as_it_went_in(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1"))
    assert await outbox.owed("web", NOON, 10) == (
        Message(
            id=1,
            channel="web",
            person="mother",
            event_id="1",
            priority=Priority.REPLY,
            body=written({"text": "宝宝是哪天出生的?"}),
            created_at=NOON,
        ),
    )


async def test_those_who_wait_for_an_answer_go_before_those_who_do_not(outbox: Outbox, turns: Turns) -> None:
    await outbox.owe("web", "father", [in_words("公告", Priority.ANNOUNCEMENT)], NOON)
    await outbox.owe("web", "father", [in_words("提醒", Priority.REMINDER)], NOON)
    await outbox.owe("web", "father", [in_words("人工", Priority.STAFF)], NOON)
    await turns.commit(said("1", replies=("回答一", "回答二")))
    assert texts(await outbox.owed("web", NOON, 10)) == ["回答一", "回答二", "人工", "提醒", "公告"]
    assert texts(await outbox.owed("web", NOON, 10, least=Priority.STAFF)) == ["回答一", "回答二", "人工"]


async def test_no_more_is_taken_than_was_asked_for(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", replies=("一", "二", "三")))
    assert texts(await outbox.owed("web", NOON, 2)) == ["一", "二"]


async def test_each_channel_sends_its_own(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", channel="web", replies=("网页",)))
    await turns.commit(said("1", channel="telegram", replies=("电报",)))
    assert texts(await outbox.owed("telegram", NOON, 10)) == ["电报"]


async def test_a_reply_sent_as_soon_as_it_is_committed_is_nobody_elses_to_send(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1", sent_at_once=True))).replies
    assert (reply.delivery, reply.attempts) == (Delivery.SENDING, 1)
    assert await outbox.owed("web", NOON, 10) == ()
    assert await outbox.claim([reply.id]) == frozenset()

    await outbox.settle(Report(reply.id, Delivery.SENT, LATER, receipt="4711"))
    (sent,) = await outbox.last("web", "mother", 10)
    assert (sent.delivery, sent.attempts, sent.receipt) == (Delivery.SENT, 1, "4711")


async def test_what_is_put_off_is_owed_again_when_its_time_has_come(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    assert await outbox.claim([reply.id]) == {reply.id}
    await outbox.settle(Report(reply.id, Delivery.OWED, NOON, not_before=LATER))

    assert await outbox.owed("web", LATER - timedelta(microseconds=1), 10) == ()
    (again,) = await outbox.owed("web", LATER, 10)
    assert (again.id, again.attempts, again.not_before) == (reply.id, 1, LATER)


async def test_what_was_planned_for_later_is_not_owed_before(outbox: Outbox) -> None:
    await outbox.owe("web", "mother", [in_words("提醒", Priority.REMINDER, not_before=LATER)], NOON)
    assert await outbox.owed("web", LATER - timedelta(microseconds=1), 10) == ()
    assert texts(await outbox.owed("web", LATER, 10)) == ["提醒"]


async def test_what_is_of_no_more_use_is_not_sent_and_is_settled(outbox: Outbox) -> None:
    await outbox.owe("web", "mother", [in_words("今天截止", not_after=LATER), in_words("一直有用")], NOON)
    before = LATER - timedelta(microseconds=1)
    assert texts(await outbox.owed("web", before, 10)) == ["今天截止", "一直有用"]
    assert not await outbox.expire("web", before)

    assert texts(await outbox.owed("web", LATER, 10)) == ["一直有用"]
    assert not await outbox.expire("telegram", LATER)
    assert len(await outbox.expire("web", LATER)) == 1
    assert await told(outbox) == [Delivery.EXPIRED, Delivery.OWED]
    assert not await outbox.expire("web", LATER)


async def test_a_message_is_claimed_once(outbox: Outbox, turns: Turns) -> None:
    first, second = (await turns.commit(said("1", replies=("一", "二")))).replies
    assert await outbox.claim([first.id]) == {first.id}
    assert await outbox.claim([first.id, second.id, 4711]) == {second.id}
    assert await told(outbox) == [Delivery.SENDING, Delivery.SENDING]


async def test_more_are_claimed_and_settled_than_fit_into_one_statement(outbox: Outbox, turns: Turns) -> None:
    committed = await turns.commit(said("1", replies=tuple(map(str, range(150)))))
    ids = [message.id for message in committed.replies]
    assert await outbox.claim(ids) == set(ids)
    await outbox.mark_sent(ids, LATER)
    sent = await outbox.last("web", "mother", 1000)
    assert {(message.delivery, message.attempts) for message in sent} == {(Delivery.SENT, 1)}


async def test_nothing_is_no_mistake(outbox: Outbox) -> None:
    assert await outbox.claim([]) == frozenset()
    await outbox.settle()
    await outbox.mark_sent([], NOON)


@pytest.mark.parametrize("final", FINAL)
async def test_a_final_state_stays(outbox: Outbox, turns: Turns, final: Delivery) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    await outbox.settle(Report(reply.id, final, NOON, why="why"))
    (before,) = await outbox.last("web", "mother", 10)
    assert before.delivery is final

    for other in Delivery:
        await outbox.settle(Report(reply.id, other, LATER, LATER, doubtful=True, receipt="2", why="other"))
    assert await outbox.claim([reply.id]) == frozenset()
    await outbox.recover("web")
    assert await outbox.owed("web", LATER, 10) == ()
    assert await outbox.last("web", "mother", 10) == (before,)


async def test_what_could_not_be_sent_says_why(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    await outbox.settle(Report(reply.id, Delivery.FAILED, LATER, why="unreachable"))
    (failed,) = await outbox.last("web", "mother", 10)
    assert (failed.delivery, failed.why, failed.sent_at) == (Delivery.FAILED, "unreachable", None)


async def test_two_reports_on_one_message_at_once_settle_it_once(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    await outbox.settle(Report(reply.id, Delivery.SENT, NOON), Report(reply.id, Delivery.SENT, NOON))
    (sent,) = await outbox.last("web", "mother", 10)
    assert (sent.delivery, sent.attempts) == (Delivery.SENT, 1)


async def test_a_reply_that_was_being_sent_when_the_process_died_is_tried_once_more_and_no_more(
    outbox: Outbox, turns: Turns
) -> None:
    await turns.commit(said("1", sent_at_once=True))
    await outbox.recover("telegram")
    assert await told(outbox) == [Delivery.SENDING]

    await outbox.recover("web")
    (once_more,) = await outbox.owed("web", NOON, 10)
    assert once_more.doubtful

    await outbox.claim([once_more.id])
    await outbox.recover("web")
    assert await told(outbox) == [Delivery.UNKNOWN]


async def test_what_was_in_doubt_stays_in_doubt_however_often_it_is_put_off(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1", sent_at_once=True))).replies
    await outbox.settle(Report(reply.id, Delivery.OWED, NOON, doubtful=True))
    await outbox.claim([reply.id])
    await outbox.settle(Report(reply.id, Delivery.OWED, NOON))
    await outbox.claim([reply.id])
    await outbox.recover("web")
    assert await told(outbox) == [Delivery.UNKNOWN]


@pytest.mark.parametrize("priority", [Priority.STAFF, Priority.REMINDER, Priority.ANNOUNCEMENT])
async def test_what_nobody_waits_for_is_not_tried_again_after_a_crash(outbox: Outbox, priority: Priority) -> None:
    first, second = await outbox.owe("web", "mother", [in_words("一", priority), in_words("二", priority)], NOON)
    await outbox.claim([first.id])
    await outbox.recover("web")
    assert await told(outbox) == [Delivery.UNKNOWN, Delivery.OWED]
    assert [message.id for message in await outbox.owed("web", NOON, 10)] == [second.id]


async def test_what_a_person_was_told_unasked_stands_between_the_answers(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", replies=("一", "二")))
    await outbox.owe("web", "mother", [in_words("提醒", Priority.REMINDER)], NOON)
    await outbox.owe("web", "father", [in_words("给爸爸")], NOON)
    await turns.commit(said("2", revision=1, replies=("三",)))
    await turns.commit(said("1", person="father", replies=("给爸爸",)))
    assert texts(await outbox.last("web", "mother", 10)) == ["一", "二", "提醒", "三"]
    assert texts(await outbox.last("web", "mother", 2)) == ["提醒", "三"]


async def test_somebody_who_never_wrote_may_be_told_something(outbox: Outbox) -> None:
    await outbox.owe("web", "mother", [in_words("公告", Priority.ANNOUNCEMENT)], NOON)
    assert texts(await outbox.last("web", "mother", 10)) == ["公告"]


async def test_ids_grow_also_when_the_newest_was_deleted(path: Path, outbox: Outbox, turns: Turns) -> None:
    (seen,) = (await turns.commit(said("1"))).replies
    with from_outside(path) as connection:
        connection.execute("DELETE FROM outbox")
    (new,) = (await turns.commit(said("2", revision=1))).replies
    assert new.id > seen.id


DAMAGE = [
    "texts SET body = '{' WHERE name = (SELECT text FROM outbox WHERE id = 1)",
    "texts SET body = CAST(x'ff' AS TEXT) WHERE name = (SELECT text FROM outbox WHERE id = 1)",
    "texts SET name = name + 1 WHERE name = (SELECT text FROM outbox WHERE id = 1)",
    "outbox SET text = (SELECT text FROM outbox WHERE id = 2) WHERE id = 1",
    "outbox SET text = NULL WHERE id = 1",
    "outbox SET person = 'father' WHERE id = 1",
    "outbox SET channel = 'telegram' WHERE id = 1",
    "outbox SET priority = 9 WHERE id = 1",
    "outbox SET priority = 'x' WHERE id = 1",
    "outbox SET created_at = 1 << 62 WHERE id = 1",
    "outbox SET inbox_id = NULL WHERE id = 1",
    "deliveries SET not_before = 1 WHERE message_id = 1",
    "deliveries SET not_after = 1 << 60 WHERE message_id = 1",
    "deliveries SET sent_at = 1 << 62 WHERE message_id = 1",
    "deliveries SET receipt = '4711' WHERE message_id = 1",
    "deliveries SET why = 'gone' WHERE message_id = 1",
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_one_damaged_message_does_not_hold_up_the_others(
    path: Path, outbox: Outbox, turns: Turns, damage: str
) -> None:
    await turns.commit(said("1", replies=("一", "二")))
    with from_outside(path) as connection:
        connection.execute(f"UPDATE {damage}")
    first, second = sorted(await outbox.owed("web", NOON, 10), key=lambda message: message.id)
    assert (first.id, first.damaged, first.body) == (1, True, "")
    assert (second.damaged, text_of(second)) == (False, "二")

    await outbox.settle(Report(1, Delivery.FAILED, LATER, why="damaged"))
    assert [message.id for message in await outbox.owed("web", NOON, 10)] == [2]


async def test_a_message_of_which_nobody_knows_what_became_is_damaged(path: Path, outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", replies=("一", "二")))
    with from_outside(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE deliveries SET delivery = 'semt' WHERE message_id = 1")
    assert [message.damaged for message in await outbox.last("web", "mother", 10)] == [True, False]


async def test_what_was_noted_of_a_message_and_is_damaged_says_so(path: Path, outbox: Outbox, turns: Turns) -> None:
    await outbox.owe("web", "mother", [in_words("明天", not_before=LATER), in_words("今天")], NOON)
    await outbox.settle(Report(2, Delivery.SENT, LATER, receipt="4711"))
    assert [message.damaged for message in await outbox.last("web", "mother", 10)] == [False, False]
    with from_outside(path) as connection:
        connection.execute("UPDATE deliveries SET not_before = not_before - 1, sent_at = sent_at + 1")
    assert [message.damaged for message in await outbox.last("web", "mother", 10)] == [True, True]
