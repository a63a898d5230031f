"""Replies: equal ones have the same hash, so that what was made of one serves the other, and only it."""

from datetime import date
from decimal import Decimal

import pytest

from flows.answers.answer import Option
from flows.policy.figure import Figure, Ground, Reading, Status
from flows.reply import Reply
from flows.words import Words

GROUND = Ground("610500", "amount", Status.SECONDARY, ("X01",), date(2026, 12, 31))


def price(amount: str, *grounds: Ground) -> Figure[Decimal]:
    """What is paid, as somebody says."""
    return Figure((Reading(Decimal(amount), grounds),))


def test_words_are_the_same_in_whatever_order_they_quote() -> None:
    one, other = Words("{a}{b}", {"a": 1, "b": (Words("二"),)}), Words("{a}{b}", {"b": (Words("二"),), "a": 1})
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("given", [{}, {"day": date(2026, 5, 20)}, {"day": price("400")}, {"day": Words("今天")}])
def test_words_that_quote_something_else_are_others(given: dict[str, object]) -> None:
    words = Words("{day}", {"day": date(2026, 5, 21)})
    assert Words("{day}", given) != words
    assert hash(Words("{day}", given)) != hash(words)


def test_a_reply_with_other_sources_or_options_is_another() -> None:
    said = Words("{total}", {"total": price("400", GROUND)})
    reply = Reply("pay", "tell", said, options=(Option("yes", Words("好")),))
    same = Reply("pay", "tell", Words("{total}", {"total": price("400", GROUND)}), options=reply.options)
    assert reply == same
    assert hash(reply) == hash(same)
    assert reply != Reply("pay", "tell", Words("{total}", {"total": price("400")}), options=reply.options)
    assert reply != Reply("pay", "tell", said)
