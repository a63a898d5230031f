"""Somebody sends an ID number, a card or a phone number: they are told, and the conversation goes on without it."""

import pytest

from tests.flows.standing import AUGUST, BABY, QUESTIONS, at, at_conclusion, first_line
from tests.talk import talk

ID, CARD, PHONE = "11010519491231002X", "6228480402564890018", "13812345678"
TOLD = "我没有保存"

every_question = pytest.mark.parametrize("question", QUESTIONS)


@every_question
@pytest.mark.parametrize(("number", "name"), [(ID, "身份证号"), (CARD, "银行卡号"), (PHONE, "电话号码")])
def test_alone_it_is_not_kept_and_is_no_misunderstanding(question: str, number: str, name: str) -> None:
    one, before = at(question), at(question)
    one.say(f"我的是{number}")
    assert one.step == question
    assert first_line(one).startswith(f"您发的里面有{name}，{TOLD}")
    assert one.state == before.state
    assert one.screen.options == before.screen.options
    assert number not in one.text


def test_what_else_was_said_is_answered() -> None:
    one = at("born").say(f"身份证号{ID}，2026年5月20日生的")
    assert one.step == "hukou"
    assert [line[:5] for line in one.screen.said] == ["您发的里面", "记下了：2"]


@pytest.mark.parametrize("word", ["帮助", "退订", "上一步", "人工"])
def test_a_command_beside_it_is_heard(word: str) -> None:
    beside, alone = at("hukou").say(f"{word} {PHONE}"), at("hukou").say(word)
    assert beside.step == alone.step
    assert beside.screen.said == (beside.screen.said[0], *alone.screen.said)
    assert TOLD in beside.screen.said[0]


def test_misunderstandings_are_counted_on_from_where_they_were() -> None:
    one = at("hukou").say("呜啦")
    assert one.state.misses == 1
    assert one.say(PHONE).state.misses == 1
    assert one.say("呜啦").state.misses == 2


def test_what_waits_to_be_told_apart_goes_on_waiting() -> None:
    one = talk(AUGUST, "新生儿参保", "朝阳")
    options = one.screen.options
    assert len(options) > 1
    assert one.say(ID).screen.options == options


def test_two_kinds_are_named_together() -> None:
    assert first_line(at("hukou").say(f"{ID} {PHONE} {PHONE}")).startswith("您发的里面有身份证号和电话号码，")


def test_a_conclusion_stands() -> None:
    one = at_conclusion()
    actions, answers = one.screen.actions, one.answers
    one.say(CARD)
    assert TOLD in one.text
    assert (one.screen.actions, one.answers) == (actions, answers)


def test_before_anything_is_chosen_the_menu_stays() -> None:
    one = talk(AUGUST).say(ID)
    assert one.step == "menu"
    assert one.state.misses == 0


@pytest.mark.parametrize("entry", ["", BABY])
def test_in_an_emergency_the_ambulance_comes_first(entry: str) -> None:
    one = talk(AUGUST, entry=entry).say(f"我爸晕倒了！我的电话{PHONE}")
    assert one.text.index("120") < one.text.index(TOLD)


def test_a_link_with_a_number_in_it_is_one_that_cannot_be_read() -> None:
    assert talk(AUGUST, entry=f"newborn--where-{ID}").step == "menu"


@pytest.mark.parametrize("language", ["zh_Hant", "en"])
def test_it_is_told_in_every_language(language: str) -> None:
    one = talk(AUGUST, ID, entry=BABY, language=language)
    assert one.screen.language == language
    assert one.screen.said
