"""One exchange after another: whatever is typed or tapped, nothing is lost and there is always a way on."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.answers.choice import yes_no
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
from tests.talk import Talk, talk

NOVEMBER = "2025-11-30"
AUGUST = "2026-08-10"

BABY = "newborn--where-610500"
"""Shaanxi's rules, and a hotline of its own."""
PAYER = "enroll--where-610500--history-continuous"

# A way to each question of the two journeys: the day, the deep link, and what is typed first.
QUESTIONS = {
    "where": (AUGUST, "newborn", ()),
    "born": (AUGUST, BABY, ()),
    "hukou": (AUGUST, f"{BABY}--born-20260520", ()),
    "parents_insured": ("2025-06-01", "newborn--where-130000--born-20250501--hukou-done", ()),
    "history": (NOVEMBER, "enroll--where-610500", ()),
    "job_insurance": (NOVEMBER, PAYER, ()),
    "residence": (NOVEMBER, f"{PAYER}--job_insurance-no", ()),
    "group": ("2025-11-15", "enroll--where-410100--history-continuous", ("没有", "户口在这里")),
    "birthday": ("2024-12-01", "enroll--where-310000--history-continuous", ("没有", "户口在这里", "1")),
    "hardship": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里",)),
    "registered": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1")),
    "paid": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1")),
    "checked": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1", "1")),
    "activated": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1", "1", "1")),
    "when_paid": (NOVEMBER, "payment_trouble", ()),
}


def at(question: str) -> Talk:
    """Somebody who has come as far as this question."""
    day, entry, said = QUESTIONS[question]
    there = talk(day, *said, entry=entry)
    assert there.step == question
    return there


def at_conclusion() -> Talk:
    return at("hukou").say("上了")


def first_line(one: Talk) -> str:
    return one.text.splitlines()[0]


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


def test_a_conclusion_says_what_can_be_said_there() -> None:
    one = at_conclusion().say("呜啦呜啦")
    assert "菜单" in one.text
    assert one.answers == at_conclusion().answers


def test_a_number_that_is_not_there_is_said_to_be_none() -> None:
    assert first_line(at("history").say("9")) == "这里只有4个选项，请回复其中一个的序号，或者直接点一下。"


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


# ── Taps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - {"where", "born", "birthday"}))
def test_a_double_tap_counts_once(question: str) -> None:
    one = at(question)
    tap = Tapped(question, one.screen.options[0].key)
    once, step = one.hear(tap).answers, one.step
    assert once[question] == tap.key
    one.hear(tap)
    assert (one.answers, one.step) == (once, step)


def test_an_old_button_never_answers_the_open_question() -> None:
    one = at("job_insurance")  # 有 and 没有, as parents_insured has them
    one.hear(Tapped("parents_insured", "no"))
    assert "已经用不上了" in first_line(one)
    assert "job_insurance" not in one.answers


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


# ── Back, edit, review, restart ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *(
            ("born", "2026年5月20日"),
            ("hukou", "上了"),
            ("parents_insured", "有"),
            ("history", "2"),
            ("residence", "1"),
        ),
        *(
            ("group", "2"),
            ("birthday", "1955年7月1日"),
            ("hardship", "低保"),
            ("registered", "做好了"),
            ("checked", "1"),
        ),
        ("where", "渭南"),
    ],
)
def test_back_and_the_same_answer_give_the_same_screen(question: str, answer: str) -> None:
    one = at(question)
    before = one.text
    after = one.say(answer).text
    back = one.say("上一步")
    assert back.step == question
    assert back.screen.text in before
    assert back.screen.progress in before
    assert one.say(answer).text == after


@pytest.mark.parametrize("word", ["上一步", "返回", "后退", "不对", "错了", "退回"])
def test_back_answers_to_many_words(word: str) -> None:
    assert at("hukou").say(word).step == "born"


def test_back_from_the_first_question_leads_to_the_menu() -> None:
    assert talk(AUGUST, "上一步", entry="newborn").step == "menu"


def test_back_leaves_what_hangs_in_the_air_before_it_drops_an_answer() -> None:
    one = at("born").say("5月20日")
    assert one.state.which
    assert one.say("上一步").answers == {"where": "610500"}
    assert not one.state.which
    assert one.say("重来").step == "restart"
    assert one.say("上一步").answers == {"where": "610500"}
    assert one.hear(Edit("where")).say("上一步").step == "born"


def test_an_edited_answer_keeps_the_later_ones_that_still_apply() -> None:
    one = at_conclusion()
    one.hear(Edit("born"))
    assert one.step == "born"
    one.say("2026年6月1日")
    assert one.answers == {"where": "610500", "born": "2026-06-01", "hukou": "done"}
    assert one.step == "covered_from_birth"


def test_an_edited_answer_drops_and_names_what_no_longer_applies() -> None:
    one = at("parents_insured").say("有")
    one.hear(Edit("where")).say("渭南")
    assert one.answers == {"where": "610500", "born": "2025-05-01", "hukou": "done"}
    assert "「父母参保」" in one.text.splitlines()[1]


def test_what_may_still_be_asked_is_kept_until_it_is_certain() -> None:
    one = talk("2025-11-15", "没有", "户口在这里", "1", "低保", entry="enroll--where-410100--history-continuous")
    one.hear(Edit("history")).say("1")
    assert one.step == "pay_now"
    one.hear(Edit("job_insurance"))
    assert one.answers["hardship"] == "dibao"  # as long as it is not answered
    one.say("有")
    assert one.step == "already_insured"
    assert set(one.answers) == {"where", "history", "job_insurance"}
    assert "「户籍或居住、人群和困难身份」" in one.text


def test_what_comes_after_a_new_question_is_kept_for_it() -> None:
    one = talk(NOVEMBER, "没有", "户口在这里", "低保", entry=PAYER)
    assert one.step == "pay_now"
    one.hear(Edit("where")).say("郑州")
    assert one.step == "group"  # which Shaanxi does not ask
    assert "不适用" not in one.text
    assert one.say("1").step == "pay_now"
    assert one.answers["hardship"] == "dibao"


def test_an_edit_changes_nothing_until_it_is_answered() -> None:
    one = at_conclusion()
    before = one.answers
    one.hear(Edit("hukou"))
    assert (one.step, one.answers) == ("hukou", before)
    assert one.hear(Review()).step in ("review", "covered_from_birth")
    assert one.answers == before


def test_only_what_was_asked_can_be_edited() -> None:
    assert at("born").hear(Edit("hukou")).step == "born"
    assert talk(AUGUST).hear(Edit("hukou")).step == "menu"


def test_the_summary_names_every_answer() -> None:
    one = at_conclusion().say("查看")
    assert [(line.key, line.lines[0]) for line in one.screen.review] == [
        ("where", "陕西省渭南市"),
        ("born", "2026年5月20日（周三）"),
        ("hukou", "上了"),
    ]


def test_there_is_no_summary_of_nothing() -> None:
    assert "还没有填过什么" in talk(AUGUST, "查看", entry="newborn").text


def test_restarting_is_confirmed_first() -> None:
    one = at("hukou").say("重来")
    assert (one.step, one.answers) == ("restart", at("hukou").answers)
    assert one.say("不清空，接着填").step == "hukou"
    assert one.say("重来", "清空重来").step == "where"
    assert one.answers == {}


def test_restarting_an_empty_journey_needs_no_confirmation() -> None:
    assert talk(AUGUST, "重来", entry="newborn").step == "where"


# ── Coming and going ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_comes_back_is_asked_whether_to_go_on() -> None:
    one = at("hukou").hear(Opened(""))
    assert one.step == "return"
    assert one.say("1").step == "hukou"
    assert one.hear(Opened("")).tap(2).step == "where"
    assert one.answers == {}


def test_whoever_comes_back_to_a_conclusion_sees_it() -> None:
    assert at_conclusion().hear(Opened("")).step == "covered_from_birth"


def test_a_link_into_another_journey_asks_before_it_erases() -> None:
    one = at("hukou").hear(Opened(PAYER))
    assert (one.step, one.answers) == ("entry", at("hukou").answers)
    assert one.tap(1).step == "hukou"
    assert one.hear(Opened(PAYER)).tap(2).answers == {"where": "610500", "history": "continuous"}


def test_the_same_link_again_goes_on() -> None:
    assert at("hukou").hear(Opened(BABY)).step == "hukou"
    assert at("hukou").hear(Opened("newborn")).step == "hukou"


def test_the_same_journey_for_another_place_asks_before_it_erases() -> None:
    assert at("hukou").hear(Opened("newborn--where-130000")).step == "entry"


def test_an_answer_that_a_link_brings_and_nobody_asks_for_is_not_spoken_of() -> None:
    one = talk(NOVEMBER, "没有", "户口在这里", "都没有", entry=f"{PAYER}--birthday-19500601")
    assert one.step == "pay_now"
    assert "不适用" not in one.text
    assert one.answers["birthday"] == "1950-06-01"


def test_a_link_after_a_conclusion_begins_at_once() -> None:
    assert at_conclusion().hear(Opened("enroll--where-610500")).step == "history"


def test_a_link_that_cannot_be_read_is_greeted_and_erases_nothing() -> None:
    one = at("hukou").hear(Opened("newborn--where-"))
    assert one.step == "menu"
    assert one.say("回到刚才").step == "hukou"


def test_a_birth_in_the_future_is_asked_again() -> None:
    one = talk(AUGUST, entry=f"{BABY}--born-20990101")
    assert one.step == "born"
    assert "born" not in one.answers


def test_the_menu_keeps_what_was_filled_in() -> None:
    one = at("hukou").say("菜单")
    assert one.step == "menu"
    assert one.say("回到刚才").step == "hukou"
    assert one.say("菜单", "新生儿参保").step == "hukou"


def test_a_language_is_kept_across_a_fresh_start() -> None:
    one = talk(AUGUST, entry="newborn--lang-zh_Hant")
    assert one.state.language == "zh_Hant"
    assert one.hear(Opened("enroll")).state.language == "zh_Hant"


# ── Another journey takes over ───────────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_handed_over_keeps_the_answers() -> None:
    one = talk("2026-03-20", "2025年3月1日", entry="newborn--where-360100")
    assert one.state.journey == "enroll"
    assert one.step == "history"
    assert one.answers == {"where": "360100", "born": "2025-03-01"}


def test_payment_trouble_leads_back_to_the_step_it_came_from() -> None:
    one = at("checked").say("遇到问题")
    assert one.step == "when_paid"
    assert one.say("今天刚交").step == "wait_a_working_day"
    assert one.screen.actions[0].key == "resume"
    one.hear(Resume())
    assert one.step == "checked"
    assert "checked" not in one.answers
    assert one.answers["paid"] == "done"


def test_a_fresh_start_forgets_the_step_it_came_from() -> None:
    one = at("paid").say("遇到问题", "以前交的", "重来", "清空重来", "今天刚交")
    assert one.step == "wait_a_working_day"
    assert "resume" not in {action.key for action in one.screen.actions}


def test_going_back_out_of_a_conclusion_works_in_the_journey_that_took_over() -> None:
    one = at("paid").say("遇到问题", "以前交的", "没登记过")
    assert one.step == "register_first"
    assert one.say("上一步").step == "registered_before"


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
