"""Answers: the same as working the answer out from the dialogue, whatever was kept of earlier ones."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answers, in_writing, read_screen
from bot.render import render
from bot.translator import translator
from flows.heard import Back, Begin, Edit, Forget, Heard, Opened, Restart, Said, Tapped
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.state import State
from tests.talk import Talk, rulebook, talk

TODAY = date(2026, 8, 10)
BABY = Opened("newborn--where-610500")
HEARD: list[Heard] = [
    BABY,
    Opened("enroll--where-610500"),
    Said("2026年5月20日"),
    Said("2026-05-20"),
    Said("上了"),
    Said("1"),
    Said("呜啦"),
    Said("说来话长，" * 20),
    Said("改参保地"),
    Tapped("hukou", "done"),
    Tapped("hukou", "no such key"),
    Edit("born"),
    Back(),
    Restart(),
]


@pytest.fixture
def answers() -> Answers:
    return Answers(JOURNEYS, rulebook())


def dialogue(state: str) -> State:
    """The state of the dialogue in what is remembered."""
    return State.from_json(orjson.loads(state)["dialogue"])


def anew(written: str) -> str:
    """A state or a screen that is at hand nowhere, as though another process had written it."""
    return f" {written}"


@given(st.lists(st.sampled_from(HEARD), max_size=12))
def test_an_answer_is_what_the_dialogue_says(heard: list[Heard]) -> None:
    remembered, spoken = "", Talk(TODAY)
    for one in heard:
        answer = _ANSWERS.to(one, remembered, language="zh_Hans", today=TODAY)
        again = _ANSWERS.to(one, remembered, language="zh_Hans", today=TODAY)
        elsewhere = _ANSWERS.to(one, anew(remembered), language="zh_Hans", today=TODAY)
        spoken.hear(one)
        remembered = answer.state
        assert answer == again == elsewhere
        assert dialogue(answer.state) == spoken.state
        assert read_screen(answer.screen) == spoken.screen
        assert read_screen(anew(answer.screen)) == spoken.screen
        assert orjson.loads(answer.state)["shown"] == spoken.shown


_ANSWERS = Answers(JOURNEYS, rulebook())
"""Kept from one example to the next, so that what one kept could spoil another."""


def test_what_is_kept_depends_on_the_day_and_the_language(answers: Answers) -> None:
    born = answers.to(BABY, "", language="zh_Hans", today=TODAY).state
    said = Said("2026年8月9日")
    now = answers.to(said, born, language="zh_Hans", today=TODAY)
    earlier = answers.to(said, born, language="zh_Hans", today=TODAY.replace(month=7))
    assert read_screen(now.screen) != read_screen(earlier.screen)
    assert dialogue(answers.to(BABY, "", language="en", today=TODAY).state).language == "en"
    assert dialogue(answers.to(BABY, "", language="zh_Hans", today=TODAY).state).language == "zh_Hans"


def test_newer_rules_answer_anew(answers: Answers) -> None:
    library = Library.open()
    fewer = {region: pack for region, pack in library.packs.items() if not region.startswith("61")}
    newer = Answers(JOURNEYS, Rulebook(Library(MappingProxyType(fewer), library.sources)))
    states = [one.to(BABY, "", language="zh_Hans", today=TODAY).state for one in (answers, newer)]
    screens = [
        read_screen(one.to(Said("2026年5月20日"), state, language="zh_Hans", today=TODAY).screen)
        for one, state in zip((answers, newer), states, strict=True)
    ]
    assert screens[0] != screens[1]


@pytest.mark.parametrize(
    "heard",
    [
        Said("说来话长，" * 20),
        Tapped("hukou", "x" * 60_000),
        Tapped("x" * 9000, ""),
        Edit("x" * 9000),
        Opened("x" * 9000),
    ],
)
def test_what_nobody_else_will_say_is_not_kept(answers: Answers, heard: Heard) -> None:
    answers.to(heard, "", language="zh_Hans", today=TODAY)
    assert answers._kept.cache_info().currsize == 0


def test_what_follows_from_an_overlong_state_is_not_kept(answers: Answers) -> None:
    state = answers.to(BABY, "", language="zh_Hans", today=TODAY).state
    padded = state.replace("{", "{" + " " * 2048, 1)
    answer = answers.to(Back(), padded, language="zh_Hans", today=TODAY)
    assert answers._kept.cache_info().currsize == 1
    assert answer == answers.to(Back(), state, language="zh_Hans", today=TODAY)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_somebody_made_up_is_answered_before_anybody_waits(answers: Answers, language: str) -> None:
    answers.get_ready(TODAY)
    worked_out = answers._kept.cache_info().misses
    first = answers.to(Begin("newborn"), "", language=language, today=TODAY)
    place = answers.to(Said("西安"), first.state, language=language, today=TODAY)
    told = answers.to(Said(TODAY.isoformat()), place.state, language=language, today=TODAY)
    assert answers._kept.cache_info().misses == worked_out
    assert '"born"' in told.state


@pytest.mark.parametrize("heard", [Said("你好"), Tapped("hukou", "done"), Back(), BABY, Opened("x" * 256)])
def test_what_others_say_too_is_kept(answers: Answers, heard: Heard) -> None:
    answers.to(heard, "", language="zh_Hans", today=TODAY)
    assert answers._kept.cache_info().currsize == 1


@pytest.mark.parametrize(
    "remembered",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        '{"dialogue": 1}',
        '{"dialogue": {"journey": 7, "answers": []}}',
        "\x00",
        "{}" * 3,
    ],
)
def test_what_cannot_be_read_any_more_begins_anew(answers: Answers, remembered: str) -> None:
    answer = answers.to(BABY, remembered, language="zh_Hans", today=TODAY)
    assert read_screen(answer.screen) == talk("2026-08-10", entry=BABY.entry).screen


@pytest.mark.parametrize("shown", ["1", "[]", '{"done": 1}', "null"])
def test_labels_that_cannot_be_read_are_left_out(answers: Answers, shown: str) -> None:
    state = answers.to(BABY, "", language="zh_Hans", today=TODAY).state
    torn = state.replace(orjson.dumps(orjson.loads(state)["shown"]).decode(), shown)
    assert torn != state or shown == "{}"
    answer = answers.to(Said("2026年5月20日"), torn, language="zh_Hans", today=TODAY)
    assert dialogue(answer.state).answers["born"] == "2026-05-20"


def test_half_a_surrogate_pair_is_answered_and_can_be_written(answers: Answers) -> None:
    for heard in (Said("上了\ud83d"), Tapped("hukou\udc00", "\ud800"), Opened("\udfff")):
        answer = answers.to(heard, "", language="zh_Hans", today=TODAY)
        for text in (answer.state, answer.heard, answer.screen):
            assert text.encode()


def test_a_screen_that_cannot_be_read_is_none(answers: Answers) -> None:
    screen = answers.to(BABY, "", language="zh_Hans", today=TODAY).screen
    assert read_screen(screen) is not None
    assert read_screen(screen[:-1]) is None
    assert read_screen("{}") is None
    assert read_screen("") is None


def test_a_screen_that_was_written_long_ago_can_be_read_too() -> None:
    screen = talk("2026-08-10", "2026年5月20日", "上了", entry=BABY.entry).screen
    body = in_writing(screen)
    assert read_screen(body) is screen
    for number in range(512):
        in_writing(replace(screen, text=str(number)))
    assert read_screen(body) == screen
    assert read_screen(body) is not screen


def test_the_same_words_with_other_figures_are_another_screen(answers: Answers) -> None:
    asked = answers.to(BABY, "", language="zh_Hans", today=TODAY).state
    said = ("2026年5月20日", "2026年5月21日")
    first, second = (answers.to(Said(day), asked, language="zh_Hans", today=TODAY).screen for day in said)
    assert "2026年5月20日" in first
    assert "2026年5月21日" in second


def test_a_tap_is_recorded_with_the_label_that_was_seen(answers: Answers) -> None:
    state = answers.to(BABY, "", language="zh_Hans", today=TODAY).state
    state = answers.to(Said("2026年5月20日"), state, language="zh_Hans", today=TODAY).state
    tapped = answers.to(Tapped("hukou", "done"), state, language="zh_Hans", today=TODAY)
    label = render(talk("2026-08-10", "2026年5月20日", entry=BABY.entry).reply, translator("zh_Hans")).options[0].label  # type: ignore[arg-type]
    assert orjson.loads(tapped.heard) == {"kind": "tapped", "question": "hukou", "key": "done", "text": label}


def test_what_has_to_be_done_beside_answering_is_said(answers: Answers) -> None:
    state = answers.to(Forget(), "", language="zh_Hans", today=TODAY).state
    assert answers.to(Said("真的全部删除"), state, language="zh_Hans", today=TODAY).wants == "forget"
    assert answers.to(Said("不删"), state, language="zh_Hans", today=TODAY).wants is None


def test_a_remark_stands_before_the_answer(answers: Answers) -> None:
    plain = read_screen(answers.to(BABY, "", language="zh_Hans", today=TODAY).screen)
    remarked = read_screen(answers.to(BABY, "", language="zh_Hans", today=TODAY, remark="这张海报旧了。").screen)
    assert plain is not None
    assert remarked is not None
    assert remarked.said == ("这张海报旧了。", *plain.said)
