"""Layout: every screen is one message that Telegram takes, in every language, and says all that the screen says."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers import in_writing
from bot.channels.telegram.data import VIEWS
from bot.channels.telegram.keyboard import WIDE, Key, as_markup, side_by_side, width
from bot.channels.telegram.layout import FOLDED, Page, lay_out, page_of
from bot.channels.telegram.marked import LONGEST, units
from bot.channels.web.page import FOLDED as FOLDED_ON_THE_PAGE
from bot.render import Entry, Screen, render
from bot.translator import LANGUAGES, translator
from flows.dialogue import HandOver
from flows.heard import Review, Said
from flows.journeys import JOURNEYS
from flows.policy.case import Facts
from flows.reply import Reply
from flows.showing import show
from flows.state import State
from flows.walk import walk
from tests.conftest import skip_or_fail
from tests.talk import rulebook, talk
from tests.telegram.botapi import rules

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))


def replies() -> Iterator[tuple[str, Reply]]:
    """What is said at the end of every worked case."""
    for path in CASES:
        given = json.loads(path.read_text(encoding="utf-8"))["given"]
        flow = JOURNEYS[given["journey"]]
        step = walk(flow, Facts(date.fromisoformat(given["today"]), rulebook()), given["answers"])
        if not isinstance(step.at, HandOver):
            yield path.stem, show(flow, step, State(), rulebook())


def screen(reply: Reply, language: str) -> Screen:
    try:
        return render(reply, translator(language))
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")


def refused(page: Page) -> str:
    """Why Telegram would not take this page; empty where it would."""
    given = {"text": page.text.text, "entities": page.text.entities(), "reply_markup": as_markup(page.keys)}
    try:
        rules.check_entities(given, rules.check_text(given))
        rules.check_keyboard(given)
    except rules.Refusal as refusal:
        return refusal.why
    return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_fits_into_one_message_in_every_view(language: str) -> None:
    wrong = [
        (case, view, why, units(page.text.text))
        for case, reply in replies()
        for view in VIEWS
        if (why := refused(page := lay_out(screen(reply, language), view).of(10**12)))
    ]
    assert wrong == []


def test_what_is_folded_here_is_folded_on_the_web_page() -> None:
    assert FOLDED == FOLDED_ON_THE_PAGE


def test_details_that_would_be_too_long_leave_out_what_the_short_view_says() -> None:
    shown, folded = Entry("deadline", "什么时候前", ("早" * 2000,)), Entry("channels", "去哪办", ("远" * 2000,))
    long = Screen("pay", "tell", "zh_Hans", "结论" * 100, title="参保缴费", rows=(shown, folded))
    assert "早" in lay_out(long).text.text
    details = lay_out(long, "details").text.text
    assert "远" in details
    assert "早" not in details
    assert units(details) <= LONGEST


def test_a_step_that_is_being_done_shows_everything_that_is_needed_for_it() -> None:
    guided = talk("2026-01-20", "1", entry="enroll--where-130600--history-first--job_insurance-no").say("户口在这里")
    while not guided.screen.rows or guided.screen.kind != "ask":
        guided.say("1")
    text = lay_out(guided.screen).text.text
    assert all(line in text for row in guided.screen.rows for line in row.lines)
    assert all(line in text for line in guided.screen.advice)


def test_a_screen_is_unfolded_at_first_where_that_is_asked_for() -> None:
    told = talk("2026-08-10", "上了", entry="newborn--where-610500--born-20260520")
    page = lay_out(told.say("依据").screen)
    assert told.screen.citations[0].title in page.text.text
    assert [key.label for row in page.keys for key in row][:2] == ["看详细", "收起"]


def test_a_summary_stands_where_it_is_spoken_of() -> None:
    one = talk("2026-08-10", "2026年5月20日", entry="newborn--where-610500").hear(Review())
    text = lay_out(one.screen).text.text
    assert text.index("点哪一项就改哪一项") < text.index("宝宝出生日期：2026年5月20日") < text.index("宝宝上户口了吗")
    labels = [key.label for row in lay_out(one.screen).keys for key in row]
    assert labels[:2] == ["改「参保地」", "改「宝宝出生日期」"]
    assert "1. 上了" in labels


def test_a_day_is_asked_for_with_an_example() -> None:
    assert lay_out(talk("2026-08-10", entry="newborn--where-610500").screen).text.text.endswith("✏️ 像 2025年3月5日")


def test_options_that_phones_cut_off_are_written_out() -> None:
    asked = talk("2026-08-10", entry="enroll--where-410100--history-first--job_insurance-no--residence-local_hukou")
    assert max(width(option.label) for option in asked.screen.options) > WIDE
    text = lay_out(asked.screen).text.text
    assert all(f"{option.number}. {option.label}" in text for option in asked.screen.options)
    short = talk("2026-08-10", "2026年5月20日", entry="newborn--where-610500")
    assert "1. " not in lay_out(short.screen).text.text


def test_what_somebody_writes_is_never_markup() -> None:
    text = "<b>*不懂*</b> [点](http://x.example) @everybody /restart"
    page = lay_out(talk("2026-08-10", text, entry="newborn--where-610500").say(text).screen)
    assert {entity["type"] for entity in page.text.entities()} <= {"bold"}
    assert "parse_mode" not in as_markup(page.keys)


def test_sources_that_are_named_twice_are_told_once() -> None:
    conclusion = talk("2026-08-10", "2026年5月20日", "上了", entry="newborn--where-610500").screen
    numbers = {source.id: number for number, source in enumerate(conclusion.citations, 1)}
    again = sorted(numbers[source.id] for source in conclusion.further if source.id in numbers)
    lines = lay_out(conclusion, "sources").text.text.splitlines()
    assert f"上面的{'、'.join(map(str, again))}" in lines
    assert all(sum(source.title in line for line in lines) == 1 for source in conclusion.citations)


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["重来", "人工", "帮助"], [3]),
        (["上一步", "重来", "人工", "帮助"], [4]),
        (["上一步", "查看", "重来", "人工", "帮助"], [3, 2]),
        (["上一步", "查看", "重来", "菜单", "人工", "帮助"], [3, 3]),
        (["Back", "My answers", "Start over", "Person", "Help"], [3, 2]),
        (["What does “Employee medical insurance” mean?", "依据"], [1, 1]),
        ([], []),
    ],
)
def test_buttons_stand_side_by_side_where_they_can_be_read(labels: list[str], rows: list[int]) -> None:
    laid = list(side_by_side(Key(label, "/back") for label in labels))
    assert [len(row) for row in laid] == rows
    assert [key.label for row in laid for key in row] == labels


def test_a_page_names_the_message_it_shows_more_of() -> None:
    conclusion = talk("2026-08-10", "2026年5月20日", "上了", entry="newborn--where-610500").screen
    body = in_writing(conclusion)
    template = page_of(body)
    assert template is not None
    folds = [key.data for row in template.of(1741).keys for key in row if "fold" in key.data]
    assert folds == ["/fold:details:1741", "/fold:sources:1741"]
    assert page_of(body) is template, "many are told the same, and it is laid out once"
    assert page_of('{"text": "of another version"}') is None
    assert page_of("") is None


def test_the_menu_offers_the_other_languages() -> None:
    menu = talk("2026-08-10").hear(Said("菜单"))
    assert [key.label for key in lay_out(menu.screen).keys[-1]] == ["繁體中文", "English"]
