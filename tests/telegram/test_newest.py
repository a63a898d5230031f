"""Newest: what may have arrived is not said again to whoever has gone on since."""

from datetime import UTC, datetime, timedelta

from bot.channels.telegram.newest import Newest
from bot.outcome import Later, Unknown
from storage.outbox import Message, Priority

QUESTION = Message(
    7, "telegram", "5", "100", Priority.REPLY, "{}", datetime(2026, 8, 10, tzinfo=UTC), doubtful=True, attempts=2
)
PUT_OFF = Later(timedelta(seconds=3))


def test_whoever_has_answered_is_not_asked_again() -> None:
    newest = Newest()
    newest.heard("5", "101")
    assert newest.instead(QUESTION) == Unknown()


def test_whoever_answers_in_a_little_while_is_not_asked_again_either() -> None:
    newest = Newest()
    assert newest.instead(QUESTION) == PUT_OFF
    newest.heard("5", "101")
    assert newest.instead(QUESTION) == Unknown()


def test_whoever_does_nothing_is_asked_again_a_little_later() -> None:
    newest = Newest()
    newest.heard("5", "100")  # the same event, which came again
    newest.heard("6", "101")
    assert newest.instead(QUESTION) == PUT_OFF
    assert newest.instead(QUESTION) is None
    assert newest.instead(QUESTION) == PUT_OFF, "tried in vain, it is as much in doubt as before"


def test_an_older_event_that_comes_again_changes_nothing() -> None:
    newest = Newest()
    for event in ("101", "100", "99"):
        newest.heard("5", event)
    assert newest.instead(QUESTION) == Unknown()


def test_what_never_was_in_doubt_is_said_at_once() -> None:
    newest = Newest()
    newest.heard("5", "101")
    assert newest.instead(QUESTION._replace(doubtful=False)) is None
    assert newest.instead(QUESTION._replace(event_id=None)) is None


def test_only_what_was_last_is_remembered() -> None:
    newest = Newest(most=2)
    for person in ("5", "6", "7"):
        newest.heard(person, "101")
    assert newest.instead(QUESTION) == PUT_OFF
    for id in (8, 9):
        assert newest.instead(QUESTION._replace(id=id)) == PUT_OFF
    assert newest.instead(QUESTION) == PUT_OFF
