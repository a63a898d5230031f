"""Moving about: back, edit, review, begin again, come back, follow a link; nothing that was answered is lost by it."""

import pytest

from flows.heard import Edit, Opened, Resume, Review
from tests.flows.standing import AUGUST, BABY, NOVEMBER, PAYER, at, at_conclusion, first_line
from tests.talk import talk

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


@pytest.mark.parametrize("said", ["改参保地", "改「参保地」", "修改“参保地”", "改參保地", "更改「參保地」"])
def test_what_a_button_changes_can_be_asked_for_in_words(said: str) -> None:
    assert at_conclusion().say(said).step == "where"


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


@pytest.mark.parametrize(("said", "view"), [("依据", "sources"), ("看详细", "details"), ("收起", "less")])
def test_what_a_button_shows_of_a_conclusion_can_be_asked_for_in_words(said: str, view: str) -> None:
    told = at_conclusion()
    asked = at_conclusion().say(said)
    assert (asked.screen.step, asked.screen.view) == (told.screen.step, view)
    assert asked.screen.text == told.screen.text
    assert asked.answers == told.answers


def test_where_nothing_is_folded_away_the_question_stays() -> None:
    asked = at("hukou").say("依据")
    assert asked.step == "hukou"
    assert "看到结论时就有了" in first_line(asked)


def test_a_link_to_the_same_journey_asks_whether_to_begin_it_anew() -> None:
    one = at("hukou").hear(Opened("newborn--where-450100"))
    assert (one.step, "重新办「新生儿参保」" in one.text) == ("entry", True)
    other = at("hukou").hear(Opened("enroll--where-450100"))
    assert (other.step, "换成「参保缴费」？" in other.text) == ("entry", True)


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
