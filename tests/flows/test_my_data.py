"""What is kept about somebody is shown, and deleted after a second tap, from wherever they are."""

import pytest

from flows.commands import command
from flows.heard import Forget, Heard, MyData, Speak, Subscribe, Tapped, Unsubscribe
from flows.journeys import JOURNEYS
from flows.prompts import PROMPTS
from flows.reply import Turn, Wants
from flows.respond import respond
from flows.state import State
from tests.flows.standing import AUGUST, BABY, QUESTIONS, at, at_conclusion
from tests.talk import Talk, talk

every_question = pytest.mark.parametrize("question", QUESTIONS)

SURE = Tapped("?forget", "sure")


def turn(one: Talk, heard: Heard) -> Turn:
    """What hearing this would do."""
    return respond(one.journeys, one.state, heard, today=one.today, rules=one.rules)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((word, MyData()) for word in ("我的数据", "/我的数据", "我的資料", "/mydata", "My data", "我 的 数 据。")),
        *(
            (word, Forget())
            for word in ("删除我的数据", "/删除我的数据", "刪除我的資料", "/deletemydata", "/forget", "Delete my data")
        ),
        *((word, Unsubscribe()) for word in ("退订", "退訂", "TD", "取消订阅", "Unsubscribe", "/unsubscribe")),
        *((word, Subscribe()) for word in ("订阅", "訂閱", "subscribe")),
    ],
)
def test_it_is_asked_for_in_words_of_every_language(said: str, meant: Heard) -> None:
    assert command(said) == meant


@every_question
def test_from_every_question_it_is_shown_and_one_tap_leads_back(question: str) -> None:
    one, before = at(question), at(question)
    assert turn(one, MyData()).wants == "my_data"
    one.say("我的数据")
    assert one.step == "my_data"
    assert one.answers == before.answers
    assert one.tap(1).screen == before.hear(Tapped("?none", "")).screen


def test_every_answer_is_shown_and_can_be_changed() -> None:
    one = at("hukou").say("我的数据")
    assert [(entry.key, entry.lines) for entry in one.screen.review] == [
        ("where", ("陕西省渭南市",)),
        ("born", ("2026年5月20日（周三）",)),
    ]


@every_question
def test_from_every_question_two_taps_delete_everything(question: str) -> None:
    one = at(question).say("删除我的数据")
    assert one.step == "forget"
    assert turn(one, SURE) == Turn(State(), turn(one, SURE).reply, "forget")
    one.tap(2)
    assert one.step == "forgotten"
    assert one.state == State()
    assert (one.screen.options, one.screen.actions, one.screen.question) == ((), (), "")


def test_nothing_is_deleted_before_the_second_tap() -> None:
    one = at("hukou")
    answers = one.answers
    assert turn(one, Forget()).wants is None
    assert one.say("删除我的数据").answers == answers
    assert one.tap(1).step == "hukou"
    assert one.answers == answers


def test_from_a_conclusion_and_from_the_menu_too() -> None:
    for one in (at_conclusion(), talk(AUGUST), talk(AUGUST, "重来", entry=BABY)):
        assert one.say("删除我的数据").tap(2).step == "forgotten"


def test_what_is_shown_leads_to_the_question_and_not_past_it() -> None:
    one = at("hukou").say("我的数据")
    assert one.tap(2).step == "forget"
    assert one.answers != {}


@pytest.mark.parametrize(
    "said",
    [
        *(
            "不删除",
            "不要删除",
            "先别删",
            "别删了",
            "不确定",
            "我不确定",
            "不是",
            "真的要删吗",
            "删什么",
            "等等",
            "没有",
        ),
        *(
            "不要全部删除",
            "真的不删",
            "别",
            "不",
            "好",
            "嗯",
            "yes",
            "1",
            "算了",
            "不用",
            "有",
            "上了",
            "2026年5月20日",
        ),
    ],
)
@pytest.mark.parametrize("question", ["hukou", "history"])
def test_whatever_is_no_clear_yes_deletes_and_answers_nothing(said: str, question: str) -> None:
    one, before = at(question).say("删除我的数据"), at(question).answers
    one.say(said)
    assert one.step == question
    assert one.answers == before


@pytest.mark.parametrize("said", ["2", "真的全部删除", "确定", "是的", "真的"])
def test_a_clear_yes_may_be_typed(said: str) -> None:
    assert at("hukou").say("删除我的数据", said).step == "forgotten"


@pytest.mark.parametrize(
    ("said", "step"), [("keep it", "hukou"), ("continue", "hukou"), ("delete everything", "forget"), ("刪掉", "forget")]
)
def test_what_is_shown_is_kept_or_deleted_in_other_languages_too(said: str, step: str) -> None:
    assert at("hukou").hear(Speak("en")).say("my data", said).step == step


def test_the_last_words_are_in_the_language_that_was_spoken() -> None:
    one = talk(AUGUST, "delete my data", entry=BABY, language="en").tap(2)
    assert one.step == "forgotten"
    assert one.state == State(language="en")
    assert one.screen.language == "en"


def test_a_tap_that_the_platform_sends_again_brings_nobody_back() -> None:
    """Whoever was forgotten has no state, so the same event is worked out anew, and must do the same."""
    for language in ("zh_Hans", "en"):
        unknown = respond(JOURNEYS, State(language=language), SURE, today=at("hukou").today, rules=at("hukou").rules)
        assert unknown.wants == "forget"


def test_an_old_button_asks_again() -> None:
    one = at("hukou").hear(SURE)
    assert one.step == "forget"
    assert turn(at("hukou"), SURE).wants is None
    assert turn(talk(AUGUST), SURE).wants is None


@every_question
@pytest.mark.parametrize(("heard", "wants"), [(Unsubscribe(), "unsubscribe"), (Subscribe(), "subscribe")])
def test_news_is_refused_and_wanted_again_without_losing_the_place(question: str, heard: Heard, wants: Wants) -> None:
    one = at(question)
    assert turn(one, heard).wants == wants
    answers = one.answers
    assert one.hear(heard).step == question
    assert one.answers == answers
    assert "订" in one.text


def test_nothing_else_wants_anything() -> None:
    for heard in (Tapped("hukou", "done"), Tapped("?my_data", "forget"), Tapped("?my_data", "stay")):
        assert turn(at("hukou"), heard).wants is None


def test_staying_comes_first_wherever_something_can_be_deleted() -> None:
    """So that a 1 that was meant for another question deletes nothing."""
    assert [next(iter(PROMPTS[prompt])) for prompt in ("my_data", "forget")] == ["stay", "stay"]
