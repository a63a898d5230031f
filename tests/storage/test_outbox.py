from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.outbox import Delivery, Message, Outbox, Priority, Reply
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, from_outside, said


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


def texts(messages: tuple[Message, ...]) -> list[object]:
    return [message.body["text"] for message in messages]


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
            body={"text": "宝宝是哪天出生的?"},
            created_at=NOON,
        ),
    )


async def test_those_who_wait_for_an_answer_go_before_those_who_do_not(outbox: Outbox, turns: Turns) -> None:
    await outbox.owe("web", "father", [Reply({"text": "公告"}, Priority.ANNOUNCEMENT)], NOON)
    await outbox.owe("web", "father", [Reply({"text": "提醒"}, Priority.REMINDER)], NOON)
    await outbox.owe("web", "father", [Reply({"text": "人工"}, Priority.STAFF)], NOON)
    await turns.commit(said("1", replies=("回答一", "回答二")))
    assert texts(await outbox.owed("web", NOON, 10)) == ["回答一", "回答二", "人工", "提醒", "公告"]


async def test_no_more_is_taken_than_was_asked_for(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", replies=("一", "二", "三")))
    assert texts(await outbox.owed("web", NOON, 2)) == ["一", "二"]


async def test_each_channel_sends_its_own(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", channel="web", replies=("网页",)))
    await turns.commit(said("1", channel="telegram", replies=("电报",)))
    assert texts(await outbox.owed("telegram", NOON, 10)) == ["电报"]


async def test_what_one_person_is_owed_is_nobody_elses(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", person="mother", replies=("给妈妈",)))
    await turns.commit(said("2", person="father", replies=("给爸爸",)))
    assert texts(await outbox.owed_to("web", "father", NOON)) == ["给爸爸"]


async def test_what_was_put_off_is_owed_again_when_its_time_has_come(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    await outbox.postpone([reply.id], LATER)

    too_early = LATER - timedelta(microseconds=1)
    assert await outbox.owed("web", too_early, 10) == ()
    assert await outbox.owed_to("web", "mother", too_early) == ()
    (again,) = await outbox.owed("web", LATER, 10)
    assert (again.id, again.attempts, again.not_before) == (reply.id, 1, LATER)
    assert await outbox.owed_to("web", "mother", LATER) == (again,)


async def test_what_may_have_arrived_and_what_never_will_is_not_sent_again(outbox: Outbox, turns: Turns) -> None:
    first, second = (await turns.commit(said("1", replies=("一", "二")))).replies
    await outbox.mark_unknown([first.id])
    await outbox.mark_failed([second.id])
    assert await outbox.owed("web", LATER, 10) == ()
    assert [reply.delivery for reply in await outbox.last("web", "mother", 10)] == [Delivery.UNKNOWN, Delivery.FAILED]


async def test_a_final_state_stays(outbox: Outbox, turns: Turns) -> None:
    (reply,) = (await turns.commit(said("1"))).replies
    await outbox.mark_sent([reply.id], NOON)
    await outbox.mark_failed([reply.id])
    await outbox.postpone([reply.id], LATER)
    await outbox.mark_sent([reply.id], LATER)
    (sent,) = await outbox.last("web", "mother", 10)
    assert (sent.delivery, sent.sent_at, sent.attempts) == (Delivery.SENT, NOON, 1)


async def test_the_answer_to_an_event_can_be_read_again_also_after_it_was_sent(outbox: Outbox, turns: Turns) -> None:
    committed = await turns.commit(said("1", replies=("一", "二")))
    await turns.commit(said("2", revision=1, replies=("三",)))
    await outbox.mark_sent([message.id for message in committed.replies], LATER)
    assert texts(await outbox.replies_to("web", "mother", "1")) == ["一", "二"]
    assert await outbox.replies_to("web", "mother", "never heard") == ()


async def test_guessing_somebodys_event_does_not_show_their_answer(outbox: Outbox, turns: Turns) -> None:
    await turns.commit(said("1", person="mother"))
    assert await outbox.replies_to("web", "father", "1") == ()


async def test_a_page_catches_up_from_what_it_has_seen(outbox: Outbox, turns: Turns) -> None:
    seen, *_ = (await turns.commit(said("1", replies=("一", "二")))).replies
    await outbox.mark_sent([seen.id], NOON)
    await outbox.owe("web", "mother", [Reply({"text": "提醒"}, Priority.REMINDER)], NOON)
    await turns.commit(said("2", person="father", replies=("给爸爸",)))
    assert texts(await outbox.after("web", "mother", seen.id, 10)) == ["二", "提醒"]
    assert texts(await outbox.after("web", "mother", seen.id, 1)) == ["二"]


async def test_a_page_sees_what_is_new_also_when_the_newest_it_had_seen_was_deleted(
    path: Path, outbox: Outbox, turns: Turns
) -> None:
    (seen,) = (await turns.commit(said("1"))).replies
    with from_outside(path) as connection:
        connection.execute("DELETE FROM outbox")
    await turns.commit(said("2", revision=1, replies=("新的",)))
    assert texts(await outbox.after("web", "mother", seen.id, 10)) == ["新的"]


async def test_one_damaged_message_does_not_hold_up_the_others(path: Path, outbox: Outbox, turns: Turns) -> None:
    damaged, _ = (await turns.commit(said("1", replies=("一", "二")))).replies
    with from_outside(path) as connection:
        connection.execute("UPDATE outbox SET body = '{' WHERE id = ?", (damaged.id,))
    first, second = await outbox.owed("web", NOON, 10)
    assert (first.damaged, first.body) == (True, {})
    assert (second.damaged, second.body) == (False, {"text": "二"})
