"""Proof: a button that was pressed shows that its message arrived, and never that another did."""

from datetime import UTC, datetime

from bot.channels.telegram.proof import Proof
from storage.outbox import Message, Priority

EARLIER, QUESTION, REMINDER = (
    Message(id, "telegram", "5", "100", Priority.REPLY, "{}", datetime(2026, 8, 10, tzinfo=UTC)) for id in (6, 7, 8)
)


def told(*numbers: int) -> Proof:
    """Somebody was told things, which arrived under these numbers."""
    proof = Proof()
    for number in numbers:
        proof.begin(EARLIER)
        assert proof.arrived(EARLIER, number)
    return proof


def test_a_number_beyond_all_others_belongs_to_what_is_on_its_way() -> None:
    proof = told(40)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) == QUESTION
    assert not proof.arrived(QUESTION, 42), "it was known"
    assert proof.shown_by("5", 43) is None


def test_it_is_shown_once() -> None:
    proof = told(40)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) == QUESTION
    assert proof.shown_by("5", 42) is None


def test_a_number_from_before_shows_nothing() -> None:
    proof = told(40, 39)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 40) is None
    assert proof.shown_by("5", 39) is None


def test_of_two_on_their_way_nobody_knows_which_it_was() -> None:
    proof = told(40)
    proof.begin(QUESTION)
    proof.begin(REMINDER)
    assert proof.shown_by("5", 42) is None


def test_one_tap_after_another_shows_one_message_after_another() -> None:
    """What was shown to have arrived is not on its way any more, however late the Bot API says so."""
    proof = told(40)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) == QUESTION
    proof.begin(REMINDER)
    assert proof.shown_by("5", 43) == REMINDER
    assert not proof.arrived(QUESTION, 42)
    proof.failed(REMINDER, in_doubt=True)
    proof.begin(EARLIER)
    assert proof.shown_by("5", 44) == EARLIER


def test_somebody_else_shows_nothing() -> None:
    proof = told(40)
    proof.begin(QUESTION)
    assert proof.shown_by("6", 42) is None


def test_after_a_start_nothing_is_known_of_what_was_sent_before() -> None:
    proof = told()
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) is None


def test_what_may_have_arrived_may_be_what_was_pressed() -> None:
    proof = told(40)
    proof.begin(EARLIER)
    proof.failed(EARLIER, in_doubt=True)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) is None
    assert proof.arrived(QUESTION, 43)
    proof.begin(REMINDER)
    assert proof.shown_by("5", 44) == REMINDER


def test_what_did_not_arrive_is_not_what_was_pressed() -> None:
    proof = told(40)
    proof.begin(EARLIER)
    proof.failed(EARLIER, in_doubt=False)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) == QUESTION
    proof.failed(QUESTION, in_doubt=True)  # its answer was lost on the way; but it had arrived
    proof.begin(REMINDER)
    assert proof.shown_by("5", 42) is None
    assert proof.shown_by("5", 43) == REMINDER


def test_only_those_who_were_told_something_last_are_remembered() -> None:
    proof = Proof(most=2)
    for person in ("5", "6", "7"):
        message = EARLIER._replace(person=person)
        proof.begin(message)
        proof.arrived(message, 40)
    proof.begin(QUESTION)
    assert proof.shown_by("5", 42) is None
