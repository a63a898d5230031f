"""Sending: the right people are told once, at a time of day when they may be, and it can be stopped at any moment."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.announcements.audience import Audience
from bot.announcements.message import body
from bot.announcements.writing import Draft
from bot.conversation import CHINA
from bot.outcome import Later, Outcome, Refused, Unknown, Unreachable
from storage.announcements import State, pause
from storage.forgetting import Forgetting
from storage.outbox import Delivery, Message, Outbox
from storage.people import note_wants_news
from storage.transcript import Transcript
from storage.turns import Turns
from tests.announcements.bureau import BOSS, EVERYWHERE, LI, MA, SHAANXI, WANG, WEINAN, bureau_on, numbered, state
from tests.announcements.platform import Platform, arrives, loop_time
from tests.announcements.posting import Post, in_a_post, killed, post_at
from tests.simulation.clock import in_virtual_time
from tests.simulation.storage import Machine
from tests.storage.examples import said

EVENING = datetime(2025, 11, 15, 20, 59, 30, tzinfo=CHINA)


async def wait(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def announce(post: Post, *people: str, text: str = "周六照常开。", channel: str = "telegram") -> int:
    """Somebody announces something to these people, who have written before."""
    await post.bureau.meet(*people, channel=channel)
    number = await post.bureau.write(text)
    await post.bureau.announce(number)
    return number


# ── It goes out ──────────────────────────────────────────────────────────────────────────────────────────────────────


@in_a_post
async def test_everybody_is_told_once_in_their_language(post: Post) -> None:
    people = numbered(5)
    await post.bureau.meet(*people[:3])
    await post.bureau.meet(people[3], language="en")
    await post.bureau.meet(people[4], language="zh_Hant")
    texts = {"zh_Hans": "周六开。", "en": "Open on Saturday."}
    number = await post.bureau.make(LI, await post.bureau.acts.write(LI, Draft(SHAANXI, texts), post.bureau.now))
    await post.bureau.announce(number)
    await wait(10)
    assert post.platform.got == dict.fromkeys(people, 1)
    content = (await post.bureau.found(number)).content
    for person, language in zip(people, ["zh_Hans", "zh_Hans", "zh_Hans", "en", "zh_Hant"], strict=True):
        *_, told = await Outbox(post.bureau.database).last("telegram", person, 5)
        assert told.body == body(content, language)
    assert await post.bureau.became(number) == {"sent": 5}
    assert (await post.bureau.found(number)).state is State.FINISHED
    assert await post.bureau.acts.register.unsettled() == ()


@in_a_post
async def test_whoever_comes_after_the_count_is_not_told(post: Post) -> None:
    await post.bureau.meet("early")
    number = await post.bureau.write()
    await post.bureau.count(number)
    await post.bureau.meet("late")
    await post.bureau.approve(number)
    await post.bureau.send(number)
    await wait(5)
    assert dict(post.platform.got) == {"early": 1}


@in_a_post
async def test_whoever_has_finished_since_the_count_is_not_told_to_go_on(post: Post) -> None:
    bureau = post.bureau
    await bureau.meet("quick", "slow")
    number = await bureau.write("您的参保还没有办完。", stage="unfinished")
    await bureau.count(number)
    await bureau.approve(number)
    turn = said("end", revision=1, channel="telegram", person="quick", sent_at_once=True)
    await Turns(bureau.database).commit(turn._replace(state=state(concluded=True)))
    await bureau.send(number)
    await wait(5)
    assert dict(post.platform.got) == {"slow": 1}
    assert await bureau.became(number) == {"sent": 1, "expired": 1}


@in_a_post
async def test_what_becomes_of_each_is_known_and_adds_up(post: Post) -> None:
    fates: dict[str, Outcome] = {
        "gone": Unreachable(),
        "odd": Refused("Bad Request: odd"),
        "lost": Unknown(),
    }

    def fate(message: Message, attempt: int) -> Outcome:
        return fates.get(message.person) or arrives(message, attempt)

    post.platform.fate = fate
    await post.bureau.meet("deaf", *fates, *numbered(3))
    await post.bureau.database.write(
        lambda transaction: note_wants_news(transaction, "telegram", "deaf", False, post.bureau.now)
    )
    number = await announce(post, "last")
    await wait(30)
    assert await post.bureau.became(number) == {"sent": 4, "blocked": 1, "failed": 1, "unknown": 1, "opted_out": 1}
    assert (await post.bureau.report(number)).selected == 8
    assert post.platform.attempts["lost"] == 1, "nobody is told twice for want of an answer"
    await announce(post)
    await wait(30)
    assert post.platform.attempts["gone"] == 1, "whoever blocked us is not tried again"


@in_a_post
async def test_a_short_one_does_not_wait_for_a_long_one(post: Post) -> None:
    long = await announce(post, *numbered(600))
    await wait(3)
    await post.bureau.meet("only me", where=WEINAN)
    short = await post.bureau.write(region=WEINAN)
    await post.bureau.announce(short)
    await wait(5)
    assert post.platform.got["only me"] == 1
    assert (await post.bureau.became(long))["owed"] > 300


@in_a_post
async def test_it_goes_out_at_the_permitted_rate_and_never_above_it(post: Post) -> None:
    await announce(post, *numbered(300))
    await wait(20)
    times = post.platform.times()
    assert len(times) == 300
    assert (300 - post.platform.rate) / (times[-1] - times[0]) >= 0.99 * post.platform.rate
    assert post.platform.above == 0


# ── When ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_at_night_nobody_is_told_and_in_the_morning_it_goes_on(tmp_path: Path) -> None:
    async with post_at(tmp_path / "canbao.db", beginning=EVENING) as post:
        number = await announce(post, *numbered(1200))
        await wait(60)
        told = len(post.platform.sent)
        assert 600 < told < 1000
        assert max(post.platform.times()) < 30, "not a second after nine"
        await wait(120 - 35)
        assert len(post.platform.sent) == told
        await wait(30)
        assert await post.bureau.became(number) == {"sent": 1200}
        assert min(time for time in post.platform.times() if time > 60) >= 150
        assert post.platform.above == 0


@in_virtual_time
async def test_what_has_to_be_tried_again_is_not_tried_at_night_either(tmp_path: Path) -> None:
    def fate(message: Message, attempt: int) -> Outcome:
        return Later(timedelta(seconds=50)) if attempt == 1 else arrives(message, attempt)

    async with post_at(tmp_path / "canbao.db", Platform(fate), beginning=EVENING) as post:
        await announce(post, *numbered(5))
        await wait(250)
        assert len(post.platform.sent) == 10
        assert not [time for time in post.platform.times() if 30 <= time < 150]


@in_virtual_time
async def test_whoever_waits_for_a_slow_platform_when_night_falls_is_not_told_either(tmp_path: Path) -> None:
    platform = Platform(seconds=lambda: 1.2)
    async with post_at(tmp_path / "canbao.db", platform, beginning=EVENING) as post:
        post.line.at_once = 1
        post.line.__post_init__()
        await announce(post, *numbered(60))
        await wait(60)
        assert 10 < len(platform.sent) < 60
        assert max(platform.times()) < 30


@in_virtual_time
async def test_what_waits_for_the_morning_expires_where_the_morning_is_too_late(tmp_path: Path) -> None:
    async with post_at(tmp_path / "canbao.db", beginning=EVENING) as post:
        await post.bureau.meet(*numbered(1500))
        draft = Draft(SHAANXI, {"zh_Hans": "今晚停电。"}, not_after=EVENING + timedelta(minutes=2))
        number = await post.bureau.make(LI, await post.bureau.acts.write(LI, draft, post.bureau.now))
        await post.bureau.announce(number)
        await wait(250)
        became = await post.bureau.became(number)
        assert became["sent"] == len(post.platform.sent) > 600
        assert became["expired"] == 1500 - became["sent"]
        assert (await post.bureau.found(number)).state is State.FINISHED


@in_a_post
async def test_it_begins_when_it_was_scheduled_for(post: Post) -> None:
    await post.bureau.meet(*numbered(3))
    number = await post.bureau.write()
    await post.bureau.announce(number, starts_at=post.bureau.now + timedelta(minutes=3))
    await wait(175)
    assert post.platform.sent == []
    await wait(30)
    assert min(post.platform.times()) >= 180
    assert await post.bureau.became(number) == {"sent": 3}


@in_a_post
async def test_what_was_scheduled_can_be_cancelled_before_anybody_is_told(post: Post) -> None:
    await post.bureau.meet(*numbered(3))
    number = await post.bureau.write()
    await post.bureau.announce(number, starts_at=post.bureau.now + timedelta(minutes=3))
    await post.bureau.make(WANG, await post.bureau.acts.cancel(WANG, number, post.bureau.now))
    await wait(300)
    assert post.platform.sent == []
    assert await post.bureau.became(number) == {"cancelled": 3}


# ── Stop ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seconds", [0.05, 5.0])
@in_a_post
async def test_it_stops_within_two_seconds_and_goes_on_where_it_was(post: Post, seconds: float) -> None:
    post.platform.seconds = lambda: seconds
    number = await announce(post, *numbered(400))
    await wait(7.3)
    await post.bureau.make(LI, await post.bureau.acts.pause(LI, number, post.bureau.now))
    stopped = loop_time()
    await wait(100)
    told = len(post.platform.sent)
    assert 100 < told < 300
    assert max(post.platform.times()) < stopped + 2
    assert (await post.bureau.became(number))["owed"] == 400 - told
    await post.bureau.make(WANG, await post.bureau.acts.resume(WANG, number, post.bureau.now))
    await wait(100)
    assert await post.bureau.became(number) == {"sent": 400}
    assert set(post.platform.got.values()) == {1}


@in_a_post
async def test_it_stops_also_while_the_platform_wants_silence(post: Post) -> None:
    def fate(message: Message, attempt: int) -> Outcome:
        return (
            Later(timedelta(seconds=30), everybody=True) if len(post.platform.sent) == 50 else arrives(message, attempt)
        )

    post.platform.fate = fate
    number = await announce(post, *numbered(200))
    await wait(10)
    before = len(post.platform.sent)
    await post.bureau.make(LI, await post.bureau.acts.pause(LI, number, post.bureau.now))
    await wait(100)
    assert len(post.platform.sent) == before < 100
    assert post.platform.during_silence == 0


@in_a_post
async def test_it_stops_also_where_the_platform_is_so_slow_that_they_queue(post: Post) -> None:
    post.platform.seconds = lambda: 10
    post.line.at_once = 2
    post.line.__post_init__()
    number = await announce(post, *numbered(50))
    await wait(15)
    await post.bureau.make(LI, await post.bureau.acts.pause(LI, number, post.bureau.now))
    stopped = loop_time()
    await wait(100)
    assert 2 <= len(post.platform.sent) < 10
    assert max(post.platform.times()) < stopped + 2
    await post.bureau.make(WANG, await post.bureau.acts.resume(WANG, number, post.bureau.now))
    await wait(350)
    assert await post.bureau.became(number) == {"sent": 50}


@in_a_post
async def test_whoever_was_not_told_when_it_is_cancelled_never_is(post: Post) -> None:
    number = await announce(post, *numbered(400))
    await wait(5)
    await post.bureau.make(WANG, await post.bureau.acts.cancel(WANG, number, post.bureau.now))
    await wait(60)
    became = await post.bureau.became(number)
    assert became == {"sent": len(post.platform.sent), "cancelled": 400 - len(post.platform.sent)}
    assert became["cancelled"] > 200
    assert await post.bureau.acts.register.unsettled() == ()


@in_a_post
async def test_another_process_stops_it_as_well(post: Post) -> None:
    number = await announce(post, *numbered(400))
    await wait(5)
    await post.bureau.database.write(partial(pause, number=number))  # as `canbao announce pause` does
    stopped = loop_time()
    await wait(60)
    assert max(post.platform.times()) < stopped + 2


@in_a_post
async def test_a_correction_reaches_exactly_those_who_got_it_or_may_have(post: Post) -> None:
    def fate(message: Message, attempt: int) -> Outcome:
        return Unknown() if message.person == "person-00003" and attempt == 1 else arrives(message, attempt)

    post.platform.fate = fate
    people = numbered(300)
    wrong = await announce(post, *people, text="周日开。")
    await wait(4)
    acts, bureau = post.bureau.acts, post.bureau
    right = await bureau.make(LI, await acts.correct(LI, wrong, {"zh_Hans": "周六开，周日不开。"}, bureau.now))
    await wait(20)
    told = set(post.platform.got)
    assert 50 < len(told) < 250
    assert "person-00003" in told
    await bureau.announce(right)
    await wait(30)
    assert {person for person in people if post.platform.got[person] == 2} == told
    assert set(post.platform.got) == told, "nobody is set right who was never told wrong"
    assert (await bureau.found(wrong)).state is State.CANCELLED
    assert (await bureau.became(wrong))["cancelled"] == 300 - len(told)
    assert await bureau.became(right) == {"sent": len(told)}
    *_, last = await Outbox(bureau.database).last("telegram", sorted(told)[0], 5)
    assert "【更正】" in last.body


@in_a_post
async def test_somebody_who_says_no_more_while_it_goes_out_is_not_told(post: Post) -> None:
    people = numbered(200)
    number = await announce(post, *people)
    await wait(2)
    turn = said("stop", "退订", revision=1, channel="telegram", person="person-00199", sent_at_once=True)
    await Turns(post.bureau.database).commit(turn._replace(wants_news=False))
    await wait(20)
    assert "person-00199" not in post.platform.got
    assert await post.bureau.became(number) == {"sent": 199, "opted_out": 1}


@in_a_post
async def test_whoever_is_forgotten_while_it_goes_out_is_not_told_and_the_totals_still_balance(post: Post) -> None:
    number = await announce(post, *numbered(100))
    await wait(3)
    for person in ("person-00000", "person-00099"):
        await Forgetting(post.bureau.database).forget("telegram", person)
    await wait(20)
    assert post.platform.got["person-00099"] == 0
    assert await post.bureau.became(number) == {"sent": 99, "cancelled": 1}


# ── On the web ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def page(post: Post, person: str) -> list[str]:
    """Somebody opens the page: what it shows of announcements, and that it was shown."""
    told = await Transcript(post.bureau.database).last("web", person, 60)
    news = [one for one in told if isinstance(one, Message) and '"announcement"' in one.body]
    owed = [one.id for one in news if one.delivery is Delivery.OWED]
    await Outbox(post.bureau.database).mark_sent(owed, post.bureau.now)
    return [one.body for one in news]


@in_a_post
async def test_whoever_comes_back_to_the_page_finds_it_there(post: Post) -> None:
    await post.bureau.meet("aunt", "uncle", channel="web")
    draft = Draft(SHAANXI, {"zh_Hans": "周六开。"}, not_after=post.bureau.now + timedelta(minutes=5))
    number = await post.bureau.make(LI, await post.bureau.acts.write(LI, draft, post.bureau.now))
    await post.bureau.announce(number)
    await wait(200)
    assert len(await page(post, "aunt")) == 1
    assert await post.bureau.became(number) == {"sent": 1, "owed": 1}
    await wait(200)
    assert len(await page(post, "aunt")) == 1, "what was shown stays"
    assert await page(post, "uncle") == [], "what is of no more use is not shown"
    assert await post.bureau.became(number) == {"sent": 1, "expired": 1}
    assert (await post.bureau.found(number)).state is State.FINISHED


@in_a_post
async def test_what_was_stopped_is_not_found_on_the_page(post: Post) -> None:
    number = await announce(post, *numbered(500), channel="web")
    await wait(5)
    await page(post, "person-00007")
    await post.bureau.make(LI, await post.bureau.acts.pause(LI, number, post.bureau.now))
    await wait(5)
    assert (len(await page(post, "person-00007")), await page(post, "person-00008")) == (1, [])
    await post.bureau.make(WANG, await post.bureau.acts.resume(WANG, number, post.bureau.now))
    await wait(5)
    assert (len(await page(post, "person-00007")), len(await page(post, "person-00008"))) == (1, 1)
    await post.bureau.make(WANG, await post.bureau.acts.cancel(WANG, number, post.bureau.now))
    await wait(5)
    assert await page(post, "person-00009") == []
    assert await post.bureau.became(number) == {"sent": 2, "cancelled": 498}


# ── Whatever crashes ─────────────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_a_server_that_is_killed_again_and_again_tells_nobody_twice(tmp_path: Path) -> None:
    path, platform = tmp_path / "canbao.db", Platform(seconds=lambda: 0.5)
    async with bureau_on(path) as bureau:
        await bureau.meet(*numbered(300))
        number = await bureau.write()
        await bureau.announce(number)
    for _ in range(6):
        async with killed(path, platform):
            await wait(2.21)
    async with post_at(path, platform) as post:
        await wait(30)
        became = await post.bureau.became(number)
    assert set(platform.got.values()) == {1}
    assert became["sent"] + became["unknown"] == 300
    assert len(platform.got) >= became["sent"]
    assert 0 < became["unknown"] <= 6 * platform.rate, "what was in the air is flagged, and not sent again"
    assert platform.above == 0


@in_virtual_time
async def test_a_server_that_is_up_again_at_once_keeps_to_the_rate(tmp_path: Path) -> None:
    path, platform = tmp_path / "canbao.db", Platform(seconds=lambda: 0.5)
    async with bureau_on(path) as bureau:
        await bureau.meet(*numbered(300))
        await bureau.announce(await bureau.write())
    async with killed(path, platform):
        while len(platform.sent) < platform.rate:
            await wait(0.05)
    async with killed(path, platform):
        await wait(3)
    assert len(platform.sent) > 2 * platform.rate
    assert platform.above == 0


@in_virtual_time
async def test_silence_is_kept_by_the_next_process_too(tmp_path: Path) -> None:
    def fate(message: Message, attempt: int) -> Outcome:
        wait = Later(timedelta(seconds=60), everybody=True)
        return wait if len(platform.sent) == 40 else arrives(message, attempt)

    path, platform = tmp_path / "canbao.db", Platform(fate)
    async with bureau_on(path) as bureau:
        await bureau.meet(*numbered(100))
        number = await bureau.write()
        await bureau.announce(number)
    async with killed(path, platform):
        await wait(5)
    before = len(platform.sent)
    async with post_at(path, platform) as post:
        await wait(40)
        assert len(platform.sent) == before < 100
        await wait(40)
        assert (await post.bureau.became(number))["sent"] >= 99
    assert platform.during_silence == 0


@in_virtual_time
async def test_a_database_in_trouble_stops_it_only_for_as_long(tmp_path: Path) -> None:
    machine = Machine()
    async with post_at(tmp_path / "canbao.db", None, machine) as post:
        number = await announce(post, *numbered(200))
        await wait(2)
        machine.full = True
        await wait(20)
        machine.full = False
        await wait(30)
        became = await post.bureau.became(number)
        assert became["sent"] == 200
        assert set(post.platform.got.values()) == {1}


@in_a_post
async def test_a_damaged_announcement_is_not_sent_and_the_others_are(post: Post) -> None:
    people = numbered(3)
    damaged = await announce(post, *people)
    await post.bureau.database.write(
        lambda transaction: transaction.execute("UPDATE announcements SET said = replace(said, '六', '日')")
    )
    draft = Draft(EVERYWHERE, {"zh_Hans": "好。"}, Audience())
    sound = await post.bureau.make(BOSS, await post.bureau.acts.write(BOSS, draft, post.bureau.now))
    await post.bureau.announce(sound, by=MA)
    await wait(10)
    assert dict(post.platform.got) == dict.fromkeys(people, 1)
    assert (await post.bureau.became(sound)) == {"sent": 3}
    assert damaged in await post.bureau.acts.register.unsettled()
