"""Exchanges: whatever is heard, in whatever state, is answered; the place is kept, and there is always a way on."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.heard import (
    Back,
    Begin,
    Edit,
    Explain,
    Heard,
    Help,
    Menu,
    Opened,
    Other,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Said,
    Speak,
    Tapped,
)
from flows.journeys import JOURNEYS
from tests.flows.standing import AUGUST, BABY, PAYER, QUESTIONS, at, at_conclusion, first_line
from tests.talk import Talk, talk

# ── Any text, in any state ───────────────────────────────────────────────────────────────────────────────────────────

WORDS = ["上一步", "重来", "查看", "人工", "帮助", "菜单", "以后再说", "回到刚才", "什么是参保地", "english", "简体"]
SNIPPETS = [
    "1",
    "２",
    "第三个",
    "没有",
    "有",
    "陕西",
    "朝阳",
    "昨天",
    "2026年5月20日",
    "3月5",
    "都不是",
    "胸痛",
    "清空重来",
    *WORDS,
]
texts = st.one_of(st.text(), st.sampled_from(SNIPPETS), st.text(alphabet="0123456789年月日号.-/ 一二三上下不没有是"))


def has_a_way_on(one: Talk) -> bool:
    """Whether there is something to tap, or to write, and a person to call."""
    assert one.reply is not None
    return bool(one.reply.options or one.reply.typed or one.reply.actions) and "person" in one.reply.actions


@given(st.sampled_from(sorted(QUESTIONS)), st.lists(texts, max_size=6))
@example("hukou", ["{", "}", "{hotlines}", "%s", "\x00", "\ud83d", "‮", "1" * 5000])
@settings(max_examples=150)
def test_any_text_is_answered_and_leaves_a_way_on(question: str, said: list[str]) -> None:
    one = at(question)
    for text in said:
        one.say(text)
        assert one.text
        assert has_a_way_on(one)


heard: st.SearchStrategy[Heard] = st.one_of(
    texts.map(Said),
    st.builds(
        Tapped,
        st.sampled_from([*QUESTIONS, "?menu", "?entry", "?return", "?restart", "?change", "?ghost", "ghost", ""]),
        st.sampled_from(["done", "yes", "no", "610500", "in:130000", "2026-05-20", "stay", "switch", "again", "x", ""]),
    ),
    st.builds(Edit, st.sampled_from([*QUESTIONS, "ghost"])),
    st.sampled_from(["", "newborn", BABY, PAYER, "newborn--born-20990101", "ghost", "x" * 200]).map(Opened),
    st.sampled_from(["photo", "voice", "sticker", "location", "contact", "file", "ghost"]).map(Other),
    st.sampled_from(["insured_place", "ghost"]).map(Explain),
    st.sampled_from(["zh_Hans", "ghost"]).map(Speak),
    st.sampled_from(["newborn", "enroll", "ghost"]).map(Begin),
    st.sampled_from([Back(), Review(), Restart(), Menu(), Help(), Person(), Pause(), Resume()]),
)


@given(st.lists(heard, max_size=12))
@settings(max_examples=150)
def test_whatever_is_heard_in_whatever_order_nobody_is_stranded(everything: list[Heard]) -> None:
    one = talk(AUGUST)
    for each in everything:
        one.hear(each)
        assert one.text
        assert has_a_way_on(one)


# A stored state as another version, or a damaged row, may have left it.
values = st.sampled_from(["610500", "999999", "done", "2026-05-20", "2099-01-01", "continuous", "no", "x", "", "in:1"])
strings = st.one_of(
    st.none(), st.sampled_from([*JOURNEYS, *QUESTIONS, "menu", "entry", "change", "return", "ghost", ""])
)
rows = st.fixed_dictionaries(
    {},
    optional={
        "journey": st.one_of(strings, st.integers()),
        "answers": st.one_of(
            st.dictionaries(st.sampled_from([*QUESTIONS, "ghost"]), st.one_of(values, st.integers())), st.none()
        ),
        "language": st.sampled_from(["zh_Hans", "klingon", None]),
        "editing": strings,
        "which": st.one_of(st.lists(st.one_of(values, st.integers())), st.text()),
        "browsing": st.one_of(strings, st.sampled_from(["areas", "area:9", "in:130000", "in:999999", "in:130000:999"])),
        "prompt": strings,
        "about": st.one_of(st.lists(st.one_of(values, st.sampled_from([BABY, "where"]))), st.none()),
        "misses": st.one_of(st.integers(), st.booleans(), st.none()),
        "edited": st.one_of(st.booleans(), st.integers()),
        "paused": strings,
        "ghost": st.integers(),
    },
)


@given(rows, st.lists(heard, min_size=1, max_size=3))
@settings(max_examples=300)
@example({"journey": "newborn", "which": ["x"]}, [Said("1")])
@example({"prompt": "entry"}, [Tapped("?entry", "switch")])
@example({"prompt": "entry", "about": ["a-journey-that-was-renamed"]}, [Said("2")])
@example({"prompt": "change", "about": ["where"]}, [Said("1")])
def test_a_state_that_another_version_left_is_answered(row: dict[str, Any], then: list[Heard]) -> None:
    one = Talk(date.fromisoformat(AUGUST), json.dumps(row))
    for each in then:
        one.hear(each)
        assert one.text
        assert has_a_way_on(one)


def left(**row: Any) -> Talk:
    return Talk(date.fromisoformat(AUGUST), json.dumps(row))


def test_a_journey_that_no_longer_exists_leads_to_the_menu_with_the_answers_kept() -> None:
    one = left(journey="pension", answers={"where": "610500"}).hear(Opened(""))
    assert one.step == "menu"
    assert one.answers == {"where": "610500"}


def test_an_answer_that_no_longer_parses_is_asked_again_and_said_so() -> None:
    one = left(journey="newborn", answers={"where": "610500", "born": "20.5.2026", "hukou": "done"}).hear(Help())
    assert one.step == "born"
    assert "「宝宝出生日期」" in one.text
    assert one.say("2026年5月20日").step == "covered_from_birth"


def test_a_question_that_no_longer_exists_is_passed_over() -> None:
    one = left(journey="newborn", answers={"where": "610500", "colour": "red"}, editing="colour").hear(Help())
    assert one.step == "born"


# ── Beside the point ─────────────────────────────────────────────────────────────────────────────────────────────────

ASIDES: list[Heard] = [
    *(Said(text) for text in ("帮助", "人工", "什么是参保地", "参保地是什么意思", "以后再说", "胸痛", "昏迷了怎么办")),
    *(Other(kind) for kind in ("photo", "voice", "sticker", "location", "contact", "file")),
    *(Help(), Person(), Pause(), Explain("waiting_period"), Review()),
]


@pytest.mark.parametrize("question", ["where", "born", "hukou", "history", "registered"])
@pytest.mark.parametrize("aside", ASIDES, ids=repr)
def test_an_aside_keeps_the_place(question: str, aside: Heard) -> None:
    one = at(question)
    before = one.answers
    one.hear(aside)
    assert one.step == question
    assert one.answers == before
    assert first_line(one) != first_line(at(question))


@pytest.mark.parametrize("sign", ["我妈胸痛", "爷爷喘不上气了", "人昏迷了", "晕倒了"])
@pytest.mark.parametrize("question", [*QUESTIONS, "menu", "restart", "covered_from_birth"])
def test_an_emergency_comes_first_everywhere(sign: str, question: str) -> None:
    anywhere = {
        "menu": lambda: talk(AUGUST),
        "restart": lambda: at("hukou").say("重来"),
        "covered_from_birth": at_conclusion,
    }
    one = anywhere[question]() if question in anywhere else at(question)
    before = one.answers
    assert "120" in first_line(one.say(sign))
    assert one.answers == before


def test_each_thing_that_is_no_text_gets_an_answer_of_its_own() -> None:
    kinds = ("photo", "voice", "sticker", "location", "contact", "file")
    assert len({first_line(at("hukou").hear(Other(kind))) for kind in kinds}) == len(kinds)


EVERYWHERE: dict[str, Callable[[], Talk]] = {
    "menu": lambda: talk(AUGUST),
    "restart": lambda: at("hukou").say("重来"),
    "conclusion": at_conclusion,
    "offer": lambda: at("hardship").say("都没有"),
    "several meanings": lambda: at("born").say("5月20日"),
    "last_covered": lambda: talk(AUGUST, entry="late--where-130600"),
    **{question: partial(at, question) for question in QUESTIONS},
}


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location", "contact", "file"])
@pytest.mark.parametrize("where", EVERYWHERE)
def test_what_is_no_text_is_answered_by_what_can_be_done_on_this_screen(where: str, kind: str) -> None:
    one = EVERYWHERE[where]().hear(Other(kind))
    said = first_line(one)
    if not one.screen.options:
        assert "选项" not in said
    if one.screen.typed != "place":
        assert "城市" not in said
    if where == "conclusion":
        assert "接着来" not in said
        assert "回答" not in said


def test_whoever_speaks_or_says_where_they_are_is_told_what_to_do_instead() -> None:
    voice, location = Other("voice"), Other("location")
    assert "点下面的选项" in first_line(at("hukou").hear(voice))
    assert first_line(at("born").hear(voice)) == "收到了语音，可是我听不了。请把回答写成文字。"
    assert "城市或县" in first_line(at("where").hear(location))
    assert first_line(at("born").hear(location)) == "谢谢，不过我不看位置，办事用不着它。"
    assert "菜单" in first_line(at_conclusion().hear(Other("sticker")))
    assert "menu" in {action.key for action in at_conclusion().hear(Other("sticker")).screen.actions}


def test_a_word_is_explained_with_its_sources() -> None:
    one = at("where").say("什么是参保地？")
    assert first_line(one).startswith("参保地就是")
    assert [citation.id for citation in one.screen.citations] == ["X74", "X09"]


def test_beside_a_conclusion_it_is_not_told_all_over_again() -> None:
    one = at_conclusion()
    aside = one.say("帮助")
    assert "来得及" not in aside.text
    assert [action.key for action in aside.screen.actions] == [action.key for action in at_conclusion().screen.actions]


def test_help_says_what_is_never_asked_for() -> None:
    assert "密码" in at("hukou").say("帮助").text
