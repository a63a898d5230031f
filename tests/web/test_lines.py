"""A stored conversation as lines: whose they are, what they say, in which language."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.answers import in_writing
from bot.channels.web.lines import Line, Ours, Remark, Theirs, lines_after, lines_of, open_screen
from bot.render import Button, Entry, Screen
from storage.inbox import Heard
from storage.outbox import Message, Priority
from tests.web.site import SUMMER, notice

QUESTION = replace(
    notice("宝宝上户口了吗？"),
    step="hukou",
    kind="ask",
    question="hukou",
    options=(Button("done", "上了", 1), Button("not_yet", "还没有", 2)),
    terms=(Button("insured_place", "参保地是什么？"),),
    review=(Entry("born", "宝宝出生日期", ("2026年5月20日",)),),
)


def heard(id: int, body: Mapping[str, object], at: datetime = SUMMER) -> Heard:
    return Heard(id, f"event {id}", json.dumps(body), at)


def said(id: int, screen: Screen | None, at: datetime = SUMMER) -> Message:
    return Message(id, "web", "mother", None, Priority.REPLY, in_writing(screen) if screen else "?", at)


def after_the_question(body: Mapping[str, object], language: str = "zh_Hans") -> list[Line]:
    return lines_of([said(1, replace(QUESTION, language=language)), heard(2, body)], "zh_Hans")[2:]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"kind": "said", "text": "上了 <好>"}, "上了 <好>"),
        ({"kind": "tapped", "question": "hukou", "key": "done", "text": "上了"}, "上了"),
        ({"kind": "tapped", "question": "hukou", "key": "not_yet", "text": ""}, "还没有"),
        ({"kind": "explain", "term": "insured_place"}, "参保地是什么？"),
        ({"kind": "edit", "question": "born"}, "改「宝宝出生日期」"),
    ],
)
def test_what_a_person_says_or_taps_is_theirs(body: dict[str, object], text: str) -> None:
    assert after_the_question(body) == [Theirs("h2", text, "zh_Hans")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"kind": "back"}, "您选了「上一步」"),
        ({"kind": "speak", "language": "en"}, "English"),
    ],
)
def test_what_a_person_does_without_words_is_remarked(body: dict[str, object], text: str) -> None:
    (line,) = after_the_question(body)
    assert isinstance(line, Remark)
    assert line.text == text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "opened", "entry": "newborn"},
        {"kind": "tapped", "question": "hukou", "key": "gone"},
        {"kind": "tapped", "question": "gone", "key": "done", "text": 7},
        {"kind": "speak", "language": "tlh"},
        {"kind": ["said"], "text": None},
    ],
)
def test_what_says_nothing_is_not_shown(body: dict[str, object]) -> None:
    assert after_the_question(body) == []


def test_what_can_no_longer_be_read_is_said_to_be_unreadable() -> None:
    unreadable = [said(1, None), said(2, replace(QUESTION, language="tlh"))]
    lines = lines_of(unreadable, "zh_Hans")
    assert [isinstance(line, Remark) and "显示不出来" in line.text for line in lines] == [False, True, True]


def test_the_time_is_told_after_a_pause() -> None:
    later = SUMMER + timedelta(minutes=11)
    lines = lines_of([said(1, QUESTION), heard(1, {"kind": "said", "text": "上了"}), said(2, QUESTION, later)], "en")
    assert [line.text for line in lines if isinstance(line, Remark)] == ["Aug 10 09:41", "8月10日 09:52"]


def test_what_is_damaged_has_no_time() -> None:
    long_ago = datetime.fromtimestamp(0, UTC)
    damaged = Message(1, "web", "mother", None, Priority.REPLY, "", long_ago, damaged=True)
    unheard = Heard(1, "", "", long_ago, damaged=True)
    lines = lines_of([damaged, unheard, said(2, QUESTION)], "zh_Hans")
    assert [line.text for line in lines if isinstance(line, Remark)] == [
        "这里有一条消息，现在显示不出来了。",
        "8月10日 09:41",
    ]


def test_news_begin_after_the_message_that_was_seen() -> None:
    lines = lines_of([said(1, QUESTION), heard(1, {"kind": "said", "text": "上了"}), said(5, QUESTION)], "zh_Hans")
    assert [line.id for line in lines_after(lines, 1)] == ["h1", "m5"]
    assert [line.id for line in lines_after(lines, 4)] == ["h1", "m5"]
    assert lines_after(lines, 5) == []
    assert lines_after(lines, 0) == lines


def test_the_question_stays_open_below_an_announcement() -> None:
    lines = lines_of([said(1, QUESTION), said(2, notice("明天系统维护。"))], "zh_Hans")
    assert isinstance(lines[-1], Ours)
    assert open_screen(lines) == QUESTION
    assert open_screen(lines[-1:]) is None
