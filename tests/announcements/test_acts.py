"""Acts: who may do what with an announcement, when, and what the log says of it."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.announcements.acts import Acts, in_short, is_the_same
from bot.announcements.message import body
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.writing import Draft
from bot.staff.office import Actor
from bot.staff.roles import Grant, Role
from storage.announcements import State
from storage.audit import Audit
from storage.chain import verify
from storage.errors import StaleRevision
from storage.outbox import Outbox, Priority
from storage.seal import Seal
from storage.staff import add_code, use_code
from storage.transaction import Transaction
from tests.announcements.bureau import (
    BOSS,
    CHEN,
    EVERYWHERE,
    LI,
    MA,
    NANNING,
    NOON,
    SHAANXI,
    TEXT,
    WANG,
    XIAN,
    ZHAO,
    Bureau,
    numbered,
)
from tests.bot.posters.examples import rules_where


@pytest.fixture
async def drafted(bureau: Bureau) -> Bureau:
    """A bureau with ten residents and an announcement to all of them, by Li."""
    await bureau.meet(*numbered(10))
    await bureau.write()
    return bureau


# ── From the draft to the last of them ───────────────────────────────────────────────────────────────────────────────


async def test_li_writes_and_counts_wang_confirms_and_sends(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.make(LI, await bureau.acts.rehearse(LI, 1, ("telegram", "li"), bureau.now))
    await bureau.count(1, by=LI)
    await bureau.approve(1, by=WANG)
    await bureau.send(1, by=WANG)
    assert (await bureau.found(1)).state is State.GOING
    assert await bureau.log() == [
        "telegram:li announce.write",
        "telegram:li announce.rehearse",
        "telegram:li announce.count",
        "telegram:wang announce.approve",
        "telegram:wang announce.send",
    ]
    assert (await verify(Audit(bureau.database, Seal(b"a key of the bureau's own")))).findings == ()


async def test_the_log_says_which_text_for_how_many(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    await bureau.approve(1)
    fingerprint = (await bureau.found(1)).content.fingerprint
    assert await bureau.last_entry() == {"announcement": 1, "fingerprint": in_short(fingerprint), "told": 10}
    [entry] = await bureau.acts.office.audit.last(1)
    assert (entry.entry.role, entry.entry.region) == ("sender", SHAANXI)


async def test_a_rehearsal_goes_to_oneself_alone_and_says_so(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.make(LI, await bureau.acts.rehearse(LI, 1, ("telegram", "li"), bureau.now))
    messages = await Outbox(bureau.database).owed("telegram", bureau.now, 100)
    content = (await bureau.found(1)).content
    assert [(one.person, one.priority, one.body) for one in messages] == [
        ("li", Priority.STAFF, body(content, "zh_Hans", rehearsal=True))
    ]


# ── The second person ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_nobody_approves_of_what_they_wrote_themselves(bureau: Bureau) -> None:
    await bureau.meet(*numbered(3))
    number = await bureau.write(by=BOSS)
    await bureau.count(number)
    with pytest.raises(AnnouncementRefused, match="要另一个人来审核"):
        await bureau.approve(number, by=BOSS)
    await bureau.approve(number, by=MA)


async def test_whoever_changed_it_last_has_written_it(drafted: Bureau) -> None:
    bureau = drafted
    draft = Draft(SHAANXI, {"zh_Hans": "改过了。"})
    await bureau.make(BOSS, await bureau.acts.rewrite(BOSS, 1, draft, bureau.now))
    await bureau.count(1)
    with pytest.raises(AnnouncementRefused, match="您自己写的"):
        await bureau.approve(1, by=BOSS)
    await bureau.approve(1, by=WANG)


async def test_where_there_is_only_one_person_they_may_and_the_log_says_so(bureau: Bureau) -> None:
    acts = bureau.acts
    bureau.acts = Acts(acts.office, acts.rules, acts.channels, one_person=True)
    await bureau.meet(*numbered(3))
    number = await bureau.write(by=BOSS)
    await bureau.count(number)
    await bureau.approve(number, by=BOSS)
    assert (await bureau.last_entry())["wrote_it_too"] is True
    await bureau.send(number, by=BOSS)
    assert (await bureau.found(number)).state is State.GOING


async def test_exactly_this_text_for_exactly_so_many_people_is_confirmed(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    fingerprint = (await bureau.found(1)).content.fingerprint
    for typed, told in ((fingerprint, 9), ("0000-0000", 10), (fingerprint[:6], 10), ("", 10)):
        with pytest.raises(AnnouncementRefused, match=f"现在是 {in_short(fingerprint)}，10人"):
            await bureau.acts.approve(WANG, 1, typed, told, bureau.now)
    await bureau.make(WANG, await bureau.acts.approve(WANG, 1, in_short(fingerprint).lower(), 10, bureau.now))


async def test_a_count_can_be_confirmed_for_half_an_hour(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    bureau.later(minutes=30)
    await bureau.approve(1)
    await bureau.count(1)
    bureau.later(minutes=31)
    with pytest.raises(AnnouncementRefused, match="隔得太久"):
        await bureau.approve(1)


async def test_a_count_of_a_clock_that_was_ahead_cannot_be_confirmed(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    bureau.later(minutes=-1)
    with pytest.raises(AnnouncementRefused, match="2025-11-15 12:00数的，比现在还晚"):
        await bureau.approve(1)
    await bureau.count(1)
    await bureau.approve(1)


async def test_it_is_approved_of_once(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    fingerprint = (await bureau.found(1)).content.fingerprint
    at_once = [await bureau.acts.approve(who, 1, fingerprint, 10, bureau.now) for who in (WANG, BOSS)]
    await bureau.make(WANG, at_once[0])
    with pytest.raises(StaleRevision):
        await bureau.make(BOSS, at_once[1])
    bureau.later(minutes=1)
    with pytest.raises(AnnouncementRefused, match="第1号通知已经审核过了"):
        await bureau.approve(1, by=BOSS)
    approved = (await bureau.found(1)).approved
    assert approved is not None
    assert (approved.by, approved.at) == (WANG.who, NOON)
    assert (await bureau.log()).count("telegram:boss announce.approve") == 0


async def test_what_was_approved_by_somebody_who_may_not_any_more_is_not_sent(drafted: Bureau) -> None:
    bureau = drafted
    given = {"digest": "a code", "role": "sender", "region": SHAANXI, "name": "小孙", "made_by": "telegram:boss"}
    times = {"made_at": NOON, "expires_at": NOON + timedelta(hours=1)}
    await bureau.database.write(partial(add_code, **given, **times))  # type: ignore[arg-type]
    await bureau.database.write(partial(use_code, digest="a code", who="telegram:sun", now=NOON))
    await bureau.count(1)
    await bureau.approve(1, by=await bureau.acts.office.actor("telegram:sun"))
    decided = await bureau.acts.send(WANG, 1, bureau.now)
    await bureau.database.write(partial(Transaction.execute, sql="DELETE FROM staff"))
    with pytest.raises(StaleRevision):
        await bureau.make(WANG, decided)
    with pytest.raises(AnnouncementRefused, match="审核第1号通知的人，现在没有审核的权限了"):
        await bureau.send(1)
    await bureau.announce(1)
    assert (await bureau.found(1)).state is State.GOING


async def test_what_was_approved_on_the_server_can_be_sent(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    await bureau.approve(1, by=Actor("console:chen", (Grant(Role.OWNER, EVERYWHERE),)))
    await bureau.send(1)
    assert (await bureau.found(1)).state is State.GOING


async def test_a_correction_with_nobody_to_correct_is_not_approved_of(drafted: Bureau) -> None:
    bureau, acts = drafted, drafted.acts
    await bureau.announce(1)
    await bureau.make(LI, await acts.correct(LI, 1, {"zh_Hans": "更正的。"}, bureau.now))
    found = await bureau.count(2)
    assert (found.told, found.corrects) == (0, 1)
    for act in (acts.ask(LI, 2, bureau.now), acts.approve(WANG, 2, found.fingerprint, 0, bureau.now)):
        with pytest.raises(AnnouncementRefused, match="没有要更正的人：第1号通知没有人收到过"):
            await act


async def test_any_edit_voids_what_was_approved(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    await bureau.approve(1)
    await bureau.make(LI, await bureau.acts.rewrite(LI, 1, Draft(SHAANXI, {"zh_Hans": TEXT + "！"}), bureau.now))
    with pytest.raises(AnnouncementRefused, match="还没有人审核"):
        await bureau.send(1)
    with pytest.raises(AnnouncementRefused, match="还没有数过人数"):
        await bureau.approve(1)
    await bureau.announce(1)


async def test_of_an_edit_and_an_approval_at_once_the_second_is_decided_anew(drafted: Bureau) -> None:
    bureau = drafted
    await bureau.count(1)
    fingerprint = (await bureau.found(1)).content.fingerprint
    approved = await bureau.acts.approve(WANG, 1, fingerprint, 10, bureau.now)
    edited = await bureau.acts.rewrite(LI, 1, Draft(SHAANXI, {"zh_Hans": "改过了。"}), bureau.now)
    await bureau.make(LI, edited)
    before = await bureau.log()
    with pytest.raises(StaleRevision):
        await bureau.make(WANG, approved)
    assert await bureau.log() == before, "what was not done is not in the log"
    assert (await bureau.found(1)).approved is None


async def test_whoever_loses_their_role_meanwhile_does_nothing_more(drafted: Bureau) -> None:
    bureau, digest = drafted, "a code"
    given = {"digest": digest, "role": "sender", "region": SHAANXI, "name": "小孙", "made_by": "telegram:boss"}
    times = {"made_at": NOON, "expires_at": NOON + timedelta(hours=1)}
    await bureau.database.write(lambda transaction: add_code(transaction, **given, **times))  # type: ignore[arg-type]
    await bureau.database.write(lambda transaction: use_code(transaction, digest, "telegram:sun", NOON))
    sun = await bureau.acts.office.actor("telegram:sun")
    await bureau.count(1)
    fingerprint = (await bureau.found(1)).content.fingerprint
    approved = await bureau.acts.approve(sun, 1, fingerprint, 10, bureau.now)
    await bureau.database.write(lambda transaction: transaction.execute("DELETE FROM staff"))
    with pytest.raises(StaleRevision):
        await bureau.make(sun, approved)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_figure_that_changed_since_it_was_written_stops_it_at_every_step(bureau: Bureau) -> None:
    await bureau.meet(*numbered(3))
    number = await bureau.write("{deadline}前交。")
    acts = bureau.acts
    changed = Acts(acts.office, rules_where(SHAANXI, "window", last="12-20"), acts.channels)
    for step in (bureau.count, bureau.approve, bureau.send):
        bureau.acts = changed
        with pytest.raises(AnnouncementRefused, match=r"还没有人审核|和现在的不一样了.*12月20日"):
            await step(number)
        bureau.acts = acts
        await step(number)


async def test_a_deadline_that_passes_before_it_is_sent_stops_it(bureau: Bureau) -> None:
    await bureau.meet(*numbered(3))
    bureau.beginning = NOON.replace(month=12, day=24)
    number = await bureau.write("{deadline}前交。")
    await bureau.count(number)
    await bureau.approve(number)
    with pytest.raises(AnnouncementRefused, match="已经过了"):
        await bureau.send(number, starts_at=bureau.now + timedelta(days=3))
    await bureau.send(number, starts_at=bureau.now + timedelta(hours=3))


# ── When ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_could_only_go_out_at_night_is_refused(bureau: Bureau) -> None:
    await bureau.meet(*numbered(3))
    draft = Draft(SHAANXI, {"zh_Hans": "今晚停电。"}, not_after=NOON.replace(day=16, hour=7))
    await bureau.make(LI, await bureau.acts.write(LI, draft, bureau.now))
    await bureau.count(1)
    await bureau.approve(1)
    with pytest.raises(AnnouncementRefused, match="2025-11-16 08:00以后才不是休息时间"):
        await bureau.send(1, starts_at=NOON.replace(hour=22))
    with pytest.raises(AnnouncementRefused, match="没有能发的时候"):
        await bureau.send(1, starts_at=NOON + timedelta(days=9))
    await bureau.send(1, starts_at=NOON.replace(hour=20))


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_where_it_is_not_theirs_there_is_no_such_announcement(drafted: Bureau) -> None:
    bureau, acts, now = drafted, drafted.acts, drafted.now
    far = Actor("telegram:far", (Grant(Role.OWNER, NANNING),))
    for act in (acts.count(far, 1, now), acts.pause(far, 1, now), acts.cancel(far, 1, now), acts.send(far, 1, now)):
        with pytest.raises(AnnouncementRefused, match="没有第1号通知，或者它不归您管"):
            await act
    assert (await acts.all(far)).sound == ()
    assert [one.number for one in (await acts.all(CHEN)).sound] == [1]
    with pytest.raises(AnnouncementRefused, match="没有第7号"):
        await acts.pause(BOSS, 7, now)
    assert await bureau.log() == ["telegram:li announce.write"]


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (BOSS, "write rewrite rehearse count approve send pause resume cancel correct"),
        (LI, "write rewrite rehearse count pause correct"),
        (WANG, "rehearse count approve send pause resume cancel"),
        (CHEN, ""),
        (ZHAO, ""),
        (Actor("telegram:nobody", ()), ""),
    ],
)
async def test_everybody_does_what_their_role_is_for_and_nothing_else(drafted: Bureau, actor: Actor, may: str) -> None:
    acts, now, draft = drafted.acts, drafted.now, Draft(SHAANXI, {"zh_Hans": "好。"})
    attempts: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
        "write": lambda: acts.write(actor, draft, now),
        "rewrite": lambda: acts.rewrite(actor, 1, draft, now),
        "rehearse": lambda: acts.rehearse(actor, 1, ("telegram", "x"), now),
        "count": lambda: acts.count(actor, 1, now),
        "approve": lambda: acts.approve(actor, 1, "", 0, now),
        "send": lambda: acts.send(actor, 1, now),
        "pause": lambda: acts.pause(actor, 1, now),
        "resume": lambda: acts.resume(actor, 1, now),
        "cancel": lambda: acts.cancel(actor, 1, now),
        "correct": lambda: acts.correct(actor, 1, {"zh_Hans": "好。"}, now),
    }
    allowed = []
    for name, attempt in attempts.items():
        try:
            await attempt()
        except AnnouncementRefused as why:
            if "不归您管" not in str(why):
                allowed.append(name)
        else:
            allowed.append(name)
    assert allowed == may.split()


# ── Once it is sent ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_draft_is_edited_and_anything_else_is_not(drafted: Bureau) -> None:
    bureau, draft = drafted, Draft(SHAANXI, {"zh_Hans": "改。"})
    with pytest.raises(AnnouncementRefused, match="还是草稿，不在发"):
        await bureau.acts.pause(LI, 1, bureau.now)
    with pytest.raises(AnnouncementRefused, match="还没有开始发，直接改就行"):
        await bureau.acts.correct(LI, 1, {"zh_Hans": "改。"}, bureau.now)
    await bureau.announce(1)
    with pytest.raises(AnnouncementRefused, match="已经在发，不能再改了"):
        await bureau.acts.rewrite(LI, 1, draft, bureau.now)
    with pytest.raises(AnnouncementRefused, match="已经在发，不能再改了"):
        await bureau.send(1)
    await bureau.make(LI, await bureau.acts.pause(LI, 1, bureau.now))
    await bureau.make(WANG, await bureau.acts.resume(WANG, 1, bureau.now))
    with pytest.raises(AnnouncementRefused, match="已经在发，不是暂停着的"):
        await bureau.acts.resume(WANG, 1, bureau.now)
    await bureau.make(WANG, await bureau.acts.cancel(WANG, 1, bureau.now))
    with pytest.raises(AnnouncementRefused, match="取消了，没有什么可以取消的"):
        await bureau.acts.cancel(WANG, 1, bureau.now)


async def test_writing_a_correction_pauses_what_was_wrong_for_good(drafted: Bureau) -> None:
    bureau, acts = drafted, drafted.acts
    await bureau.announce(1)
    assert await bureau.make(LI, await acts.correct(LI, 1, {"zh_Hans": "更正的。"}, bureau.now)) == 2
    assert (await bureau.last_entry())["paused"] is True
    assert (await bureau.found(1)).state is State.PAUSED
    with pytest.raises(AnnouncementRefused, match="已经有更正（第2号）"):
        await acts.resume(WANG, 1, bureau.now)
    with pytest.raises(AnnouncementRefused, match="已经有更正（第2号）"):
        await acts.correct(LI, 1, {"zh_Hans": "又一条。"}, bureau.now)
    assert (await bureau.found(2)).content.region == SHAANXI
    await bureau.make(LI, await acts.rewrite(LI, 2, Draft(SHAANXI, {"zh_Hans": "改过的更正。"}), bureau.now))
    assert (await bureau.found(2)).content.corrects == 1, "a correction that is edited is still one"
    await bureau.make(WANG, await acts.cancel(WANG, 2, bureau.now))
    await bureau.make(WANG, await acts.resume(WANG, 1, bureau.now))


# ── Fingerprints ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fingerprint_can_be_typed_as_it_is_read_out() -> None:
    fingerprint = "7f3a91c2" + "0" * 56
    assert in_short(fingerprint) == "7F3A-91C2"
    for typed in ("7F3A-91C2", "7f3a 91c2", "7f3a91c2", fingerprint):
        assert is_the_same(typed, fingerprint)
    for typed in ("", "7F3A", "7F3A-91C3", "-", f"{fingerprint}0"):
        assert not is_the_same(typed, fingerprint)


async def test_everything_that_is_approved_of_changes_the_fingerprint(bureau: Bureau) -> None:
    await bureau.meet("one")
    drafts = [
        Draft(SHAANXI, {"zh_Hans": "好。"}),
        Draft(SHAANXI, {"zh_Hans": "好！"}),
        Draft(SHAANXI, {"zh_Hans": "好。", "en": "Good."}),
        Draft(XIAN, {"zh_Hans": "好。"}),
        Draft(EVERYWHERE, {"zh_Hans": "好。"}),
        Draft(SHAANXI, {"zh_Hans": "好。"}, not_after=NOON + timedelta(days=1)),
    ]
    numbers = [await bureau.make(BOSS, await bureau.acts.write(BOSS, draft, bureau.now)) for draft in drafts]
    numbers += [await bureau.write("好。", by=BOSS, stage="unfinished")]
    numbers += [await bureau.write_to(one, region=SHAANXI, text="好。") for one in ("telegram:one", "telegram:two")]
    assert len({(await bureau.found(number)).content.fingerprint for number in numbers}) == len(numbers)
