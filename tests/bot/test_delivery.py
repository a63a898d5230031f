"""Delivery: everything owed goes out once, in order, when the platform wants it; and what became of it is noted."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.my_data import UNSAVED
from bot.outcome import Later, Refused, Sent, Unknown, Unreachable
from bot.pace import Pace
from storage.outbox import Delivery as State
from storage.outbox import Message, Priority
from storage.people import People
from tests.bot.delivering import CHANNEL, NOON, Platform, World, in_a_world, now, wait, world
from tests.simulation.clock import in_virtual_time
from tests.simulation.storage import Machine
from tests.storage.examples import text_of

# ── Once, and in order ───────────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_a_reply_goes_out_at_once_and_is_noted(here: World) -> None:
    (message,) = await here.answer("hello")
    assert message.delivery is State.SENDING
    await wait(1)
    stored = await here.state(message)
    assert here.platform.times("hello") == [0.0]
    assert (stored.delivery, stored.receipt, stored.attempts) == (State.SENT, "receipt of hello", 1)
    assert stored.sent_at == NOON + timedelta(seconds=0.1)
    assert here.is_quiet()


@in_a_world
async def test_one_person_is_told_one_thing_after_another_and_everybody_at_the_same_time(here: World) -> None:
    await here.answer("one", "two", "three")
    await here.answer("four", person="father")
    await wait(1)
    assert here.platform.tried == [
        (0.0, "mother", "one"),
        (0.0, "father", "four"),
        (0.1, "mother", "two"),
        (0.2, "mother", "three"),
    ]


@in_a_world
async def test_nothing_overtakes_what_has_to_be_tried_again(here: World) -> None:
    here.platform.will("one", Later(timedelta(seconds=5)))
    await here.answer("one", "two")
    await wait(2)
    await here.answer("three")
    await wait(10)
    assert here.platform.texts() == ["one", "one", "two", "three"]
    assert here.platform.times("one")[1] >= 5.0
    assert here.is_quiet()
    assert {message.delivery for message in await here.stored()} == {State.SENT}


@in_a_world
async def test_nothing_overtakes_what_has_to_be_tried_again_and_again(here: World) -> None:
    here.platform.will("one", Later(timedelta(seconds=5)), Later(timedelta(seconds=30)), Later(), Unknown())
    here.platform.will("two", Later())
    await here.answer("one", "two", "three")
    for number in range(20):
        await wait(3)
        await here.answer(f"later {number}")
    await wait(60)
    firsts = list(dict.fromkeys(here.platform.texts()))
    assert firsts == ["one", "two", "three", *(f"later {number}" for number in range(20))]
    assert here.platform.texts().count("one") == 5
    assert here.platform.texts().index("two") > 4
    assert here.is_quiet()


@in_a_world
async def test_nothing_overtakes_although_only_a_part_of_it_is_taken_up_at_a_time(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.line._PORTION", 2)
    here.platform.will("0", Later(timedelta(seconds=2)), Later(timedelta(seconds=20)), Later(timedelta(seconds=2)))
    await here.answer(*map(str, range(9)))
    await wait(60)
    assert here.platform.texts() == ["0", "0", "0", *map(str, range(9))]
    assert here.is_quiet()


@in_a_world
async def test_one_persons_trouble_holds_up_nobody_else(here: World) -> None:
    here.platform.will("one", Later(timedelta(hours=1)))
    await here.answer("one")
    await wait(1)
    await here.answer("two", person="father")
    await wait(1)
    assert here.platform.texts("father") == ["two"]


@in_a_world
async def test_a_reply_waits_for_no_notice_of_the_same_person(here: World) -> None:
    here.platform.will("news", Later(timedelta(hours=1)))
    await here.owe("news")
    await wait(2)
    await here.answer("reply")
    await wait(1)
    assert here.platform.texts() == ["news", "reply"]


@in_a_world
async def test_how_many_are_under_way_is_bounded(here: World) -> None:
    here.line.at_once = 3
    here.line.__post_init__()
    for number in range(20):
        await here.answer(f"reply {number}", person=f"person {number}")
    await wait(10)
    assert here.platform.most_in_the_air == 3
    assert here.is_quiet()


@in_a_world
async def test_what_is_on_no_channel_of_ours_waits_to_be_fetched(here: World) -> None:
    (message,) = await here.answer("page", channel="web")
    await wait(5)
    assert message.delivery is State.OWED
    assert here.platform.tried == []


@in_a_world
async def test_no_notice_goes_out_in_the_second_after_a_start(here: World) -> None:
    await here.owe("one")
    await here.answer("asked for")
    await wait(5)
    assert here.platform.times("asked for") == [0.0]
    assert here.platform.times("one")[0] >= 1.0, "whoever was here before may have used the whole second"


# ── Not now ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_waits_grow_until_it_arrives(here: World) -> None:
    here.platform.will("one", *(Later() for _ in range(12)))
    await here.answer("one")
    await wait(2000)
    times = here.platform.times("one")
    waits = [round(later - earlier) for earlier, later in pairwise(times)]
    assert len(times) == 13
    assert waits[1:] == sorted(waits[1:]), "but for the look that finds the first, each is longer than the one before"
    assert waits[0] in (2, 3)
    assert waits[-1] in (300, 301)


@in_a_world
async def test_a_reply_that_could_not_be_sent_for_a_day_is_of_no_more_use(here: World) -> None:
    here.platform.will("one", *(Later(timedelta(hours=2)) for _ in range(30)))
    (message,) = await here.answer("one")
    for _ in range(30):
        await wait(2)
        here.clock.jump(hours=2)
    assert (await here.state(message)).delivery is State.EXPIRED
    assert len(here.platform.times("one")) == 13
    assert here.is_quiet()


@in_a_world
async def test_a_clock_that_is_set_back_keeps_no_reply(here: World) -> None:
    """A machine may start with a clock that is ahead, and without a network; it gets both right a little later."""
    here.clock.jump(days=365)
    here.platform.will("one", Later())
    await here.answer("one")
    await wait(0.5)
    here.clock.jump(days=-365)
    await here.answer("two")
    await wait(5)
    assert here.platform.texts() == ["one", "one", "two"]
    assert here.is_quiet()


@in_a_world
async def test_a_reminder_made_long_ago_is_not_given_up_at_the_first_try(here: World) -> None:
    here.platform.will("soon", Later(timedelta(minutes=1)))
    message = await here.owe("soon", Priority.REMINDER, not_before=NOON + timedelta(days=30))
    await wait(5)
    assert here.platform.texts() == []
    here.clock.jump(days=30)
    await wait(120)
    assert len(here.platform.times("soon")) == 2
    assert (await here.state(message)).delivery is State.SENT


@in_a_world
async def test_what_may_not_be_sent_yet_waits_and_what_may_not_any_more_expires(here: World) -> None:
    early = await here.owe("early", not_before=NOON + timedelta(minutes=10))
    here.platform.will("late", Later(timedelta(seconds=30)))
    late = await here.owe("late", not_after=NOON + timedelta(seconds=20))
    await wait(60)
    assert here.platform.texts() == ["late"]
    assert (await here.state(late)).delivery is State.EXPIRED
    await wait(600)
    assert here.platform.times("early") == [pytest.approx(600, abs=2)]
    assert (await here.state(early)).delivery is State.SENT


# ── Silence ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_while_a_channel_wants_silence_nothing_goes_out_there_and_others_go_on(tmp_path: Path) -> None:
    other = Platform(name="other")
    async with world(tmp_path / "canbao.db", None, other) as here:
        here.platform.will("one", Later(timedelta(seconds=30), everybody=True))
        await here.answer("one")
        await wait(1)
        for number in range(10):
            await here.answer(f"reply {number}", person=f"person {number}")
            await here.owe(f"news {number}", person=f"person {number}")
            await here.answer(f"other {number}", person=f"person {number}", channel="other")
        await wait(25)
        assert [text for _, _, text in here.platform.tried] == ["one"]
        assert len(other.tried) == 10
        await wait(10)
        assert min(time for time, _, _ in here.platform.tried[1:]) >= 30.1
        assert len(here.platform.tried) == 22
        assert here.is_quiet()


@in_a_world
async def test_silence_that_is_asked_for_again_is_kept_to_its_end(here: World) -> None:
    here.platform.seconds = 3
    here.platform.will("one", Later(timedelta(seconds=10), everybody=True))
    here.platform.will("two", Later(timedelta(seconds=30), everybody=True))
    await here.answer("one")
    await wait(2)
    await here.answer("two", person="father")  # in the air already when the first one comes back
    await here.answer("three", person="son")
    await wait(60)
    assert here.platform.times("three") == [2.0]
    assert min(here.platform.times("one")[1:] + here.platform.times("two")[1:]) >= 35


@in_a_world
async def test_when_the_silence_is_over_notices_still_keep_to_the_rate(here: World) -> None:
    here.platform.pace = Pace(notices=8)
    for number in range(40):
        await here.owe(f"news {number}", person=f"person {number}")
    await wait(2.5)
    here.platform.pace.be_silent(timedelta(seconds=20))
    await wait(60)
    times = sorted(time for time, _, _ in here.platform.tried)
    assert len(times) == 40
    assert not [time for time in times if 2.5 <= time < 22.5]
    assert max(sum(start <= time < start + 1 for time in times) for start in times) <= 8
    assert here.is_quiet()


@in_a_world
async def test_notices_keep_to_the_rate_also_when_the_platform_gets_stuck_and_goes_on(here: World) -> None:
    here.platform.pace = Pace(notices=8)
    here.line.at_once = 10
    here.line.__post_init__()
    here.platform.seconds = 15
    for number in range(40):
        await here.owe(f"news {number}", person=f"person {number}")
    await wait(120)
    times = sorted(time for time, _, _ in here.platform.tried)
    assert len(times) == 40
    assert max(sum(start <= time < start + 1 for time in times) for start in times) <= 8
    assert here.is_quiet()


# ── First things first ───────────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_replies_do_not_wait_behind_a_broadcast(here: World) -> None:
    for number in range(300):
        await here.owe(f"news {number}", person=f"person {number}")
    late = []
    for number in range(20):
        await wait(0.37)
        await here.answer(f"reply {number}", person=f"asker {number}")
        await wait(0.01)
        late.append(now() - 0.01 - here.platform.times(f"reply {number}")[0])
    assert max(late) == pytest.approx(0)
    assert len(here.platform.tried) < 300
    await wait(10)
    assert len(here.platform.tried) == 320


@in_a_world
async def test_a_broadcast_uses_nearly_all_of_the_rate(here: World) -> None:
    for number in range(300):
        await here.owe(f"news {number}", person=f"person {number}")
    began = now()
    await wait(12)
    assert len(here.platform.tried) == 300
    assert here.platform.tried[-1][0] - began < 300 / 30 * 1.02


@in_a_world
async def test_slow_notices_keep_no_reply_waiting(here: World) -> None:
    here.line.at_once = 5
    here.line.__post_init__()
    here.platform.seconds = 20
    for number in range(40):
        await here.owe(f"news {number}", person=f"person {number}")
    await wait(10)
    before = now()
    await here.answer("reply")
    await wait(0.1)
    assert here.platform.times("reply") == [before]


@in_a_world
async def test_the_more_urgent_goes_first(here: World) -> None:
    here.platform.pace.be_silent(timedelta(seconds=5))
    for priority in reversed(Priority):
        await here.owe(priority.name, priority, person=priority.name)
    await wait(10)
    assert [text for _, _, text in here.platform.tried] == [priority.name for priority in Priority]


# ── What cannot be sent ──────────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_somebody_who_cannot_be_reached_is_noted(here: World) -> None:
    here.platform.will("one", Unreachable())
    (message,) = await here.answer("one")
    await wait(1)
    stored = await here.state(message)
    assert (stored.delivery, stored.why) == (State.FAILED, "unreachable")
    assert not await People(here.database).can_be_reached(CHANNEL, "mother")
    assert await People(here.database).can_be_reached(CHANNEL, "father")


@in_a_world
async def test_what_is_refused_is_not_tried_again_and_holds_up_nothing(here: World) -> None:
    here.platform.will("one", Refused("too long"))
    one, _ = await here.answer("one", "two")
    await wait(5)
    stored = await here.state(one)
    assert (stored.delivery, stored.why) == (State.FAILED, "too long")
    assert here.platform.texts() == ["one", "two"]


@in_a_world
async def test_what_a_platform_says_can_always_be_noted(here: World) -> None:
    here.platform.will("one", Refused("no \ud83d"))
    here.platform.will("two", Sent("\udc00"))
    one, two = await here.answer("one", "two")
    await wait(5)
    assert (await here.state(one)).why == "no ?"
    assert (await here.state(two)).receipt == "?"


@in_a_world
async def test_a_reply_of_unknown_outcome_is_repeated_once_and_flagged(here: World) -> None:
    here.platform.will("one", Unknown(), Unknown())
    here.platform.will("two", Unknown())
    one, two, _ = await here.answer("one", "two", "three")
    await wait(10)
    assert here.platform.texts() == ["one", "one", "two", "two", "three"]
    states = [await here.state(message) for message in (one, two)]
    assert [(state.delivery, state.doubtful) for state in states] == [(State.UNKNOWN, True), (State.SENT, True)]
    assert here.is_quiet()


@in_a_world
async def test_what_has_been_shown_to_arrive_holds_up_nothing_and_is_not_repeated(here: World) -> None:
    here.platform.will("one", Unknown())
    one, two = await here.answer("one", "two")
    await wait(0.05)
    here.delivery.arrived(one, "77")
    await wait(1)
    assert here.platform.tried == [(0.0, "mother", "one"), (0.05, "mother", "two")]
    states = [await here.state(message) for message in (one, two)]
    assert [(state.delivery, state.receipt) for state in states] == [
        (State.SENT, "77"),
        (State.SENT, "receipt of two"),
    ]
    assert here.is_quiet()


@in_a_world
async def test_what_is_owed_after_it_has_been_shown_to_arrive_goes_out_at_once(here: World) -> None:
    (one,) = await here.answer("one")
    await wait(0.05)
    here.delivery.arrived(one, "77")
    await here.answer("two")
    await wait(0.07)
    await here.answer("three")
    await wait(1)
    assert here.platform.texts() == ["one", "two", "three"]
    assert here.platform.times("two") == [0.05]
    assert here.platform.times("three") == [pytest.approx(0.15)]
    assert here.is_quiet()


@in_a_world
async def test_what_is_shown_to_have_arrived_when_that_is_known_changes_nothing(here: World) -> None:
    one, _ = await here.answer("one", "two")
    await wait(0.15)
    here.delivery.arrived(one, "77")
    await wait(1)
    assert here.platform.texts() == ["one", "two"]
    assert (await here.state(one)).receipt == "receipt of one"
    assert here.is_quiet()


@in_a_world
async def test_a_repeat_that_has_to_wait_is_still_the_last(here: World) -> None:
    here.platform.will("one", Unknown(), Later(timedelta(seconds=5)), Unknown())
    (one,) = await here.answer("one")
    await wait(60)
    assert here.platform.texts() == ["one"] * 3
    state = await here.state(one)
    assert (state.delivery, state.doubtful) == (State.UNKNOWN, True)


@pytest.mark.parametrize("priority", [Priority.STAFF, Priority.REMINDER, Priority.ANNOUNCEMENT])
@in_a_world
async def test_a_notice_of_unknown_outcome_is_never_repeated(here: World, priority: Priority) -> None:
    here.platform.will("news", Unknown())
    message = await here.owe("news", priority)
    await wait(600)
    assert here.platform.texts() == ["news"]
    state = await here.state(message)
    assert (state.delivery, state.doubtful) == (State.UNKNOWN, True)


@in_a_world
async def test_a_channel_that_raises_stops_nothing(here: World) -> None:
    here.platform.will("one", RuntimeError("of this message"), RuntimeError("again"))
    one, _ = await here.answer("one", "two")
    await wait(5)
    assert here.platform.texts() == ["one", "one", "two"]
    assert (await here.state(one)).delivery is State.UNKNOWN


@in_a_world
async def test_a_damaged_message_is_never_sent(here: World) -> None:
    message = await here.owe("one", Priority.STAFF, not_before=here.clock() + timedelta(seconds=5))
    await here.change("UPDATE texts SET body = replace(body, 'one', 'ten')")
    await here.owe("two", Priority.STAFF, not_before=here.clock() + timedelta(seconds=5))
    await wait(20)
    assert here.platform.texts() == ["two"]
    assert (await here.state(message)).damaged
    (row,) = await here.database.read("SELECT delivery, why FROM messages WHERE id = :id", id=message.id)
    assert tuple(row) == ("failed", "damaged")


# ── What does not fit ────────────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_what_does_not_fit_is_left_in_the_outbox_and_taken_up_when_there_is_room(tmp_path: Path) -> None:
    async with world(tmp_path / "canbao.db", at_once=2, most=5) as here:
        for number in range(10):
            await here.answer(*(f"{number} {text}" for text in "abc"), person=f"person {number}")
        assert here.line._count == 5
        await here.answer("one", "two")
        await wait(60)
        for number in range(10):
            assert here.platform.texts(f"person {number}") == [f"{number} {text}" for text in "abc"]
        assert here.platform.texts() == ["one", "two"]
        assert here.is_quiet()


@in_virtual_time
async def test_what_was_left_for_want_of_room_does_not_overtake_what_was_not(tmp_path: Path) -> None:
    async with world(tmp_path / "canbao.db", at_once=1, most=4) as here:
        here.platform.seconds = 0.7
        await here.answer("one", "two", "three", "four", "five", "six")
        for number in range(7, 20):
            await wait(0.3)
            await here.answer(str(number))
        await wait(60)
        assert here.platform.texts() == ["one", "two", "three", "four", "five", "six", *map(str, range(7, 20))]


# ── Storage in trouble ───────────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_what_could_not_be_noted_is_noted_later_and_nothing_is_sent_again(here: World) -> None:
    messages = [*await here.answer("one", "two"), *await here.commit("three")]
    here.machine.fails = lambda: True
    here.delivery.hand_over(messages[2:])
    await wait(10)
    assert {(await here.state(message)).delivery for message in messages} == {State.SENDING}
    here.machine.fails = lambda: False
    await wait(5)
    assert {(await here.state(message)).delivery for message in messages} == {State.SENT}
    assert here.platform.texts() == ["one", "two", "three"]
    assert here.is_quiet()


@in_a_world
async def test_what_is_owed_goes_out_once_the_storage_answers_again(here: World) -> None:
    await here.owe("one", Priority.STAFF, not_before=here.clock() + timedelta(seconds=5))
    here.machine.fails = lambda: now() < 30
    await wait(20)
    assert here.platform.texts() == []
    await wait(20)
    assert here.platform.texts() == ["one"]


# ── The end of a process, and the next one ───────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_a_process_that_ends_waits_for_what_is_under_way_and_notes_it(tmp_path: Path) -> None:
    async with world(tmp_path / "canbao.db") as here:
        here.platform.seconds = 4
        await here.answer("one", "two")
        await wait(1)
    async with world(tmp_path / "canbao.db") as after:
        await wait(10)
        assert here.platform.texts() == ["one", "two"]
        assert after.platform.texts() == []
        assert {message.delivery for message in await after.stored()} == {State.SENT}


@in_virtual_time
async def test_a_process_that_ends_does_not_wait_for_ever(tmp_path: Path) -> None:
    async with world(tmp_path / "canbao.db") as here:
        here.platform.pace.be_silent(timedelta(hours=1))
        await here.answer("one")
        before = now()
    assert now() - before == pytest.approx(10)
    async with world(tmp_path / "canbao.db") as after:
        await wait(1)
        assert (here.platform.texts(), after.platform.texts()) == ([], ["one"])


async def killed(path: Path, tell: Callable[[World], Coroutine[None, None, None]]) -> Platform:
    """A process that is switched off at some point, and what it had sent."""
    machine = Machine()
    here = world(path, machine)
    opened = await here.__aenter__()
    await tell(opened)
    machine.is_on = False
    return opened.platform


@in_virtual_time
async def test_what_was_in_the_air_when_a_process_died_is_repeated_once(tmp_path: Path) -> None:
    async def tell(here: World) -> None:
        here.platform.seconds = 5
        await here.answer("one", "two", "three")
        await here.owe("staff", Priority.STAFF)
        await here.owe("news")
        await wait(7)

    before = await killed(tmp_path / "canbao.db", tell)
    assert before.texts() == ["one", "staff", "news", "two"]
    async with world(tmp_path / "canbao.db") as after:
        after.platform.will("two", Unknown())
        await wait(10)
        assert after.platform.texts() == ["two", "three"]
        assert {text_of(message): (message.delivery, message.doubtful) for message in await after.stored()} == {
            "one": (State.SENT, False),
            "two": (State.UNKNOWN, True),
            "three": (State.SENT, True),
            "staff": (State.SENT, False),
            "news": (State.SENT, False),
        }
        assert after.is_quiet()


@in_virtual_time
async def test_a_notice_that_was_in_the_air_when_a_process_died_is_not_repeated(tmp_path: Path) -> None:
    async def tell(here: World) -> None:
        here.platform.seconds = 5
        await here.owe("staff", Priority.STAFF)
        await here.owe("news")
        await wait(3)

    before = await killed(tmp_path / "canbao.db", tell)
    assert before.texts() == ["staff", "news"]
    async with world(tmp_path / "canbao.db") as after:
        await wait(10)
        assert after.platform.texts() == []
        assert {message.delivery for message in await after.stored()} == {State.UNKNOWN}


@in_virtual_time
async def test_what_a_process_that_died_had_left_is_not_overtaken_in_the_next(tmp_path: Path) -> None:
    async def tell(here: World) -> None:
        here.platform.will("one", Later(timedelta(seconds=60)))
        await here.answer("one", "two")
        await wait(5)

    await killed(tmp_path / "canbao.db", tell)
    async with world(tmp_path / "canbao.db") as after:
        await after.answer("three")
        await wait(120)
        assert after.platform.texts() == ["one", "two", "three"]
        assert after.platform.times("one")[0] >= 60
        assert after.is_quiet()


# ── Repeats, and last words ──────────────────────────────────────────────────────────────────────────────────────────


@in_a_world
async def test_a_reply_that_nobody_handed_over_goes_out_when_its_event_comes_again(here: World) -> None:
    replies = await here.commit("one")  # whoever took the event was cancelled just here
    here.delivery.hand_over_again(replies)
    here.delivery.hand_over_again(replies)
    await wait(5)
    assert here.platform.texts() == ["one"]
    assert here.is_quiet()


@in_a_world
async def test_a_reply_that_is_on_its_way_is_not_sent_again_when_its_event_comes_again(here: World) -> None:
    here.platform.will("two", Later(timedelta(seconds=3)), Unknown())
    replies = [*await here.answer("one", "two", "three")]
    for _ in range(100):
        await wait(0.05)
        stored = [await here.state(reply) for reply in replies]
        here.delivery.hand_over_again(stored)
    await wait(10)
    assert here.platform.texts() == ["one", "two", "two", "two", "three"]


def last_words(person: str = "mother") -> Message:
    """Words to somebody of whom nothing is kept any more."""
    (message,) = [Message(UNSAVED, CHANNEL, person, "forget", Priority.REPLY, '{"text":"gone"}', NOON)]
    return message._replace(delivery=State.SENDING)


@in_a_world
async def test_last_words_come_last_and_leave_nothing_behind(here: World) -> None:
    here.platform.will("one", Later(timedelta(seconds=30)))
    here.platform.will("gone", Later(timedelta(seconds=30)))
    await here.answer("one", "two")
    await wait(1)
    await here.change("DELETE FROM inbox")
    here.delivery.hand_over([last_words()])
    await wait(1)
    assert here.platform.texts() == ["one", "gone"]
    await here.answer("three")
    await wait(60)
    assert here.platform.texts() == ["one", "gone", "three"]
    assert here.is_quiet()


@in_a_world
async def test_last_words_are_said_also_when_what_was_before_them_has_to_wait(here: World) -> None:
    here.platform.will("one", Later(timedelta(seconds=30)))
    await here.answer("one", "two")
    await here.change("DELETE FROM inbox")
    here.delivery.hand_over([last_words()])
    await wait(60)
    assert here.platform.texts() == ["one", "gone"]
    await here.answer("three")
    await wait(60)
    assert here.platform.texts() == ["one", "gone", "three"]
    assert here.is_quiet()
