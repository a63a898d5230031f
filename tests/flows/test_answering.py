"""Answering: what is typed or tapped is taken as it is meant, asked back, or not understood in ever other words."""

from datetime import date
from itertools import pairwise

import pytest

from flows.answers.choice import yes_no
from flows.heard import Opened, Tapped
from tests.flows.standing import AUGUST, NOVEMBER, PAYER, QUESTIONS, at, at_conclusion, first_line
from tests.talk import talk

every_question = pytest.mark.parametrize("question", QUESTIONS)


# ── Not understood ───────────────────────────────────────────────────────────────────────────────────────────────────


@every_question
def test_three_misunderstandings_are_answered_by_three_sentences_and_a_number(question: str) -> None:
    one = at(question)
    before = one.answers
    answers = []
    for _ in range(3):
        answers.append(first_line(one.say("呜啦呜啦")))
        assert one.step == question
        assert one.answers == before
    assert len(set(answers)) == 3
    assert "12393" in answers[2]
    assert "人工" in answers[2]


@every_question
def test_no_two_answers_in_a_row_are_the_same_however_long_it_goes_on(question: str) -> None:
    one = at(question)
    answers = [first_line(one.say("呜啦呜啦")) for _ in range(8)]
    assert all(one != next_one for one, next_one in pairwise(answers))


def test_the_second_answer_says_how_to_answer() -> None:
    assert "数字" in first_line(at("hukou").say("呜啦", "呜啦"))
    assert "数字" not in first_line(at("born").say("呜啦", "呜啦"))
    assert first_line(at("born").say("呜啦", "呜啦")) != first_line(at("hukou").say("呜啦", "呜啦"))


def test_the_places_own_number_comes_first() -> None:
    one = at("hukou").say("呜啦", "呜啦", "呜啦")
    assert first_line(one).index("0913-6731811") < first_line(one).index("12393")


def test_an_understood_answer_starts_the_count_again() -> None:
    one = at("born").say("呜啦", "呜啦", "2026年5月20日")
    assert one.state.misses == 0
    assert first_line(one.say("呜啦")).startswith("户口本上")


def test_what_is_not_there_is_never_pointed_at() -> None:
    one = at_conclusion()
    answers = [first_line(one.say("呜啦呜啦")) for _ in range(4)]
    assert not any(said in answer for answer in answers for said in ("选项", "数字", "再回答"))
    assert "12393" in answers[2]
    assert "数字" in first_line(talk("2026-08-10", "呜啦", "呜啦")), "the menu is numbered"


def test_a_conclusion_says_what_can_be_said_there() -> None:
    one = at_conclusion().say("呜啦呜啦")
    assert "菜单" in one.text
    assert one.answers == at_conclusion().answers


def test_a_number_that_is_not_there_is_said_to_be_none() -> None:
    assert first_line(at("history").say("9")) == "这里只有4个选项，请回复其中一个的序号，或者直接点一下。"


# ── Taps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - {"where", "born", "birthday"}))
def test_a_double_tap_counts_once(question: str) -> None:
    one = at(question)
    tap = Tapped(question, one.screen.options[0].key)
    once, step = one.hear(tap).answers, one.step
    assert once[question] == tap.key
    one.hear(tap)
    assert (one.answers, one.step) == (once, step)


@pytest.mark.parametrize(("said", "taken"), [("失业了", "刚停了职工医保"), ("下岗", "刚停了职工医保")])
def test_what_was_said_in_other_words_is_said_back_as_it_was_taken(said: str, taken: str) -> None:
    one = talk(AUGUST, "去年", entry="late--where-130600")
    assert first_line(one) == "记下了：2025年"
    assert first_line(one.say(said)) == f"记下了：{taken}"


@pytest.mark.parametrize("said", ["1", "第一个", "都不是", "1. 都不是"])
def test_what_stands_on_the_screen_is_not_said_back(said: str) -> None:
    one = talk(AUGUST, "2024年", entry="late--where-130600")
    assert "记下了" not in one.text
    one.say(said)
    assert one.answers["special"] == "none"
    assert "记下了" not in one.text


def test_an_old_button_never_answers_the_open_question() -> None:
    one = at("job_insurance")  # 有 and 没有, as parents_insured has them
    one.hear(Tapped("parents_insured", "no"))
    assert "已经用不上了" in first_line(one)
    assert "job_insurance" not in one.answers


@pytest.mark.parametrize("key", ["area:6", "none_of_these", "999999"])
def test_an_old_button_that_no_longer_leads_anywhere_names_its_question(key: str) -> None:
    one = at_conclusion().hear(Tapped("where", key))
    assert first_line(one) == "您点的是前面的「参保地」，这个按钮已经用不上了。要改它，请点「查看」。"
    assert one.answers["where"] == "610500"


def test_an_old_button_offers_to_change_its_own_answer() -> None:
    one = at_conclusion().hear(Tapped("hukou", "not_yet"))
    assert one.step == "change"
    assert one.answers["hukou"] == "done"
    assert one.say("不改").answers["hukou"] == "done"
    one.hear(Tapped("hukou", "not_yet")).tap(1)
    assert one.answers["hukou"] == "not_yet"
    assert one.step == "covered_from_birth"


def test_a_button_of_a_question_further_on_waits_for_its_turn() -> None:
    one = at("born").hear(Tapped("hukou", "done"))
    assert one.step == "born"
    assert "hukou" not in one.answers
    assert "「宝宝户口」现在不用答" in first_line(one)


def test_a_button_that_this_region_does_not_have_is_refused() -> None:
    one = at("group").hear(Tapped("group", "tier1"))
    assert one.step == "group"
    assert first_line(one) == "这个选项在这里没有，请从下面选。"


def test_a_prompt_that_is_no_longer_waiting_changes_nothing() -> None:
    one = at("born").hear(Tapped("?restart", "again"))
    assert one.answers == {"where": "610500"}
    assert one.step == "born"


# ── Several meanings ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_ambiguous_is_asked_back_and_not_guessed() -> None:
    one = at("born").say("5月20日")
    assert "born" not in one.answers
    assert [button.label for button in one.screen.options] == [
        "2026年5月20日（周三）",
        "2025年5月20日（周二）",
        "都不是",
    ]
    assert one.say("第一个").answers["born"] == "2026-05-20"


def test_the_year_alone_settles_it() -> None:
    assert at("born").say("5月20日", "今年的").answers["born"] == "2026-05-20"


def test_none_of_these_asks_again() -> None:
    one = at("born").say("5月20日", "都不是")
    assert one.step == "born"
    assert not one.state.which
    assert "born" not in one.answers


def test_another_answer_is_understood_while_it_is_asked_back() -> None:
    assert at("born").say("5月20日", "2026年6月2日").answers["born"] == "2026-06-02"


def test_a_province_whose_parts_differ_is_asked_about() -> None:
    one = at("where").say("陕西")
    labels = [button.label for button in one.screen.options]
    assert any("渭南" in label for label in labels)
    assert "where" not in one.answers
    number = next(button.number for button in one.screen.options if "渭南" in button.label)
    assert one.say(str(number)).answers["where"] == "610500"


def test_a_place_is_found_level_by_level() -> None:
    one = at("where").tap(4).tap(2)
    assert one.state.browsing == "in:420000"
    assert one.screen.options[0].label == "武汉市"
    one.say("返回上一级")
    assert one.state.browsing == "area:4"
    one.tap(2).say("就按湖北省")
    assert one.answers["where"] == "420000"
    assert one.state.browsing is None


def test_a_button_that_leads_to_no_list_of_places_shows_the_top_of_it() -> None:
    one = at("where").hear(Tapped("where", "in:4200" * 9000))
    assert one.state == at("where").state
    assert one.screen.options == at("where").screen.options


# ── As people answer ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "said", "stored"),
    [
        ("born", "２０２６年５月２０号", "2026-05-20"),
        ("born", "二〇二六年五月二十日", "2026-05-20"),
        ("born", "昨天", "2026-08-09"),
        ("born", "上上个月十号", "2026-06-10"),
        ("hukou", "①", "done"),
        ("hukou", "还没上", "not_yet"),
        ("hukou", "没", "not_yet"),
        ("history", "选第二个", "continuous"),
        ("history", "头一回", "first"),
        ("job_insurance", "有", "yes"),
        ("job_insurance", "没得", "no"),
        ("residence", "本地户口", "local_hukou"),
        ("hardship", "都没有", "none"),
        ("hardship", "吃低保", "dibao"),
        ("birthday", "五五年七月一号", "1955-07-01"),
    ],
)
def test_people_are_understood(question: str, said: str, stored: str) -> None:
    assert at(question).say(said).answers[question] == stored


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("history", "没有"),
        ("history", "有"),
        ("residence", "没有"),
        ("born", "上个月"),
        ("born", "农历四月初四"),
        ("where", "农村"),
    ],
)
def test_what_may_mean_several_things_is_never_guessed(question: str, said: str) -> None:
    assert question not in at(question).say(said).answers


def test_an_option_is_understood_as_it_was_shown() -> None:
    one = at("history")
    assert one.shown["continuous"] == "2025年有医保，2026年还没交"
    assert one.say("2025年有医保，2026年还没交").answers["history"] == "continuous"


def test_yes_and_no_are_heard_in_many_words() -> None:
    either = yes_no(yes="有", no="没有")
    assert {option.key for option in either.options} == {"yes", "no"}
    for said in ("嗯", "有的", "对"):
        assert at("parents_insured").say(said).answers["parents_insured"] == "yes"
    for said in ("没有", "没", "冇"):
        assert at("parents_insured").say(said).answers["parents_insured"] == "no"


def test_an_answer_about_a_year_is_asked_again_when_another_year_is_on_sale() -> None:
    one = talk("2025-08-20", entry="enroll--where-410100").say("2025年已经交了")
    assert one.step == "next_window"
    one.today = date(2025, 9, 5)  # now 2026 is on sale, of which nothing was said
    assert one.hear(Opened("")).step == "history"


def test_whoever_put_it_off_is_offered_to_take_it_up() -> None:
    one = talk(NOVEMBER, "没有", "户口在这里", "都没有", "以后再说", entry=PAYER)
    assert one.step == "kept_for_later"
    one.hear(Opened(""))
    assert "start" in {option.key for option in one.screen.options}


def test_an_answer_in_the_summary_can_be_changed_by_naming_it() -> None:
    assert at_conclusion().say("查看", "改宝宝出生日期").step == "born"


def test_why_a_day_was_not_understood_is_said_the_second_time_too() -> None:
    assert "公历" in at("born").say("满月那天", "农历四月初四").text
