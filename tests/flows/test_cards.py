"""Cards: found by their titles and in the menu, with their sources, and beside a journey that is never lost."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from flows.cards import CARDS, QUESTIONS, TOPICS, asked, card_meant
from flows.glossary import GLOSSARY
from flows.heard import Back, Begin, Explain, Heard, Menu, Said, Tapped
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.reply import Reply, Turn
from flows.respond import respond
from flows.state import State

TITLES = """
    居民医保  居民医保和职工医保的区别  能两个都参加吗  新农合呢  这笔钱是什么  通知的年份为什么早一年  集中缴费期  参保地  统筹区
    等待期  修复等待期  备案  连续参保有奖励吗  能退费吗  职工医保的钱能给家人用吗  居民医保能给家人用吗  能报多少  怎么报  药店能用吗
    困难家庭  没单位但不想参居民医保
"""

MEANT = [
    ("能退费吗", "refund"),
    ("请问，能退费吗？", "refund"),
    ("居民医保和职工医保的区别", "two_schemes"),
    ("居民和职工医保的区别", "two_schemes"),
    ("居民医保和职工医保有什么区别？", "two_schemes"),
    ("新农合呢", "older_names"),
    ("为什么通知写 2025 而保的是 2026", "notice_year"),
    ("什么是统筹区", "pooling_area"),
    ("統籌區", None),
    ("统筹区是什么？", "pooling_area"),
    ("备案", "filing"),
    ("修复等待期", "repair"),
    ("怎么报", "how_to_claim"),
    ("怎么报名", None),
    ("我想退费", None),
    ("廊坊", None),
    ("能退费吗" * 100, None),
    ("", None),
]


@cache
def rules() -> Rulebook:
    return Rulebook(Library.open())


def turn(state: State, *heard: Heard) -> Turn:
    now = Turn(state, Reply(step="", kind="aside", text=asked("refund")))
    for one in heard:
        now = respond(JOURNEYS, now.state, one, today=date(2026, 11, 21), rules=rules())
    return now


def spoken(reply: Reply) -> list[str]:
    return [words.text for words in (*reply.said, reply.text, *reply.notes)]


def test_every_card_of_the_field_is_there_and_lies_in_one_topic() -> None:
    listed = [card for topic in TOPICS.values() for card in topic.cards]
    assert sorted(CARDS[card].title for card in listed) == sorted(TITLES.split())
    assert len(set(listed)) == len(listed)
    assert set(QUESTIONS) <= set(listed)


def test_no_two_cards_have_one_name() -> None:
    names = [name for term in CARDS.values() for name in (term.title, *term.also)]
    assert sorted(set(names)) == sorted(names)
    assert set(TOPICS).isdisjoint(CARDS)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_short_and_cited_and_names_no_figure(card: str) -> None:
    term = CARDS[card]
    assert len(term.text) <= 120
    assert not re.search(r"[0-9０-９,.;:?!()]", term.title + term.text)
    sources = [rules().source(id) for id in term.sources]
    assert sources
    assert not term.official or any(source.status.official for source in sources)


def test_a_screen_holds_at_most_six() -> None:
    assert len(TOPICS) <= 6
    assert max(len(topic.cards) for topic in TOPICS.values()) <= 6


@pytest.mark.parametrize(("text", "card"), MEANT)
def test_a_card_is_found_by_its_question(text: str, card: str | None) -> None:
    assert card_meant(text) == card


@pytest.mark.parametrize(
    "card", [card for card in CARDS if CARDS[card].title not in {flow.title for flow in JOURNEYS.values()}]
)
def test_every_card_is_found_by_typing_its_title(card: str) -> None:
    reply = turn(State(), Said(CARDS[card].title)).reply
    assert CARDS[card].text in spoken(reply)
    assert {source.id for source in reply.citations} >= set(CARDS[card].sources)


def test_the_menu_leads_to_every_card_and_back() -> None:
    for key, topic in TOPICS.items():
        for card in topic.cards:
            open_list = turn(State(), Menu(), Tapped("?menu", "cards"), Tapped("?cards", key))
            assert [option.key for option in open_list.reply.options] == list(topic.cards)
            read = turn(open_list.state, Tapped("?cards", card))
            assert CARDS[card].text in spoken(read.reply)
            assert read.reply.question == "?menu"


def test_the_list_is_answered_by_numbers_and_by_names() -> None:
    listed = turn(State(), Menu(), Said("常见问题"), Said("看病和报销"))
    assert [option.key for option in listed.reply.options] == list(TOPICS["treatment"].cards)
    for said in ("2", "能报多少", "第二个"):
        assert CARDS["how_much"].text in spoken(turn(listed.state, Said(said)).reply)


def test_a_journey_under_way_is_where_one_comes_back_to() -> None:
    under_way = turn(State(), Begin("elsewhere"), Said("廊坊"), Said("上海"))
    assert under_way.reply.step == "reason"
    read = turn(
        under_way.state, Menu(), Tapped("?menu", "cards"), Tapped("?cards", "paying"), Tapped("?cards", "refund")
    )
    assert read.reply.step == "reason"
    assert read.state == under_way.state
    assert turn(under_way.state, Menu(), Tapped("?menu", "cards"), Back()).reply.step == "reason"
    assert turn(under_way.state, Said("能退费吗")).state == under_way.state


def test_a_conclusion_is_not_told_again() -> None:
    concluded = turn(State(), Begin("payment_trouble"), Tapped("when_paid", "today"))
    read = turn(concluded.state, Said("能退费吗？"))
    assert read.reply.text.text == CARDS["refund"].text
    assert read.state == concluded.state


def test_an_answer_comes_before_a_card_of_the_same_name() -> None:
    asking = turn(State(), Begin("enroll"), Tapped("where", "110000"), Tapped("history", "first"))
    asking = turn(asking.state, Tapped("job_insurance", "no"))
    assert asking.reply.step == "residence"
    assert turn(asking.state, Said("居住证")).state.answers["residence"] == "residence_permit"
    assert turn(asking.state, Said("居住证是什么")).reply.step == "residence"


def test_what_is_an_example_or_unconfirmed_is_said_to_be() -> None:
    said = {card: spoken(turn(State(), Explain(card)).reply) for card in ("how_much", "refund", "repair")}
    assert [any("举例" in text for text in said[card]) for card in said] == [True, False, False]
    assert [any("未经官方核实" in text for text in said[card]) for card in said] == [True, True, False]


def test_an_old_button_changes_nothing() -> None:
    under_way = turn(State(), Begin("payment_trouble"))
    for key in ("gone", "", "paying:2"):
        assert turn(under_way.state, Tapped("?cards", key)).state == under_way.state
    assert turn(under_way.state, Explain("gone")).reply.step == "when_paid"
    stored = replace(State(), prompt="cards", about=("gone",))
    assert [option.key for option in turn(stored, Said("1")).reply.options] == list(TOPICS["basics"].cards)


def test_words_are_asked_as_words() -> None:
    assert {card: asked(card).given.get("word") is not None for card in CARDS} == {
        card: card in GLOSSARY for card in CARDS
    }
