import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import Busy
from storage.forgetting import Forgetting, _forget_some
from storage.inbox import Inbox
from storage.outbox import Outbox, Priority
from storage.people import People
from storage.progress import Followers, follow, owe_progress
from storage.sessions import Sessions
from storage.transcript import Transcript
from storage.turns import Turns
from tests.storage.announcing import choose, draft, let_go, put
from tests.storage.examples import LATER, NOON, count, from_outside, in_words, said

MARKER = "植入的标记"


def traces(path: Path, marker: str = MARKER) -> list[str]:
    """The files of the database in which a marker can be read."""
    files = sorted(path.parent.iterdir())
    assert path in files
    return [file.name for file in files if marker.encode() in file.read_bytes()]


async def leave_marks(database: Database, person: str) -> None:
    """Mark everything that storage keeps of a person, and all of it more than once."""
    for revision in range(3):
        await Turns(database).commit(
            said(
                f"{MARKER} {revision}",
                MARKER,
                person=person,
                revision=revision,
                state={MARKER: MARKER * revision},
                replies=(MARKER, MARKER),
            )
        )
    await Outbox(database).owe("web", person, [in_words(MARKER, Priority.REMINDER)], NOON)
    await People(database).note_reachable("web", person, False, NOON)
    number = await draft(database, listed=(("web", person),))
    await choose(database, number, person)
    await let_go(database, number)
    await put(database, number, text=MARKER)
    await database.write(partial(follow, number=number, channel="web", person=person))
    [*_, follower] = await Followers(database).everybody()
    await database.write(partial(owe_progress, follower=follower, body=MARKER, at=NOON))


async def test_of_a_forgotten_person_nothing_is_found_in_any_file(path: Path, database: Database) -> None:
    await leave_marks(database, MARKER)
    assert traces(path) != []

    await Forgetting(database).forget("web", MARKER)

    assert traces(path) == []
    assert await Sessions(database).load("web", MARKER) is None
    assert not await Inbox(database).seen("web", MARKER, f"{MARKER} 0")
    assert await Transcript(database).last("web", MARKER, 10) == ()
    assert await Outbox(database).owed("web", NOON, 10) == ()


async def test_nothing_is_found_either_where_sqlite_moved_rows_to_another_page_and_left_copies_behind(
    path: Path, database: Database
) -> None:
    """Every third person stays, and every text is longer than the one before: that is what makes rows move."""
    stay = [f"stays {number}" for number in range(40)]
    leave = [f"{MARKER} {number}" for number in range(80)]
    everybody = [person for three in zip(stay, leave[::2], leave[1::2], strict=True) for person in three]
    for revision in range(3):
        for person in everybody:
            text = (MARKER if person in leave else "留下") * 10 * (revision + 1)
            turn = said(str(revision), text, person=person, revision=revision, state={"t": text}, replies=(text,))
            await Turns(database).commit(turn)

    await asyncio.gather(*(Forgetting(database).forget("web", person) for person in leave))

    assert traces(path) == []
    assert count(path, "sessions") == len(stay)


async def test_others_are_not_forgotten_with_them(database: Database) -> None:
    await leave_marks(database, "mother")
    await leave_marks(database, "father")
    await Turns(database).commit(said("1", channel="telegram", person="mother"))
    before = await Transcript(database).last("web", "father", 20)

    await Forgetting(database).forget("web", "mother")

    assert await Transcript(database).last("web", "father", 20) == before
    assert await Sessions(database).load("telegram", "mother") is not None


async def test_a_forgotten_person_can_begin_again(database: Database) -> None:
    await leave_marks(database, "mother")
    await Forgetting(database).forget("web", "mother")
    assert not (await Turns(database).commit(said("1"))).repeated


async def test_forgetting_a_stranger_is_no_mistake(database: Database) -> None:
    await Forgetting(database).forget("web", "stranger")


async def test_every_table_that_names_a_person_is_emptied_of_them(path: Path, database: Database) -> None:
    await leave_marks(database, "mother")
    with from_outside(path) as connection:
        naming = [
            table
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if any(column[1] == "person" for column in connection.execute(f"PRAGMA table_info({table})"))
        ]
    kept = ["announcement_followers", "announcement_lists", "inbox", "outbox", "people", "recipients", "sessions"]
    assert sorted(naming) == kept
    assert all(count(path, table) for table in naming)

    await Forgetting(database).forget("web", "mother")
    assert [count(path, table) for table in naming] == [0] * len(naming)


async def test_while_another_program_reads_the_traces_stay_and_trying_again_removes_them(path: Path) -> None:
    async with Database.open(path, patience=0.05) as database:
        await leave_marks(database, MARKER)
        with from_outside(path) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM sessions").fetchall()
            with pytest.raises(Busy, match="try again to remove its traces"):
                await Forgetting(database).forget("web", MARKER)
            assert await Sessions(database).load("web", MARKER) is None
            other.execute("COMMIT")

        await Forgetting(database).forget("web", MARKER)
        assert traces(path) == []


async def test_those_who_have_been_away_too_long_are_forgotten(path: Path, database: Database) -> None:
    for number in range(250):
        await Turns(database).commit(said("1", MARKER, person=f"long ago {number}", at=NOON))
    await Turns(database).commit(said("1", person="mother", at=NOON))
    await Turns(database).commit(said("2", person="mother", revision=1, at=LATER))

    assert await Forgetting(database).forget_older_than(LATER) == 250

    assert traces(path) == []
    assert traces(path, "long ago") == []
    assert await Sessions(database).load("web", "mother") is not None
    assert await Forgetting(database).forget_older_than(LATER) == 0
    assert await Forgetting(database).forget_older_than(LATER + timedelta(microseconds=1)) == 1


async def test_those_who_are_to_stay_stay_however_many_they_are(path: Path, database: Database) -> None:
    for number in range(350):
        state = {"stays": number % 3 == 0}
        await Turns(database).commit(said("1", MARKER, person=f"{number}", state=state, at=NOON))

    assert await Forgetting(database).forget_older_than(LATER, lambda session: '"stays": true' in session.state) == 233

    assert count(path, "sessions") == count(path, "inbox") == 117
    assert await Sessions(database).load("web", "0") is not None
    assert await Sessions(database).load("web", "1") is None


async def test_whoever_comes_back_while_they_are_looked_through_stays(database: Database) -> None:
    await Turns(database).commit(said("1", person="mother", at=NOON))
    forgetting = Forgetting(database)
    looked_at = await forgetting._idle_since(LATER, ("", ""))
    await Turns(database).commit(said("2", person="mother", revision=1, at=LATER))

    assert await database.write(lambda transaction: _forget_some(transaction, looked_at)) == 0
    assert await Sessions(database).load("web", "mother") is not None
