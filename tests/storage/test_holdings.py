from datetime import timedelta

from storage.database import Database
from storage.holdings import Held, Holdings
from storage.outbox import Outbox, Priority
from storage.people import People, note_wants_news
from storage.turns import Turns
from tests.storage.examples import LATER, NOON, in_words, said


async def test_what_was_said_on_both_sides_is_counted_since_the_first_time(database: Database) -> None:
    for revision in range(3):
        at = NOON + timedelta(days=revision)
        await Turns(database).commit(said(f"{revision}", revision=revision, replies=("好", "嗯"), at=at))
    await Outbox(database).owe("web", "mother", [in_words("快到期了", Priority.REMINDER)], LATER)

    assert await Holdings(database).of("web", "mother") == Held(heard=3, said=7, since=NOON)


async def test_nothing_of_others_and_of_other_channels_is_counted(database: Database) -> None:
    await Turns(database).commit(said("1", person="father"))
    await Turns(database).commit(said("1", channel="telegram"))
    await Outbox(database).owe("web", "father", [in_words("快到期了", Priority.REMINDER)], LATER)

    assert await Holdings(database).of("web", "mother") == Held()


async def test_whether_news_is_wanted_is_kept(database: Database) -> None:
    await People(database).note_reachable("web", "mother", False, NOON)
    assert (await Holdings(database).of("web", "mother")).wants_news
    await database.write(lambda transaction: note_wants_news(transaction, "web", "mother", False, LATER))
    assert not (await Holdings(database).of("web", "mother")).wants_news
