"""Newest: what may have arrived is not said again to whoever has gone on since."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.telegram.newest import Newest
from storage.outbox import Message, Priority

QUESTION = Message(
    7, "telegram", "5", "100", Priority.REPLY, "{}", datetime(2026, 8, 10, tzinfo=UTC), doubtful=True, attempts=2
)


async def is_past(newest: Newest, message: Message) -> bool:
    newest.caught_up.set()
    return await newest.is_past(message)


async def test_whoever_has_answered_is_not_asked_again() -> None:
    newest = Newest()
    newest.heard("5", "101")
    assert await is_past(newest, QUESTION)


async def test_whoever_has_not_is() -> None:
    newest = Newest()
    newest.heard("5", "100")  # the same event, which came again
    newest.heard("6", "101")
    assert not await is_past(newest, QUESTION)


async def test_an_older_event_that_comes_again_changes_nothing() -> None:
    newest = Newest()
    for event in ("101", "100", "99"):
        newest.heard("5", event)
    assert await is_past(newest, QUESTION)


async def test_what_never_was_in_doubt_is_said() -> None:
    newest = Newest()
    newest.heard("5", "101")
    assert not await newest.is_past(replace(QUESTION, doubtful=False))
    assert not await newest.is_past(replace(QUESTION, event_id=None))


async def test_what_piled_up_is_looked_at_first() -> None:
    newest = Newest()
    asked = asyncio.create_task(newest.is_past(QUESTION))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not asked.done()
    newest.heard("5", "101")
    newest.caught_up.set()
    assert await asked


async def test_only_those_who_wrote_last_are_remembered() -> None:
    newest = Newest(most=2)
    for person in ("5", "6", "7"):
        newest.heard(person, "101")
    assert not await is_past(newest, QUESTION)
