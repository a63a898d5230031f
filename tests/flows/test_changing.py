"""Changing in words: a line of the summary is changed by whoever writes what its button says, in any language."""

import pytest

from bot.translator import translator
from flows.changing import change_meant
from flows.dialogue import Offer
from flows.heard import Edit, Review
from flows.journeys import JOURNEYS
from flows.state import LANGUAGES
from tests.flows.standing import QUESTIONS, at, at_conclusion
from tests.talk import Talk, talk

WAYS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "newborn": ("2025-06-01", "newborn--where-130000--born-20250501--hukou-done", ("有",)),
    "enroll": ("2024-12-01", "enroll--where-310000--history-continuous", ("没有", "户口在这里", "1", "1955-07-01")),
    "guided": QUESTIONS["activated"],
    "late": ("2026-08-10", "late--where-530800", ("2025年", "失业了", "2026-06-01", "1", "1")),
    "elsewhere": ("2026-08-10", "elsewhere--where-610500--to_where-110000", ("长期居住", "还没")),
    "payment_trouble": ("2026-08-10", "payment_trouble", ("以前交的", "登记过", "都对")),
    "mutual_aid": ("2026-08-10", "mutual_aid", ("父母", "有", "在同一个省")),
    "moving": ("2026-08-10", "moving--where-610500", ("上海", "2026-08-01", "居民医保")),
    "fee": ("2026-08-10", "fee--where-410100", ("1", "1")),
}
"""A long way through each journey: the day, the link, and what is typed."""


def after(way: str, language: str) -> Talk:
    """Somebody who has gone this way, and now reads in this language."""
    day, entry, said = WAYS[way]
    one = talk(day, *said, entry=entry)
    one.stored = one.stored.replace("{", f'{{"language": "{language}", ', 1)
    return one.hear(Review())


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
def test_every_line_of_a_summary_is_changed_by_what_its_button_says(way: str, spoken: str) -> None:
    lines = after(way, spoken).screen.review
    assert len(lines) > 1
    say = translator(spoken).gettext("改「{question}」")
    for read in LANGUAGES:
        for line in lines:
            assert after(way, read).say(say.format(question=line.label)).state.editing == line.key
            assert after(way, read).say(_plainly(spoken, line.label)).state.editing == line.key


def _plainly(language: str, label: str) -> str:
    return f"change the {label.lower()}" if language == "en" else f"修改{label}"


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_question_has_its_name_in_every_language(journey: str) -> None:
    """Also those that no way above leads to."""
    asks = [ask for ask in JOURNEYS[journey].routes if not isinstance(ask, Offer)]
    for language in LANGUAGES:
        for ask in asks:
            name = translator(language).gettext(ask.label)
            assert change_meant(asks, f"改「{name}」") == Edit(ask.id)
            assert change_meant(asks, f"change {name}") == Edit(ask.id)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        *(("change place of insurance", "where"), ("Change my place of insurance, please.", "where")),
        *(("edit the baby’s birthday", "born"), ("I want to change the baby's hukou", "hukou")),
        *(("correct “Baby’s date of birth”", "born"), ("CHANGE PLACE OF INSURANCE!", "where")),
        *(("我想改一下参保地", "where"), ("参保地要改", None), ("改宝宝生日", "born"), ("改户口", "hukou")),
        *(("改成上了", None), ("改为2026年5月20日", None), ("change it to done", None), ("change to 西安", None)),
        *(("改改", None), ("change", None), ("改嫁", None), ("改天", None), ("changes", None)),
    ],
)
def test_it_may_be_named_by_a_part_and_wrapped_in_a_sentence(said: str, question: str | None) -> None:
    assert at_conclusion().say(said).state.editing == question


@pytest.mark.parametrize("said", ["改", "修改", "change", "edit", "change my answers", "Edit."])
def test_whoever_does_not_say_which_is_shown_all_of_them(said: str) -> None:
    assert [line.key for line in at_conclusion().say(said).screen.review] == ["where", "born", "hukou"]


def test_what_is_called_by_several_is_shown_with_all_the_others() -> None:
    one = talk("2026-08-10", "长期居住", "还没", entry="elsewhere--where-610500--to_where-110000").say(
        "改参保地和看病的地方"
    )
    assert one.state.editing is None
    assert [line.key for line in one.screen.review] == ["where", "to_where", "reason", "stage"]


def test_what_was_not_asked_is_not_changed() -> None:
    assert at("born").say("改宝宝户口").state.editing is None
    assert change_meant([], "改参保地") is None
