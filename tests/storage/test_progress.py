"""Progress as it is kept: one message at a time for each who follows an announcement, and none for who does not."""

from functools import partial

import pytest

from storage.database import Database
from storage.forgetting import Forgetting
from storage.outbox import Delivery, Outbox, Priority, Report
from storage.progress import Follower, Followers, follow, owe_progress, unfollow
from tests.storage.announcing import draft, meet
from tests.storage.examples import LATER, NOON


@pytest.fixture
async def followed(database: Database) -> Database:
    """A database in which mother follows the first announcement."""
    await meet(database, "mother")
    number = await draft(database)
    for _ in range(2):
        await database.write(partial(follow, number=number, channel="web", person="mother"))
    return database


async def mother(database: Database) -> Follower:
    [follower] = await Followers(database).everybody()
    return follower


async def owe(database: Database, text: str, follower: Follower | None = None, *, is_last_word: bool = False) -> None:
    follower = follower or await mother(database)
    await database.write(partial(owe_progress, follower=follower, body=text, at=NOON, is_last_word=is_last_word))


async def waiting(database: Database) -> list[str]:
    """What waits to be told."""
    messages = await Outbox(database).owed("web", NOON, 100, least=Priority.STAFF)
    return [one.body for one in messages if one.priority is Priority.STAFF]


async def test_what_they_were_told_last_is_read_back_with_what_became_of_it(followed: Database) -> None:
    assert (await mother(followed)).told is None
    await owe(followed, "一半")
    told = (await mother(followed)).told
    assert told is not None
    assert (told.body, told.delivery, told.at, told.receipt) == ("一半", Delivery.OWED, NOON, None)
    await Outbox(followed).settle(Report(told.message, Delivery.SENT, LATER, receipt="17"))
    told = (await mother(followed)).told
    assert told is not None
    assert (told.delivery, told.at, told.receipt) == (Delivery.SENT, LATER, "17")


async def test_what_is_owed_still_is_replaced(followed: Database) -> None:
    await owe(followed, "一半")
    await owe(followed, "全部")
    assert await waiting(followed) == ["全部"]


async def test_nothing_is_owed_on_what_is_no_longer_so(followed: Database) -> None:
    before = await mother(followed)
    await owe(followed, "一半", before)
    await owe(followed, "又一半", before)
    assert await waiting(followed) == ["一半"]
    read = await mother(followed)
    assert read.told is not None
    await Outbox(followed).claim([read.told.message])
    await owe(followed, "全部", read)
    assert await waiting(followed) == []


async def test_after_the_last_word_they_follow_it_no_more_and_are_told_it(followed: Database) -> None:
    await owe(followed, "一半")
    await owe(followed, "全部", is_last_word=True)
    assert await waiting(followed) == ["全部"]
    assert await Followers(followed).everybody() == ()


async def test_who_follows_no_more_is_owed_nothing(followed: Database) -> None:
    await owe(followed, "一半")
    follower = await mother(followed)
    await followed.write(partial(unfollow, follower=follower))
    assert (await waiting(followed), await Followers(followed).everybody()) == ([], ())
    await owe(followed, "全部", follower)
    assert await waiting(followed) == []


async def test_whoever_is_forgotten_is_forgotten_here_too(followed: Database) -> None:
    await owe(followed, "一半")
    follower = await mother(followed)
    await Forgetting(followed).forget("web", "mother")
    await owe(followed, "全部", follower)
    assert (await waiting(followed), await Followers(followed).everybody()) == ([], ())
