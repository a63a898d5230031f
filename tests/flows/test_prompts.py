"""Prompts: a question about the conversation itself waits until it is answered or left, whatever else is said."""

from itertools import pairwise

import pytest

from flows.heard import Explain, Heard, Help, Opened, Other, Person, Speak, Tapped
from tests.flows.standing import PAYER, at, at_conclusion, first_line
from tests.talk import Talk, talk

OFFER = "您正在办「新生儿参保」，还没办完。继续，还是换成「参保缴费」？"


def offered(language: str = "zh_Hans") -> Talk:
    """Somebody who has followed a link in the middle of something else."""
    return at("hukou").hear(Speak(language), Opened(PAYER))


ANYTHING_ELSE = ("呜啦", "上了", "还没有", "done", "西安", "2026年5月20日", "不知道", "继续还是换呢", "9", "一" * 400)


@pytest.mark.parametrize("said", ANYTHING_ELSE)
def test_what_is_no_answer_to_the_offer_answers_nothing_behind_it(said: str) -> None:
    one = offered().say(said)
    assert (one.step, one.answers) == ("entry", at("hukou").answers)
    assert OFFER in one.text
    assert first_line(one) != OFFER
    assert one.say("2").answers == {"where": "610500", "history": "continuous"}


def test_it_is_never_misunderstood_twice_in_the_same_words() -> None:
    one = offered()
    answers = [first_line(one.say("呜啦呜啦")) for _ in range(6)]
    assert all(first != then for first, then in pairwise(answers))
    assert "12393" in answers[2]
    assert one.step == "entry"


def test_a_number_that_is_not_there_is_said_to_be_none() -> None:
    assert first_line(offered().say("9")) == "这里只有2个选项，请回复其中一个的序号，或者直接点一下。"


def test_whoever_goes_on_is_not_held_to_what_they_said_of_the_offer() -> None:
    one = offered().say("呜啦", "呜啦", "继续")
    assert first_line(one.say("呜啦")).startswith("户口本上")


STAY = {
    "zh_Hans": ("1", "继续", "继续刚才的", "不换", "不换了", "不用", "不用换", "不", "先办完这个", "接着办", "第一个"),
    "zh_Hant": ("1", "繼續", "繼續剛才的", "不換", "不換了", "不用換", "接著辦", "接著填", "第一個"),
    "en": ("1", "continue", "go on", "Go on with this one", "keep going", "stay", "no", "the first", "don't switch"),
}
SWITCH = {
    "zh_Hans": ("2", "换", "换吧", "换成新的", "换新的", "新的", "好", "好的", "是", "可以", "要换", "换成新选的这个"),
    "zh_Hant": ("2", "換", "換吧", "換成新的", "換新的", "好的", "換成新選的這個", "換成新選的"),
    "en": ("2", "switch", "Switch to the new one", "change", "the new one", "new", "yes", "ok", "the second"),
}


@pytest.mark.parametrize(("language", "said"), [(one, said) for one, every in STAY.items() for said in every])
def test_many_words_go_on_with_what_is_under_way(language: str, said: str) -> None:
    one = offered(language).say(said)
    assert (one.step, one.answers) == ("hukou", at("hukou").answers)


@pytest.mark.parametrize(("language", "said"), [(one, said) for one, every in SWITCH.items() for said in every])
def test_many_words_switch_to_what_is_new(language: str, said: str) -> None:
    assert offered(language).say(said).answers == {"where": "610500", "history": "continuous"}


def test_either_journey_may_be_named() -> None:
    assert offered().say("新生儿参保").step == "hukou"
    assert offered().say("参保缴费").step == "job_insurance"
    assert offered().say("换成参保缴费").step == "job_insurance"
    assert at("hukou").hear(Opened("newborn--where-450100")).say("新生儿参保").step == "entry", "both are called so"


@pytest.mark.parametrize(
    ("said", "step"), [("上一步", "hukou"), ("菜单", "menu"), ("重来", "restart"), ("查看", "hukou")]
)
def test_it_can_be_left(said: str, step: str) -> None:
    one = offered().say(said)
    assert one.step == step
    assert one.state.prompt != "entry"


BESIDE: tuple[Heard, ...] = (Help(), Person(), Other("photo"), Other("sticker"), Explain("waiting_period"), Speak("en"))


@pytest.mark.parametrize("heard", BESIDE, ids=repr)
def test_what_is_said_beside_it_leaves_it_waiting(heard: Heard) -> None:
    one = offered().hear(heard)
    assert one.step == "entry"
    assert [option.key for option in one.screen.options] == ["stay", "switch"]
    assert one.tap(2).answers == {"where": "610500", "history": "continuous"}


def test_an_emergency_and_a_word_explained_are_told_with_all_that_belongs_to_them() -> None:
    one = offered().say("什么是参保地")
    assert OFFER in one.text
    assert one.screen.citations
    assert "120" in first_line(one.say("我妈胸痛"))
    assert one.step == "entry"


def test_a_change_and_a_fresh_start_wait_as_well() -> None:
    change = at_conclusion().hear(Tapped("hukou", "not_yet"))
    assert change.say("呜啦").step == "change"
    assert "要改成「还没有」吗？" in change.text
    assert change.say("好的").answers["hukou"] == "not_yet"
    restart = at("hukou").say("重来", "上了")
    assert (restart.step, restart.answers) == ("restart", at("hukou").answers)
    assert restart.say("no").step == "hukou"


def test_whoever_comes_back_and_simply_answers_has_gone_on() -> None:
    assert at("hukou").hear(Opened("")).say("上了").step == "covered_from_birth"


@pytest.mark.parametrize(
    ("language", "said", "step"),
    [
        ("en", "continue", "hukou"),
        ("en", "go on", "hukou"),
        ("en", "start over", "where"),
        ("zh_Hant", "繼續", "hukou"),
    ],
)
def test_whoever_comes_back_is_understood_in_their_language(language: str, said: str, step: str) -> None:
    assert at("hukou").hear(Speak(language), Opened("")).say(said).step == step


@pytest.mark.parametrize(
    ("prompt", "said", "step"),
    [
        *(
            ("entry", said, "hukou")
            for said in ("我想继续", "我要接着办", "请继续刚才的", "我想先办完这个", "I want to go on")
        ),
        *(
            ("entry", said, "job_insurance")
            for said in ("我要换", "请换成新的", "我想换成新的", "我想换一下吧", "我要換成新的")
        ),
        *(("return", said, "hukou") for said in ("我想接着填", "我要继续", "请继续", "接着来")),
        *(("restart", said, "where") for said in ("我要清空", "请清空重来", "我要重新来")),
        *(("restart", said, "hukou") for said in ("我想继续填", "我要接着填", "不清空吧", "能不能不清空")),
    ],
)
def test_an_answer_may_be_wished_for(prompt: str, said: str, step: str) -> None:
    one = {"entry": offered(), "return": at("hukou").hear(Opened("")), "restart": at("hukou").say("重来")}[prompt]
    assert one.step == prompt
    assert one.say(said).step == step


@pytest.mark.parametrize(
    "said",
    [
        "我想一下",
        "我想想",
        "让我想一想",
        "我想",
        "不想清空",
        "能清空吗",
        "要清空吗？",
        "我要想清楚",
        "要一下",
        "我再想想",
        "我不想要",
        "1 接着填",
    ],
)
def test_who_only_thinks_about_it_loses_nothing(said: str) -> None:
    one = at("hukou").say("重来", said)
    assert (one.step, one.answers) == ("restart", at("hukou").answers)


@pytest.mark.parametrize("said", ["我想确定一下", "我要想想", "请删除吗", "我想真的吗", "我要一下"])
def test_a_deletion_is_not_wished_for_by_the_way(said: str) -> None:
    one = at("hukou").say("删除我的数据", said)
    assert one.answers == at("hukou").answers
    assert one.step == "hukou"


@pytest.mark.parametrize("said", ["继续", "接着办", "我想接着填", "请继续", "繼續"])
def test_from_the_menu_one_goes_on_with_what_is_under_way(said: str) -> None:
    assert at("hukou").say("菜单", said).step == "hukou"
    assert talk("2026-08-10", said).step == "menu"


def test_who_wishes_for_a_deletion_is_asked_again() -> None:
    one = at("hukou").say("我要删除我的数据", "我要全部删除")
    assert (one.step, one.answers) == ("forget", at("hukou").answers)
