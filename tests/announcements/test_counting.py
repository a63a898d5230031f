"""Counting: exactly how many will be told, how many will not, and why."""

from functools import partial
from typing import Any

import pytest

from bot.announcements.acts import Acts
from bot.announcements.channels import Channels
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.sending import Sending
from bot.conversation import CHINA
from storage.errors import StaleRevision
from storage.forgetting import Forgetting
from storage.people import People, note_wants_news
from storage.posters import Poster, PosterRegister
from storage.recipients import Recipients
from storage.transaction import Transaction
from tests.announcements.bureau import BOSS, EVERYWHERE, LI, MA, NANNING, NOON, SHAANXI, XIAN, ZHAO, Bureau, numbered


async def recipients(bureau: Bureau, number: int) -> list[str]:
    """Who will be told."""
    rows = await bureau.database.read(
        "SELECT person FROM recipients WHERE announcement = :number AND outcome IS NULL ORDER BY person", number=number
    )
    return [row["person"] for row in rows]


async def test_it_is_told_by_reason_who_will_be_told_and_who_will_not(bureau: Bureau) -> None:
    await bureau.meet("one", "two", "gone", "deaf")
    await bureau.meet("aunt", channel="web")
    await bureau.meet("tester", channel="terminal")
    await bureau.meet("of nanning", where=NANNING)
    await bureau.meet("of nowhere", where="")
    await People(bureau.database).note_reachable("telegram", "gone", False, NOON)
    await bureau.database.write(lambda transaction: note_wants_news(transaction, "telegram", "deaf", False, NOON))
    count = await bureau.count(await bureau.write())
    assert dict(count.people) == {
        ("telegram", "told"): 2,
        ("telegram", "blocked"): 1,
        ("telegram", "opted_out"): 1,
        ("web", "told"): 1,
        ("terminal", "elsewhere"): 1,
    }
    assert (count.told, count.selected, count.of("elsewhere"), count.waits_until) == (3, 5, 1, None)
    assert await bureau.last_entry() == {
        "announcement": 1,
        "fingerprint": (await bureau.last_entry())["fingerprint"],
        "selected": 5,
        "told": 3,
    }


async def test_where_no_bot_is_configured_nobody_in_telegram_is_told(bureau: Bureau) -> None:
    await bureau.meet("one")
    bureau.acts = Acts(bureau.acts.office, bureau.acts.rules, Channels())
    count = await bureau.count(await bureau.write())
    assert (count.told, count.of("elsewhere")) == (0, 1)


async def test_at_night_it_is_told_until_when_they_wait(bureau: Bureau) -> None:
    await bureau.meet("one")
    bureau.beginning = NOON.replace(hour=23)
    count = await bureau.count(await bureau.write())
    assert count.waits_until == NOON.replace(day=16, hour=8).astimezone(CHINA)


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        ({}, ["begun", "concluded", "english", "late", "through"]),
        ({"stage": "unfinished"}, ["begun", "english", "through"]),
        ({"stage": "concluded"}, ["concluded", "late"]),
        ({"before": NOON.date().replace(year=2026, month=1)}, ["concluded"]),
        ({"journey": "enroll"}, ["late"]),
        ({"poster": "KHMT4826"}, ["through"]),
        ({"language": "en"}, ["english"]),
    ],
)
async def test_every_kind_of_audience(bureau: Bureau, audience: dict[str, Any], told: list[str]) -> None:
    await bureau.meet("begun")
    await bureau.meet("concluded", concluded=True, deadline="2025-12-25")
    await bureau.meet("late", journey="enroll", concluded=True, deadline="2026-03-01")
    await bureau.meet("english", language="en")
    await bureau.meet("through", poster="KHMT4826")
    await bureau.meet("elsewhere", where=NANNING)
    number = await bureau.write(**audience)
    assert (await bureau.count(number)).told == len(told)
    assert await recipients(bureau, number) == told


async def test_whoever_came_through_a_poster_and_said_nothing_yet_is_of_where_it_hangs(bureau: Bureau) -> None:
    await PosterRegister(bureau.database).enter(
        Poster("KHMT4826", "signed", "newborn", XIAN, "妇幼保健院", NOON.date(), NOON.date().replace(year=2026))
    )
    await bureau.meet("silent", where="", step="where", poster="KHMT4826")
    assert (await bureau.count(await bureau.write(region=XIAN))).told == 1


async def test_of_a_list_it_is_told_how_many_never_wrote(bureau: Bureau) -> None:
    await bureau.meet("one", "two", "three")
    number = await bureau.write_to("telegram:one", "telegram:three", "telegram:stranger", "web:one")
    count = await bureau.count(number)
    assert (count.told, count.named, count.missing) == (2, 4, 2)
    assert await recipients(bureau, number) == ["one", "three"]


async def test_a_list_reaches_nobody_outside_of_the_region(bureau: Bureau) -> None:
    await bureau.meet("near")
    await bureau.meet("far", where=NANNING)
    number = await bureau.write_to("telegram:near", "telegram:far", region=SHAANXI)
    assert (await bureau.count(number)).told == 1
    assert await recipients(bureau, number) == ["near"]


async def test_a_city_counts_its_own_people_only(bureau: Bureau) -> None:
    await bureau.meet("of xian")
    await bureau.meet("of weinan", where="610500")
    number = await bureau.write(region=XIAN, by=ZHAO)
    assert (await bureau.count(number, by=ZHAO)).told == 1
    with pytest.raises(AnnouncementRefused, match="不归您管。您管的是：陕西省西安市"):
        await bureau.write(region=SHAANXI, by=ZHAO)
    with pytest.raises(AnnouncementRefused, match="没有第2号通知"):
        await bureau.count(await bureau.write(region=SHAANXI), by=ZHAO)


async def test_a_count_is_always_of_now(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcements.counting._PORTION", 4)
    await bureau.meet(*numbered(10))
    number = await bureau.write()
    assert (await bureau.count(number)).told == 10
    await bureau.meet(*numbered(3, "later"))
    assert (await bureau.count(number)).told == 13
    assert sum((await bureau.became(number)).values()) == 13


async def test_a_count_that_was_cut_off_is_none(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    await bureau.meet(*numbered(10))
    number = await bureau.write()

    async def choose(*_given: object) -> None:
        raise StaleRevision("the process was killed here")

    with monkeypatch.context() as patch:
        patch.setattr(Recipients, "choose", choose)
        with pytest.raises(StaleRevision):
            await bureau.count(number)
    with pytest.raises(AnnouncementRefused, match="还没有数过人数"):
        await bureau.approve(number)
    assert (await bureau.count(number)).told == 10


async def test_nobody_at_all_is_a_count_too(bureau: Bureau) -> None:
    number = await bureau.write(region=EVERYWHERE, by=BOSS, text="好。")
    assert (await bureau.count(number)).selected == 0
    with pytest.raises(AnnouncementRefused, match="一个人也没有选中"):
        await bureau.approve(number, by=MA)


async def test_of_a_correction_it_is_told_how_many_are_not_known_any_more(bureau: Bureau) -> None:
    await bureau.meet(*numbered(3))
    await bureau.announce(await bureau.write())
    await Sending(bureau.database, bureau.clock, {"telegram": 30}).look()
    arrived = partial(Transaction.execute, sql="UPDATE deliveries SET delivery = 'sent', checksum = NULL")
    await bureau.database.write(arrived)
    assert await bureau.became(1) == {"sent": 3}
    await Forgetting(bureau.database).forget("telegram", numbered(3)[0])
    decided = await bureau.acts.correct(LI, 1, {"zh_Hans": "更正的。"}, bureau.now)
    count = await bureau.count(await bureau.make(LI, decided))
    assert (count.told, count.selected, count.forgotten) == (2, 2, 1)
