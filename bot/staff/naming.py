"""Naming: what a colleague is called in the list, where no number of theirs has any business."""

from datetime import date

from flows.answers.answer import Asked, Understood
from flows.answers.short_text import LONGEST
from flows.identity import LABELS, masked
from flows.journeys.staff import name as question
from flows.words import Words, _

_NUMBER = Words(_("称呼里像是有身份证号、银行卡号或者电话号码，不能记在名单里。请只写怎么称呼。"))
_LENGTH = Words("称呼要写 1 到 {longest} 个字。", {"longest": LONGEST})


class NotAName(Exception):
    """Nobody can be called like this; the words say why."""

    def __init__(self, why: Words) -> None:
        self.why = why
        super().__init__(why.text)


def called(typed: str, today: date) -> str:
    """The name as it is kept, read as an answer in chat is. Raises NotAName."""
    outcome = question.answer.read(typed, Asked(today))
    if not isinstance(outcome, Understood):
        raise NotAName(_LENGTH)
    check_name(outcome.value)
    return str(outcome.value)


def check_name(name: str) -> None:
    """Raises NotAName for one with the number of a person in it, or with the label that took its place at the door."""
    if masked(name).found or any(label in name for label in LABELS.values()):
        raise NotAName(_NUMBER)
