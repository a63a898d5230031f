"""What is kept is worked out once, kept apart for each object and each question, and gone with the object."""

import gc
from weakref import ref

import pytest

from flows.policy.kept import kept, once


class Rules:
    """Rules that count how often they are read."""

    def __init__(self, price: int) -> None:
        self.price = price
        self.read: list[object] = []

    @once
    def least(self) -> int:
        """The lowest price."""
        self.read.append("least")
        if self.price < 0:
            raise LookupError
        return self.price

    @kept(2)
    def due(self, months: int, *, group: str = "resident") -> int:
        """What is due."""
        self.read.append((months, group))
        return self.price * months


def test_a_property_is_worked_out_once() -> None:
    rules = Rules(3)
    assert (rules.least, rules.least) == (3, 3)
    assert rules.read == ["least"]


def test_what_could_not_be_worked_out_is_tried_again() -> None:
    rules = Rules(-1)
    for _ in range(2):
        with pytest.raises(LookupError):
            _ = rules.least
    assert rules.read == ["least", "least"]


def test_each_question_is_answered_once() -> None:
    rules = Rules(3)
    assert [rules.due(2), rules.due(2), rules.due(2, group="student"), rules.due(2)] == [6, 6, 6, 6]
    assert rules.read == [(2, "resident"), (2, "student")]


def test_only_so_many_answers_are_kept() -> None:
    rules = Rules(3)
    for months in (1, 2, 3, 1):
        rules.due(months)
    assert rules.read == [(1, "resident"), (2, "resident"), (3, "resident"), (1, "resident")]


def test_each_object_has_its_own() -> None:
    assert [rules.due(2) + rules.least for rules in (Rules(3), Rules(4))] == [9, 12]


def test_nothing_outlives_the_object() -> None:
    rules = Rules(3)
    rules.due(rules.least)
    gone = ref(rules)
    del rules
    gc.collect()
    assert gone() is None


def test_a_class_still_says_what_they_are_for() -> None:
    assert (Rules.least.__doc__, Rules.due.__doc__) == ("The lowest price.", "What is due.")
